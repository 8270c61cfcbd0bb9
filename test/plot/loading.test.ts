import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Which of the heavy libraries a program of the built package has loaded at its end. */
function loadedBy(program: string): string[] {
  const count = `
    const files = Object.keys(require.cache).map((file) => file.replaceAll("\\\\", "/"));
    const names = ["plotly", "echarts", "zrender", "resvg", "duckdb"];
    console.log(JSON.stringify(names.filter((name) => files.some((file) => file.includes("node_modules/") && file.includes(name)))));`;
  const run = ["-e", `(async () => { ${program}; ${count} })()`];
  return JSON.parse(execFileSync(process.execPath, run, { cwd: join(root, "sdk"), encoding: "utf8" })) as string[];
}

describe("loading the built package", () => {
  it("loads no plotting library with tapelab, none with tapelab/plot, and none for a figure", () => {
    expect(loadedBy(`require("tapelab")`)).toEqual([]);
    expect(loadedBy(`require("tapelab/plot")`)).toEqual([]);
    const draw = `const { from } = require("rxjs"); await require("tapelab/plot").plot(from([{ t: 0, x: 1 }])).toFigure()`;
    expect(loadedBy(draw)).toEqual([]);
  });

  it("never runs plotly: it is shipped to pages", () => {
    const draw = `const { from } = require("rxjs"); await require("tapelab/plot").plot(from([{ t: 0, x: 1 }])).toHtml()`;
    expect(loadedBy(draw)).not.toContain("plotly");
  });
});

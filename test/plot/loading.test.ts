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

  it("ends a program that drew a tape which may still grow, and waits for one that listens", () => {
    const record = `
      const { mkdtempSync, rmSync } = require("node:fs");
      const folder = mkdtempSync(require("node:path").join(require("node:os").tmpdir(), "tapelab-plot-"));
      process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
      const { openWorkspace } = require("tapelab");
      const { plot } = require("tapelab/plot");
      const ws = await openWorkspace(folder);
      const session = await ws.startSession("grows");
      session.capture("step", { t: 0, x: 1 });
      await session.finalize("first");
      const handle = plot(await ws.openTape(session.id), { y: "x" });
      await handle.toFigure();`;
    const run = (program: string): string =>
      execFileSync(process.execPath, ["-e", `(async () => { ${record} ${program} })()`], {
        cwd: join(root, "sdk"),
        encoding: "utf8",
        timeout: 30_000,
        stdio: ["ignore", "pipe", "ignore"],
      });
    expect(run("console.log(handle.picture.status);")).toBe("live\n");
    const later = `setTimeout(async () => { session.capture("step", { t: 1, x: 2 }); await session.end(); }, 100).unref();`;
    expect(run(`${later} await handle.ended; console.log(handle.picture.figure.data[0].y);`)).toBe("[ 1, 2 ]\n");
  });

  it("says what a PNG needs where it is not installed, and takes SVG in its place in a notebook", () => {
    const program = `
      const { Module } = require("node:module");
      const { _resolveFilename } = Module;
      Module._resolveFilename = (name, ...rest) => {
        if (name === "@resvg/resvg-js") throw Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" });
        return _resolveFilename(name, ...rest);
      };
      const handle = require("tapelab/plot").plot(require("rxjs").from([{ t: 0, x: 1 }]));
      const { data } = await handle.toBundle();
      const { code, message } = await handle.toPng().catch((error) => error);
      console.log(JSON.stringify([Object.keys(data), code, message]));`;
    const run = ["-e", `(async () => { ${program} })()`];
    const text = execFileSync(process.execPath, run, { cwd: join(root, "sdk"), encoding: "utf8" });
    const [types, code, message] = JSON.parse(text) as [string[], string, string];
    expect(types).toEqual(["text/html", "text/plain", "image/svg+xml"]);
    expect(code).toBe("missing-package");
    expect(message).toContain("npm install @resvg/resvg-js");
  });

  it("never runs plotly: it is shipped to pages", () => {
    const draw = `const { from } = require("rxjs"); await require("tapelab/plot").plot(from([{ t: 0, x: 1 }])).toHtml()`;
    expect(loadedBy(draw)).not.toContain("plotly");
  });
});

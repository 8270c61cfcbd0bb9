import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { inspect } from "node:util";
import { TapelabError } from "tapelab";
import { describe, expect, it } from "vitest";
import { newFolder } from "./child.js";

const sdk = new URL("../../sdk", import.meta.url).pathname;

/** What Node prints when the script's mistake is caught by nobody. */
function printed(body: string, flags: string[] = [], more: Record<string, string> = {}): Promise<string> {
  const folder = newFolder();
  const file = `${folder}/model.js`;
  writeFileSync(file, `const { tape, openWorkspace } = require(${JSON.stringify(sdk)});\n${body}\n`);
  const env = { ...process.env, TAPELAB_WORKSPACE: folder, ...more };
  return new Promise((resolve) => execFile(process.execPath, [...flags, file], { env }, (_, __, err) => resolve(err)));
}

const own = /at .*[/\\](sdk|tapelab)[/\\](dist|src)[/\\]/;

describe("a mistake that nobody catches", () => {
  it("is told with the lines of the user's program and none of ours", async () => {
    const step = 'function step() { tape.start("a"); tape.capture("s", { x: 1 }, { timee: 1 }); }\nstep();';
    for (const flags of [[], ["--enable-source-maps"], ["--stack-trace-limit=2"]]) {
      const text = await printed(step, flags);
      expect(text).toContain('TapelabError: capture: option "timee"');
      expect(text).toMatch(/at step \(.*model\.js:2:/);
      expect(text).toMatch(/at Object\.<anonymous> \(.*model\.js:3:1\)/);
      expect(text).not.toMatch(own);
    }
  });

  it("is told with every line for whoever looks for a bug of ours (TAPELAB_DEBUG)", async () => {
    expect(await printed('tape.start("");', [], { TAPELAB_DEBUG: "1" })).toMatch(own);
  });

  it("is told so also behind an await, however deep in ours it was found", async () => {
    const load = 'async function load() { tape.start("a"); await (await openWorkspace()).openTape("b"); }\nload();';
    const text = await printed(load);
    expect(text).toContain("TapelabError: No session of this workspace has the label");
    expect(text).toMatch(/at async load \(.*model\.js:2:/);
    expect(text).not.toMatch(own);
  });
});

describe("TapelabError", () => {
  const error = new TapelabError("tape-closed", "It was closed.", { tape: "t" }, { cause: new Error("why") });

  it("has the stack of whoever made the mistake, under its name and text", () => {
    expect(error.stack?.split("\n")[0]).toBe("TapelabError: It was closed.");
    expect(error.stack).toContain("uncaught.test.ts");
    expect(Object.keys(error).sort()).toEqual(["code", "details", "name"].sort());
    expect(inspect(error)).toContain("[cause]: Error: why");
  });

  it("lets a tool set another stack", () => {
    const other = new TapelabError("tape-closed", "x", { tape: "t" });
    other.stack = "mine";
    expect(other.stack).toBe("mine");
  });
});

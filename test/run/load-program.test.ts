import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { describe } from "#sdk/run/describe.js";
import { describeHere, errorText } from "#sdk/run/load-program.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-load-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const refused = (name: string, text: string, extra: { export?: string } = {}) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return expect(describeHere(nodeDisk, { kind: "module", path, ...extra })).rejects;
};

test("a program without the function is refused before any run, whatever it is called", async () => {
  await refused("none.cjs", "exports.other = 1;").toThrow("it exports no function default: expected (context, run)");
  await refused("named.cjs", "exports.default = () => 1;", { export: "fit" }).toThrow("exports no function fit");
});

test("a mistake in the text of a program is told with its line", async () => {
  const path = join(folder, "broken.mjs");
  writeFileSync(path, "export default () => 1;\nlet a b;\n");
  const asked = describe({ kind: "module", path }, resolve(import.meta.dirname, "../../sdk/bin/run-child.js"));
  await expect(asked).rejects.toThrow(/SyntaxError: .* \(line 2\)\. Nothing was started/);
}, 60_000);

test("a message names the line of the program, never one of Node or of Tapelab", () => {
  const broken = new SyntaxError("Unexpected identifier");
  broken.stack =
    "file:///p/bad.mjs:3\nlet a b\n\nSyntaxError: Unexpected identifier\n    at wrap (node:internal/vm:1:1)";
  expect(errorText(broken)).toBe("SyntaxError: Unexpected identifier (file:///p/bad.mjs:3)");
  const thrown = new Error("boom");
  thrown.stack = "Error: boom\n    at parse (node:internal/x:1:1)\n    at default (file:///p/model.mjs:2:9)";
  expect(errorText(thrown)).toBe("Error: boom (at default (file:///p/model.mjs:2:9))");
  thrown.stack = "Error: boom\n    at parse (node:internal/x:1:1)";
  expect(errorText(thrown)).toBe("Error: boom");
});

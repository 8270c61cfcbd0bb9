import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openWorkspace } from "tapelab";
import { launch } from "tapelab/run";
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
  const asked = describe({ kind: "module", path }, entry);
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

const entry = resolve(import.meta.dirname, "../../sdk/bin/run-child.js");
/** A project with these files, and with TypeScript 5 unless told otherwise. */
function project(name: string, files: Record<string, string>, compiler: string | undefined = "typescript-5.9"): string {
  const place = join(folder, name);
  mkdirSync(join(place, "node_modules"), { recursive: true });
  const modules = resolve(import.meta.dirname, "../../node_modules");
  if (compiler !== "") symlinkSync(join(modules, compiler), join(place, "node_modules/typescript"));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text);
  return place;
}
const typed = {
  "helper.ts": "export const gain = (x: number): number => 2 * x;",
  "bias.mts": "export const bias: number = 1;",
};
const main = `import { gain } from "./helper.js"; import { bias } from "./bias.mjs"; import { gain as same } from "./helper";
  interface Context { readonly x: number }
  export const needs: readonly string[] = ["x"];
  export default ({ x }: Context) => {
    if (x < 0) throw new Error("below zero");
    return { y: gain(x) + same(0) + bias };
  };`;

test.each([
  ["ts", 1],
  ["mts", 0],
  ["cts", 0],
])(
  "a program in TypeScript (.%s) is translated, with what it imports in TypeScript's way (jobs %i)",
  async (ending, jobs) => {
    const place = project(ending, { ...typed, [`model.${ending}`]: main });
    const ws = await openWorkspace(place);
    const spec = { blocks: [{ mode: "by_position", context: { x: [20, -1] } }] };
    const { runs } = await (await launch(ws, spec, join(place, `model.${ending}`), { jobs })).done;
    expect(runs.map(({ status, error }) => error ?? status)).toEqual([
      "completed",
      // The line as it was written; in this process vitest writes the stacks.
      expect.stringMatching(new RegExp(`below zero .*model\\.${ending}:${jobs === 0 ? "" : "5:"}`)),
    ]);
    const table = await (await ws.openTape(runs[0]?.session ?? "")).table({ label: "output" });
    expect(table.getChild("y")?.get(0)).toBe(41);
  },
  120_000,
);

test("a program in TypeScript without a compiler, or with one that cannot translate, says what to install", async () => {
  const asked = (name: string, compiler: string) =>
    describe({ kind: "module", path: join(project(name, { "model.ts": main }, compiler), "model.ts") }, entry);
  await expect(asked("none", "")).rejects.toThrow(
    /its project has no compiler: install one beside it: npm install --save-dev typescript@5.*Nothing was started/,
  );
  await expect(asked("seven", "typescript")).rejects.toThrow(/has no transpileModule: install one/);
}, 60_000);

test("a program in TypeScript is translated once a launch, however many runs there are", async () => {
  const place = project("once", { ...typed, "model.ts": main }, "");
  const log = join(place, "translated.txt");
  const compiler = JSON.stringify(resolve(import.meta.dirname, "../../node_modules/typescript-5.9"));
  writeFileSync(
    join(place, "node_modules/typescript.js"),
    `const ts = require(${compiler});
     module.exports = { ...ts, transpileModule: (source, options) => {
       require("node:fs").appendFileSync(${JSON.stringify(log)}, options.fileName.split("/").at(-1) + "\\n");
       return ts.transpileModule(source, options);
     } };`,
  );
  const ws = await openWorkspace(place);
  const spec = { blocks: [{ mode: "by_position", context: { x: [1, 2, 3] } }] };
  const { done } = await launch(ws, spec, join(place, "model.ts"), { jobs: 2 });
  expect((await done).summary).toMatchObject({ completed: 3 });
  expect(readFileSync(log, "utf8").trim().split("\n").sort()).toEqual(["bias.ts", "helper.ts", "model.ts"]);
}, 120_000);

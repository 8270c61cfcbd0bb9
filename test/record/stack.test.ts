import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript-5.9";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const source = join(__dirname, "../../sdk/src/record/stack.ts");
let folder: string;

/** Compiles one file to CommonJS with its source map beside it, as a user's build does. */
function compile(text: string, from: string, to: string): void {
  const { outputText } = ts.transpileModule(text, {
    fileName: from,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      inlineSourceMap: true,
      inlineSources: true,
    },
  });
  writeFileSync(to, outputText);
}

beforeAll(() => {
  folder = realpathSync(mkdtempSync(`${tmpdir()}/tapelab-stack-`));
  mkdirSync(`${folder}/pkg/dist/record`, { recursive: true });
  compile(readFileSync(source, "utf8"), source, `${folder}/pkg/dist/record/stack.js`);
  const user = [
    'import { callerOf } from "./pkg/dist/record/stack.js";',
    "interface Erased {",
    "  readonly one: number;",
    "}",
    "const place: Erased & { two?: unknown } = { one: 1 };",
    "place.two = callerOf();",
    "console.log(JSON.stringify(place.two));",
  ].join("\n");
  writeFileSync(`${folder}/user.ts`, user);
  compile(user, `${folder}/user.ts`, `${folder}/user.js`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function place(...flags: string[]): { file: string; line: number } {
  return JSON.parse(execFileSync(process.execPath, [...flags, `${folder}/user.js`], { encoding: "utf8" })) as never;
}

describe("callerOf", () => {
  it("names the line of the compiled program, whose own folder it skips", () => {
    const lines = readFileSync(`${folder}/user.js`, "utf8").split("\n");
    const line = 1 + lines.findIndex((text) => text.startsWith("place.two"));
    expect(place()).toEqual({ file: `${folder}/user.js`, line });
  });

  it("names the line of the source when Node runs with source maps", () => {
    expect(place("--enable-source-maps")).toEqual({ file: `${folder}/user.ts`, line: 6 });
  });
});

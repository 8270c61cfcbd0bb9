import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript-5.9";
import { afterAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readme)![1]!;

const folders: string[] = [];

/** An empty folder in which the packages of the repository are installed. */
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tapelab-readme-"));
  symlinkSync(join(root, "node_modules"), join(path, "node_modules"), "dir");
  folders.push(path);
  return path;
}

function run(cwd: string, ...args: string[]): string {
  const { TAPELAB_WORKSPACE: _, ...env } = process.env;
  return execFileSync(process.execPath, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

describe("the program of the README", () => {
  it("compiles without a complaint and prints what the README says", () => {
    const cwd = folder();
    const file = join(cwd, "lorenz.ts");
    writeFileSync(file, block("ts"));
    const program = ts.createProgram([file], {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      moduleResolution: ts.ModuleResolutionKind.Node10,
      strict: true,
      skipLibCheck: true,
      sourceMap: true,
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
    });
    const complaints = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(complaints).toEqual([]);
    program.emit();
    expect(run(cwd, "--enable-source-maps", "lorenz.js")).toBe(block("text"));
  });

  it("runs as plain JavaScript with the same output", () => {
    const cwd = folder();
    writeFileSync(join(cwd, "lorenz.js"), block("js"));
    expect(run(cwd, "lorenz.js")).toBe(block("text").replace("lorenz.ts", "lorenz.js"));
  });
});

describe("the README", () => {
  it("shows what the pipeline prints", () => {
    const cwd = folder();
    const printed = ["01-prepare", "02-fit", "03-report"].map((stage) =>
      run(cwd, "--enable-source-maps", join(root, `notebooks/dist/pipeline/${stage}.js`)),
    );
    expect(readme).toContain(`\`\`\`text\n${printed.join("")}\`\`\``);
  });
});

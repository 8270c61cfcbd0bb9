import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts504 from "@tslab/typescript-for-tslab";
import ts59 from "typescript-5.9";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), "tapelab-pack-")));
const installed = join(elsewhere, "node_modules");
const readme = readFileSync(join(root, "README.md"), "utf8");
const program = blockOf("ts");
/** The program as a compiler would leave it, with its source map. */
const compiled = ts59.transpileModule(program, {
  fileName: "lorenz.ts",
  compilerOptions: {
    ...{ module: ts59.ModuleKind.CommonJS, target: ts59.ScriptTarget.ES2022, esModuleInterop: true },
    ...{ inlineSourceMap: true, inlineSources: true },
  },
}).outputText;

/** The first code block of the README in a language. */
function blockOf(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "m").exec(readme)?.[1] ?? "";
}

function run(command: string, options: readonly string[], cwd: string): string {
  return execFileSync(command, options, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 240_000 });
}

/** Output without the file and line of the capture. */
function withoutPlace(output: string): string {
  return output.replace(/^lorenz\.\w+ \d+ /m, "");
}

/** A folder below the installed packages: programs start in their own. */
function folder(name: string): string {
  const path = join(elsewhere, name);
  mkdirSync(path);
  return path;
}

beforeAll(() => {
  if (!existsSync(join(root, "sdk/dist/index.js"))) run("npm", ["run", "build"], root);
  for (const name of ["proto", "sdk"])
    run("npm", ["pack", "--silent", "--pack-destination", elsewhere], join(root, name));
  const tarballs = readdirSync(elsewhere).filter((name) => name.endsWith(".tgz"));
  expect(tarballs).toHaveLength(2);
  writeFileSync(join(elsewhere, "package.json"), '{ "name": "elsewhere", "private": true }\n');
  run(
    "npm",
    ["install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs.map((name) => `./${name}`)],
    elsewhere,
  );
}, 300_000);

afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

describe("the packed packages, installed into an empty folder", { timeout: 300_000 }, () => {
  it("hold what is needed and nothing else", () => {
    expect(readdirSync(join(installed, "tapelab-proto")).sort()).toEqual([
      "LICENSE",
      "README.md",
      "SPEC.md",
      "dist",
      "generated",
      "package.json",
      "tape.proto",
    ]);
    expect(readdirSync(join(installed, "tapelab")).sort()).toEqual([
      ...["LICENSE", "README.md", "bin", "dist", "package.json"],
    ]);
  });

  it("bring no DuckDB, and of plotly the bundles for the page alone", () => {
    const bundles = ["plotly.js-cartesian-dist-min", "plotly.js-gl3d-dist-min"];
    expect(readdirSync(installed).filter((name) => /duckdb|plotly/.test(name))).toEqual(bundles);
  });

  it("run the README's program, with the output printed there", () => {
    const cwd = folder("as-typescript");
    writeFileSync(join(cwd, "lorenz.js"), compiled);
    expect(run(process.execPath, ["--enable-source-maps", "lorenz.js"], cwd)).toBe(blockOf("text"));
  });

  it("run the README's plain script, with the same output from another file", () => {
    const cwd = folder("as-script");
    writeFileSync(join(cwd, "lorenz.js"), blockOf("js"));
    const output = run(process.execPath, ["lorenz.js"], cwd);
    expect(withoutPlace(output)).toBe(withoutPlace(blockOf("text")));
    expect(output).toContain("lorenz.js ");
  });

  it("run the README's plain script with node -e", () => {
    const output = run(process.execPath, ["-e", blockOf("js")], folder("as-eval"));
    expect(output.split("\n")[0]).toBe(blockOf("text").split("\n")[0]);
  });

  it("give a command: tapelab --help", () => {
    expect(run(join(installed, ".bin/tapelab"), ["--help"], elsewhere)).toContain("tapelab");
  });

  it("can be read by the generated code alone", () => {
    const text =
      'const { tapelab } = require("tapelab-proto/generated/tape.js"); console.log(typeof tapelab.EventEnvelope.decode);';
    expect(run(process.execPath, ["-e", text], elsewhere).trim()).toBe("function");
  });

  it.each([
    ["5.0.4 (tslab)", ts504 as unknown as typeof ts59],
    ["5.9", ts59],
  ])("type-check the README's program under TypeScript %s", (_, ts) => {
    const path = join(elsewhere, "lorenz.ts");
    writeFileSync(path, program);
    const checked = ts.createProgram([path], {
      ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, moduleResolution: 2, esModuleInterop: true },
      ...{
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ["node"],
        typeRoots: [join(root, "node_modules/@types")],
      },
    });
    const complaints = ts
      .getPreEmitDiagnostics(checked)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    expect(complaints).toEqual([]);
  });
});

/** A program that is a module: loaded once in a process, with what it says of itself. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { type Disk, nodeDisk, runNow } from "../base/disk.js";
import { readSmall } from "../base/small-file.js";
import { isTapelabError } from "../errors.js";
import { codeOf } from "./code-id.js";
import { cannotLoad, type ProgramFacts, programFacts } from "./describe.js";
import { badSpec } from "./failures.js";
import type { Program } from "./task.js";

const sourceMax = 64 << 20;
/** The project's own, where a program is written in it. */
const compilerName = "typescript";
/** Tapelab's own files. */
const ownFolder = dirname(__dirname);

type Main<Run> = (context: unknown, run: Run) => unknown;
type Exports = Readonly<Record<string, unknown>>;

/** The code that this process has loaded, by path: a module is loaded once. */
const loadedCode = new Map<string, string>();

/** What the program says of itself, if it can be called. */
export async function describeProgram(program: Program): Promise<ProgramFacts> {
  const exports = await exportsOf(program);
  mainOf(program, exports);
  return programFacts(exports);
}

/** The same for a program that this process will execute, too. Rejects with `bad-spec` where that cannot be. */
export async function describeHere(disk: Disk, program: Program): Promise<ProgramFacts> {
  const path = pathOf(program);
  const { id } = codeOf(disk, { program }, { mode: "modules" });
  const before = loadedCode.get(path) ?? id;
  loadedCode.set(path, before);
  if (before !== id)
    throw badSpec(
      `The program ${path} was changed after this process had loaded it`,
      "Restart the process, or launch with jobs from 1.",
    );
  try {
    return await describeProgram(program);
  } catch (error) {
    throw cannotLoad(path, errorText(error));
  }
}

/** The function that a run calls. */
export async function loadMain<Run>(program: Program): Promise<Main<Run>> {
  return mainOf(program, await exportsOf(program));
}

function mainOf<Run>(program: Program, exports: Exports): Main<Run> {
  const name = (program.kind === "module" ? program.export : undefined) ?? "default";
  const main = exports[name];
  if (typeof main === "function") return main as Main<Run>;
  throw new Error(`it exports no function ${name}: expected (context, run) => outputs`);
}

async function exportsOf(program: Program): Promise<Exports> {
  const path = pathOf(program);
  const isTypeScript = /\.[cm]?ts$/.test(path);
  if (isTypeScript) translateTypeScript(path);
  const loaded = (isTypeScript ? createRequire(path)(path) : await import(pathToFileURL(path).href)) as Exports;
  // A CommonJS module's exports are the default of its namespace.
  const { default: inner } = loaded;
  return typeof inner === "object" && inner !== null ? { ...loaded, default: undefined, ...inner } : loaded;
}

function pathOf(program: Program): string {
  if (program.kind === "module") return program.path;
  throw new Error("only modules are executed in this process");
}

interface Compiler {
  transpileModule?(source: string, options: object): { outputText: string };
  ModuleKind?: { CommonJS: number };
  ScriptTarget?: { ES2022: number };
}

/** What `require` goes by. */
interface NodeModules {
  readonly _extensions: Record<string, unknown>;
  _resolveFilename(request: string, ...rest: unknown[]): string;
}

let isLookingForSources = false;

/** Lets `require` take TypeScript files, with the compiler of the project. */
function translateTypeScript(path: string): void {
  const compiler = compilerOf(path);
  process.setSourceMapsEnabled(true); // so that errors name lines of the source
  const options = {
    compilerOptions: {
      module: compiler.ModuleKind?.CommonJS,
      target: compiler.ScriptTarget?.ES2022,
      esModuleInterop: true,
      inlineSourceMap: true,
    },
  };
  const compile = (module: { _compile(code: string, name: string): void }, name: string): void => {
    const source = Buffer.from(runNow(nodeDisk, readSmall(name, sourceMax)) ?? []).toString("utf8");
    const fileName = name.replace(/[cm]ts$/, "ts"); // .mts would stay an ES module
    module._compile(compiler.transpileModule?.(source, { ...options, fileName }).outputText ?? "", name);
  };
  const node = createRequire(path)("node:module") as NodeModules;
  for (const ending of [".ts", ".mts", ".cts"]) node._extensions[ending] = compile;
  if (!isLookingForSources) lookForSources(node);
}

function compilerOf(path: string): Compiler {
  const require = createRequire(path);
  const install = "install one beside it: npm install --save-dev typescript@5";
  try {
    require.resolve(compilerName);
  } catch {
    throw new Error(`it is TypeScript, and its project has no compiler: ${install}`);
  }
  const compiler = require(compilerName) as Compiler;
  if (compiler.transpileModule) return compiler;
  throw new Error(`the typescript of its project has no transpileModule: ${install}`);
}

/** TypeScript names the file that it will become: `./helper.js` is `./helper.ts` where only that is there. */
function lookForSources(node: NodeModules): void {
  isLookingForSources = true;
  const find = node._resolveFilename;
  node._resolveFilename = function (this: unknown, request: string, ...rest: unknown[]): string {
    try {
      return find.call(this, request, ...rest);
    } catch (error) {
      const source = request.replace(/^(\.{1,2}\/.*\.[cm]?)js$/, "$1ts");
      if (source === request) throw error;
      return find.call(this, source, ...rest);
    }
  };
}

/** With the place in the program where it was thrown; of a text that is no program, the line. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isTapelabError(error)) return error.message; // says itself where
  const [first = "", ...lines] = (error.stack ?? "").split("\n");
  const isOutside = (line: string): boolean => /^\s+at /.test(line) && !line.includes("node:");
  const at = /^(file:|\/|[A-Z]:).*:\d+$/.test(first)
    ? first
    : (lines.find((line) => isOutside(line) && !line.includes(ownFolder))?.trim() ?? "");
  return `${error.name}: ${error.message}${at && ` (${at})`}`;
}

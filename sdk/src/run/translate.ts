/**
 * Programs in TypeScript, translated by the compiler of their project: once a launch. The process that asks the program what
 * it needs translates it, and each run gets the texts with its task.
 */
import { createRequire } from "node:module";
import { nodeDisk, runNow } from "../base/disk.js";
import { hex, sha256 } from "../base/sha256.js";
import { readSmall } from "../base/small-file.js";
import type { ProgramFacts } from "./describe.js";

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

const sourceMax = 64 << 20;
/** The project's own. */
const compilerName = "typescript";
/** By the hash of path and source. */
const known = new Map<string, string>();
let isLookingForSources = false;

/** What this process has translated; nothing where all is JavaScript. */
export function translations(): Pick<ProgramFacts, "translated"> {
  return known.size === 0 ? {} : { translated: Object.fromEntries(known) };
}

export function takeTranslations(translated: ProgramFacts["translated"] = {}): void {
  for (const [key, text] of Object.entries(translated)) known.set(key, text);
}

/** Lets `require` take TypeScript files. */
export function translateTypeScript(path: string): void {
  process.setSourceMapsEnabled(true); // so that errors name lines of the source
  const compile = (module: { _compile(code: string, name: string): void }, name: string): void => {
    const source = Buffer.from(runNow(nodeDisk, readSmall(name, sourceMax)) ?? []).toString("utf8");
    const key = hex(sha256(Buffer.from(`${name}\0${source}`)));
    const text = known.get(key) ?? translated(compilerOf(path), name, source);
    known.set(key, text);
    module._compile(text, name);
  };
  const node = createRequire(path)("node:module") as NodeModules;
  for (const ending of [".ts", ".mts", ".cts"]) node._extensions[ending] = compile;
  if (!isLookingForSources) lookForSources(node);
}

function translated(compiler: Compiler, name: string, source: string): string {
  const compilerOptions = {
    module: compiler.ModuleKind?.CommonJS,
    target: compiler.ScriptTarget?.ES2022,
    esModuleInterop: true,
    inlineSourceMap: true,
  };
  const fileName = name.replace(/[cm]ts$/, "ts"); // .mts would stay an ES module
  return compiler.transpileModule?.(source, { compilerOptions, fileName }).outputText ?? "";
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

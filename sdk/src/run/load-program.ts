/** A program that is a module: loaded once in a process, with what it says of itself. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Disk } from "../base/disk.js";
import { isTapelabError } from "../errors.js";
import { codeOf } from "./code-id.js";
import { cannotLoad, type ProgramFacts, programFacts } from "./describe.js";
import { badSpec } from "./failures.js";
import type { Program } from "./task.js";
import { takeTranslations, translateTypeScript, translations } from "./translate.js";

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
  return { ...programFacts(exports), ...translations() };
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

/** The function that a run calls. `translated` is what the launch knows of its sources. */
export async function loadMain<Run>(program: Program, translated?: ProgramFacts["translated"]): Promise<Main<Run>> {
  takeTranslations(translated);
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

/**
 * What a program says of itself: `export const needs = ["dt"]` names keys that its context must have; `inputs` keys whose
 * values are the paths of files that it reads; `outputs` the keys of what it makes. Read once a launch, before any run.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { shown } from "../base/text.js";
import type { TapelabError } from "../errors.js";
import type { CanonicalMap } from "./canonical.js";
import { badSpec } from "./failures.js";
import { nodeArgs } from "./node-args.js";
import type { Plan } from "./plan.js";
import type { Program } from "./task.js";

export interface ProgramFacts {
  /** Keys that every context must have. */
  readonly needs: readonly string[];
  /** Keys of the context, too: their values are places of inputs, which belong to the signature by their content. */
  readonly inputs: readonly string[];
  /** Keys of the outputs that a run makes. */
  readonly outputs: readonly string[];
  /** Its TypeScript sources as JavaScript; see `translateTypeScript`. */
  readonly translated?: Readonly<Record<string, string>>;
}

/** What the script for modules is asked, instead of a task. */
export interface Describe {
  readonly describe: Program;
}

const nothing: ProgramFacts = { needs: [], inputs: [], outputs: [] };
const patienceMs = 60_000;

/** Asks a process that ends right after. A program that cannot be loaded is refused here, before any run. */
export async function describe(program: Program, entry: string): Promise<ProgramFacts> {
  if (program.kind !== "module") return nothing;
  const { TAPELAB_RUN: _run, TAPELAB_RUN_FACTS: _facts, ...env } = process.env;
  const child = spawn(process.execPath, [...nodeArgs(), entry], {
    env,
    cwd: program.cwd,
    timeout: patienceMs,
    killSignal: "SIGKILL", // one that never waits hears no other
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  child.send({ describe: program } satisfies Describe, () => undefined);
  const told = await answerOf(child);
  if (typeof told === "object") return told;
  throw cannotLoad(program.path, told);
}

export function cannotLoad(path: string, reason: string): TapelabError<"bad-spec"> {
  const [first = ""] = reason.split("\n"); // Node adds a stack of requires
  const line = first.startsWith("SyntaxError") && /\.[cm]?js$/.test(path) ? brokenLine(path) : "";
  return badSpec(`The program ${path} cannot be loaded: ${first}${line}`, "Correct the program.");
}

/** Node tells the line of a mistake in a module to nobody but its standard error. */
function brokenLine(path: string): string {
  const { stderr } = spawnSync(process.execPath, ["--check", path], { encoding: "utf8", timeout: patienceMs });
  const [, line] = /^\S.*:(\d+)\n/.exec(stderr ?? "") ?? [];
  return line === undefined ? "" : ` (line ${line})`;
}

/** From a module's exports. */
export function programFacts(exports: Readonly<Record<string, unknown>>): ProgramFacts {
  return { needs: namesOf(exports, "needs"), inputs: namesOf(exports, "inputs"), outputs: namesOf(exports, "outputs") };
}

/** One error for all keys that neither the plan nor the values given for every run have. */
export function checkNeeds({ needs, inputs }: ProgramFacts, plan: Plan, fixed: CanonicalMap | undefined): void {
  if (plan.size === 0) return;
  const given = new Set([...(fixed?.keys() ?? []), ...plan.run(0).keys()]);
  const missing = [...new Set([...needs, ...inputs])].filter((key) => !given.has(key));
  if (missing.length === 0) return;
  const names = missing.map((key) => shown(key, 80)).join(", ");
  const sets = missing.map((key) => `--set ${shown(key, 80)}=…`).join(" ");
  throw badSpec(`The program needs ${names}, which no run of the plan has`, `Add to the plan, or give: ${sets}`);
}

function answerOf(child: ChildProcess): Promise<ProgramFacts | string> {
  let said = "";
  let answer: ProgramFacts | string | undefined;
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-500);
  });
  child.on("message", (message: { kind?: string; facts?: ProgramFacts; error?: string }) => {
    answer = message.kind === "described" ? message.facts : message.error;
  });
  return new Promise((resolve) => {
    child.once("error", ({ message }) => resolve(message));
    const silent = (): string =>
      child.killed ? `it took longer than ${patienceMs / 1_000} s` : "its process ended without a word";
    child.once("close", () => resolve(answer ?? (said.trim().split("\n").at(-1) || silent())));
  });
}

function namesOf(exports: Readonly<Record<string, unknown>>, name: keyof ProgramFacts): string[] {
  const value = exports[name];
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new Error(`its export ${name} must be a list of texts`);
}

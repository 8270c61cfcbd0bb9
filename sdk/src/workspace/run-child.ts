/** The process that executes one run of a module: starts its session, calls the program, ends the session, says so. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { nodeDisk, runNow } from "../base/disk.js";
import { readSmall } from "../base/small-file.js";
import { plainOf } from "../run/canonical.js";
import { parseJsonText } from "../run/json-text.js";
import type { ChildMessage } from "../run/local-pool.js";
import type { Program, RunTask } from "../run/task.js";
import { tape } from "./default-tape.js";
import { runEndLabel } from "./run-host.js";

/** What a program is told about its run. */
export interface Run {
  readonly launch: string;
  readonly attempt: number;
  /** From 0. */
  readonly index: number;
  /** From 1. */
  readonly try: number;
  /** Shows how far the run is; not recorded. */
  progress(fraction: number, note?: string): void;
}

const sourceMax = 64 << 20;
/** The project's own, where a program is written in it. */
const compilerName = "typescript";

type Main = (context: unknown, run: Run) => unknown;

function say(message: ChildMessage): void {
  process.send?.(message);
}

process.once("message", (task: RunTask) => {
  execute(task).then(
    () => leave({ kind: "finished" }),
    (error: unknown) => {
      process.exitCode = 1;
      leave({ kind: "failed", error: errorText(error) });
    },
  );
});
process.once("disconnect", orphaned);

/** The launcher is gone: nobody waits for this run, and the next attempt does it again. */
function orphaned(): void {
  process.exit(1);
}

function leave(message: ChildMessage): void {
  process.off("disconnect", orphaned);
  say(message);
  process.disconnect?.();
}

async function execute({ label, linkage, program }: RunTask): Promise<void> {
  const context = plainOf(parseJsonText(linkage.run_space_context, "context"));
  const session = tape.start(label, { meta: context as Record<string, unknown> });
  try {
    const main = await loadMain(program);
    const outputs = await main(context, {
      launch: linkage.run_space_launch_id,
      attempt: linkage.run_space_attempt,
      index: linkage.run_space_index,
      try: linkage.run_space_try ?? 1,
      progress: (fraction, note) => say({ kind: "progress", progress: { fraction, note } }),
    });
    if (typeof outputs === "object" && outputs !== null) session.capture("output", outputs);
    await session.finalize("output");
    await session.note(runEndLabel, { status: "completed" });
  } catch (error) {
    await session.finalize("failed");
    await session.note(runEndLabel, { status: "failed", error: errorText(error) });
    throw error;
  } finally {
    await session.end();
  }
}

async function loadMain(program: Program): Promise<Main> {
  if (program.kind !== "module") throw new Error("only modules are executed in this process");
  if (/\.[cm]?ts$/.test(program.path)) translateTypeScript(program.path);
  const loaded = (
    /\.[cm]?ts$/.test(program.path)
      ? createRequire(program.path)(program.path)
      : await import(pathToFileURL(program.path).href)
  ) as Record<string, unknown>;
  const name = program.export ?? "default";
  // A CommonJS module's exports are the default of its namespace.
  const inner = loaded.default as Record<string, unknown> | undefined;
  const main = typeof inner === "object" && name in inner ? inner[name] : loaded[name];
  if (typeof main === "function") return main as Main;
  throw new Error(`${program.path} exports no function ${name}: expected (context, run) => outputs`);
}

/** Lets `require` take TypeScript files, with the compiler of the project. */
function translateTypeScript(path: string): void {
  const require = createRequire(path);
  const compiler = require(compilerName) as {
    transpileModule?(source: string, options: object): { outputText: string };
    ModuleKind?: { CommonJS: number };
    ScriptTarget?: { ES2022: number };
  };
  if (!compiler.transpileModule)
    throw new Error(`the typescript of ${path} has no transpileModule: install typescript 5`);
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
    module._compile(compiler.transpileModule?.(source, { ...options, fileName: name }).outputText ?? "", name);
  };
  const { _extensions: extensions } = require("node:module") as { _extensions: Record<string, unknown> };
  for (const ending of [".ts", ".cts"]) extensions[ending] = compile;
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const at = /\n\s+at [^\n]*/.exec(error.stack ?? "")?.[0].trim() ?? "";
  return `${error.name}: ${error.message}${at && ` (${at})`}`;
}

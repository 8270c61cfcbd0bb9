/** The process that executes one run of a module: starts its session, calls the program, ends the session, says so. */
import { plainOf } from "../run/canonical.js";
import type { Describe } from "../run/describe.js";
import { parseJsonText } from "../run/json-text.js";
import type { ChildMessage } from "../run/local-pool.js";
import type { RunTask } from "../run/task.js";
import { tape } from "./default-tape.js";
import { describeProgram, errorText, loadMain } from "../run/load-program.js";
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

function say(message: ChildMessage): void {
  process.send?.(message);
}

process.once("message", (task: RunTask | Describe) => {
  const work = "describe" in task ? describeProgram(task.describe) : execute(task);
  work.then(
    (facts) => leave(facts ? { kind: "described", facts } : { kind: "finished" }),
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
    const main = await loadMain<Run>(program);
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

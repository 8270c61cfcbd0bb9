/** The process that executes one run of a module: records it in a session of its own, and says how it went. */
import type { Describe } from "../run/describe.js";
import { executeTask } from "../run/execute-task.js";
import { describeProgram, errorText } from "../run/load-program.js";
import type { ChildMessage } from "../run/local-pool.js";
import type { RunTask } from "../run/task.js";
import { openWorkspace } from "./init.js";

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
process.on("uncaughtException", (error) => {
  if (process.listenerCount("uncaughtException") > 1) return; // the program handles it itself
  process.off("disconnect", orphaned);
  process.send?.({ kind: "failed", error: errorText(error) } satisfies ChildMessage, () => process.exit(1));
});

/** The launcher is gone: nobody waits for this run, and the next attempt does it again. A program that never waits is ended by the guard. */
function orphaned(): void {
  process.exit(1);
}

function leave(message: ChildMessage): void {
  process.off("disconnect", orphaned);
  say(message);
  process.disconnect?.();
}

async function execute(task: RunTask): Promise<undefined> {
  const { runs } = await openWorkspace(task.workspace);
  await executeTask(runs, task, {
    progress: (progress) => say({ kind: "progress", progress }),
    printed: (line) => process.stderr.write(`${line}\n`),
  });
}

/** One launched run of a module, in this process: what a pool's worker does, wherever it is. */

import type { InputFacts } from "./artifact.js";
import { isMap, jsonOf, plainOf } from "./canonical.js";
import { executeContainer } from "./execute-container.js";
import { badSpec } from "./failures.js";
import { parseJsonText } from "./json-text.js";
import type { RunHost } from "./launch.js";
import { loadMain } from "./load-program.js";
import { executed, RecordingRun } from "./recording-run.js";
import type { RunTask, TaskListener } from "./task.js";

/**
 * Records the run in a session of its own. Resolves when its end is on the tape; rejects with what the program threw, or
 * with why it was given up: then its session is ended, and whatever the program still does is not recorded.
 */
export async function executeTask(
  host: RunHost,
  task: RunTask,
  listener: TaskListener,
  givenUp: Promise<never> = never,
): Promise<void> {
  const { session: id, label, linkage, facts, program, rules = {} } = task;
  const context = parseJsonText(linkage.run_space_context, "context");
  if (!isMap(context)) throw badSpec("The context of a run is no map");
  const config = plainOf(context) as Record<string, unknown>;
  const session = host.startRun({ id, label, facts, meta: jsonOf(context), caller: { at: undefined } });
  const run = new RecordingRun(host.artifacts(id), {
    name: label,
    config,
    session,
    inputs: (facts.run_inputs ?? []) as readonly InputFacts[],
    rules,
    launch: linkage.run_space_launch_id,
    attempt: linkage.run_space_attempt,
    index: linkage.run_space_index,
    try: linkage.run_space_try ?? 1,
    progress: (fraction, note) => listener.progress({ fraction, ...(note !== undefined && { note }) }),
  });
  const { warnings } = await executed(run, async () => {
    if (program.kind === "container") return executeContainer(host, program.container, run, givenUp);
    const main = await loadMain<RecordingRun>(program, task.translated);
    return Promise.race([main(config, run), givenUp]);
  });
  for (const warning of warnings) listener.printed(warning);
}

const never = new Promise<never>(() => undefined);

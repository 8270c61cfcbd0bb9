/** `tapelab run cancel LAUNCH`: stops a launch, whoever executes it. */
import { cancelLaunch } from "../run/index.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { findLaunch } from "./run-list.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function runCancel(given: Given, output: Output): Promise<ExitCode> {
  const [subject = ""] = given.positionals;
  const ws = await workspaceOf(given);
  const [newest] = await findLaunch(ws, subject);
  const { launch, attempt, state, facts } = await cancelLaunch(ws, newest.launch);
  const summary = facts?.end?.summary;
  if (output.json)
    await output.value({ run_space_launch_id: launch, run_space_attempt: attempt, status: state, summary });
  else if (!summary) output.note(`Launch ${launch}, attempt ${attempt}, was asked to stop and has not ended yet.`);
  else
    await output.lines(
      `${state}: ${summary.completed + summary.cached} of ${summary.planned} runs done, ${summary.cancelled} cancelled, ${summary.skipped} skipped (launch ${launch}, attempt ${attempt})`,
    );
  return EXIT.clean;
}

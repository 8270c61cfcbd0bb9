/** `tapelab run fix-status`: says how a run stands, where its tape cannot. An edit of the workspace, never of the tape. */
import { runAt } from "../run/questions.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function runFixStatus(given: Given, output: Output): Promise<ExitCode> {
  const [subject = ""] = given.positionals;
  const status = given.text("status");
  if (status === undefined) throw new UsageError("--status is missing: completed, failed, interrupted or running.");
  const ws = await workspaceOf(given);
  const run = await runAt(ws, subject);
  if (status === "running" && run.status !== "running" && !given.flag("force"))
    throw new UsageError(`Run ${run.id} is over (${run.status}). That it runs again is said with --force.`);
  const reason = given.text("reason");
  const entity = `run/${run.id}`;
  await ws.edit("run-fix-status", (edit) => {
    edit.set(entity, "status", status);
    if (reason === undefined) edit.clear(entity, "reason");
    else edit.set(entity, "reason", reason);
  });
  if (output.json) await output.value({ run: run.id, from: run.status, to: status });
  else output.note(`Run ${run.id}: ${run.status} → ${status}. Its tape was not changed; tapelab blame ${entity}`);
  return EXIT.clean;
}

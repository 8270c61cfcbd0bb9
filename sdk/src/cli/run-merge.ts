/** `tapelab run merge`: takes the runs of another workspace. */
import { openWorkspace } from "../workspace/init.js";
import { mergeRuns } from "../workspace/merge-runs.js";
import { counted } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function runMerge(given: Given, output: Output): Promise<ExitCode> {
  const [subject = ""] = given.positionals;
  const [ws, other] = [await workspaceOf(given), await openWorkspace(subject)];
  if (!other.exists) throw new UsageError(`There is no workspace in ${other.root}.`);
  if (other.dir === ws.dir) throw new UsageError("A workspace is not merged with itself.");
  const onConflict = given.text("on-conflict") === "skip" ? "skip" : "error";
  const merged = await mergeRuns(ws, other, { onConflict }, (done, total) =>
    output.progress(`${done} of ${total} steps`),
  );
  if (output.json) {
    await output.value(merged);
    return EXIT.clean;
  }
  const { runs, attempts, skipped, running } = merged;
  const taken = `${counted(runs.length, "run")} and ${counted(attempts.length, "launch record")}`;
  await output.lines(`${taken} taken from ${other.root}.`);
  if (skipped.length > 0) output.note(`Here already: ${skipped.length}.`);
  if (running.length > 0)
    output.note(`Under way there, and left out: ${running.join(", ")}. Merge again when they end.`);
  return EXIT.clean;
}

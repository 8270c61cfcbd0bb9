/** `tapelab export-state`: what can still be read of a damaged workspace, in plain files. */
import { exportState } from "../workspace/export-state.js";
import { counted } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { nameOf, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function exportStateVerb(given: Given, output: Output): Promise<ExitCode> {
  const out = given.text("out");
  if (out === undefined) throw new UsageError("export-state needs --out DIR.");
  const ws = await workspaceOf(given);
  const report = await exportState(ws, out);
  const { tapes, unavailableBlobs, workspace, isComplete } = report;
  if (output.json) await output.value({ out, ...report });
  else {
    if (workspace.problem !== undefined) output.error(workspace.problem);
    for (const tape of tapes) {
      for (const { text } of tape.gaps) output.error(text);
      for (const text of tape.problems) output.error(`Tape "${nameOf(tape)}": ${text}`);
    }
    for (const { text } of unavailableBlobs) output.error(text);
    const archives = tapes.filter(({ archive }) => archive !== undefined).length;
    const verdict = isComplete ? "Nothing is missing." : "What is missing is named in report.json.";
    await output.lines(
      `Wrote state.json, report.json and ${counted(archives, "archive")} of ${counted(tapes.length, "tape")} to ${out}. ${verdict}`,
    );
  }
  return isComplete ? EXIT.clean : EXIT.damaged;
}

/** `tapelab run purge`: deletes the files of run directories. Tapes stay. */
import { type RunRecord, type RunState, runs } from "../run/index.js";
import { runAt } from "../run/questions.js";
import { purge, purgeList } from "../workspace/purge-runs.js";
import type { Workspace } from "../workspace/workspace.js";
import { bytes, counted } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function runPurge(given: Given, output: Output): Promise<ExitCode> {
  const ws = await workspaceOf(given);
  const items = await purgeList(ws, await chosen(ws, given));
  const isDry = given.flag("dry-run");
  if (!isDry) await purge(ws, items);
  const size = items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (output.json) {
    await output.value({ dryRun: isDry, sizeBytes: size, files: items });
    return EXIT.clean;
  }
  await output.lines(...items.map(({ path }) => path));
  output.note(
    `${counted(items.length, "file")} (${bytes(size)}) of run directories ${isDry ? "would go" : "went"}; tapes stay. Contents in the blob store: tapelab gc --ghost`,
  );
  return EXIT.clean;
}

/** Runs that are named, or all that an option means. */
async function chosen(ws: Workspace, given: Given): Promise<RunRecord[]> {
  const [name, status] = [given.text("name"), given.text("status") as RunState | undefined];
  const named = given.positionals;
  if (named.length === 0 && name === undefined && status === undefined)
    throw new UsageError("Which runs? Name them, or give --name or --status.");
  if (named.length > 0) return Promise.all(named.map((one) => runAt(ws, one)));
  return runs(ws, { name, status, limit: Number.MAX_SAFE_INTEGER });
}

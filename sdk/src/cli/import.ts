/** `tapelab import`: an archive into the workspace, as a whole or not at all. */
import type { ImportResult } from "../archive/import.js";
import { importArchive } from "../workspace/archives.js";
import { chosenDepth } from "./depth.js";
import { counted } from "./figures.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";
import { replayText } from "./verify.js";

export async function importVerb(given: Given, output: Output): Promise<ExitCode> {
  const [path = ""] = given.positionals;
  const options = {
    level: chosenDepth(given, "full"),
    salvage: given.flag("salvage"),
    copy: given.flag("copy"),
  };
  const ws = await workspaceOf(given);
  const result = await importArchive(ws, path, options, (done, total) =>
    output.progress(`commit ${done} of ${total} of ${path}`),
  );
  for (const text of result.notices) output.note(text);
  for (const { text } of result.damage) output.error(`Left out or not proved: ${text}.`);
  if (output.json) await output.value(result);
  else await print(output, path, result);
  return result.damage.length > 0 || result.gaps.length > 0 ? EXIT.damaged : EXIT.clean;
}

async function print(output: Output, path: string, result: ImportResult): Promise<void> {
  const { tape, copiedFrom, commitsAdded, commitsKnown, lastSequence, blobsAdded, gaps } = result;
  const packed = blobsAdded > 0 ? ` and ${counted(blobsAdded, "blob")}` : "";
  if (commitsAdded === 0)
    await output.lines(`0 commits added: tape ${tape} has all ${lastSequence} commits of ${path} already${packed}.`);
  else if (copiedFrom !== undefined)
    await output.lines(
      `Copied ${counted(commitsAdded, "commit")}${packed} of tape ${copiedFrom} to the new tape ${tape}.`,
    );
  else {
    const known = commitsKnown > 0 ? `; ${counted(commitsKnown, "commit")} were there already` : "";
    await output.lines(`Imported ${counted(commitsAdded, "commit")}${packed} of tape ${tape}${known}.`);
  }
  if (result.trimmedTo !== undefined)
    output.note(`Commits 2-${result.trimmedTo} were trimmed before the archive was made; their state came with it.`);
  if (result.replay) await output.lines(replayText(result.replay));
  for (const { first, last } of gaps)
    output.error(
      `${first === last ? `Commit ${first} is` : `Commits ${first}-${last} are`} not in the archive; the tape has a gap there. Import a whole archive into another workspace, or restore a copy of the tape.`,
    );
}

/** `tapelab rewrite`: a tape in another encoding, proved to say the same. */
import { rewriteTape } from "../workspace/rewrite.js";
import { bytes, counted } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { findSession, nameOf, shortId, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function rewrite(given: Given, output: Output): Promise<ExitCode> {
  const to = given.text("to");
  if (to === undefined) throw new UsageError("--to FORMAT is missing: 1.0 or 1.0-explicit.");
  const ws = await workspaceOf(given);
  const entry = await findSession(ws, given.positionals[0]!);
  const dropSource = given.flag("drop-source");
  if (dropSource && given.text("copy") === undefined)
    throw new UsageError(
      `--drop-source needs --copy FILE, an archive of the old tape: tapelab export ${nameOf(entry)} FILE.tar`,
    );
  const options = { to, dropSource, copy: given.text("copy"), dryRun: given.flag("dry-run") };
  const result = await rewriteTape(ws, entry.id, options);
  if (output.json) await output.value(result);
  else {
    const { isChanged, commits, bytesBefore, bytesAfter, tape, contentDigest, isSourceRemoved } = result;
    const sizes = `images of ${bytes(bytesBefore)} before, ${bytes(bytesAfter)} after`;
    const name = `Tape "${nameOf(entry)}"`;
    if (!isChanged) await output.lines(`${name} is in the encoding ${to} already. Nothing to do.`);
    else if (options.dryRun) await output.lines(`${name} would have ${sizes}. Nothing was changed.`);
    else
      await output.lines(
        `${name} is rewritten as ${shortId(tape)}: ${counted(commits, "commit")}, ${sizes}. Both say the same (content ${contentDigest?.slice(0, 16)}…).`,
        isSourceRemoved
          ? "The old tape is removed."
          : `The old tape ${shortId(entry.id)} is as it was; lists show it with --all.`,
      );
  }
  return EXIT.clean;
}

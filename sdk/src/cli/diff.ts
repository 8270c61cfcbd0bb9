/** `tapelab diff A B --content`: whether two tapes say the same, and where they first differ. */
import { nodeDisk } from "../base/disk.js";
import { TapeReader } from "../tape/reader.js";
import { compareContent } from "../workspace/compare-content.js";
import type { SessionEntry } from "../workspace/session-list.js";
import { counted } from "./figures.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { findSession, nameOf, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function diff(given: Given, output: Output): Promise<ExitCode> {
  const ws = await workspaceOf(given);
  const [a, b] = [await findSession(ws, given.positionals[0]!), await findSession(ws, given.positionals[1]!)];
  const [first, second] = [await open(a), await open(b)];
  try {
    const { digests, commits, difference } = await compareContent(first, second, { isSkippingFacts: true });
    if (output.json) await output.value({ first: a.id, second: b.id, isEqual: !difference, digests, difference });
    else if (!difference)
      await output.lines(
        `"${nameOf(a)}" and "${nameOf(b)}" say the same: ${counted(commits, "commit")}, content ${digests[0]}`,
      );
    else
      await output.lines(
        `"${nameOf(a)}" and "${nameOf(b)}" differ first in commit ${difference.sequence}: ${difference.place}`,
      );
    return difference ? EXIT.failed : EXIT.clean;
  } finally {
    await first.close();
    await second.close();
  }
}

function open({ dir, label, id }: SessionEntry): Promise<TapeReader> {
  return TapeReader.open(nodeDisk, dir, { name: label || id });
}

/** The deepest look at a tape: every value is decoded, every blob that a commit names is read and hashed. */
import { nodeDisk } from "../base/disk.js";
import { isTapelabError } from "../errors.js";
import { TapeReader } from "../tape/reader.js";
import type { CommitEntry } from "../tape/types.js";
import { damagedBlobs } from "./damaged-blobs.js";
import { decodeEntry } from "./decode-entry.js";
import type { SessionEntry } from "./session-list.js";
import type { Workspace } from "./workspace.js";

/** One text for everything that cannot be read back. */
export async function deepCheck(ws: Workspace, entry: SessionEntry): Promise<string[]> {
  const name = entry.label || entry.id;
  const reader = await TapeReader.open(nodeDisk, entry.dir, { name });
  const problems: string[] = [];
  try {
    for (const commit of reader.commits) {
      const place = `commit ${commit.sequence} of tape "${name}"`;
      await decodeAll(reader, commit, (text) => problems.push(`A value in ${place} cannot be decoded: ${text}`));
    }
  } finally {
    await reader.close();
  }
  for (const { text } of await damagedBlobs(ws, [entry])) problems.push(text);
  return problems;
}

async function decodeAll(reader: TapeReader, commit: CommitEntry, onProblem: (text: string) => void): Promise<void> {
  try {
    const decoded = await decodeEntry(reader, commit);
    for (const strip of decoded.strips) {
      for (const { name } of strip.columns) for (let row = 0; row < strip.rows; row++) strip.stored(name, row);
      for (let row = 0; row < strip.rows; row++) strip.context(row);
    }
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    onProblem(error.message);
  }
}

/** The deepest look of `tapelab doctor`: every value is decoded, every blob that a commit names is read and hashed. */
import { nodeDisk } from "../base/disk.js";
import { isTapelabError } from "../errors.js";
import { TapeReader } from "../tape/reader.js";
import type { CommitEntry } from "../tape/types.js";
import type { DecodedCommit } from "../value/decode.js";
import { decodeEntry } from "../workspace/decode-entry.js";
import type { SessionEntry } from "../workspace/session-list.js";
import type { Workspace } from "../workspace/workspace.js";
import { nameOf } from "./tapes.js";

/** One text for everything that cannot be read back. */
export async function deepCheck(ws: Workspace, entry: SessionEntry): Promise<string[]> {
  const reader = await TapeReader.open(nodeDisk, entry.dir, { name: nameOf(entry) });
  const problems: string[] = [];
  const checked = new Set<string>();
  try {
    for (const commit of reader.commits) {
      const place = `commit ${commit.sequence} of tape "${nameOf(entry)}"`;
      const decoded = await decodeAll(reader, commit, (text) =>
        problems.push(`A value in ${place} cannot be decoded: ${text}`),
      );
      for (const sha256 of decoded?.blobs ?? []) {
        if (checked.has(sha256)) continue;
        checked.add(sha256);
        const state = await ws.blobs.verify(sha256);
        if (state !== "good")
          problems.push(
            `Blob ${sha256.slice(0, 12)}… of ${place} is ${state}. The scope is intact; only this content is missing.`,
          );
      }
    }
  } finally {
    await reader.close();
  }
  return problems;
}

async function decodeAll(
  reader: TapeReader,
  commit: CommitEntry,
  onProblem: (text: string) => void,
): Promise<DecodedCommit | undefined> {
  try {
    const decoded = await decodeEntry(reader, commit);
    for (const strip of decoded.strips) {
      for (const { name } of strip.columns) for (let row = 0; row < strip.rows; row++) strip.stored(name, row);
      for (let row = 0; row < strip.rows; row++) strip.context(row);
    }
    return decoded;
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    onProblem(error.message);
    return undefined;
  }
}

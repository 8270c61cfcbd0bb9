/** Where an export goes on: behind an earlier part, given as its file or as the sequence at which it ended. */
import { type BaseInfo, type EventRange, eventMessage, type LeafInfo } from "tapelab-proto";
import type { Disk } from "../base/disk.js";
import type { Limits } from "../base/limits.js";
import { hex } from "../base/sha256.js";
import { TapelabError } from "../errors.js";
import { openArchive } from "./authority.js";
import { openSource } from "./open-source.js";

/** What an earlier part has. */
export interface Earlier {
  /** The last commit in it. */
  readonly sequence: number;
  readonly hash: Uint8Array;
  readonly part: number;
  readonly generation: number;
  readonly manifestHash: string;
  readonly runId: string;
  readonly workspaceId: string;
  readonly ranges: readonly EventRange[];
  readonly blobs: readonly LeafInfo[];
  readonly quarantine: readonly LeafInfo[];
  readonly snapshots: readonly LeafInfo[];
  readonly opaque: readonly LeafInfo[];
  readonly base: BaseInfo | undefined;
  readonly unknown: Uint8Array;
  /** How many records without a number follow its last commit there. */
  readonly extras: number;
}

/** Reads what an earlier archive says of itself. */
export async function earlierFrom(disk: Disk, path: string, limits: Limits): Promise<Earlier> {
  const source = await openSource(disk, path, { limits });
  try {
    const { winner, index } = await openArchive(source, false, "Nothing was exported");
    const { manifest, marker } = winner;
    const sequence = marker?.lastDurableSequence ?? 0;
    const file = index.events.get(sequence)?.copies.at(-1);
    const extras = file ? eventMessage.decode(await source.read(file)).extra.length : 0;
    return {
      sequence,
      hash: marker?.lastHash ?? new Uint8Array(0),
      part: manifest.part,
      generation: manifest.generation,
      manifestHash: winner.hash,
      runId: manifest.runId,
      workspaceId: manifest.workspaceId,
      ranges: manifest.ranges,
      blobs: manifest.blobs,
      quarantine: manifest.quarantine,
      snapshots: manifest.snapshots,
      opaque: manifest.opaque,
      base: manifest.base,
      unknown: manifest.unknown,
      extras,
    };
  } finally {
    await source.close();
  }
}

/** The tape must be the one that the earlier part was made of, up to its last commit. */
export function checkEarlier(
  earlier: Earlier,
  path: string,
  tape: { readonly tapeId: string; readonly name: string; readonly hash: Uint8Array; readonly last: number },
): void {
  if (earlier.runId !== tape.tapeId) {
    const text = `since: ${path} holds tape ${earlier.runId}, not "${tape.name}" (${tape.tapeId}). Nothing was exported. Name an archive of this tape.`;
    throw new TapelabError("bad-option", text, { option: "since", expected: tape.tapeId, found: earlier.runId });
  }
  const [expected, found] = [hex(earlier.hash), hex(tape.hash)];
  if (earlier.sequence <= tape.last && expected === found) return;
  const text =
    earlier.sequence > tape.last
      ? `since: ${path} goes up to commit ${earlier.sequence}, tape "${tape.name}" to ${tape.last}. Nothing was exported. Import it instead: tapelab import ${path}`
      : `since: commit ${earlier.sequence} of tape "${tape.name}" is not the one in ${path} (expected ${expected.slice(0, 12)}, found ${found.slice(0, 12)}). Nothing was exported. Export the whole tape to another file.`;
  throw new TapelabError("diverged", text, { tape: tape.tapeId, sequence: earlier.sequence, expected, found });
}

/** The tape that an import would continue: what it has already, and whether that is what the archive says. */
import { type Disk, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { unhex } from "../base/sha256.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { readLease } from "../tape/lease.js";
import { TapeReader } from "../tape/reader.js";
import { recoverTape } from "../tape/recover.js";
import type { OpenArchive } from "./authority.js";
import { eventAt, hashAt, type ProvedArchive } from "./verify.js";

/** Where the tape stands. */
export interface Replica {
  readonly lastSequence: number;
  /** H of the last commit, 32 bytes. */
  readonly hash: Uint8Array;
  /** How many records without a number follow it. */
  readonly extras: number;
  /** The archive has more of those, and no further commit. */
  readonly isLackingRecords: boolean;
  /** The last segment that counts, and how much of it does. */
  readonly previous: number;
  readonly previousLength: number;
  readonly generation: number;
  /** Highest segment number in the folder. */
  readonly highest: number;
  /** Throws `tape-busy` while somebody has it open for writing. */
  assertFree(): void;
}

/** Undefined when there is no such tape. Rejects with `diverged` when both have a commit and it is not the same. */
export async function lookAtReplica(
  { disk, ids }: { readonly disk: Disk; readonly ids: Ids },
  dir: string,
  proved: ProvedArchive,
): Promise<Replica | undefined> {
  if ((await disk.later.stat(dir))?.kind !== "directory") return undefined;
  const reader = await TapeReader.open(disk, dir);
  try {
    const { lastSequence, tapeId } = reader;
    await compare(reader, proved);
    const recovery = await runLater(disk, recoverTape(dir));
    const last = recovery.segments.at(-1);
    const extras = (await reader.extras()).filter(({ after }) => after === lastSequence).length;
    const stated = await reader.hashOf(lastSequence);
    const { lease, state } = await runLater(disk, readLease(dir, ids));
    return {
      lastSequence,
      hash: unhex(stated ?? ""),
      extras,
      isLackingRecords: (await extrasInArchive(proved, lastSequence)) > extras,
      previous: last?.segment.number ?? 0,
      previousLength: last?.content.end ?? 0,
      generation: recovery.generation,
      highest: recovery.highest,
      assertFree: () => {
        if (state === "free" || state === "stale") return;
        const holder = lease ? `pid ${lease.pid} on host ${shown(lease.host, 64)}` : "an unknown holder";
        const text = `Tape ${tapeId} is open for writing by ${holder}. Nothing was imported; reading still works. Stop that writer and import again.`;
        throw new TapelabError("tape-busy", text, { tape: tapeId, holder });
      },
    };
  } finally {
    await reader.close();
  }
}

/** The newest commit that both have names everything before it; when it differs, the first that does is looked for. */
async function compare(reader: TapeReader, proved: ProvedArchive): Promise<void> {
  const { archive, events } = proved;
  const common = Math.min(reader.lastSequence, events.lastSequence);
  const known = await newestKnown(reader, proved, common);
  if (!known || known.ours === known.theirs) return;
  let first = known;
  for (let low = 1, high = known.sequence; low < high; ) {
    const middle = await newestKnown(reader, proved, Math.floor((low + high) / 2));
    if (!middle || middle.sequence < low) break;
    if (middle.ours === middle.theirs) low = middle.sequence + 1;
    else {
      first = middle;
      high = middle.sequence;
    }
  }
  throw unfit(archive, reader.tapeId, first.sequence, first.ours, first.theirs);
}

interface Compared {
  readonly sequence: number;
  readonly ours: string;
  readonly theirs: string;
}

/** The newest commit up to a sequence whose hash both sides know; a few steps back at most. */
async function newestKnown(reader: TapeReader, proved: ProvedArchive, from: number): Promise<Compared | undefined> {
  for (let sequence = from; sequence > Math.max(0, from - 64); sequence--) {
    const theirs = await hashAt(proved, sequence);
    const ours = theirs === "" ? undefined : await reader.hashOf(sequence);
    if (ours !== undefined) return { sequence, ours, theirs };
  }
  return undefined;
}

async function extrasInArchive(proved: ProvedArchive, sequence: number): Promise<number> {
  const { events } = proved;
  if (events.lastSequence !== sequence || events.bare.has(sequence)) return 0;
  return (await eventAt(proved, sequence))?.extra.length ?? 0;
}

function unfit(
  { source }: OpenArchive,
  tape: string,
  sequence: number,
  expected: string,
  found: string,
): TapelabError<"diverged"> {
  const text = `${shown(source.name, 100)} has a different commit ${sequence} than tape ${tape} here (${expected.slice(0, 8)}… here, ${found.slice(0, 8)}… there). Nothing was imported. Keep the tape as it is, or take the archive as a tape of its own: tapelab import ${shown(source.path, 200)} --copy`;
  return new TapelabError("diverged", text, { tape, sequence, expected, found });
}

/** Where a fold begins: the newest snapshot that the tape proves, and a reader of what is behind it. */
import type { Disk } from "../base/disk.js";
import { TapeReader } from "../tape/reader.js";
import type { Notice } from "../tape/types.js";
import type { Snapshot } from "./snapshot.js";
import { ignored, listSnapshots, readPlace, readSnapshot } from "./snapshot-files.js";
import { trimBaseOf } from "./trim-base.js";

export interface StartOptions {
  /** The greatest sequence that the snapshot may have. */
  readonly most: number;
  /** False: none is used. */
  readonly useSnapshots?: boolean | undefined;
  /** Whether it holds what is needed; default: each does. */
  readonly isUseful?: (snapshot: Snapshot) => boolean;
  /** How texts name the tape; its id by default. */
  readonly name?: string | undefined;
  /** A reader of the whole tape, when there is one already. */
  readonly whole?: TapeReader | undefined;
}

export interface Start {
  /** Whoever asked closes it. Its commits may begin behind the snapshot. */
  readonly reader: TapeReader;
  readonly snapshot: Snapshot | undefined;
  /** Whether only what is behind the snapshot was opened. */
  readonly isWarm: boolean;
  readonly notices: readonly Notice[];
}

/** Opens the tape behind its newest snapshot that is useful and proved; else the whole tape. */
export async function startOf(disk: Disk, dir: string, options: StartOptions): Promise<Start> {
  const { most, name, isUseful = () => true } = options;
  const notices: Notice[] = [];
  const tell = (notice: Notice): void => {
    notices.push(notice);
  };
  let reader = options.whole;
  try {
    const sequences = options.useSnapshots === false ? [] : await listSnapshots(disk, dir);
    for (const sequence of sequences) {
      if (sequence > most) continue;
      const snapshot = await readSnapshot(disk, dir, sequence, tell);
      if (!snapshot || !isUseful(snapshot)) continue;
      const place = reader ? undefined : await readPlace(disk, dir, sequence);
      const isHere = place?.hash === snapshot.hash;
      const behind = place && isHere ? await TapeReader.openFrom(disk, dir, place, { name }) : undefined;
      if (behind) return { reader: behind, snapshot, isWarm: true, notices };
      reader ??= await TapeReader.open(disk, dir, { name });
      const misfit = await misfitOf(reader, snapshot, name);
      if (!misfit) return { reader, snapshot, isWarm: false, notices };
      tell(misfit);
    }
    reader ??= await TapeReader.open(disk, dir, { name });
    const base = await trimBaseOf(disk, dir, reader, most, tell);
    const isUsed = base && isUseful(base);
    return { reader, snapshot: isUsed ? base : undefined, isWarm: false, notices };
  } catch (error) {
    await reader?.close();
    throw error;
  }
}

/** Why the tape does not prove a snapshot. */
async function misfitOf(reader: TapeReader, { sequence, hash }: Snapshot, name?: string): Promise<Notice | undefined> {
  const { lastSequence } = reader;
  if (sequence > lastSequence) {
    const tape = name ?? reader.tapeId;
    const text = `The snapshot was taken at commit ${sequence}, tape "${tape}" ends at ${lastSequence}. Using the tape. If you restored an old copy, sync from a peer before writing: new commits will not fit the snapshot.`;
    return { code: "snapshot-ahead", text };
  }
  const found = await reader.hashOf(sequence);
  if (found === hash) return undefined;
  const reason =
    found === undefined ? "damage in front of it hides which commits it covers" : "the tape has another commit there";
  return ignored(sequence, reason);
}

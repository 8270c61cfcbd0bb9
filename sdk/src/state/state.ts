/** The state of one tape at a commit: newest usable snapshot and the commits behind it. */
import { BadBytes } from "tapelab-proto";
import type { Disk } from "../base/disk.js";
import { TapeReader } from "../tape/reader.js";
import type { CommitEntry, Damage, Notice } from "../tape/types.js";
import { mayHaveOperations, readOperations } from "../value/operations.js";
import { Fold } from "./fold.js";
import { damageOf, imagesOf } from "./images.js";
import { type Start, startOf } from "./start.js";

export interface StateOptions {
  /** Up to here; default: everything. `time`: up to the last commit recorded then or before, milliseconds. */
  readonly at?: { readonly sequence: number } | { readonly time: number };
  /** False: fold from commit 1. */
  readonly useSnapshots?: boolean;
  /** How texts name the tape; its id by default. */
  readonly name?: string;
}

export interface TapeState {
  readonly tapeId: string;
  readonly fold: Fold;
  /** The last commit that is part of it, with or without operations; 0 for none. */
  readonly sequence: number;
  /** H(sequence), hex; undefined where damage leaves nothing to compute it from. */
  readonly hash: string | undefined;
  /** Commits with operations that were folded beyond the snapshot. */
  readonly appliedCommits: number;
  /** Sequence of the snapshot it started from. */
  readonly snapshotUsed: number | undefined;
  /** Of the segments that count: one more with each compaction. */
  readonly generation: number;
  /** Commits beyond the snapshot that cannot be read. */
  readonly gaps: readonly Damage[];
  /** Operations beyond the snapshot that mean nothing. */
  readonly opaque: number;
  readonly notices: readonly Notice[];
}

/** The state of the tape in a folder. A pure read. */
export async function stateOf(disk: Disk, dir: string, options: StateOptions = {}): Promise<TapeState> {
  const { at, name, useSnapshots } = options;
  const byTime = at !== undefined && "time" in at;
  const whole = byTime ? await TapeReader.open(disk, dir, { name }) : undefined;
  const most = whole && byTime ? lastBefore(whole, at.time) : at && "sequence" in at ? at.sequence : Infinity;
  const start = await startOf(disk, dir, { most, name, useSnapshots, whole });
  try {
    return await stateFrom(start, most);
  } finally {
    await start.reader.close();
  }
}

/** The state behind a start, up to a commit. The fold is the snapshot's own, gone on. */
export async function stateFrom({ reader, snapshot, notices }: Start, most: number): Promise<TapeState> {
  const from = snapshot?.sequence ?? 0;
  const fold = snapshot?.fold ?? new Fold();
  const isWanted = ({ sequence, kind }: CommitEntry): boolean =>
    sequence > from && sequence <= most && mayHaveOperations(kind);
  const folded = await foldIn(fold, reader, reader.commits.filter(isWanted));
  const sequence = Math.max(from, Math.min(most, reader.lastSequence));
  const lost = reader.report.damage.filter((one) => one.lastSequence > from && one.firstSequence <= sequence);
  return {
    tapeId: reader.tapeId,
    fold,
    sequence,
    hash: sequence === from && snapshot ? snapshot.hash : await reader.hashOf(sequence),
    appliedCommits: folded.commits,
    snapshotUsed: snapshot?.sequence,
    generation: reader.recovery.generation,
    gaps: [...lost, ...folded.gaps].sort((a, b) => a.firstSequence - b.firstSequence),
    opaque: folded.opaque,
    notices: [...reader.report.notices, ...notices],
  };
}

/** The last commit that was recorded then or before; order is by sequence, clocks may step. */
function lastBefore({ commits }: TapeReader, time: number): number {
  return commits.findLast(({ wallMs }) => wallMs <= time)?.sequence ?? 0;
}

interface Folded {
  readonly commits: number;
  readonly opaque: number;
  readonly gaps: readonly Damage[];
}

async function foldIn(fold: Fold, reader: TapeReader, entries: readonly CommitEntry[]): Promise<Folded> {
  const { tapeId } = reader;
  const gaps: Damage[] = [];
  let [commits, opaque] = [0, 0];
  for await (const group of imagesOf(reader, entries, (damage) => gaps.push(damage))) {
    for (const { entry, image } of group) {
      try {
        const commit = readOperations(entry.sequence, image);
        if (commit.operations.length > 0) commits++;
        opaque += fold.apply(tapeId, commit);
      } catch (error) {
        if (!(error instanceof BadBytes)) throw error;
        gaps.push(damageOf(entry, error.message));
      }
    }
  }
  return { commits, opaque, gaps };
}

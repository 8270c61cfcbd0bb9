/** Makes a snapshot of a tape: state and read models at its end, from the snapshot before on. */
import type { Disk } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { placeBehind } from "../tape/open-from.js";
import { TapeReader } from "../tape/reader.js";
import type { ReadModel } from "./model.js";
import { ShapeUnseen } from "./model-commit.js";
import { foldModels, ModelFold, storedIn } from "./model-fold.js";
import { standardModels } from "./models.js";
import { writeSnapshot } from "./snapshot-files.js";
import { type Start, startOf } from "./start.js";
import { stateFrom } from "./state.js";

export interface Due {
  /** Since the last snapshot. */
  readonly operations: number;
  /** Commits with operations since the last snapshot. */
  readonly commits: number;
  /** Fields that the state holds. */
  readonly cells: number;
}

/** Whether it is time for a snapshot; at the end of a session it always is. */
export function isSnapshotDue({ operations, commits, cells }: Due): boolean {
  return operations > Math.max(10_000, cells) || commits >= 1_000;
}

export interface TakenSnapshot {
  readonly path: string;
  readonly sequence: number;
  readonly hash: string;
  readonly stateHash: string;
}

/**
 * Writes a snapshot of everything on the tape that is on disk; undefined when there is nothing new, or when commits
 * that cannot be read lie in between: a snapshot must not outlive their repair. Works in slices.
 */
export async function takeSnapshot(
  disk: Disk,
  ids: Ids,
  dir: string,
  models: readonly ReadModel<unknown>[] = standardModels,
): Promise<TakenSnapshot | undefined> {
  const start = await startOf(disk, dir, { most: Number.POSITIVE_INFINITY });
  const readers = new Set([start.reader]);
  try {
    const { reader, snapshot } = start;
    const from = snapshot?.sequence ?? 0;
    const most = Math.min(reader.lastSequence, reader.durableSequence);
    const isComplete = models.every((model) => snapshot && storedIn(snapshot, model));
    if (most === 0 || (most <= from && start.isWarm && isComplete)) return undefined;
    const { fold, sequence, hash, gaps, tapeId } = await stateFrom(start, most);
    if (gaps.length > 0 || hash === undefined) return undefined;
    const folds = await modelsAt(disk, start, models, sequence, readers);
    for (const _ of fold.settle()) await new Promise((resolve) => setImmediate(resolve));
    const taken = { tapeId, sequence, hash, fold, models: folds.map(({ image }) => image) };
    const last = [...readers].flatMap(({ commits }) => commits.findLast((one) => one.sequence === sequence) ?? [])[0];
    const path = await writeSnapshot(disk, ids, dir, taken, last && placeBehind(last, hash));
    return { path, sequence, hash, stateHash: fold.stateHash() };
  } finally {
    for (const reader of readers) await reader.close();
  }
}

/** The models at a commit, each from its image in the snapshot, if it has one there. */
async function modelsAt(
  disk: Disk,
  { reader, snapshot, isWarm }: Start,
  models: readonly ReadModel<unknown>[],
  sequence: number,
  readers: Set<TapeReader>,
): Promise<readonly ModelFold<unknown>[]> {
  const isStored = models.every((model) => snapshot && storedIn(snapshot, model));
  let own = reader;
  for (let isOpen = !isWarm || isStored; ; isOpen = false) {
    if (!isOpen) {
      own = await TapeReader.open(disk, reader.dir);
      readers.add(own);
    }
    const folds = models.map((model) => ModelFold.from(model, snapshot));
    try {
      await foldModels(folds, own, { after: Math.min(...folds.map((one) => one.sequence), sequence), most: sequence });
      return folds;
    } catch (error) {
      if (!(error instanceof ShapeUnseen)) throw error;
    }
  }
}

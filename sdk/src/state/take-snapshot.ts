/** Makes a snapshot of a tape: state and read models at its end, from the snapshot before on. */
import type { Disk } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import type { ReadModel } from "./model.js";

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
  readonly sizeBytes: number;
}

/**
 * Writes a snapshot of everything on the tape that is on disk; undefined when there is nothing new, or when commits
 * that cannot be read lie in between: a snapshot must not outlive their repair. Works in slices.
 */
export function takeSnapshot(
  _disk: Disk,
  _ids: Ids,
  _dir: string,
  _models: readonly ReadModel<unknown>[] = [],
): Promise<TakenSnapshot | undefined> {
  throw new Error("not built yet");
}

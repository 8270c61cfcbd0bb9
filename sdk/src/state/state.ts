/** The state of one tape at a commit: newest usable snapshot and the commits behind it. */
import type { Observable } from "rxjs";
import type { Disk } from "../base/disk.js";
import type { Damage, Notice } from "../tape/types.js";
import type { OperationCommit } from "../value/operations.js";
import type { Fold } from "./fold.js";

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
  /** Commits beyond the snapshot that cannot be read. */
  readonly gaps: readonly Damage[];
  /** Operations beyond the snapshot that mean nothing. */
  readonly opaque: number;
  readonly notices: readonly Notice[];
}

/** The state of the tape in a folder. A pure read. */
export function stateOf(_disk: Disk, _dir: string, _options: StateOptions = {}): Promise<TapeState> {
  throw new Error("not built yet");
}

/** A commit with operations, as it appears on a tape. */
export interface LiveCommit {
  readonly tapeId: string;
  readonly commit: OperationCommit;
}

/** Commits with operations behind `after`, then live ones; completes when the tape has ended. */
export function operations$(_disk: Disk, _dir: string, _after = 0): Observable<LiveCommit> {
  throw new Error("not built yet");
}

/** The state of one tape now, then after each commit that touches it, or one entity of it. */
export function state$(_disk: Disk, _dir: string, _entity?: string): Observable<Fold> {
  throw new Error("not built yet");
}

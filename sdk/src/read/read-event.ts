/** What a read meets besides scopes: commits that are missing, and commits that were withdrawn. */

/** Commits that a read selects and cannot deliver. They are skipped; everything else is delivered. */
export interface Gap {
  readonly kind: "gap";
  /** Id of the tape. */
  readonly tape: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly code: string;
  readonly text: string;
  readonly segment: number;
  readonly offset: number;
  readonly size: number;
}

/** Commits that a follower was shown and that a crash took back: they were never confirmed. */
export interface Retraction {
  readonly kind: "retracted";
  readonly tape: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly text: string;
}

/** A session that could not be read at all; the others were. */
export interface DamagedTape {
  readonly kind: "damaged-tape";
  readonly tape: string;
  readonly text: string;
}

export type ReadEvent = Gap | Retraction | DamagedTape;

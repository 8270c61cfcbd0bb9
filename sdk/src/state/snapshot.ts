/** A snapshot: the fold of one tape at a commit, and images of read models there. Bytes in SPEC.md, 15. */
import type { Fold } from "./fold.js";
import type { StoredModel } from "./model.js";

export interface Snapshot {
  readonly tapeId: string;
  /** The last commit folded in. */
  readonly sequence: number;
  /** H(sequence), hex. */
  readonly hash: string;
  readonly fold: Fold;
  /** Also those that nobody here knows. */
  readonly models: readonly StoredModel[];
}

export function encodeSnapshot(_snapshot: Snapshot): Uint8Array {
  throw new Error("not built yet");
}

/** Reads and proves everything but the place on the tape. Throws `bad-snapshot`, saying what is wrong. */
export function decodeSnapshot(_bytes: Uint8Array, _tapeId: string): Snapshot {
  throw new Error("not built yet");
}

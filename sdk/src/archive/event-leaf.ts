/** Event leaves: the bytes of one commit or one gap, and the ranges that prove them. */
import {
  type ArchivedCommit,
  type ArchivedEvent,
  type EventRange,
  type ExtraRecord,
  eventMessage,
} from "tapelab-proto";
import { crc32 } from "../base/crc.js";
import { Sha256 } from "../base/sha256.js";
import { SCHEMA_VERSION } from "./authority.js";

/** A range covers at most so many sequences; its borders lie behind multiples of it. */
export const RANGE_MAX = 4_096;

const nothing = new Uint8Array(0);

/** A record that follows a commit, as the tape has it. */
export interface ExtraOf {
  readonly kind: number;
  readonly payload: Uint8Array;
}

/** The leaf of a commit. `hash` is H(seq), or nothing where it is not known. */
export function commitLeaf(
  tapeId: string,
  seq: number,
  content: { readonly hash: Uint8Array; readonly shapes: readonly Uint8Array[]; readonly image: Uint8Array },
  extras: readonly ExtraOf[],
): Uint8Array {
  const commit: ArchivedCommit = { ...content, unknown: nothing };
  return eventMessage.encode({ ...head(tapeId, seq, extras), commit, gap: undefined });
}

/** Why commits are not there: `trimmed` ones were given up on purpose. */
export type GapReason = "damaged" | "trimmed";

/** The leaf of commits that are not there. */
export function gapLeaf(
  tapeId: string,
  lost: { readonly first: number; readonly last: number; readonly reason: GapReason; readonly quarantine: number },
  extras: readonly ExtraOf[],
): Uint8Array {
  const gap = { ...lost, unknown: nothing };
  return eventMessage.encode({ ...head(tapeId, lost.first, extras), gap, commit: undefined });
}

function head(
  runId: string,
  seq: number,
  extras: readonly ExtraOf[],
): Pick<ArchivedEvent, "seq" | "schemaVersion" | "runId" | "extra" | "unknown"> {
  const extra = extras.map(({ kind, payload }): ExtraRecord => ({ kind, payload, unknown: nothing }));
  return { seq, schemaVersion: SCHEMA_VERSION, runId, extra, unknown: nothing };
}

/** The text of a sidecar: the CRC-32 of its leaf. */
export function crcText(leaf: Uint8Array): Uint8Array {
  return new TextEncoder().encode(`${crc32(leaf).toString(16).padStart(8, "0")}\n`);
}

/** Sums leaves up as a range states them. */
export class RangeSum {
  readonly #hash = new Sha256();
  readonly #length = new Uint8Array(8);
  bytes: number = 0;
  count: number = 0;

  add(leaf: Uint8Array): void {
    new DataView(this.#length.buffer).setBigUint64(0, BigInt(leaf.length), true);
    this.#hash.update(this.#length);
    this.#hash.update(leaf);
    this.bytes += leaf.length;
    this.count++;
  }

  /** The sum cannot go on. */
  digest(): Uint8Array {
    return this.#hash.digest();
  }
}

/** Ranges of a tape's events, cut where the rule says and where a part ends. */
export class RangeMaker {
  readonly ranges: EventRange[] = [];
  leafCount: number = 0;
  readonly #cuts: ReadonlySet<number>;
  readonly #partOf: (sequence: number) => number;
  #sum = new RangeSum();
  #first = 0;
  #last = 0;
  #prevHash: Uint8Array = nothing;
  #lastHash: Uint8Array = nothing;

  /** `cuts`: sequences behind which a part ended. */
  constructor(cuts: readonly number[], partOf: (sequence: number) => number) {
    this.#cuts = new Set(cuts);
    this.#partOf = partOf;
  }

  /** Does a range end behind this sequence? */
  endsAt(sequence: number): boolean {
    return sequence % RANGE_MAX === 0 || this.#cuts.has(sequence);
  }

  /** Takes the leaf of sequences `first` to `last`, with H(first - 1) and H(last) where they are known. */
  add(leaf: Uint8Array, first: number, last: number, prevHash: Uint8Array, lastHash: Uint8Array): void {
    if (this.#sum.count === 0) {
      this.#first = first;
      this.#prevHash = prevHash;
    }
    this.#sum.add(leaf);
    this.#last = last;
    this.#lastHash = lastHash;
    if (this.endsAt(last)) this.close();
  }

  close(): void {
    if (this.#sum.count === 0) return;
    const { bytes, count } = this.#sum;
    this.leafCount += count;
    this.ranges.push({
      first: this.#first,
      last: this.#last,
      bytes,
      sha256: this.#sum.digest(),
      prevHash: this.#prevHash,
      lastHash: this.#lastHash,
      part: this.#partOf(this.#first),
      unknown: nothing,
    });
    this.#sum = new RangeSum();
  }
}

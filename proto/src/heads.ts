import { putVarint, putVarint5, varintSize } from "./varint.js";
import { padSize } from "./wire-writer.js";

const SEQ_TAG = 0x08;
const PAD_TAG = 0x22;
const DATA_TAG = 0x5a;
const COMMIT_TAG = 0x7a; // Data.commit
const MICRO_TAG = 0x6a;
const MICRO_COMMIT_TAG = 0x0a;
const PART_TAG = 0x7a;
const PART_BYTES_TAG = 0x7a; // Part.bytes
const SEALED_TAG = 19 * 8 + 2;
const SEALED_IMAGE_TAG = 0x0a;
const LONG_FIELD = 6; // tag and five-byte length

/** The bytes around the images of a data frame's payload. */
export interface DataHead {
  /** The same as `heads[0]`. */
  readonly head: Uint8Array;
  /** Where each image begins, from the start of the payload. */
  readonly imageOffsets: number[];
  /** `heads[i]` stands directly in front of image i. */
  readonly heads: Uint8Array[];
}

/**
 * Lays out the payload of a data frame: heads[0], image 0, heads[1], image 1, …
 *
 * A pure function of its arguments: a reader that knows the lengths of the images (from the marker) finds them by it
 * even when the heads themselves are damaged. Every image begins at a multiple of 8 in the file.
 */
export function dataHead(seq: number, imageLengths: readonly number[], fileOffset: number): DataHead {
  const heads: Uint8Array[] = [];
  const imageOffsets: number[] = [];
  let at = (seq === 0 ? 0 : 1 + varintSize(seq)) + LONG_FIELD;
  const dataAt = at;
  for (const imageLength of imageLengths) {
    const pad = padSize(fileOffset + at + LONG_FIELD);
    const head = new Uint8Array((heads.length === 0 ? dataAt : 0) + pad + LONG_FIELD);
    const padAt = head.length - LONG_FIELD - pad;
    if (pad > 0) {
      head[padAt] = PAD_TAG;
      head[padAt + 1] = pad - 2;
    }
    head[head.length - LONG_FIELD] = COMMIT_TAG;
    putVarint5(head, head.length - LONG_FIELD + 1, imageLength);
    heads.push(head);
    at += pad + LONG_FIELD;
    imageOffsets.push(at);
    at += imageLength;
  }
  const head = heads[0];
  if (head === undefined) throw new RangeError("A data frame holds at least one image.");
  const next = putSeq(head, seq);
  head[next] = DATA_TAG;
  putVarint5(head, next + 1, at - dataAt);
  return { head, imageOffsets, heads };
}

/** What stands in front of the image in a micro frame's payload. */
export function microHead(seq: number, imageLength: number): Uint8Array {
  const microLength = 1 + varintSize(imageLength) + imageLength;
  const head = new Uint8Array(
    (seq === 0 ? 0 : 1 + varintSize(seq)) + 2 + varintSize(microLength) + varintSize(imageLength),
  );
  let at = putSeq(head, seq);
  head[at++] = MICRO_TAG;
  at = putVarint(head, at, microLength);
  head[at++] = MICRO_COMMIT_TAG;
  putVarint(head, at, imageLength);
  return head;
}

/** Where the packed images of a sealed frame lie, and what stands around them. */
export interface SealedHead {
  /** Stands in front of the first image's own head. */
  readonly head: Uint8Array;
  /** `heads[i]` stands directly in front of packed image i. */
  readonly heads: Uint8Array[];
  /** From the start of the payload. */
  readonly offsets: number[];
}

/** Lays out the payload of a sealed frame: head, heads[0], packed image 0, heads[1], … A function of its arguments alone. */
export function sealedHead(seq: number, storedLengths: readonly number[]): SealedHead {
  const heads = storedLengths.map((length) => {
    const head = new Uint8Array(1 + varintSize(length));
    head[0] = SEALED_IMAGE_TAG;
    putVarint(head, 1, length);
    return head;
  });
  const size = storedLengths.reduce((sum, length, i) => sum + heads[i]!.length + length, 0);
  const head = new Uint8Array((seq === 0 ? 0 : 1 + varintSize(seq)) + varintSize(SEALED_TAG) + varintSize(size));
  putVarint(head, putVarint(head, putSeq(head, seq), SEALED_TAG), size);
  let at = head.length;
  const offsets = storedLengths.map((length, i) => {
    const offset = at + heads[i]!.length;
    at = offset + length;
    return offset;
  });
  return { head, heads, offsets };
}

/** What stands in front of the raw bytes in a part frame's payload; the bytes begin at a multiple of 8 in it. */
export function partHead(index: number, length: number): Uint8Array {
  const indexSize = index === 0 ? 0 : 1 + varintSize(index);
  const pad = padSize(LONG_FIELD + indexSize + LONG_FIELD);
  const head = new Uint8Array(pad + LONG_FIELD + indexSize + LONG_FIELD);
  if (pad > 0) {
    head[0] = PAD_TAG;
    head[1] = pad - 2;
  }
  head[pad] = PART_TAG;
  let at = putVarint5(head, pad + 1, indexSize + LONG_FIELD + length);
  if (index !== 0) {
    head[at++] = SEQ_TAG; // Part.index has the number and type of EventEnvelope.seq
    at = putVarint(head, at, index);
  }
  head[at++] = PART_BYTES_TAG;
  putVarint5(head, at, length);
  return head;
}

function putSeq(into: Uint8Array, seq: number): number {
  if (seq === 0) return 0;
  into[0] = SEQ_TAG;
  return putVarint(into, 1, seq);
}

/** Finds the images of a damaged batch from its marker alone. */
import { dataHead, type Marker, type Proof, sealedHead } from "tapelab-proto";
import { crc32 } from "../base/crc.js";
import { FRAME, FRAME_HEAD_SIZE, type Frame, frameAt, padded } from "./frame.js";
import { unpackImage } from "./pack.js";
import type { Piece } from "./types.js";

export interface DamagedBatch {
  readonly marker: Marker;
  readonly frame: Frame;
  /** Where the batch starts, as its marker's length says. */
  readonly start: number;
  readonly salt: number;
  /** What packed images of the segment refer to. */
  readonly dictionary?: Uint8Array | undefined;
}

/**
 * Where each image of the batch must lie. The layout of a data frame follows from its commits' lengths, so neither its
 * head nor the heads between the images have to be readable; of the possible places the one with most good images wins.
 */
export function locateImages(bytes: Uint8Array, view: DataView, batch: DamagedBatch): Piece[][] {
  const { marker, frame, start } = batch;
  const isSealed = marker.proofs.some(({ stored }) => stored !== undefined);
  const lengths = marker.proofs.map((proof) => (isSealed ? (proof.stored ?? 0) : proof.length));
  const imageOffsets = isSealed
    ? sealedHead(marker.firstSeq, lengths).offsets
    : dataHead(marker.firstSeq, lengths, FRAME_HEAD_SIZE).imageOffsets; // counted from the payload
  const lastLength = lengths.at(-1) ?? 0;
  const size = FRAME_HEAD_SIZE + padded((imageOffsets.at(-1) ?? 0) + lastLength);
  let best: Piece[][] = [];
  let bestCount = -1;
  for (const at of candidates(bytes, view, batch, size)) {
    if (at < start || at + size > frame.start) continue;
    const places = lengths.map((length, i) => [
      { offset: at + FRAME_HEAD_SIZE + (imageOffsets[i] ?? 0), size: length },
    ]);
    const count = places.filter(
      ([piece], i) => piece && isGood(bytes, piece, marker.proofs[i], batch.dictionary),
    ).length;
    if (count > bestCount) {
      best = places;
      bestCount = count;
    }
  }
  return best;
}

function isGood(
  bytes: Uint8Array,
  piece: Piece,
  proof: Proof | undefined,
  dictionary: Uint8Array | undefined,
): boolean {
  const stored = bytes.subarray(piece.offset, piece.offset + piece.size);
  const image = proof?.stored === undefined ? stored : unpackImage(stored, proof.length, dictionary);
  return image !== undefined && crc32(image) === proof?.crc;
}

/** Where the data frame may start: behind the shapes at the front, or directly in front of a marker. */
function candidates(bytes: Uint8Array, view: DataView, batch: DamagedBatch, size: number): number[] {
  const { start, frame, salt } = batch;
  let front = start;
  let shapes = 0;
  for (;;) {
    const shape = frameAt(bytes, view, front, frame.start, salt);
    if (shape?.kind !== FRAME.shape && shape?.kind !== FRAME.dictionary) break;
    shapes += shape.end - shape.start;
    front = shape.end;
  }
  const markerSize = frame.end - frame.start;
  // The second marker stands behind the first one and, where the batch brought new shapes, behind their copies.
  return [front, frame.start - size, frame.start - markerSize - size, frame.start - shapes - markerSize - size];
}

/** Lays out batches of packed images for the segments of a compaction (proto/SPEC.md, "Packed images"). */
import { dictionaryEnvelope, sealedHead } from "tapelab-proto";
import { limits } from "../base/limits.js";
import type { Image } from "../value/image.js";
import { type Batch, type BatchFacts, closed, proofOf, shapeFrames, totalSize } from "./batch.js";
import { encodeFrame, FRAME, FRAME_HEAD_SIZE } from "./frame.js";
import { packImage, rawImage } from "./pack.js";

/** What is taken for a dictionary: small images, each the first of its kind. */
const DICTIONARY_MAX = 2_048;
/** A micro frame needs no marker. */
const SAVED_MIN = 64;

export interface SealedBatch extends Batch {
  /** Bytes that stand for each image. */
  readonly stored: readonly number[];
  /** What the segment has from now on. */
  readonly dictionary: Uint8Array | undefined;
}

/** A batch with one sealed frame; undefined when packing does not pay for any of the images. */
export function composeSealed(
  images: readonly Image[],
  facts: BatchFacts,
  known: Uint8Array | undefined,
): SealedBatch | undefined {
  const dictionary = known ?? dictionaryOf(images);
  const packed = images.map(({ bytes }) => packImage(bytes, dictionary));
  const stored = packed.map((one, i) => one ?? rawImage(images[i]!.bytes));
  const lengths = stored.map(({ length }) => length);
  const saved = images.reduce((sum, { bytes }, i) => sum + bytes.length - lengths[i]!, 0);
  if (saved < SAVED_MIN || saved * 10 < saved + lengths.reduce((sum, length) => sum + length, 0)) return undefined;
  const { head, heads, offsets } = sealedHead(facts.firstSequence, lengths);
  if (offsets.at(-1)! + lengths.at(-1)! > limits.framePayloadBytes) return undefined;
  const payload = Buffer.concat([head, ...stored.flatMap((one, i) => [heads[i]!, one])]);
  const twice = shapeFrames(facts);
  if (!known && dictionary) twice.push(encodeFrame(FRAME.dictionary, dictionaryEnvelope(dictionary), facts.salt));
  const before = totalSize(twice) + FRAME_HEAD_SIZE;
  const frame = encodeFrame(FRAME.sealed, payload, facts.salt);
  const proofs = images.map((image, i) => ({ ...proofOf(image), stored: lengths[i]! }));
  const bytes = closed([...twice, frame], twice, proofs, facts);
  return { bytes, offsets: offsets.map((offset) => before + offset), pieces: undefined, stored: lengths, dictionary };
}

/** Images of different kinds that others will resemble. */
function dictionaryOf(images: readonly Image[]): Uint8Array | undefined {
  const kinds = new Map<string, Uint8Array>();
  let size = 0;
  for (const { bytes, label, shapes } of images) {
    const kind = `${label} ${shapes.map(({ id }) => id).join(" ")}`;
    if (kinds.has(kind) || size + bytes.length > DICTIONARY_MAX) continue;
    kinds.set(kind, bytes);
    size += bytes.length;
  }
  return kinds.size > 0 ? Uint8Array.from(Buffer.concat([...kinds.values()])) : undefined;
}

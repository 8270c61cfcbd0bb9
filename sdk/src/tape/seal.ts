/** Lays out batches of packed images for the segments of a compaction (proto/SPEC.md, "Packed images"). */
import { dictionaryEnvelope, sealedHead } from "tapelab-proto";
import { limits } from "../base/limits.js";
import type { Image } from "../value/image.js";
import { type Batch, type BatchFacts, closed, proofOf, shapeFrames, totalSize } from "./batch.js";
import { encodeFrame, FRAME, FRAME_HEAD_SIZE } from "./frame.js";
import { packImage, rawImage } from "./pack.js";

/** What is taken for a dictionary: small images, each the first of its kind. */
const DICTIONARY_MAX = 2_048;

export interface SealedBatch extends Batch {
  /** Bytes that stand for each image. */
  readonly stored: readonly number[];
}

/** A batch with one sealed frame; undefined when packing does not pay for any of the images. */
export function composeSealed(
  images: readonly Image[],
  facts: BatchFacts,
  dictionary: { readonly bytes: Uint8Array; readonly isNew: boolean },
): SealedBatch | undefined {
  const packed = images.map(({ bytes }) => packImage(bytes, dictionary.bytes));
  if (packed.every((one) => one === undefined)) return undefined;
  const stored = packed.map((one, i) => one ?? rawImage(images[i]!.bytes));
  const lengths = stored.map(({ length }) => length);
  const { head, heads, offsets } = sealedHead(facts.firstSequence, lengths);
  if (offsets.at(-1)! + lengths.at(-1)! > limits.framePayloadBytes) return undefined;
  const payload = Buffer.concat([head, ...stored.flatMap((one, i) => [heads[i]!, one])]);
  const twice = shapeFrames(facts);
  if (dictionary.isNew) twice.push(encodeFrame(FRAME.dictionary, dictionaryEnvelope(dictionary.bytes), facts.salt));
  const before = totalSize(twice) + FRAME_HEAD_SIZE;
  const frame = encodeFrame(FRAME.sealed, payload, facts.salt);
  const proofs = images.map((image, i) => ({ ...proofOf(image), stored: lengths[i]! }));
  const bytes = closed([...twice, frame], twice, proofs, facts);
  return { bytes, offsets: offsets.map((offset) => before + offset), pieces: undefined, stored: lengths };
}

/** Images of different kinds that others will resemble. */
export function dictionaryOf(images: readonly Image[]): Uint8Array {
  const kinds = new Map<string, Uint8Array>();
  let size = 0;
  for (const { bytes, label, shapes } of images) {
    const kind = `${label} ${shapes.map(({ id }) => id).join(" ")}`;
    if (kinds.has(kind) || size + bytes.length > DICTIONARY_MAX) continue;
    kinds.set(kind, bytes);
    size += bytes.length;
  }
  return Buffer.concat([...kinds.values()]);
}

/**
 * Packs one image by itself (proto/SPEC.md, "Packed images"): damage never reaches further than the commit it touches. What
 * saves less than a tenth is stored as it is. What an image claims to be is checked before memory is taken for it.
 */
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { BadBytes, CODEC, decodePacked, encodePacked } from "tapelab-proto";
import { limits } from "../base/limits.js";

/** Images up to this size are packed with the dictionary; larger ones also as words of 8 bytes. */
const SMALL_BYTES = 4_096;
const WORD = 8;
/** Deflate never makes more of a byte. */
const RATIO_MAX = 1_032;

/** The bytes of a `Packed` that stand for the image; undefined when packing does not pay. */
export function packImage(image: Uint8Array, dictionary: Uint8Array | undefined): Uint8Array | undefined {
  const isSmall = image.length <= SMALL_BYTES;
  const tries = isSmall
    ? [
        dictionary
          ? { codec: CODEC.dictionary, bytes: deflateRawSync(image, { level: 9, memLevel: 5, dictionary }) }
          : { codec: CODEC.deflate, bytes: deflateRawSync(image, { level: 9, memLevel: 5 }) },
      ]
    : [
        { codec: CODEC.deflate, bytes: deflateRawSync(image) },
        { codec: CODEC.words, bytes: deflateRawSync(splitWords(image)) },
      ];
  const best = tries.reduce((a, b) => (b.bytes.length < a.bytes.length ? b : a));
  const stored = encodePacked({ ...best, length: image.length });
  return stored.length <= image.length * 0.9 ? stored : undefined;
}

/** The image stored as it is, for a place among packed ones. */
export function rawImage(image: Uint8Array): Uint8Array {
  return encodePacked({ codec: CODEC.raw, length: image.length, bytes: image });
}

/** The image, 8-aligned in memory; undefined when the bytes are no packed image of this size (or of any, without one). */
export function unpackImage(
  stored: Uint8Array,
  size: number | undefined,
  dictionary: Uint8Array | undefined,
): Uint8Array | undefined {
  try {
    const { codec, length, bytes } = decodePacked(stored);
    if (length > limits.imageBytes || (size !== undefined && length !== size)) return undefined;
    if (codec === CODEC.raw) return bytes.slice();
    if (length > bytes.length * RATIO_MAX || codec > CODEC.words) return undefined;
    if (codec === CODEC.dictionary && !dictionary) return undefined;
    const options = {
      maxOutputLength: Math.max(1, length),
      chunkSize: Math.max(constants.Z_MIN_CHUNK, length),
      ...(codec === CODEC.dictionary ? { dictionary } : {}),
    };
    const { buffer, byteOffset, length: found } = inflateRawSync(bytes, options);
    if (found !== length) return undefined;
    const image = new Uint8Array(buffer, byteOffset, length);
    if (codec === CODEC.words) return joinWords(image);
    return byteOffset % WORD === 0 ? image : image.slice();
  } catch (error) {
    if (error instanceof BadBytes || isZlibError(error)) return undefined; // whoever asks reports the damage
    throw error;
  }
}

function isZlibError(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("Z_") || code === "ERR_BUFFER_TOO_LARGE";
}

/** Each word XOR the one before, then all first bytes, all second bytes, …: columns of numbers change little by little. */
function splitWords(bytes: Uint8Array): Uint8Array {
  const split = new Uint8Array(bytes.length);
  const end = bytes.length - (bytes.length % WORD);
  for (let b = 0, to = 0; b < WORD; b++) {
    let before = 0;
    for (let at = b; at < end; at += WORD) {
      split[to++] = bytes[at]! ^ before;
      before = bytes[at]!;
    }
  }
  split.set(bytes.subarray(end), end);
  return split;
}

function joinWords(split: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(split.length);
  const end = bytes.length - (bytes.length % WORD);
  for (let b = 0, from = 0; b < WORD; b++) {
    let before = 0;
    for (let at = b; at < end; at += WORD) {
      before ^= split[from++]!;
      bytes[at] = before;
    }
  }
  bytes.set(split.subarray(end), end);
  return bytes;
}

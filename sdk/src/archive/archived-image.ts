/** The image of a commit as archives carry it: taken apart to be proved, and put together again to be written. */
import { BadBytes, type CommitMessage, decodeCommit } from "tapelab-proto";
import { crc32 } from "../base/crc.js";
import { limits } from "../base/limits.js";
import { hex } from "../base/sha256.js";
import { isTapelabError } from "../errors.js";
import { naturalForm } from "../value/forms.js";
import type { Image, StripIndex } from "../value/image.js";
import { openShape, type Shape } from "../value/shape.js";

/** A commit's message, or undefined when the bytes are none. */
export function openImage(image: Uint8Array): CommitMessage | undefined {
  try {
    return decodeCommit(image);
  } catch (error) {
    if (error instanceof BadBytes) return undefined; // whoever asks says which commit it was
    throw error;
  }
}

/** Ids of the shapes that an image uses, in order of first use. */
export function shapeIds({ strips }: CommitMessage): string[] {
  const [only] = strips;
  if (strips.length === 1 && only) return [hex(only.shape)];
  return [...new Set(strips.map(({ shape }) => hex(shape)))];
}

/** The shapes by id; undefined when one of them is damaged. */
export function openShapes(shapes: readonly Uint8Array[]): Map<string, Shape> | undefined {
  const found = new Map<string, Shape>();
  for (const bytes of shapes) {
    const shape = opened(bytes);
    if (!shape) return undefined;
    found.set(shape.id, shape);
  }
  return found;
}

function opened(bytes: Uint8Array): Shape | undefined {
  try {
    return openShape(bytes);
  } catch (error) {
    if (isTapelabError(error, "bad-bytes")) return undefined;
    throw error;
  }
}

const FRONT_ROOM = 256;
const BACK_ROOM = 1_024;

/** A copy of the image with room around it, as writers need it. */
export function writableImage(bytes: Uint8Array, message: CommitMessage, shapes: ReadonlyMap<string, Shape>): Image {
  const buffer = new Uint8Array(FRONT_ROOM + bytes.length + BACK_ROOM + 8);
  buffer.set(bytes, FRONT_ROOM);
  const own = buffer.subarray(FRONT_ROOM, FRONT_ROOM + bytes.length);
  const { strips, label, kind, wallMs } = message;
  let rows = 0;
  for (const strip of strips) rows += strip.rows;
  return {
    bytes: own,
    crc: crc32(own),
    rows,
    label,
    kind,
    wallMs,
    tight: strips.every((strip) => strip.rows <= limits.tightRows),
    shapes: shapeIds(message).flatMap((id) => shapes.get(id) ?? []),
    strips: rows >= limits.ownBlockRows ? indexStrips(own, message, shapes) : [],
    blobs: [],
    release: () => undefined,
  };
}

/** Where each column lies; nothing when an image leaves lengths out, and has to be read whole. */
function indexStrips(
  bytes: Uint8Array,
  { strips, bodyOffset }: CommitMessage,
  shapes: ReadonlyMap<string, Shape>,
): StripIndex[] {
  const indexed: StripIndex[] = [];
  let at = 0;
  for (const { shape: id, rows, forms: stated, length } of strips) {
    const shape = shapes.get(hex(id));
    if (!shape || length.length !== shape.columns.length) return [];
    const forms = stated.length > 0 ? stated : Uint8Array.from(shape.columns, naturalForm);
    const offsets: number[] = [];
    for (const size of length) {
      if (rows > limits.tightRows) at = Math.ceil(at / 8) * 8;
      offsets.push(bodyOffset + at);
      at += size;
    }
    const crcs = offsets.map((from, i) => crc32(bytes.subarray(from, from + (length[i] ?? 0))));
    // The labels stand in a column of context, which is read when somebody asks for them.
    indexed.push({ shape: shape.id, rows, forms, offsets, lengths: length, crcs, labels: undefined });
  }
  return bodyOffset + at <= bytes.length ? indexed : [];
}

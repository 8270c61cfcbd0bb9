/**
 * Lays out batches: images in, the bytes of one write out (proto/SPEC.md, "Batches").
 *
 * A batch is [new shapes] [data, micro or parts] [marker] [copies of the new shapes] [copy of the marker]. Shapes are
 * written twice so that one bad sector never makes later commits unreadable; the marker is copied when it stands for
 * several commits or when something follows it, so that the last 8 bytes of every marked batch are a marker's tail.
 */
import { dataHead, endEnvelope, markerEnvelope, microHead, type Proof, partHead, shapeEnvelope } from "tapelab-proto";
import { limits } from "../base/limits.js";
import type { Image } from "../value/image.js";
import { encodeFrame, FLAG_ANCHOR, FRAME, FRAME_HEAD_SIZE, padded, sealFrame } from "./frame.js";
import type { Piece } from "./types.js";

const nothing = new Uint8Array(0);

export interface BatchFacts {
  readonly firstSequence: number;
  readonly salt: number;
  /** Canonical bytes of shapes that this segment does not hold yet. */
  readonly newShapes: readonly Uint8Array[];
  readonly durableSequence: number;
}

export interface Batch {
  /** One run of bytes, or several to be written one after another. */
  readonly bytes: Uint8Array;
  /** Of each image, from the start of the batch. */
  readonly offsets: readonly number[];
  /** Set when the one image is cut into parts. */
  readonly pieces: readonly Piece[] | undefined;
}

/** Splits images, in order, into groups that share a batch. */
export function groupImages(images: readonly Image[]): Image[][] {
  const groups: Image[][] = [];
  let group: Image[] = [];
  let rows = 0;
  let size = 0;
  for (const image of images) {
    const isOwn = image.rows >= limits.ownBlockRows || image.bytes.length > limits.sharedBlockBytes;
    const isFull =
      group.length >= limits.sharedBlockCommits ||
      rows + image.rows > limits.sharedBlockRows ||
      size + image.bytes.length > limits.sharedBlockBytes;
    if (group.length > 0 && (isOwn || isFull)) {
      groups.push(group);
      group = [];
      rows = 0;
      size = 0;
    }
    if (isOwn) groups.push([image]);
    else {
      group.push(image);
      rows += image.rows;
      size += image.bytes.length;
    }
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

export function composeBatch(images: readonly Image[], facts: BatchFacts): Batch {
  const [only] = images;
  if (images.length === 1 && only) {
    if (only.tight && only.bytes.length <= limits.microBytes) return composeMicro(only, facts);
    if (only.bytes.length > limits.partBytes) return composeParts(only, facts);
    if (facts.newShapes.length === 0) return composeInPlace(only, facts);
  }
  const shapes = shapeFrames(facts);
  const shapesSize = totalSize(shapes);
  const { heads, imageOffsets } = dataHead(
    facts.firstSequence,
    images.map((image) => image.bytes.length),
    0,
  );
  const offsets = imageOffsets.map((offset) => shapesSize + FRAME_HEAD_SIZE + offset);
  const payloadLength = imageOffsets.at(-1)! + images.at(-1)!.bytes.length;
  const frame = new Uint8Array(FRAME_HEAD_SIZE + padded(payloadLength));
  for (const [i, image] of images.entries()) {
    const at = FRAME_HEAD_SIZE + imageOffsets[i]!;
    frame.set(heads[i]!, at - heads[i]!.length);
    frame.set(image.bytes, at);
  }
  sealFrame(frame, 0, FRAME.data, payloadLength, facts.salt);
  const proofs = images.map(proofOf);
  return { bytes: closed([...shapes, frame], shapes, proofs, facts), offsets, pieces: undefined };
}

export function shapeFrames(facts: BatchFacts): Uint8Array[] {
  return facts.newShapes.map((bytes) => encodeFrame(FRAME.shape, shapeEnvelope(bytes), facts.salt));
}

/** The heads and the marker are written around the image, in the buffer in which it lies: nothing is copied. */
function composeInPlace(image: Image, facts: BatchFacts): Batch {
  const { bytes } = image;
  const { head } = dataHead(facts.firstSequence, [bytes.length], 0);
  const lead = FRAME_HEAD_SIZE + head.length;
  const frameSize = FRAME_HEAD_SIZE + padded(head.length + bytes.length);
  const marker = encodeMarker([proofOf(image)], frameSize, facts);
  const whole = new Uint8Array(bytes.buffer, bytes.byteOffset - lead, frameSize + marker.length);
  whole.set(head, FRAME_HEAD_SIZE);
  sealFrame(whole, 0, FRAME.data, head.length + bytes.length, facts.salt);
  whole.set(marker, frameSize);
  return { bytes: whole, offsets: [lead], pieces: undefined };
}

function composeMicro(image: Image, facts: BatchFacts): Batch {
  const shapes = shapeFrames(facts);
  const head = microHead(facts.firstSequence, image.bytes.length);
  const payloadLength = head.length + image.bytes.length;
  const shapesSize = totalSize(shapes);
  const frameSize = FRAME_HEAD_SIZE + padded(payloadLength);
  const bytes = new Uint8Array(2 * shapesSize + frameSize);
  let at = put(bytes, shapes, 0);
  bytes.set(head, at + FRAME_HEAD_SIZE);
  bytes.set(image.bytes, at + FRAME_HEAD_SIZE + head.length);
  at = sealFrame(bytes, at, FRAME.micro, payloadLength, facts.salt);
  put(bytes, shapes, at);
  return { bytes, offsets: [shapesSize + FRAME_HEAD_SIZE + head.length], pieces: undefined };
}

function composeParts(image: Image, facts: BatchFacts): Batch {
  const shapes = shapeFrames(facts);
  const frames: Uint8Array[] = [];
  const pieces: Piece[] = [];
  let at = totalSize(shapes);
  for (let from = 0; from < image.bytes.length; from += limits.partBytes) {
    const raw = image.bytes.subarray(from, from + limits.partBytes);
    const head = partHead(pieces.length, raw.length);
    const frame = encodeFrame(FRAME.part, Buffer.concat([head, raw]), facts.salt);
    pieces.push({ offset: at + FRAME_HEAD_SIZE + head.length, size: raw.length });
    frames.push(frame);
    at += frame.length;
  }
  const bytes = closed([...shapes, ...frames], shapes, [proofOf(image)], facts);
  return { bytes, offsets: [pieces[0]!.offset], pieces };
}

/** Up to this many commits an anchor is written twice; above, losing one costs a proof and never a commit. */
const TWICE_MAX = 8;

/** A marker frame without data: it states hashes of earlier commits, and how far the tape is known to be on disk. */
export function composeAnchor(
  firstSequence: number,
  proofs: readonly Proof[],
  chain: { readonly before: Uint8Array; readonly after: Uint8Array },
  facts: { readonly salt: number; readonly durableSequence: number },
): Uint8Array {
  const anchor = (before: number): Uint8Array =>
    settled((batchLength) => {
      const marker = {
        firstSeq: firstSequence,
        proofs,
        prevChain: chain.before,
        chain: chain.after,
        batchLength,
        durableSeq: facts.durableSequence,
      };
      return encodeFrame(FRAME.marker, markerEnvelope(marker), facts.salt, FLAG_ANCHOR);
    }, before);
  const first = anchor(0);
  if (proofs.length > TWICE_MAX) return first;
  return Buffer.concat([first, anchor(first.length)]);
}

/** The frame behind which nothing but the directory may follow. */
export function composeEnd(salt: number): Uint8Array {
  return encodeFrame(FRAME.end, endEnvelope(), salt);
}

export function proofOf(image: Image): Proof {
  return { length: image.bytes.length, crc: image.crc, imageHash: nothing };
}

/** The frames of a batch, closed by its marker and, where needed, the copies. */
export function closed(
  frames: readonly Uint8Array[],
  shapes: readonly Uint8Array[],
  proofs: readonly Proof[],
  facts: BatchFacts,
): Uint8Array {
  const all = [...frames];
  all.push(encodeMarker(proofs, totalSize(all), facts));
  if (shapes.length > 0 || proofs.length > 1) {
    all.push(...shapes);
    all.push(encodeMarker(proofs, totalSize(all), facts));
  }
  return Buffer.concat(all);
}

function encodeMarker(proofs: readonly Proof[], before: number, facts: BatchFacts): Uint8Array {
  return settled((batchLength) => {
    const marker = {
      firstSeq: facts.firstSequence,
      proofs,
      prevChain: nothing,
      chain: nothing,
      batchLength,
      durableSeq: facts.durableSequence,
    };
    return encodeFrame(FRAME.marker, markerEnvelope(marker), facts.salt);
  }, before);
}

/** A marker counts its own bytes in the batch length, whose own size depends on its value. */
function settled(encode: (batchLength: number) => Uint8Array, before: number): Uint8Array {
  let frame = encode(before + 128);
  for (;;) {
    const again = encode(before + frame.length);
    if (again.length === frame.length) return again;
    frame = again;
  }
}

export function totalSize(parts: readonly Uint8Array[]): number {
  let size = 0;
  for (const part of parts) size += part.length;
  return size;
}

function put(into: Uint8Array, parts: readonly Uint8Array[], from: number): number {
  let at = from;
  for (const part of parts) {
    into.set(part, at);
    at += part.length;
  }
  return at;
}

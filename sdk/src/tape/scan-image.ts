/** Images found by a scan: where they lie, and what their heads say. */
import { BadBytes, decodeCommit, type EnvelopeBody, type Proof, type Range } from "tapelab-proto";
import { crc32 } from "../base/crc.js";
import { unpackImage } from "./pack.js";
import type { CommitEntry, Piece } from "./types.js";

/** An image in the file: a commit, unless its bytes do not match their checksum. */
export type ScannedImage = CommitEntry;

const UNREADABLE = -1;

export function isReadable({ kind }: ScannedImage): boolean {
  return kind !== UNREADABLE;
}

/** What an image says of itself. */
type Head = Pick<CommitEntry, "kind" | "label" | "wallMs" | "rows">;

/** The payload of a data or sealed frame: images, or what stands for them, as ranges of a window. */
export interface ImageFrame {
  readonly member: "data" | "sealed";
  readonly images: readonly Range[];
}

/** The images of a payload that begins at a position; undefined when it holds none. */
export function imageFrame(body: EnvelopeBody, by: number): ImageFrame | undefined {
  if (body.member !== "data" && body.member !== "sealed") return undefined;
  return { member: body.member, images: body.images.map(({ start, end }) => ({ start: start + by, end: end + by })) };
}

/**
 * The images of a verified frame, when the proofs of its marker fit; without a marker the frame's own words count.
 */
export function frameImages(
  window: Window,
  { member, images }: ImageFrame,
  first: number,
  dictionary: Uint8Array | undefined,
  proofs?: readonly Proof[],
): ScannedImage[] | undefined {
  if (proofs && proofs.length !== images.length) return undefined;
  const found: ScannedImage[] = [];
  for (const [i, { start, end }] of images.entries()) {
    const proof = proofs?.[i];
    if (proof && (member === "sealed" ? proof.stored : proof.length) !== end - start) return undefined;
    const crc = proof?.crc ?? crc32(window.bytes.subarray(start, end));
    if (member === "data") found.push(wholeImage(window, first + i, start, end, crc));
    else found.push(packedImage(window, first + i, { offset: start, size: end - start }, dictionary, proof));
  }
  return found;
}

/** A packed image; what it unpacks to has to be what the proof says, where there is one. */
export function packedImage(
  window: Window,
  sequence: number,
  { offset, size }: Piece,
  dictionary: Uint8Array | undefined,
  proof: Proof | undefined,
): ScannedImage {
  const image = unpackImage(window.bytes.subarray(offset, offset + size), proof?.length, dictionary);
  const crc = image ? crc32(image) : 0;
  const head = image && (!proof || proof.crc === crc) ? headOf(image) : undefined;
  const place = { offset: window.origin + offset, size: proof?.length ?? image?.length ?? 0, crc: proof?.crc ?? crc };
  return scanned(window, sequence, { ...place, packed: { size, dictionary } }, head);
}

/** The bytes of a scan, and where they begin in the file. */
export interface Window {
  readonly bytes: Uint8Array;
  readonly origin: number;
  readonly segment: number;
}

/** An image whose bytes some verified checksum covers. */
export function wholeImage(window: Window, sequence: number, start: number, end: number, crc: number): ScannedImage {
  const head = headOf(window.bytes.subarray(start, end));
  return scanned(window, sequence, { offset: window.origin + start, size: end - start, crc }, head);
}

/** An image in pieces, or one whose bytes have still to be checked. */
export function piecedImage(
  window: Window,
  sequence: number,
  size: number,
  crc: number,
  parts: readonly Piece[],
): ScannedImage {
  let actual = 0;
  let length = 0;
  for (const part of parts) {
    actual = crc32(window.bytes.subarray(part.offset, part.offset + part.size), actual);
    length += part.size;
  }
  const isGood = length === size && actual === crc && parts.length > 0;
  const head = isGood ? headOf(joined(window.bytes, parts)) : undefined;
  const all = parts.map((part) => ({ offset: part.offset + window.origin, size: part.size }));
  const pieces = all.length > 1 ? all : undefined;
  return scanned(window, sequence, { offset: all[0]?.offset ?? 0, size, crc, pieces }, head);
}

/** Written out: there are as many as commits, and each is kept as it is. */
function scanned(
  { segment }: Window,
  sequence: number,
  { offset, size, crc, pieces, packed }: Pick<CommitEntry, "offset" | "size" | "crc" | "packed"> & Partial<CommitEntry>,
  head: Head | undefined,
): ScannedImage {
  const { kind, label, wallMs, rows } = head ?? { kind: UNREADABLE, label: "", wallMs: 0, rows: 0 };
  return { sequence, segment, offset, size, crc, kind, label, wallMs, rows, strips: undefined, pieces, packed };
}

function joined(bytes: Uint8Array, parts: readonly Piece[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return bytes.subarray(only.offset, only.offset + only.size);
  return Buffer.concat(parts.map((part) => bytes.subarray(part.offset, part.offset + part.size)));
}

/** What the image says of itself; undefined when it says nothing that can be read. */
export function headOf(image: Uint8Array): Head | undefined {
  try {
    const { kind, label, wallMs, strips } = decodeCommit(image);
    let rows = 0;
    for (const strip of strips) rows += strip.rows;
    return { kind, label, wallMs, rows };
  } catch (error) {
    if (error instanceof BadBytes) return undefined; // a commit nobody can read is reported as damaged
    throw error;
  }
}

/** Images found by a scan: where they lie, and what their heads say. */
import { BadBytes, decodeCommit } from "tapelab-proto";
import { crc32 } from "../base/crc.js";
import type { Piece } from "./types.js";

/** An image in the file; `head` is undefined when its bytes do not match their checksum. */
export interface ScannedImage {
  readonly sequence: number;
  readonly offset: number;
  readonly size: number;
  readonly crc: number;
  readonly pieces: readonly Piece[] | undefined;
  readonly head:
    | { readonly kind: number; readonly label: string; readonly wallMs: number; readonly rows: number }
    | undefined;
}

/** The bytes of a scan, and where they begin in the file. */
export interface Window {
  readonly bytes: Uint8Array;
  readonly origin: number;
}

/** An image whose bytes some verified checksum covers. */
export function wholeImage(window: Window, sequence: number, start: number, end: number, crc: number): ScannedImage {
  const head = headOf(window.bytes.subarray(start, end));
  return { sequence, offset: window.origin + start, size: end - start, crc, pieces: undefined, head };
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
  const pieces = parts.map((part) => ({ offset: part.offset + window.origin, size: part.size }));
  return { sequence, offset: pieces[0]?.offset ?? 0, size, crc, pieces: pieces.length > 1 ? pieces : undefined, head };
}

function joined(bytes: Uint8Array, parts: readonly Piece[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return bytes.subarray(only.offset, only.offset + only.size);
  return Buffer.concat(parts.map((part) => bytes.subarray(part.offset, part.offset + part.size)));
}

/** What the image says of itself; undefined when it says nothing that can be read. */
export function headOf(image: Uint8Array): ScannedImage["head"] {
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

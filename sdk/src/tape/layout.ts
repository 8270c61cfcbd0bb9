/**
 * What lies in a tape's directory: names of segments and the 1,024 bytes in front of each (proto/SPEC.md, "Segment header").
 */
import { crc32 } from "../base/crc.js";
import { hex, unhex } from "../base/sha256.js";

export const HEADER_COPY_SIZE = 512;
export const HEADER_SIZE = 1024;
export const FORMAT_MAJOR = 1;
export const TRAILER_SIZE = 32;

const HEADER_MAGIC = Uint8Array.from([0x54, 0x4c, 0x53, 0x45, 0x47, 0x0d, 0x0a, 0x1a]); // TLSEG\r\n\x1a
const TRAILER_MAGIC = Uint8Array.from([0x54, 0x4c, 0x45, 0x4e, 0x44, 0x0d, 0x0a, 0x1a]); // TLEND\r\n\x1a
const SEGMENT_NAME = /^seg-(\d{8})\.tape$/;

/** Who wrote a segment. */
export const ROLE = { writer: 0, compaction: 1, replica: 2 } as const;

export interface SegmentHeader {
  readonly segment: number;
  /** 0 = none. Always smaller than `segment`. */
  readonly previous: number;
  readonly generation: number;
  /** How many bytes of the previous segment count. */
  readonly previousLength: number;
  /** Sequence of the first commit in this segment. */
  readonly baseSequence: number;
  readonly role: number;
  readonly tapeId: string;
  readonly workspaceId: string;
  /** H(baseSequence - 1), hex. */
  readonly previousHash: string;
  readonly createdMs: number;
  readonly nonce: Uint8Array;
}

export function segmentName(segment: number): string {
  return `seg-${String(segment).padStart(8, "0")}.tape`;
}

/** Segment numbers among the names of a directory, ascending. */
export function segmentNumbers(names: readonly string[]): number[] {
  const numbers: number[] = [];
  for (const name of names) {
    const match = SEGMENT_NAME.exec(name);
    if (match && Number(match[1]) > 0) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => a - b);
}

/**
 * Start value of every frame CRC in a segment: frames of another tape or segment never verify, nor those of a compaction
 * in a segment that has lost its header and passes for a writer's.
 */
export function frameSalt(tapeId: string, segment: number, role: number = ROLE.writer): number {
  const bytes = new Uint8Array(21);
  bytes.set(unhex(tapeId));
  new DataView(bytes.buffer).setUint32(16, segment, true);
  bytes[20] = role;
  return crc32(role === ROLE.compaction ? bytes : bytes.subarray(0, 20));
}

export function encodeHeader(header: SegmentHeader): Uint8Array {
  const bytes = new Uint8Array(HEADER_SIZE);
  const view = new DataView(bytes.buffer);
  bytes.set(HEADER_MAGIC);
  view.setUint16(8, FORMAT_MAJOR, true);
  view.setUint32(12, header.segment, true);
  view.setUint32(16, header.previous, true);
  view.setUint32(20, header.generation, true);
  view.setBigUint64(24, BigInt(header.previousLength), true);
  view.setBigUint64(32, BigInt(header.baseSequence), true);
  bytes[40] = header.role;
  bytes.set(unhex(header.tapeId), 48);
  bytes.set(unhex(header.workspaceId), 64);
  bytes.set(unhex(header.previousHash), 80);
  view.setBigUint64(112, BigInt(Math.trunc(header.createdMs)), true);
  bytes.set(header.nonce.subarray(0, 16), 120);
  view.setUint32(508, crc32(bytes.subarray(0, 508)), true);
  bytes.copyWithin(HEADER_COPY_SIZE, 0, HEADER_COPY_SIZE);
  return bytes;
}

export type HeaderReading =
  | { readonly kind: "header"; readonly header: SegmentHeader; readonly copyDamaged: boolean }
  | { readonly kind: "newer"; readonly major: number }
  | { readonly kind: "bad" };

/** Reads the two header copies; one good copy is enough. */
export function decodeHeader(bytes: Uint8Array, tapeId: string, segment: number): HeaderReading {
  const copies = [bytes.subarray(0, HEADER_COPY_SIZE), bytes.subarray(HEADER_COPY_SIZE, HEADER_SIZE)].map(decodeCopy);
  const newer = copies.find((copy) => copy?.kind === "newer");
  if (newer) return newer;
  const good = copies.map((copy) =>
    copy?.kind === "header" && isValid(copy.header, tapeId, segment) ? copy : undefined,
  );
  const first = good[0] ?? good[1];
  if (!first) return { kind: "bad" };
  return { ...first, copyDamaged: !(good[0] && good[1]) };
}

function isValid(header: SegmentHeader, tapeId: string, segment: number): boolean {
  // previous < segment: without it two headers can name each other, and a walk never ends.
  return header.tapeId === tapeId && header.segment === segment && header.previous < segment;
}

function decodeCopy(bytes: Uint8Array): HeaderReading | undefined {
  if (bytes.length < HEADER_COPY_SIZE || !HEADER_MAGIC.every((byte, i) => bytes[i] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(508, true) !== crc32(bytes.subarray(0, 508))) return undefined;
  const major = view.getUint16(8, true);
  if (major > FORMAT_MAJOR) return { kind: "newer", major };
  const previousLength = Number(view.getBigUint64(24, true));
  const baseSequence = Number(view.getBigUint64(32, true));
  if (!Number.isSafeInteger(previousLength) || !Number.isSafeInteger(baseSequence) || baseSequence < 1)
    return undefined;
  return {
    kind: "header",
    copyDamaged: false,
    header: {
      segment: view.getUint32(12, true),
      previous: view.getUint32(16, true),
      generation: view.getUint32(20, true),
      previousLength,
      baseSequence,
      role: bytes[40] ?? 0,
      tapeId: hex(bytes.subarray(48, 64)),
      workspaceId: hex(bytes.subarray(64, 80)),
      previousHash: hex(bytes.subarray(80, 112)),
      createdMs: Number(view.getBigUint64(112, true)),
      nonce: bytes.slice(120, 136),
    },
  };
}

export interface Trailer {
  readonly footerOffset: number;
  readonly footerLength: number;
  readonly footerCrc: number;
}

/** The last 32 bytes of a sealed segment: where its footer payload lies. */
export function encodeTrailer(trailer: Trailer, segment: number): Uint8Array {
  const bytes = new Uint8Array(TRAILER_SIZE);
  const view = new DataView(bytes.buffer);
  bytes.set(TRAILER_MAGIC);
  view.setBigUint64(8, BigInt(trailer.footerOffset), true);
  view.setUint32(16, trailer.footerLength, true);
  view.setUint32(20, trailer.footerCrc, true);
  view.setUint32(24, segment, true);
  view.setUint32(28, crc32(bytes.subarray(0, 28)), true);
  return bytes;
}

export function decodeTrailer(bytes: Uint8Array, segment: number): Trailer | undefined {
  if (bytes.length < TRAILER_SIZE || !isTrailerStart(bytes, 0)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(28, true) !== crc32(bytes.subarray(0, 28)) || view.getUint32(24, true) !== segment)
    return undefined;
  return {
    footerOffset: Number(view.getBigUint64(8, true)),
    footerLength: view.getUint32(16, true),
    footerCrc: view.getUint32(20, true),
  };
}

export function isTrailerStart(bytes: Uint8Array, at: number): boolean {
  return TRAILER_MAGIC.every((byte, i) => bytes[at + i] === byte);
}

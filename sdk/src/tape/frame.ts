/** Frames: the checksummed units of a segment (proto/SPEC.md, "Frames"). They start at multiples of 8. */
import { crc32 } from "../base/crc.js";
import { limits } from "../base/limits.js";

export const FRAME = {
  shape: 1,
  data: 2,
  marker: 3,
  micro: 4,
  end: 5,
  footer: 6,
  generation: 7,
  sealed: 9,
  part: 10,
  dictionary: 11,
} as const;
export const FRAME_HEAD_SIZE = 16;
/** Flag of a marker frame that closes no batch: it only proves earlier ones. */
export const FLAG_ANCHOR = 1;

const MAGIC = 0x31464c54; // "TLF1", little-endian

export interface Frame {
  readonly kind: number;
  readonly flags: number;
  readonly start: number;
  readonly payloadStart: number;
  readonly payloadEnd: number;
  /** Where the next frame starts. */
  readonly end: number;
  /** Bits are set between payload and `end`: damage that costs nothing. */
  readonly padDamaged: boolean;
}

export function padded(size: number): number {
  return (size + 7) & ~7;
}

/** Writes the 16 bytes in front of a payload that already lies in the buffer, and zeros the padding behind it. */
export function sealFrame(
  buffer: Uint8Array,
  start: number,
  kind: number,
  payloadLength: number,
  salt: number,
  flags = 0,
): number {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  view.setUint32(start, MAGIC, true);
  view.setUint32(start + 4, payloadLength, true);
  view.setUint32(start + 8, kind | (flags << 8), true); // u8 kind, u8 flags, u16 zero
  const payloadStart = start + FRAME_HEAD_SIZE;
  const headCrc = crc32(buffer.subarray(start, start + 12), salt);
  view.setUint32(start + 12, crc32(buffer.subarray(payloadStart, payloadStart + payloadLength), headCrc), true);
  const end = start + FRAME_HEAD_SIZE + padded(payloadLength);
  buffer.fill(0, payloadStart + payloadLength, end);
  return end;
}

/** A whole frame around a payload. */
export function encodeFrame(kind: number, payload: Uint8Array, salt: number, flags = 0): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEAD_SIZE + padded(payload.length));
  bytes.set(payload, FRAME_HEAD_SIZE);
  sealFrame(bytes, 0, kind, payload.length, salt, flags);
  return bytes;
}

/** Kind and extent that the bytes at `at` claim, without verifying the checksum. */
export function frameClaim(bytes: Uint8Array, view: DataView, at: number, limit: number): Frame | undefined {
  if (at + FRAME_HEAD_SIZE > limit || view.getUint32(at, true) !== MAGIC) return undefined;
  const length = view.getUint32(at + 4, true);
  if (length > limits.framePayloadBytes) return undefined;
  const payloadStart = at + FRAME_HEAD_SIZE;
  const payloadEnd = payloadStart + length;
  const end = payloadStart + padded(length);
  if (end > limit) return undefined;
  return { kind: bytes[at + 8]!, flags: bytes[at + 9]!, start: at, payloadStart, payloadEnd, end, padDamaged: false };
}

/** The verified frame at `at`, or undefined when the bytes there are none. */
export function frameAt(bytes: Uint8Array, view: DataView, at: number, limit: number, salt: number): Frame | undefined {
  const claim = frameClaim(bytes, view, at, limit);
  if (!claim) return undefined;
  const headCrc = crc32(bytes.subarray(at, at + 12), salt);
  if (view.getUint32(at + 12, true) !== crc32(bytes.subarray(claim.payloadStart, claim.payloadEnd), headCrc))
    return undefined;
  for (let i = claim.payloadEnd; i < claim.end; i++) if (bytes[i] !== 0) return { ...claim, padDamaged: true };
  return claim;
}

import { putVarint, varintSize } from "./varint.js";

/** Tag of a field: number and wire type. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BLOCK = 2;
export const FIXED32 = 5;

const utf8 = new TextEncoder();

/** A growing buffer for protobuf fields. Every method named after a field kind leaves the default value out. */
export class WireWriter {
  bytes: Uint8Array = new Uint8Array(256);
  at = 0;

  /** Makes room for `size` more bytes. */
  reserve(size: number): void {
    const needed = this.at + size;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
  }

  /** A copy of what was written; the writer is empty afterwards and can be used again. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.at);
    this.at = 0;
    return taken;
  }

  varint(value: number): void {
    this.reserve(10);
    this.at = putVarint(this.bytes, this.at, value);
  }

  tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType);
  }

  number(field: number, value: number): void {
    if (value === 0) return;
    this.tag(field, VARINT);
    this.varint(value);
  }

  /** A fixed64 field. */
  number64(field: number, value: number): void {
    if (value === 0) return;
    this.tag(field, FIXED64);
    this.fixed64(value);
  }

  bigint(field: number, value: bigint): void {
    if (value === 0n) return;
    if (value < 0n || value >= 1n << 64n) throw new RangeError(`${value} cannot be written: expected 0 to 2^64 - 1.`);
    this.tag(field, VARINT);
    let rest = value;
    for (; rest > 0x7fn; rest >>= 7n) this.bytes[this.at++] = Number(rest & 0x7fn) | 0x80;
    this.bytes[this.at++] = Number(rest);
  }

  fixed32(value: number): void {
    this.reserve(4);
    this.bytes[this.at++] = value & 0xff;
    this.bytes[this.at++] = (value >>> 8) & 0xff;
    this.bytes[this.at++] = (value >>> 16) & 0xff;
    this.bytes[this.at++] = value >>> 24;
  }

  /** A whole number below 2^53 in 8 bytes. */
  fixed64(value: number): void {
    if (value < 0 || !Number.isSafeInteger(value)) throw new RangeError(`${value} cannot be written as fixed64.`);
    this.fixed32(value >>> 0);
    this.fixed32(Math.floor(value / 2 ** 32));
  }

  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.bytes.set(value, this.at);
    this.at += value.length;
  }

  zeros(count: number): void {
    this.reserve(count);
    this.bytes.fill(0, this.at, this.at + count);
    this.at += count;
  }

  /** Bytes field, written even when it is empty (an element of a repeated field). */
  element(field: number, value: Uint8Array): void {
    this.tag(field, BLOCK);
    this.varint(value.length);
    this.raw(value);
  }

  block(field: number, value: Uint8Array): void {
    if (value.length > 0) this.element(field, value);
  }

  text(field: number, value: string): void {
    if (value.length > 0) this.textElement(field, value);
  }

  textElement(field: number, value: string): void {
    this.tag(field, BLOCK);
    if (value.length < 0x80 && isAscii(value)) {
      this.reserve(value.length + 1);
      this.bytes[this.at++] = value.length;
      for (let i = 0; i < value.length; i++) this.bytes[this.at++] = value.charCodeAt(i);
      return;
    }
    if (/\p{Surrogate}/u.test(value))
      throw new RangeError("Text with half a surrogate pair cannot be written as UTF-8.");
    const encoded = utf8.encode(value);
    this.varint(encoded.length);
    this.raw(encoded);
  }

  packed(field: number, values: readonly number[]): void {
    if (values.length === 0) return;
    this.tag(field, BLOCK);
    this.varint(packedSize(values));
    this.reserve(values.length * 8);
    for (const value of values) this.at = putVarint(this.bytes, this.at, value);
  }

  packedFixed32(field: number, values: readonly number[]): void {
    if (values.length === 0) return;
    this.tag(field, BLOCK);
    this.varint(values.length * 4);
    this.reserve(values.length * 4);
    for (const value of values) this.fixed32(value);
  }

  packedFixed64(field: number, values: readonly number[]): void {
    if (values.length === 0) return;
    this.tag(field, BLOCK);
    this.varint(values.length * 8);
    this.reserve(values.length * 8);
    for (const value of values) this.fixed64(value);
  }

  /** The 8-alignment rule: a `pad` field, only if needed, so that `after` more bytes end on a multiple of 8. */
  pad(field: number, after: number): void {
    const size = padSize(this.at + after);
    if (size === 0) return;
    this.tag(field, BLOCK);
    this.varint(size - 2);
    this.zeros(size - 2);
  }
}

/** Size of a whole `pad` field (tag, length, 1 to 8 zeros) that brings `position` to a multiple of 8; 0 when it is there. */
export function padSize(position: number): number {
  if (position % 8 === 0) return 0;
  const zeros = 8 - ((position + 2) % 8);
  return 2 + zeros;
}

/** Size of the values of a packed varint field. */
export function packedSize(values: readonly number[]): number {
  let size = 0;
  for (const value of values) size += varintSize(value);
  return size;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

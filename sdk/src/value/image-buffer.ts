/** Reused 8-aligned memory for images, and the cursor that writes a body into it. */
import { bufferOf, putUtf8, type TextBuffer } from "./utf8.js";

/** Free bytes in front of every image (frame and envelope heads) and behind it (marker). */
export const roomInFront = 256;
export const roomBehind = 1_032; // 1,024, and 7 by which a tight body may move

const smallest = 4_096;
// More than what a writer holds until it is durable: then a loop that never yields runs in the same memory again and again.
const pooledMax = 48 * 1024 * 1024;

/** Memory that was given back, by size; sizes are powers of two and the quarters between them. */
const pool: Map<number, TextBuffer[]> = new Map();
let pooledBytes = 0;

export function takeBuffer(size: number): TextBuffer {
  let half = smallest;
  while (half * 2 < size) half *= 2;
  let wanted = half;
  while (wanted < size) wanted += half / 4;
  const free = pool.get(wanted)?.pop();
  if (!free) return bufferOf(new Uint8Array(wanted));
  pooledBytes -= wanted;
  return free;
}

export function giveBuffer(buffer: TextBuffer): void {
  if (pooledBytes + buffer.length > pooledMax) return;
  const free = pool.get(buffer.length);
  if (free) free.push(buffer);
  else pool.set(buffer.length, [buffer]);
  pooledBytes += buffer.length;
}

/** Writes one body. Offsets count from the start of the memory; the body begins at `base`, a multiple of 8. */
export class BodyWriter {
  bytes: TextBuffer;
  readonly base: number;
  at: number;

  constructor(headMax: number, bodyGuess: number) {
    this.base = (roomInFront + headMax + 7) & ~7;
    this.bytes = takeBuffer(this.base + bodyGuess + roomBehind);
    this.at = this.base;
  }

  /** Makes sure that this many bytes can be written. */
  room(size: number): void {
    const needed = this.at + size + roomBehind;
    if (needed <= this.bytes.length) return;
    const larger = takeBuffer(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.at));
    giveBuffer(this.bytes);
    this.bytes = larger;
  }

  /** Zeros up to the next multiple of 8. */
  align(): void {
    this.room(8);
    while (this.at & 7) this.bytes[this.at++] = 0;
  }

  byte(value: number): void {
    this.room(1);
    this.bytes[this.at++] = value;
  }

  varint(value: number): void {
    this.room(5);
    let rest = value;
    while (rest > 127) {
      this.bytes[this.at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  /** Bytes from..to of a source. */
  copy(source: Uint8Array, from: number, to: number): void {
    const size = to - from;
    this.room(size);
    const { bytes, at } = this;
    if (size > 96) bytes.set(source.subarray(from, to), at);
    else for (let i = 0; i < size; i++) bytes[at + i] = source[from + i]!;
    this.at = at + size;
  }

  text(text: string): void {
    this.room(text.length * 3);
    this.at = putUtf8(this.bytes, this.at, text);
  }

  /** Varint length, then the text. */
  sizedText(text: string): void {
    const size = text.length;
    this.room(size * 3 + 5);
    if (size < 43) {
      const from = this.at + 1; // at most 129 bytes; a length above 127 moves the text by one
      const to = putUtf8(this.bytes, from, text);
      if (to - from < 128) {
        this.bytes[this.at] = to - from;
        this.at = to;
        return;
      }
    }
    this.varint(Buffer.byteLength(text));
    this.text(text);
  }
}

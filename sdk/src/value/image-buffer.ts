/**
 * Reused 8-aligned memory for images, and the cursor that writes a body into it.
 *
 * Images lie one behind the other in slabs: an array buffer for each would cost more than writing it, and fresh pages
 * cost more than both. A slab is used again when all its images were released.
 */
import { bufferOf, putUtf8, type TextBuffer } from "./utf8.js";

/** Free bytes in front of every image (frame and envelope heads) and behind it (marker). */
export const roomInFront = 256;
export const roomBehind = 1_032; // 1,024, and 7 by which a tight body may move

const slabBytes = 1024 * 1024;
// More than what a writer holds until it is durable: then a loop that never yields runs in the same memory again and again.
const pooledMax = 64 * 1024 * 1024;

class Slab {
  readonly bytes: Uint8Array;
  /** Where the next image may begin, a multiple of 8. */
  used = 0;
  /** Images that lie in it. */
  held = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }
}

/** Slabs without an image. */
const pool: Slab[] = [];
let pooledBytes = 0;

/** A slab with room for so many bytes. */
function slabFor(size: number): Slab {
  const at = pool.findLastIndex(({ bytes }) => bytes.length >= size);
  if (at < 0) return new Slab(Math.max(size, slabBytes));
  const [slab] = pool.splice(at, 1);
  pooledBytes -= slab!.bytes.length;
  return slab!;
}

function giveBack(slab: Slab): void {
  slab.used = 0;
  if (pooledBytes + slab.bytes.length > pooledMax) return;
  pool.push(slab);
  pooledBytes += slab.bytes.length;
}

/** Writes one body after another. Offsets count from the start of the image's memory; a body begins at `base`, a multiple of 8. */
export class BodyWriter {
  /** From the place of the image to the end of its slab. */
  bytes: TextBuffer = bufferOf(new Uint8Array(0));
  base = 0;
  at = 0;
  #slab: Slab = new Slab(0);

  /** Takes memory for the next body; what was written since the last `keep` is forgotten. */
  begin(headMax: number, bodyGuess: number): void {
    this.base = (roomInFront + headMax + 7) & ~7;
    this.at = this.base;
    const size = Math.ceil(this.base + bodyGuess + roomBehind);
    if (this.#slab.bytes.length - this.#slab.used < size) this.#leave(slabFor(size));
    this.#view();
  }

  #leave(next: Slab): void {
    if (this.#slab.held === 0) giveBack(this.#slab);
    this.#slab = next;
  }

  #view(): void {
    this.bytes = bufferOf(this.#slab.bytes.subarray(this.#slab.used));
  }

  /** Keeps what was written, an image that begins at `from`; returns what gives its memory back. */
  keep(): () => void {
    const slab = this.#slab;
    slab.used += (this.at + roomBehind + 7) & ~7;
    slab.held++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      if (--slab.held > 0) return;
      if (slab === this.#slab) slab.used = 0;
      else giveBack(slab);
    };
  }

  /** Makes sure that this many bytes can be written. */
  room(size: number): void {
    const needed = this.at + size + roomBehind;
    if (needed <= this.bytes.length) return;
    const written = this.bytes.subarray(0, this.at);
    this.#leave(slabFor(needed + this.at));
    this.#view();
    this.bytes.set(written);
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

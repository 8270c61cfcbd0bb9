import { BadBytes } from "./bad-bytes.js";
import { BLOCK, FIXED32, FIXED64, VARINT } from "./wire-writer.js";

const GROUP_START = 3;
const GROUP_END = 4;
const GROUP_DEPTH_MAX = 64;
/** The start of every list that has no element yet; shared, because most stay empty. */
export const NO_NUMBERS: readonly number[] = Object.freeze([]);
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads protobuf fields between two offsets. Each read checks its bounds first; failures are `BadBytes`.
 *
 * Use: `while (reader.more()) { const tag = reader.tag(); … else reader.skip(tag); }`. A known number with an
 * unexpected wire type has another tag, so it falls into `skip` like any unknown field.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  at: number;
  end: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  more(): boolean {
    return this.at < this.end;
  }

  tag(): number {
    const from = this.at;
    const tag = this.varint();
    if (tag > 0xffffffff || tag < 8) throw new BadBytes("Not a field tag", from);
    return tag;
  }

  /** A varint below 2^53, minimal or not. */
  varint(): number {
    const from = this.at;
    let scale = 1;
    let value = 0;
    for (let at = from; at < from + 10; at++) {
      if (at >= this.end) throw new BadBytes("A varint runs past the end", from);
      const byte = this.bytes[at] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) throw new BadBytes("A number is above 2^53 - 1", from);
        this.at = at + 1;
        return value;
      }
      scale *= 128;
    }
    throw new BadBytes("A varint is longer than 10 bytes", from);
  }

  uint32(): number {
    const from = this.at;
    const value = this.varint();
    if (value > 0xffffffff) throw new BadBytes("A number is above 2^32 - 1", from);
    return value;
  }

  /** A varint of up to 64 bits. */
  bigint(): bigint {
    const from = this.at;
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.at >= this.end) throw new BadBytes("A varint runs past the end", from);
      const byte = this.bytes[this.at++] as number;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      if (value >= 1n << 64n) throw new BadBytes("A number is above 2^64 - 1", from);
      return value;
    }
    throw new BadBytes("A varint is longer than 10 bytes", from);
  }

  fixed32(): number {
    const at = this.advance(4);
    const { bytes } = this;
    const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
    return (low | ((bytes[at + 3] as number) << 24)) >>> 0;
  }

  /** 8 bytes that hold a whole number below 2^53. */
  fixed64(): number {
    const from = this.at;
    this.need(8);
    const low = this.fixed32();
    const high = this.fixed32();
    if (high >= 2 ** 21) throw new BadBytes("A number is above 2^53 - 1", from);
    return high * 2 ** 32 + low;
  }

  /** A bytes field as a view of the input. */
  block(): Uint8Array {
    const end = this.blockEnd();
    const view = this.bytes.subarray(this.at, end);
    this.at = end;
    return view;
  }

  /** Reads the length of a bytes field and returns where it ends; `at` is then its first byte. */
  blockEnd(): number {
    const from = this.at;
    const length = this.varint();
    if (length > this.end - this.at) throw new BadBytes(`A field of ${length} bytes runs past the end`, from);
    return this.at + length;
  }

  /** A reader of the message in a bytes field; this one goes on behind it. */
  message(): WireReader {
    const end = this.blockEnd();
    const inner = new WireReader(this.bytes, this.at, end);
    this.at = end;
    return inner;
  }

  /** Steps over `size` bytes and returns where they began. */
  advance(size: number): number {
    this.need(size);
    const from = this.at;
    this.at += size;
    return from;
  }

  need(size: number): void {
    if (size > this.end - this.at)
      throw new BadBytes(`Expected ${size} more bytes, found ${this.end - this.at}`, this.at);
  }

  text(): string {
    const end = this.blockEnd();
    const from = this.at;
    this.at = end;
    if (end - from <= 32) {
      const ascii = shortAscii(this.bytes, from, end);
      if (ascii !== undefined) return ascii;
    }
    try {
      return utf8.decode(this.bytes.subarray(from, end));
    } catch {
      throw new BadBytes("Text is not UTF-8", from);
    }
  }

  /** The list `before` and the elements of a repeated uint32: a packed run (tag of wire type 2) or a single one. */
  uint32s(tag: number, before: readonly number[]): number[] {
    const list = before === NO_NUMBERS ? [] : (before as number[]);
    if (tag % 8 !== BLOCK) {
      list.push(this.uint32());
      return list;
    }
    const end = this.blockEnd();
    const outer = this.end;
    this.end = end;
    while (this.at < end) list.push(this.uint32());
    this.end = outer;
    return list;
  }

  /** Elements of a repeated fixed32 (`width` 4) or fixed64 (8), packed or single. */
  fixeds(tag: number, width: 4 | 8, into: number[]): void {
    const from = this.at;
    const end = tag % 8 === BLOCK ? this.blockEnd() : from + width;
    if ((end - this.at) % width !== 0) throw new BadBytes(`Packed numbers do not fill ${width} bytes each`, from);
    while (this.at < end) into.push(width === 4 ? this.fixed32() : this.fixed64());
  }

  /** Steps over the value of a field that is not known here. */
  skip(tag: number): void {
    const wireType = tag % 8;
    if (wireType === GROUP_START) this.#skipGroup(Math.floor(tag / 8));
    else this.#skipPlain(wireType);
  }

  #skipPlain(wireType: number): void {
    if (wireType === VARINT) this.bigint();
    else if (wireType === FIXED64) this.advance(8);
    else if (wireType === BLOCK) this.at = this.blockEnd();
    else if (wireType === FIXED32) this.advance(4);
    else throw new BadBytes(`Wire type ${wireType} does not exist here`, this.at);
  }

  #skipGroup(field: number): void {
    const open = [field];
    while (open.length > 0) {
      const from = this.at;
      const tag = this.tag();
      if (tag % 8 === GROUP_START) {
        if (open.length >= GROUP_DEPTH_MAX) throw new BadBytes(`Groups nest deeper than ${GROUP_DEPTH_MAX}`, from);
        open.push(Math.floor(tag / 8));
      } else if (tag % 8 !== GROUP_END) this.#skipPlain(tag % 8);
      else if (open.pop() !== Math.floor(tag / 8)) throw new BadBytes("A group ends that was not open", from);
    }
  }
}

function shortAscii(bytes: Uint8Array, from: number, end: number): string | undefined {
  let text = "";
  for (let at = from; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte > 0x7f) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

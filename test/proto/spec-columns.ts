/** Columns of an image, read from sections 6 and 7 of proto/SPEC.md alone. */
import type { tapelab } from "../../proto/generated/tape.js";

/** Names as in the shape; absent variables are not in the map. */
export type Row = ReadonlyMap<string, unknown>;

const UNDEFINED_CODE = 2;
const ABSENT_CODE = 3;
const WIDTHS = [0, 8, 4, 1, 1, 2, 2, 4, 4, 8, 8, 1, 0, 8];

export function rowsOf(commit: tapelab.Commit, shapes: ReadonlyMap<string, tapelab.Shape>): Row[] {
  const body = Buffer.from(commit.body);
  let at = 0;
  const strips = commit.strip.map((strip) => {
    const id = Buffer.from(strip.shape?.toBytesLE() ?? []).toString("hex");
    const shape = shapes.get(id);
    if (shape === undefined) throw new Error(`Shape ${id} was not stored before its first use.`);
    const rows = Array.from({ length: strip.rows ?? 0 }, () => new Map<string, unknown>());
    const isAligned = rows.length > 8;
    const isNatural = (strip.forms?.length ?? 0) === 0;
    shape.column.forEach((plain, i) => {
      const column = plain as tapelab.Column;
      if (isAligned) at = aligned(body, at);
      const length =
        isNatural && !isAligned ? naturalLength(column, rows.length, body.subarray(at)) : (strip.length?.[i] ?? -1);
      const form = isNatural ? (widthOf(column) === undefined ? 4 : 0) : (strip.forms?.[i] ?? -1);
      readColumn(column, rows, form, new Sections(body.subarray(at, at + length), at, isAligned));
      at += length;
    });
    return rows;
  });
  if (at !== body.length) throw new Error(`The columns end at ${at}, the body at ${body.length}.`);
  return inOrder(strips, Buffer.from(commit.order));
}

function naturalLength(column: tapelab.Column, rows: number, from: Buffer): number {
  const width = widthOf(column);
  if (width !== undefined) return width * rows;
  const sections = new Sections(from, 0, false);
  for (let row = 0; row < rows; row++) sections.take(sections.varint());
  return sections.at;
}

function inOrder(strips: readonly Row[][], order: Buffer): Row[] {
  if (strips.length < 2) return strips[0] ?? [];
  const count = strips.reduce((sum, rows) => sum + rows.length, 0);
  const width = strips.length <= 256 ? 1 : 2;
  if (order.length !== count * width) throw new Error(`order has ${order.length} bytes for ${count} rows.`);
  const next = strips.map(() => 0);
  return Array.from({ length: count }, (_, row) => {
    const strip = order.readUIntLE(row * width, width);
    const at = next[strip] ?? 0;
    next[strip] = at + 1;
    return strips[strip]?.[at] as Row;
  });
}

function aligned(bytes: Buffer, at: number): number {
  const to = Math.ceil(at / 8) * 8;
  if (!bytes.subarray(at, to).every((byte) => byte === 0)) throw new Error(`Bits are set in the padding at ${at}.`);
  return to;
}

/** A cursor over one column; in an aligned strip every section begins at a multiple of 8 of the body. */
class Sections {
  at = 0;
  readonly bytes: Buffer;
  readonly start: number;
  readonly isAligned: boolean;

  constructor(bytes: Buffer, start: number, isAligned: boolean) {
    this.bytes = bytes;
    this.start = start;
    this.isAligned = isAligned;
  }

  begin(): void {
    while (this.isAligned && (this.start + this.at) % 8 !== 0 && this.at < this.bytes.length) {
      if (this.bytes[this.at++] !== 0) throw new Error("Bits are set in the padding between sections.");
    }
  }

  take(size: number): Buffer {
    if (this.at + size > this.bytes.length) throw new Error("A section runs past its column.");
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.take(1).readUInt8(0);
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  get left(): number {
    return this.bytes.length - this.at;
  }
}

function readColumn(column: tapelab.Column, rows: Map<string, unknown>[], formByte: number, sections: Sections): void {
  const [presence, form] = [formByte >> 4, formByte & 15];
  const codes = readCodes(presence, rows.length, sections);
  if (presence < 4 || presence === 7) {
    const width = widthOf(column);
    sections.begin();
    const raw =
      width === undefined ? readTexts(form, rows.length, sections) : readFixed(form, rows.length, width, sections);
    raw.forEach((bytes, row) => {
      if (codes[row] === 0) rows[row]?.set(column.name, readValue(column, bytes));
    });
  }
  codes.forEach((code, row) => {
    if (code !== 0 && code !== ABSENT_CODE) rows[row]?.set(column.name, code === UNDEFINED_CODE ? undefined : null);
  });
  if (sections.left !== 0) throw new Error(`${sections.left} bytes are left behind column ${column.name}.`);
}

/** 0 value, 1 null, 2 undefined, 3 absent, for each row. */
function readCodes(presence: number, rows: number, sections: Sections): number[] {
  const all = (code: number): number[] => new Array<number>(rows).fill(code);
  if (presence === 0 || presence === 7) return all(0);
  if (presence >= 4) return all({ 4: ABSENT_CODE, 5: 1, 6: UNDEFINED_CODE }[presence] ?? Number.NaN);
  const bits = presence === 3 ? 2 : 1;
  const bytes = sections.take(Math.ceil((rows * bits) / 8));
  const missing = presence === 1 ? 1 : ABSENT_CODE;
  return all(0).map((_, row) => {
    const code = ((bytes[(row * bits) >> 3] ?? 0) >> ((row * bits) % 8)) & (bits === 2 ? 3 : 1);
    return bits === 2 ? code : code === 1 ? 0 : missing;
  });
}

function widthOf({ type, dims, storage }: tapelab.Column): number | undefined {
  if (storage === 2) return 32;
  if (storage !== 0 || type === 12 || type > 13) return undefined;
  return dims.reduce((product, size) => product * size, WIDTHS[type] ?? 0);
}

function readFixed(form: number, rows: number, width: number, sections: Sections): Buffer[] {
  if (form === 1) return new Array<Buffer>(rows).fill(sections.take(width));
  if (form === 2) return readChanges(rows, width, sections);
  if (form !== 0) throw new Error(`Form ${form} for values of fixed width.`);
  return Array.from({ length: rows }, () => sections.take(width));
}

function readChanges(rows: number, width: number, sections: Sections): Buffer[] {
  // count entries: 2 bytes each, zeros up to a multiple of 8, width bytes each
  let count = 0;
  const sizeOf = (n: number): number => Math.ceil((2 * n) / 8) * 8 + n * width;
  while (sizeOf(count) < sections.left) count++;
  const at = Array.from({ length: count }, () => sections.take(2).readUInt16LE(0));
  if (at[0] !== 0 || at.some((row, i) => i > 0 && row <= (at[i - 1] ?? 0)))
    throw new Error("Rows of a change list do not ascend from 0.");
  sections.begin();
  const values = at.map(() => sections.take(width));
  let entry = 0;
  return Array.from({ length: rows }, (_, row) => {
    if (at[entry + 1] === row) entry++;
    return values[entry] as Buffer;
  });
}

function readTexts(form: number, rows: number, sections: Sections): Buffer[] {
  if (form === 1) return new Array<Buffer>(rows).fill(sections.take(sections.left));
  if (form === 3 || form === 10) {
    const words = Array.from({ length: sections.varint() }, () => sections.take(sections.varint()));
    const width = words.length <= 256 ? 1 : 2;
    sections.begin();
    const indexes = readFixed(form === 10 ? 2 : 0, rows, width, sections);
    return indexes.map((index) => words[index.readUIntLE(0, width)] as Buffer);
  }
  if (form !== 4) throw new Error(`Form ${form} for text.`);
  if (!sections.isAligned) return Array.from({ length: rows }, () => sections.take(sections.varint()));
  const offsets = Array.from({ length: rows + 1 }, () => sections.take(4).readInt32LE(0));
  sections.begin();
  const all = sections.take(offsets[rows] ?? 0);
  return Array.from({ length: rows }, (_, row) => all.subarray(offsets[row], offsets[row + 1]));
}

/** Scalars as JavaScript values; arrays, and what is not text, as bytes. */
function readValue({ type, dims, storage }: tapelab.Column, bytes: Buffer): unknown {
  if (storage === 3) return { void: bytes.toString().split("\0") };
  if (storage === 1) return { blob: JSON.parse(bytes.toString()) };
  if (storage === 2 || dims.length > 0 || type === 14 || type === 16) return bytes;
  const [view, read] = [new DataView(bytes.buffer, bytes.byteOffset, bytes.length), SCALARS[type]];
  if (read) return read(view);
  return type === 17 ? BigInt(bytes.toString()) : type === 15 ? { json: bytes.toString() } : bytes.toString();
}

const SCALARS: Readonly<Record<number, (view: DataView) => unknown>> = {
  1: (view) => view.getFloat64(0, true),
  2: (view) => view.getFloat32(0, true),
  3: (view) => view.getInt8(0),
  4: (view) => view.getUint8(0),
  5: (view) => view.getInt16(0, true),
  6: (view) => view.getUint16(0, true),
  7: (view) => view.getInt32(0, true),
  8: (view) => view.getUint32(0, true),
  9: (view) => view.getBigInt64(0, true),
  10: (view) => view.getBigUint64(0, true),
  11: (view) => view.getUint8(0) === 1,
  13: (view) => view.getBigInt64(0, true),
};

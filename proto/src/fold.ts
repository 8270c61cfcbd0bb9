/**
 * The state in a snapshot (SPEC.md, section 15): cells in order, and which operation won each. Read without making an
 * object or a text per cell, because a start waits for it; therefore these bytes are read in their canonical form alone.
 */
import { isUtf8 } from "node:buffer";
import { BadBytes } from "./bad-bytes.js";
import { varintSize } from "./varint.js";
import { WireReader } from "./wire-reader.js";
import { BLOCK, WireWriter } from "./wire-writer.js";

/** One field of an entity and the operation that won it; cleared when `value` is empty. */
export interface FoldCell {
  readonly field: string;
  readonly value: Uint8Array;
  /** Index in the list of tapes. */
  readonly tape: number;
  readonly lamport: number;
  readonly sequence: number;
  readonly index: number;
}

/** What a fold knows beside its cells. */
export interface FoldFacts {
  /** Ids of the tapes with operations, ascending. */
  readonly tapes: readonly string[];
  /** Of each tape: the last sequence with operations. */
  readonly seen: readonly number[];
  readonly lamport: number;
}

/** Offsets into the bytes. Cells and entities that are shown come first, in order; then the hidden ones, in order. */
export interface FoldTable extends FoldFacts {
  readonly bytes: Uint8Array;
  readonly visible: Uint8Array;
  readonly rest: Uint8Array;
  readonly foldHash: Uint8Array;
  readonly visibleEntities: number;
  /** Start and end of the name of each entity, and its first cell; one more at the end. */
  readonly entityStart: Uint32Array;
  readonly entityEnd: Uint32Array;
  readonly firstCell: Uint32Array;
  readonly fieldStart: Uint32Array;
  readonly fieldEnd: Uint32Array;
  readonly valueStart: Uint32Array;
  /** Equal to the start: cleared. */
  readonly valueEnd: Uint32Array;
  readonly tape: Uint32Array;
  readonly winLamport: Float64Array;
  readonly winSequence: Float64Array;
  readonly winIndex: Uint32Array;
}

const nothing = new Uint8Array(0);

/** Takes the cells in order and gives the bytes. */
export class FoldWriter {
  readonly #visible = new WireWriter();
  readonly #hidden = new WireWriter();
  readonly #entity = new WireWriter();
  readonly #winners = [new Winners(), new Winners()] as const;

  /** The next entity with its cells; names ascending by their UTF-8 bytes. */
  add(name: string, visible: readonly FoldCell[], hidden: readonly FoldCell[]): void {
    if (visible.length > 0) this.#add(this.#visible, this.#winners[0], name, visible);
    if (hidden.length > 0) this.#add(this.#hidden, this.#winners[1], name, hidden);
  }

  #add(list: WireWriter, winners: Winners, name: string, cells: readonly FoldCell[]): void {
    const entity = this.#entity;
    entity.at = 0;
    entity.text(1, name);
    for (const cell of cells) {
      putCell(entity, cell);
      winners.add(cell);
    }
    list.element(1, entity.bytes.subarray(0, entity.at));
  }

  /** What is shown, and the rest. The writer is done. */
  take({ tapes, seen, lamport }: FoldFacts): { visible: Uint8Array; rest: Uint8Array } {
    const rest = new WireWriter();
    rest.block(1, this.#hidden.bytes.subarray(0, this.#hidden.at));
    for (const tape of tapes) rest.textElement(2, tape);
    rest.packed(3, seen);
    rest.number(4, lamport);
    const [first, second] = this.#winners;
    rest.packed(5, [...first.tape, ...second.tape]);
    rest.packed(6, [...first.lamport, ...second.lamport]);
    rest.packed(7, [...first.sequence, ...second.sequence]);
    rest.packed(8, [...first.index, ...second.index]);
    return { visible: this.#visible.take(), rest: rest.take() };
  }
}

class Winners {
  readonly tape: number[] = [];
  readonly lamport: number[] = [];
  readonly sequence: number[] = [];
  readonly index: number[] = [];

  add(cell: FoldCell): void {
    this.tape.push(cell.tape);
    this.lamport.push(cell.lamport);
    this.sequence.push(cell.sequence);
    this.index.push(cell.index);
  }
}

function putCell(into: WireWriter, { field, value }: FoldCell): void {
  const name = Buffer.byteLength(field);
  const valueSize = value.length === 0 ? 0 : 1 + varintSize(value.length) + value.length;
  into.tag(2, BLOCK);
  into.varint(1 + varintSize(name) + name + valueSize);
  into.textElement(1, field);
  into.block(2, value);
}

/** The whole state of a snapshot. */
export function encodeFoldState(visible: Uint8Array, rest: Uint8Array, foldHash: Uint8Array): Uint8Array {
  const writer = new WireWriter();
  writer.element(1, visible);
  writer.element(2, rest);
  writer.element(3, foldHash);
  return writer.take();
}

/** Reads the state of a snapshot. Fails with `BadBytes` and with nothing else; hashes are the caller's to compare. */
export function decodeFoldState(bytes: Uint8Array): FoldTable {
  const outer = new WireReader(bytes, 0, bytes.length);
  const visible = field(outer, 0x0a);
  const rest = field(outer, 0x12);
  const foldHash = field(outer, 0x1a);
  if (outer.more() || foldHash.length !== 32) throw new BadBytes("A state has other fields than it should", outer.at);
  const reader = new WireReader(rest, 0, rest.length);
  const hidden = isNext(reader, 0x0a) ? field(reader, 0x0a) : nothing;
  const tapes: string[] = [];
  while (isNext(reader, 0x12)) {
    reader.tag();
    tapes.push(reader.text());
  }
  const seen = [...packed(reader, 0x1a)];
  const lamport = isNext(reader, 0x20) ? number(reader) : 0;
  const tape = Uint32Array.from(packed(reader, 0x2a));
  const [winLamport, winSequence] = [packed(reader, 0x32), packed(reader, 0x3a)];
  const winIndex = Uint32Array.from(packed(reader, 0x42));
  const count = tape.length;
  const isEven = winLamport.length === count && winSequence.length === count && winIndex.length === count;
  const isKnown = seen.length === tapes.length && tape.every((one) => one < tapes.length);
  if (reader.more() || !isEven || !isKnown || tapes.some((one, i) => i > 0 && one <= tapes[i - 1]!))
    throw new BadBytes("The lists of a state do not fit together", 0);
  const table = new TableReader(bytes, count);
  const visibleEntities = table.read(visible);
  table.read(hidden);
  return {
    ...{ bytes, visible, rest, foldHash, tapes, seen, lamport, tape, winLamport, winSequence, winIndex },
    ...table.done(),
    visibleEntities,
  };
}

function isNext(reader: WireReader, tag: number): boolean {
  return reader.more() && reader.bytes[reader.at] === tag;
}

function field(reader: WireReader, tag: number): Uint8Array {
  if (!isNext(reader, tag)) throw new BadBytes(`Expected the field with tag ${tag}`, reader.at);
  reader.at++;
  return reader.block();
}

function number(reader: WireReader): number {
  reader.at++;
  return reader.varint();
}

/** A packed list; empty when it is left out. */
function packed(reader: WireReader, tag: number): Float64Array {
  if (!isNext(reader, tag)) return new Float64Array(0);
  const bytes = field(reader, tag);
  let count = 0;
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! < 0x80) count++;
  const values = new Float64Array(count);
  const inner = new WireReader(bytes, 0, bytes.length);
  for (let i = 0; i < count; i++) {
    const small = bytes[inner.at]!;
    if (small < 0x80) {
      values[i] = small;
      inner.at++;
    } else values[i] = inner.varint();
  }
  if (inner.more()) throw new BadBytes("A packed list ends in the middle of a number", inner.at);
  return values;
}

/** Walks lists of entities, noting where everything lies. */
class TableReader {
  readonly #bytes: Uint8Array;
  readonly #cells: number;
  readonly #entityStart: number[] = [];
  readonly #entityEnd: number[] = [];
  readonly #firstCell: number[] = [];
  readonly #fieldStart: Uint32Array;
  readonly #fieldEnd: Uint32Array;
  readonly #valueStart: Uint32Array;
  readonly #valueEnd: Uint32Array;
  #cell = 0;
  #at = 0;

  constructor(bytes: Uint8Array, cells: number) {
    this.#bytes = bytes;
    this.#cells = cells;
    this.#fieldStart = new Uint32Array(cells);
    this.#fieldEnd = new Uint32Array(cells);
    this.#valueStart = new Uint32Array(cells);
    this.#valueEnd = new Uint32Array(cells);
  }

  /** Reads one list; returns how many entities it has. */
  read(list: Uint8Array): number {
    const before = this.#entityStart.length;
    this.#at = list.byteOffset - this.#bytes.byteOffset;
    const end = this.#at + list.length;
    while (this.#at < end) {
      const entityEnd = this.#block(0x0a, end);
      const nameEnd = this.#block(0x0a, entityEnd);
      const last = this.#entityStart.length - 1;
      if (last >= before) this.#ascend(this.#entityStart[last]!, this.#entityEnd[last]!, nameEnd);
      this.#entityStart.push(this.#at);
      this.#entityEnd.push(nameEnd);
      this.#firstCell.push(this.#cell);
      this.#checkText(nameEnd);
      this.#at = nameEnd;
      this.#readCells(entityEnd);
    }
    return this.#entityStart.length - before;
  }

  #readCells(end: number): void {
    const first = this.#cell;
    if (this.#at === end) throw new BadBytes("An entity without a field", this.#at);
    while (this.#at < end) {
      const cell = this.#cell++;
      if (cell >= this.#cells) throw new BadBytes("More cells than operations that won them", this.#at);
      const cellEnd = this.#block(0x12, end);
      const fieldEnd = this.#block(0x0a, cellEnd);
      if (cell > first) this.#ascend(this.#fieldStart[cell - 1]!, this.#fieldEnd[cell - 1]!, fieldEnd);
      this.#fieldStart[cell] = this.#at;
      this.#fieldEnd[cell] = fieldEnd;
      this.#checkText(fieldEnd);
      this.#at = fieldEnd;
      if (fieldEnd < cellEnd && this.#block(0x12, cellEnd) !== cellEnd)
        throw new BadBytes("A cell has other fields than it should", this.#at);
      this.#valueStart[cell] = this.#at;
      this.#valueEnd[cell] = cellEnd;
      this.#at = cellEnd;
    }
  }

  /** Steps over tag and length; returns where the block ends. */
  #block(tag: number, limit: number): number {
    const bytes = this.#bytes;
    if (this.#at >= limit || bytes[this.#at] !== tag)
      throw new BadBytes(`Expected the field with tag ${tag}`, this.#at);
    let length = bytes[++this.#at]!;
    if (this.#at < limit && length < 0x80) this.#at++;
    else {
      const reader = new WireReader(bytes, this.#at, limit);
      length = reader.varint();
      this.#at = reader.at;
    }
    if (length === 0 || length > limit - this.#at) throw new BadBytes(`A field of ${length} bytes`, this.#at);
    return this.#at + length;
  }

  /** The name from here on must be greater than the one before. */
  #ascend(start: number, end: number, nextEnd: number): void {
    const bytes = this.#bytes;
    const size = Math.min(end - start, nextEnd - this.#at);
    for (let i = 0; i < size; i++) {
      const difference = bytes[this.#at + i]! - bytes[start + i]!;
      if (difference > 0) return;
      if (difference < 0) throw new BadBytes("Names are not in order", this.#at);
    }
    if (nextEnd - this.#at <= end - start) throw new BadBytes("Names are not in order", this.#at);
  }

  #checkText(end: number): void {
    for (let at = this.#at; at < end; at++) {
      if (this.#bytes[at]! < 0x80) continue;
      if (!isUtf8(this.#bytes.subarray(this.#at, end))) throw new BadBytes("Text is not UTF-8", this.#at);
      return;
    }
  }

  done(): Pick<
    FoldTable,
    "entityStart" | "entityEnd" | "firstCell" | "fieldStart" | "fieldEnd" | "valueStart" | "valueEnd"
  > {
    if (this.#cell !== this.#cells) throw new BadBytes("Fewer cells than operations that won them", this.#at);
    return {
      entityStart: Uint32Array.from(this.#entityStart),
      entityEnd: Uint32Array.from(this.#entityEnd),
      firstCell: Uint32Array.from([...this.#firstCell, this.#cell]),
      fieldStart: this.#fieldStart,
      fieldEnd: this.#fieldEnd,
      valueStart: this.#valueStart,
      valueEnd: this.#valueEnd,
    };
  }
}

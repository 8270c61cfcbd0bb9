/**
 * Commits of one shape, one behind the other, straight into the final memory of one long Arrow batch: nothing is copied
 * twice, and no Arrow object is made before the end. Only for what most tapes hold, full columns of scalars and texts;
 * everything else is for `tableOf`.
 */
import { type Data, type DataType, Field, makeData, RecordBatch, Schema, Struct, Table, Utf8 } from "apache-arrow";
import { fixedTypes, packBits } from "./arrow-join.js";
import type { PackedValues } from "./column-data.js";
import type { ColumnData, DecodedCommit, DecodedStrip } from "./decode.js";
import { arraysByType, storages, type TypedArray, types } from "./kinds.js";
import type { Shape } from "./shape.js";
import { factsOf } from "./strip-read.js";

/** Memory of one batch; a longer table has several. */
const batchBytes = 128 * 1024 * 1024;

/** One variable of all rows. */
interface LongColumn {
  readonly type: DataType;
  /** Puts the values of one commit from row `at` on; false when this is not their place. */
  put(data: ColumnData, at: number): boolean;
  /** The first rows. */
  data(rows: number): Data;
}

export class LongTable {
  readonly #shape: Shape;
  readonly #names: readonly string[];
  readonly #batches: RecordBatch[] = [];
  readonly #schema: Schema;
  #columns: readonly LongColumn[];
  #rows = 0;
  #capacity: number;
  /** Rows that are still to come. */
  #left: number;

  private constructor(shape: Shape, names: readonly string[], columns: readonly LongColumn[], total: number) {
    this.#shape = shape;
    this.#names = names;
    this.#columns = columns;
    this.#left = total;
    this.#capacity = 0;
    this.#schema = new Schema(columns.map(({ type }, i) => new Field(names[i]!, type, true)));
  }

  /** A table for at most so many rows like those of this commit; undefined when it is not for their columns. */
  static like(commit: DecodedCommit, total: number, variables: readonly string[] | undefined): LongTable | undefined {
    const strip = onlyStrip(commit);
    if (!strip) return undefined;
    const names = [...new Set(variables ?? strip.columns.map(({ name }) => name))];
    const columns = columnsOf(strip, names, 0);
    return columns && new LongTable(strip.shape, names, columns, total);
  }

  get length(): number {
    return this.#batches.reduce((sum, batch) => sum + batch.numRows, this.#rows);
  }

  /** Puts all rows of a commit behind the others; false, and nothing was done, when they are of another kind. */
  add(commit: DecodedCommit): boolean {
    const strip = onlyStrip(commit);
    if (!strip || strip.shape !== this.#shape) return false;
    if (this.#rows + strip.rows > this.#capacity) this.#begin(strip);
    for (const [i, column] of this.#columns.entries()) {
      if (!column.put(strip.column(this.#names[i]!)!, this.#rows)) return false;
    }
    this.#rows += strip.rows;
    this.#left -= strip.rows;
    return true;
  }

  /** Memory for the rows to come. */
  #begin(strip: DecodedStrip): void {
    this.#end();
    const rowBytes = strip.columns.length * 8;
    this.#capacity = Math.max(strip.rows, Math.min(this.#left, Math.floor(batchBytes / rowBytes)));
    this.#columns = columnsOf(strip, this.#names, this.#capacity)!;
  }

  #end(): void {
    if (this.#rows === 0) return;
    const children = this.#columns.map((column) => column.data(this.#rows));
    const type = new Struct(this.#schema.fields);
    const data = makeData({ type, length: this.#rows, nullCount: 0, children } as never);
    this.#batches.push(new RecordBatch(this.#schema, data as never));
    this.#rows = 0;
  }

  /** What was put so far. */
  table(): Table {
    this.#end();
    return new Table(this.#schema, this.#batches as never) as Table;
  }
}

function onlyStrip({ strips, order, rows }: DecodedCommit): DecodedStrip | undefined {
  return order === undefined ? strips.find((strip) => strip.rows === rows) : undefined;
}

function columnsOf(strip: DecodedStrip, names: readonly string[], capacity: number): LongColumn[] | undefined {
  const columns: LongColumn[] = [];
  const { byName } = factsOf(strip.shape);
  for (const name of names) {
    const [index, another] = byName.get(name) ?? [];
    const column = index === undefined ? undefined : strip.shape.columns[index];
    if (!column || another !== undefined || column.storage !== storages.inline || column.dims.length > 0)
      return undefined;
    const { type } = column;
    if (type === types.string) columns.push(new LongTexts(capacity));
    else if (fixedTypes.has(type)) columns.push(new LongCells(type, capacity));
    else return undefined;
  }
  return columns;
}

/** Values of fixed width. */
class LongCells implements LongColumn {
  readonly type: DataType;
  readonly #cells: TypedArray;
  readonly #bytes: Uint8Array;

  constructor(type: number, capacity: number) {
    this.type = fixedTypes.get(type)!();
    this.#cells = new (arraysByType.get(type)!)(capacity);
    this.#bytes = new Uint8Array(this.#cells.buffer);
  }

  put(data: ColumnData, at: number): boolean {
    if (!data.isFull) return false;
    if (data.packed) this.#putPacked(data.packed, data.rows, at);
    else if (data.fixed) data.fixed.into(this.#cells, at);
    else return false;
    return true;
  }

  /** A few values that are not aligned: byte by byte. */
  #putPacked({ body, from }: PackedValues, rows: number, at: number): void {
    const width = this.#cells.BYTES_PER_ELEMENT;
    for (let i = 0; i < rows * width; i++) this.#bytes[at * width + i] = body[from + i]!;
  }

  data(length: number): Data {
    const cells = this.#cells.subarray(0, length);
    const data = this.type.typeId === boolId ? packBits(cells as Uint8Array) : cells;
    return makeData({ type: this.type, length, nullCount: 0, data } as never) as Data;
  }
}

const boolId = fixedTypes.get(types.bool)!().typeId;

/** Texts: their bytes one behind the other, and where each begins. */
class LongTexts implements LongColumn {
  readonly type: DataType = new Utf8();
  readonly #offsets: Int32Array;
  #bytes: Uint8Array;

  constructor(capacity: number) {
    this.#offsets = new Int32Array(capacity + 1);
    this.#bytes = new Uint8Array(capacity * 8);
  }

  put(data: ColumnData, at: number): boolean {
    const { texts, rows } = data;
    if (!data.isFull || !texts) return false;
    const index = texts.words && texts.index();
    const words = texts.words?.map((word) => Buffer.from(word));
    const offsets = this.#offsets;
    let end = offsets[at]!;
    for (let row = 0; row < rows; ) {
      const bytes = words ? words[index![row]!]! : texts.bytes(row);
      let next = row + 1;
      if (texts.isConst) next = rows;
      else if (index) while (next < rows && index[next] === index[row]) next++;
      this.#reserve(end, (next - row) * bytes.length);
      end = this.#repeat(bytes, end, next - row);
      for (let size = offsets[at + row]!; row < next; row++) {
        size += bytes.length;
        offsets[at + row + 1] = size;
      }
    }
    return end <= 0x7fff_ffff;
  }

  #reserve(end: number, size: number): void {
    if (end + size <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(end + size, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, end));
    this.#bytes = larger;
  }

  /** Puts the same bytes several times and returns where they end. */
  #repeat(bytes: Uint8Array, from: number, times: number): number {
    const target = this.#bytes;
    const end = from + bytes.length * times;
    for (let i = 0; i < bytes.length; i++) target[from + i] = bytes[i]!;
    for (let done = bytes.length; done > 0 && from + done < end; done *= 2)
      target.copyWithin(from + done, from, Math.min(from + done, from + (end - from - done)));
    return end;
  }

  data(length: number): Data {
    const valueOffsets = this.#offsets.subarray(0, length + 1);
    const data = this.#bytes.subarray(0, valueOffsets[length]);
    return makeData({ type: this.type, length, nullCount: 0, valueOffsets, data } as never) as Data;
  }
}

/**
 * Pieces of decoded columns to one Arrow array. The type follows from what the pieces hold:
 *
 *   one kind                          its own type (table in `fixedTypes`); texts, nested JSON and big integers Utf8
 *   typed arrays of one element type  FixedSizeList, or List when their lengths differ
 *   nothing but null                  Null
 *   nothing inline                    Struct of storage, type and hash
 *   anything else (mixed)             Utf8: texts as they are, other values as nested JSON
 *
 * Where there is no inline value the row is null.
 */
import {
  Binary,
  Bool,
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  makeData,
  Null,
  TimestampNanosecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";
import { eachValue, isInline, type Joined, type Piece, placeOf, rowOf, validity } from "./arrow-pieces.js";
import { joinStructs } from "./arrow-struct.js";
import { joinBytes, joinNested } from "./arrow-texts.js";
import type { ColumnData, PackedValues } from "./column-data.js";
import { arraysByType, elementsOf, storages, type TypedArray, types } from "./kinds.js";

/** The Arrow type of inline values of fixed width, by their type. */
export const fixedTypes: ReadonlyMap<number, () => DataType> = new Map<number, () => DataType>([
  [types.f64, () => new Float64()],
  [types.f32, () => new Float32()],
  [types.i8, () => new Int8()],
  [types.u8, () => new Uint8()],
  [types.i16, () => new Int16()],
  [types.u16, () => new Uint16()],
  [types.i32, () => new Int32()],
  [types.u32, () => new Uint32()],
  [types.i64, () => new Int64()],
  [types.u64, () => new Uint64()],
  [types.bool, () => new Bool()],
  [types.time, () => new TimestampNanosecond("UTC")],
]);

/** The rule for these columns, which together are one variable. */
export function joinRule(columns: readonly ColumnData[]): Joined {
  const filled = columns.filter((data) => data.presence.missing < data.rows && data.column.type !== types.null);
  const inline = filled.filter((data) => data.column.storage === storages.inline);
  const [first] = inline;
  if (!first) return filled.length > 0 ? joinStructs() : nulls;
  const { type, dims, tag } = first.column;
  const isOne = inline.every(({ column }) => column.type === type && column.tag === tag && sameDims(column.dims, dims));
  if (isOne && first.fixed) return dims.length === 0 ? scalars(type) : lists(type, dims);
  if (isOne && type === types.bytes) return joinBytes(new Binary());
  if (isOne && type === types.arrow) return joinBytes(new Binary());
  if (isOne) return joinBytes(new Utf8());
  const areLists = inline.every(({ column }) => column.type === type && column.dims.length === 1);
  if (areLists) return raggedLists(type);
  const areTexts = inline.every(({ column }) => column.type === types.json);
  return areTexts ? joinBytes(new Utf8()) : joinNested();
}

function sameDims(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

const nulls: Joined = {
  type: new Null(),
  join: (_pieces, length) => makeData({ type: new Null(), length }) as Data,
};

function scalars(type: number): Joined {
  const arrowType = (fixedTypes.get(type) ?? ((): DataType => new Null()))();
  const join = (pieces: readonly Piece[], length: number): Data => {
    const cells = gather(pieces, length, type, 1);
    const data = type === types.bool ? packBits(cells as Uint8Array) : cells;
    return makeData({ type: arrowType, length, ...validity(pieces, length, isInline), data } as never) as Data;
  };
  return { type: arrowType, join };
}

export function packBits(cells: Uint8Array): Uint8Array {
  const bits = new Uint8Array((cells.length + 7) >> 3);
  for (let i = 0; i < cells.length; i++) if (cells[i] !== 0) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}

function lists(type: number, dims: readonly number[]): Joined {
  let arrowType = (fixedTypes.get(type) ?? ((): DataType => new Null()))();
  const chain: DataType[] = [arrowType];
  for (const size of [...dims].reverse()) {
    arrowType = new FixedSizeList(size, new Field("item", arrowType, true));
    chain.unshift(arrowType);
  }
  const join = (pieces: readonly Piece[], length: number): Data => {
    const cells = gather(pieces, length, type, elementsOf(dims));
    let data = makeData({ type: chain.at(-1), length: cells.length, nullCount: 0, data: cells } as never) as Data;
    let size = cells.length;
    for (let level = dims.length - 1; level > 0; level--) {
      size /= dims[level] || 1;
      data = makeData({ type: chain[level], length: size, nullCount: 0, child: data } as never) as Data;
    }
    return makeData({ type: chain[0], length, ...validity(pieces, length, isInline), child: data } as never) as Data;
  };
  return { type: arrowType, join };
}

function raggedLists(type: number): Joined {
  const item = (fixedTypes.get(type) ?? ((): DataType => new Null()))();
  const arrowType = new List(new Field("item", item, true));
  const join = (pieces: readonly Piece[], length: number): Data => {
    const taking = pieces.filter(({ data }) => isInline(data) && (data.packed || data.fixed));
    const valueOffsets = new Int32Array(length + 1);
    eachValue(taking, (piece, _row, place) => {
      valueOffsets[place + 1] = elementsOf(piece.data.column.dims);
    });
    for (let i = 0; i < length; i++) valueOffsets[i + 1]! += valueOffsets[i]!;
    const cells = new (arraysByType.get(type) ?? Uint8Array)(valueOffsets[length]!);
    eachValue(taking, (piece, row, place) => {
      const { fixed, column } = piece.data;
      const size = elementsOf(column.dims);
      const from = fixed!.place(row) * size;
      cells.set(fixed!.cells.subarray(from, from + size) as never, valueOffsets[place]);
    });
    const child = makeData({ type: item, length: cells.length, nullCount: 0, data: cells } as never) as Data;
    return makeData({
      type: arrowType,
      length,
      ...validity(pieces, length, isInline),
      valueOffsets,
      child,
    } as never) as Data;
  };
  return { type: arrowType, join };
}

/** Values of fixed width in their places; one piece with all rows is not copied when it is dense. */
function gather(pieces: readonly Piece[], length: number, type: number, elements: number): TypedArray {
  const taking = pieces.filter(({ data }) => isInline(data) && (data.packed || data.fixed));
  const [only] = taking;
  if (only && taking.length === 1 && only.count === length && only.data.rows === length && !only.rows && !only.places) {
    return only.data.fixed!.all();
  }
  const cells = new (arraysByType.get(type) ?? Uint8Array)(length * elements);
  const bytes = new Uint8Array(cells.buffer);
  for (const piece of taking) {
    if (piece.data.packed) placePacked(piece, piece.data.packed, bytes, elements * cells.BYTES_PER_ELEMENT);
    else place(piece, cells, elements);
  }
  return cells;
}

function place(piece: Piece, target: TypedArray, elements: number): void {
  const fixed = piece.data.fixed!;
  const { cells } = fixed;
  if (!piece.rows && !piece.places) {
    const from = piece.at * elements;
    // A view costs more than a few values, and so does what the engine does for it.
    if (fixed.isDense && piece.count * elements > 16) {
      target.set(cells.subarray(piece.from * elements, (piece.from + piece.count) * elements) as never, from);
      return;
    }
    if (cells.length === 1) {
      target.fill(cells[0] as never, from, from + piece.count);
      return;
    }
  }
  for (let i = 0; i < piece.count; i++) {
    const from = fixed.place(rowOf(piece, i)) * elements;
    const to = placeOf(piece, i) * elements;
    if (elements === 1) target[to] = cells[from]!;
    else target.set(cells.subarray(from, from + elements) as never, to);
  }
}

/** A few values that are not aligned: byte by byte. */
function placePacked(piece: Piece, { body, from }: PackedValues, bytes: Uint8Array, width: number): void {
  for (let i = 0; i < piece.count; i++) {
    const source = from + rowOf(piece, i) * width;
    const to = placeOf(piece, i) * width;
    if (width > 64) bytes.set(body.subarray(source, source + width), to);
    else for (let byte = 0; byte < width; byte++) bytes[to + byte] = body[source + byte]!;
  }
}

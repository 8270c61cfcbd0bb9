/** What a column holds: type, dimensions, storage and tag. The numbers are the enums of tape.proto. */
import type { Column } from "tapelab-proto";

export const types = {
  null: 0,
  f64: 1,
  f32: 2,
  i8: 3,
  u8: 4,
  i16: 5,
  u16: 6,
  i32: 7,
  u32: 8,
  i64: 9,
  u64: 10,
  bool: 11,
  string: 12,
  time: 13,
  bytes: 14,
  json: 15,
  arrow: 16,
  bigtext: 17,
} as const;

export const storages = { inline: 0, blob: 1, hash: 2, void: 3 } as const;

/** Bytes of one element, by type; 0 = the values have no fixed width. */
const widths: readonly number[] = [0, 8, 4, 1, 1, 2, 2, 4, 4, 8, 8, 1, 0, 8, 0, 0, 0, 0];

export type TypedArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

export interface TypedArrayConstructor {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  readonly prototype: object;
  new (length: number): TypedArray;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray;
}

/** Element arrays by type. */
export const arraysByType: ReadonlyMap<number, TypedArrayConstructor> = new Map<number, TypedArrayConstructor>([
  [types.f64, Float64Array],
  [types.f32, Float32Array],
  [types.i8, Int8Array],
  [types.u8, Uint8Array],
  [types.i16, Int16Array],
  [types.u16, Uint16Array],
  [types.i32, Int32Array],
  [types.u32, Uint32Array],
  [types.i64, BigInt64Array],
  [types.u64, BigUint64Array],
  [types.bool, Uint8Array],
  [types.time, BigInt64Array],
]);

/** The kind of a column, without name, unit and level. Equal kinds have equal keys. */
export interface Kind {
  readonly key: string;
  readonly type: number;
  readonly dims: readonly number[];
  readonly storage: number;
  readonly tag: string;
  /** Bytes of one row, or -1 when rows differ in length. */
  readonly width: number;
  readonly elements: number;
}

export function makeKind(type: number, dims: readonly number[] = [], storage: number = 0, tag: string = ""): Kind {
  const elements = elementsOf(dims);
  const key = `${type}:${dims.join(",")}:${storage}:${tag}`;
  return { key, type, dims, storage, tag, width: widthOf({ type, dims, storage }), elements };
}

/** Bytes of one row of a column, or -1 when rows differ in length. A column of type null has none. */
export function widthOf(column: { type: number; dims: readonly number[]; storage: number }): number {
  if (column.storage === storages.hash) return 32;
  if (column.storage !== storages.inline) return -1;
  if (column.type === types.null) return 0;
  const width = widths[column.type] ?? 0;
  return width === 0 ? -1 : width * elementsOf(column.dims);
}

export function elementsOf(dims: readonly number[]): number {
  let product = 1;
  for (const size of dims) product *= size;
  return product;
}

type KnownKind = "null" | "f64" | "bool" | "string" | "i64" | "bigtext" | "date" | "object" | "blob" | "void";

export const kinds: Readonly<Record<KnownKind, Kind>> = {
  null: makeKind(types.null),
  f64: makeKind(types.f64),
  bool: makeKind(types.bool),
  string: makeKind(types.string),
  i64: makeKind(types.i64),
  bigtext: makeKind(types.bigtext),
  date: makeKind(types.time, [], storages.inline, "Date"),
  object: makeKind(types.json),
  blob: makeKind(types.json, [], storages.blob),
  void: makeKind(types.string, [], storages.void),
};

const scalarNames: readonly string[] = [
  "null",
  "number",
  "f32",
  "i8",
  "u8",
  "i16",
  "u16",
  "i32",
  "u32",
  "bigint",
  "u64",
  "boolean",
  "string",
  "time",
  "bytes",
  "Object",
  "Table",
  "bigint",
];

/** The full type of a column's values as a person reads it: `Float64Array[100]`, `number[2,2]`, `Lorenz`. */
export function typeText(column: Pick<Column, "type" | "dims" | "tag">): string {
  const { type, dims, tag } = column;
  if (dims.length === 0) return tag || (scalarNames[type] ?? `type ${type}`);
  const name = tag === "Array" ? "number" : tag || (arraysByType.get(type)?.name ?? `type ${type}`);
  return `${name}[${dims.join(",")}]`;
}

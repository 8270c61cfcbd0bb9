/**
 * Tabular values to typed Arrow tables: Arrow values, columns of equal length, flat records.
 *
 * The type of a column follows from all its values: typed arrays keep theirs; numbers Float64, bigints of 64 bits Int64,
 * booleans Bool, texts Utf8, dates Timestamp (ms); only null and undefined Null; anything mixed or nested Utf8, texts as
 * they are and other values as nested JSON. Null and undefined are null.
 */
import {
  Bool,
  type Data,
  Field,
  Float64,
  Int64,
  makeData,
  makeVector,
  Null,
  type RecordBatch,
  Schema,
  Struct,
  Table,
  RecordBatch as TableBatch,
  TimestampMillisecond,
  type Vector,
} from "apache-arrow";
import { arrowKind } from "./arrow-ipc.js";
import { textData, validityOf } from "./arrow-texts.js";
import { nestedText } from "./nested.js";

/** The value as a table, or undefined when it is not tabular. A table comes back as it is. */
export function valueTable(value: unknown): Table | undefined {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return undefined;
  const kind = arrowKind(value);
  if (kind === "Table") return value as Table;
  if (kind === "RecordBatch") return new Table([value as RecordBatch]) as Table;
  if (kind === "Vector") return new Table({ vector: value as Vector }) as unknown as Table;
  if (Array.isArray(value)) return value.length > 0 && value.every(isRecord) ? recordTable(value) : undefined;
  return isRecord(value) ? columnTable(value) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A row per record, a column per key in order of first appearance. */
function recordTable(records: readonly Record<string, unknown>[]): Table {
  const names = new Set<string>();
  for (const record of records) for (const name of Object.keys(record)) names.add(name);
  const columns = [...names].map((name): [string, unknown[]] => [
    name,
    records.map((record) => (Object.hasOwn(record, name) ? record[name] : undefined)),
  ]);
  return tableFrom(
    columns.map(([name, values]) => [name, listData(values)]),
    records.length,
  );
}

function columnTable(columns: Record<string, unknown>): Table | undefined {
  const names = Object.keys(columns);
  const lengths = new Set(names.map((name) => lengthOf(columns[name])));
  const [length] = lengths;
  if (names.length === 0 || lengths.size !== 1 || length === undefined) return undefined;
  return tableFrom(
    names.map((name) => [name, columnData(columns[name] as ArrayLike<unknown>)]),
    length,
  );
}

/** Length of an array, typed array or Arrow vector. */
function lengthOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== "object" || value === null || value instanceof DataView) return undefined;
  if (!ArrayBuffer.isView(value) && arrowKind(value) !== "Vector") return undefined;
  return (value as ArrayLike<unknown> & object).length;
}

function columnData(values: ArrayLike<unknown>): Data {
  if (Array.isArray(values)) return listData(values);
  if (ArrayBuffer.isView(values)) {
    const isBytes = values instanceof Uint8ClampedArray || Buffer.isBuffer(values);
    return makeVector(isBytes ? new Uint8Array(values) : (values as Float64Array).slice()).data[0] as Data;
  }
  const vector = values as unknown as Vector;
  return vector.data.length === 1 ? (vector.data[0] as Data) : listData([...vector]);
}

function listData(values: readonly unknown[]): Data {
  const kinds = new Set<string>();
  for (const value of values) kinds.add(kindOf(value));
  kinds.delete("null");
  const [kind = "null"] = kinds;
  const length = values.length;
  const counts = validityOf(values);
  const made = (type: unknown, data: unknown): Data => makeData({ type, length, ...counts, data } as never) as Data;
  if (kinds.size > 1) return textData(values.map(mixedText));
  switch (kind) {
    case "null":
      return makeData({ type: new Null(), length } as never) as Data;
    case "number":
      return made(
        new Float64(),
        Float64Array.from(values, (value) => (value ?? 0) as number),
      );
    case "bigint":
      return made(
        new Int64(),
        BigInt64Array.from(values, (value) => (value ?? 0n) as bigint),
      );
    case "boolean":
      return made(new Bool(), packBits(values));
    case "date":
      return made(
        new TimestampMillisecond("UTC"),
        BigInt64Array.from(values, (value) => BigInt((value as Date | null)?.getTime() ?? 0)),
      );
    default:
      return textData(values.map(mixedText));
  }
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? "bigint" : "nested";
  if (typeof value !== "object") return typeof value;
  return value instanceof Date && !Number.isNaN(value.getTime()) ? "date" : "nested";
}

function mixedText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? Buffer.from(value).toString() : nestedText(value);
}

function packBits(values: readonly unknown[]): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++) if (values[i] === true) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}

function tableFrom(columns: readonly (readonly [string, Data])[], length: number): Table {
  const schema = new Schema(columns.map(([name, data]) => new Field(name, data.type, true)));
  const type = new Struct(schema.fields);
  const children = columns.map(([, data]) => data);
  const batch = new TableBatch(schema, makeData({ type, length, nullCount: 0, children } as never) as never);
  return new Table(schema, [batch] as never) as Table;
}

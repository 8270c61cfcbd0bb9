/** Columns of known type to a table, and tables of equal length side by side. */
import {
  type Data,
  type DataType,
  Field,
  Int32,
  makeData,
  makeVector,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampNanosecond,
  Utf8,
  type Vector,
} from "apache-arrow";

/** A column whose type does not depend on its values: text, integer of 32 bits, or UTC nanoseconds (bigint). */
export interface FixedColumn {
  readonly name: string;
  readonly type: "text" | "integer" | "time";
  /** Null and undefined are null. */
  readonly values: unknown[];
}

/** One table of these columns, in this order, also when there are no rows. */
export function fixedTable(columns: readonly FixedColumn[]): Table {
  return withFields(
    columns.map(({ name, type, values }) => {
      const vector = makeVector(builders[type](values));
      return { field: new Field(name, vector.type, true), vector };
    }),
  );
}

/** Tables of equally many rows as one, the names of each with its prefix. Metadata of fields is kept. */
export function sideBySide(parts: readonly { prefix: string; table: Table }[]): Table {
  return withFields(
    parts.flatMap(({ prefix, table }) =>
      table.schema.fields.map(({ name, metadata }, i) => {
        const vector = table.getChildAt(i)!;
        return { field: new Field(prefix + name, vector.type, true, metadata), vector };
      }),
    ),
  );
}

/** The rows of the second table behind those of the first; undefined when their columns differ, or lack values. */
export function appended(first: Table, second: Table): Table | undefined {
  const key = ({ fields }: Schema): string =>
    fields.map((field) => `${JSON.stringify(field.name)} ${field.type}`).join();
  const isPlain = [first, second].every(({ schema }) => schema.fields.every(({ metadata }) => metadata.size === 0));
  if (!isPlain || key(first.schema) !== key(second.schema)) return undefined;
  return new Table(first.schema, [...first.batches, ...second.batches]);
}

/** A table of vectors that may be cut in pieces differently. */
function withFields(columns: readonly { field: Field; vector: Vector }[]): Table {
  const schema = new Schema(columns.map(({ field }) => field));
  const type = new Struct(schema.fields);
  // Arrow cuts all alike; names are given by place, so that none of them has a meaning to it.
  const alike = new Table(Object.fromEntries(columns.map(({ vector }, i) => [`c${i}`, vector])));
  const batches = alike.batches.map(
    ({ numRows, data }) =>
      new RecordBatch(schema, makeData({ type, length: numRows, nullCount: 0, children: data.children })),
  );
  return new Table(schema, batches);
}

const builders: Readonly<Record<FixedColumn["type"], (values: readonly unknown[]) => Data<DataType>>> = {
  text: texts,
  integer: (values) => {
    const data = Int32Array.from(values, (value) => (value as number | null | undefined) ?? 0);
    return makeData({ type: new Int32(), length: values.length, data, ...nullsOf(values) });
  },
  time: (values) => {
    const data = BigInt64Array.from(values, (value) => (value as bigint | null | undefined) ?? 0n);
    return makeData({ type: new TimestampNanosecond("UTC"), length: values.length, data, ...nullsOf(values) });
  },
};

function texts(values: readonly unknown[]): Data<DataType> {
  const encoder = new TextEncoder();
  // Neighbours are very often equal: their bytes are made once.
  let [last, bytes] = ["", new Uint8Array(0)];
  const parts: Uint8Array[] = [];
  const valueOffsets = new Int32Array(values.length + 1);
  for (let i = 0; i < values.length; i++) {
    const text = (values[i] as string | null | undefined) ?? "";
    if (text !== last) [last, bytes] = [text, encoder.encode(text)];
    parts.push(bytes);
    valueOffsets[i + 1] = valueOffsets[i]! + bytes.length;
  }
  const data = new Uint8Array(valueOffsets[values.length]!);
  parts.forEach((part, i) => {
    data.set(part, valueOffsets[i]);
  });
  return makeData({ type: new Utf8(), length: values.length, valueOffsets, data, ...nullsOf(values) });
}

function nullsOf(values: readonly unknown[]): { nullCount: number; nullBitmap: Uint8Array | undefined } {
  const nullCount = values.reduce<number>((sum, value) => sum + (value === null || value === undefined ? 1 : 0), 0);
  if (nullCount === 0) return { nullCount, nullBitmap: undefined };
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 64) * 8);
  values.forEach((value, i) => {
    if (value !== null && value !== undefined) nullBitmap[i >> 3]! |= 1 << (i & 7);
  });
  return { nullCount, nullBitmap };
}

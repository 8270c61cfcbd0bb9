/** Arrow values as one uncompressed IPC stream, and back. They are known by what they have: any copy of the package may have made them. */
import {
  type RecordBatch,
  RecordBatchStreamWriter,
  type Table,
  Table as TableClass,
  tableFromIPC,
  type Vector,
} from "apache-arrow";
import { checkArrowStream } from "./arrow-check.js";
import { ownTable, ownVector } from "./arrow-copy.js";

export type ArrowKind = "Table" | "RecordBatch" | "Vector";

interface ArrowLike {
  readonly schema?: { readonly fields?: unknown };
  readonly batches?: unknown;
  readonly data?: unknown;
  readonly type?: { readonly typeId?: unknown };
  readonly numRows?: unknown;
  readonly getChildAt?: unknown;
}

/** Whether a value is an Arrow Table, RecordBatch or Vector. */
export function arrowKind(value: object): ArrowKind | undefined {
  const like = value as ArrowLike;
  if (typeof like.getChildAt !== "function") return undefined;
  if (Array.isArray(like.schema?.fields))
    return Array.isArray(like.batches) ? "Table" : like.data ? "RecordBatch" : undefined;
  return typeof like.type?.typeId === "number" && Array.isArray(like.data) ? "Vector" : undefined;
}

/** The IPC stream of an Arrow value; a Vector is one column named `vector`. */
export function arrowBytes(value: object): Uint8Array {
  const kind = arrowKind(value);
  const table =
    kind === "Table"
      ? ownTable(value as Table)
      : kind === "RecordBatch"
        ? ownTable({ schema: (value as RecordBatch).schema, batches: [value as RecordBatch] })
        : vectorTable(value as Vector);
  const writer = new RecordBatchStreamWriter();
  writer.write(table);
  writer.finish();
  return writer.toUint8Array(true);
}

function vectorTable(vector: Vector): Table {
  return new TableClass({ vector: ownVector(vector) } as never) as unknown as Table;
}

/** The Arrow value of a stream, whose claims are checked first. A RecordBatch comes back as a Table of one batch. */
export function arrowValue(bytes: Uint8Array, kind: string): Table | Vector {
  checkArrowStream(bytes);
  const table = tableFromIPC(bytes);
  if (kind !== "Vector") return table as unknown as Table;
  const vector = table.getChildAt(0);
  if (!vector) throw new TypeError("the stream of a vector has one column");
  return vector as unknown as Vector;
}

/** A record batch of an Arrow table, of whichever copy of Arrow, as a chunk. */
import type { RecordBatch, Table, Vector } from "apache-arrow";
import { type Cells, CellsMaker } from "./cells.js";
import { bareFacts, type Chunk, type RowFacts } from "./chunk.js";

/** What tables of every copy of Arrow have. */
export type TableLike = Pick<Table, "numRows" | "schema" | "batches">;

export function isTable(value: unknown): value is TableLike {
  const { numRows, schema, batches } = value as Partial<TableLike>;
  return typeof numRows === "number" && Array.isArray(schema?.fields) && Array.isArray(batches);
}

/** The chunks of a table whose first row has this number. */
export function chunksOf({ batches }: TableLike, first: number): BatchChunk[] {
  let next = first;
  return batches.flatMap((batch) => {
    const chunk = new BatchChunk(batch, next);
    next += batch.numRows;
    return chunk.rows > 0 ? [chunk] : [];
  });
}

class BatchChunk implements Chunk {
  readonly rows: number;
  readonly first: number;
  readonly hasTime = false;
  readonly names: readonly string[];
  readonly #batch: RecordBatch;

  constructor(batch: RecordBatch, first: number) {
    this.#batch = batch;
    this.rows = batch.numRows;
    this.first = first;
    this.names = batch.schema.fields.map(({ name }) => name);
  }

  cells(name: string): Cells | undefined {
    const place = this.names.indexOf(name);
    const vector = place < 0 ? null : this.#batch.getChildAt(place);
    if (!vector) return undefined;
    const maker = new CellsMaker(this.rows);
    maker.unit = this.#batch.schema.fields[place]!.metadata.get("unit") ?? "";
    putVector(maker, vector, this.rows);
    return maker.done();
  }

  value(name: string, row: number): unknown {
    const place = this.names.indexOf(name);
    return place < 0 ? undefined : plain(this.#batch.getChildAt(place)?.get(row));
  }

  times(): Float64Array {
    return new Float64Array(this.rows).fill(Number.NaN);
  }
  commits(): Float64Array {
    return this.times();
  }
  labels(): readonly string[] {
    return new Array<string>(this.rows).fill("");
  }
  facts(row: number): RowFacts {
    return bareFacts(this.first + row);
  }
}

function putVector(maker: CellsMaker, vector: Vector, rows: number): void {
  const type = String(vector.type);
  const [data] = vector.data;
  if (/^(?:Float(?:32|64)|U?Int(?:8|16|32))$/.test(type) && vector.data.length === 1) {
    const values = data!.values as Float64Array;
    if (type === "Float64" && vector.nullCount === 0) {
      maker.take(values.subarray(0, rows));
      return;
    }
    const numbers = maker.room("number");
    for (let row = 0; row < rows; row++) if (vector.nullCount === 0 || vector.isValid(row)) numbers[row] = values[row]!;
    return;
  }
  const isTime = /^(?:Timestamp|Date)/.test(type);
  for (let row = 0; row < rows; row++) {
    const value: unknown = vector.get(row);
    if (isTime && typeof value === "number") maker.room("time")[row] = value;
    else maker.put(row, plain(value));
  }
}

/** Lists as typed arrays or lists of them, structs as objects. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if ("toArray" in value && typeof value.toArray === "function") {
    const list: unknown = value.toArray();
    return ArrayBuffer.isView(list) ? list : Array.from(list as Iterable<unknown>, plain);
  }
  if ("toJSON" in value && typeof value.toJSON === "function") return value.toJSON();
  return value;
}

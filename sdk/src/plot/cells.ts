/**
 * One variable of some rows as it can be drawn: numbers, texts or arrays. What is absent, undefined, null or NaN is NaN;
 * infinities stay, for who draws to count. Nothing is converted that a text says: "1" is a text.
 */
import type { ColumnData, StoredBlob } from "../value/decode.js";
import { storages, types, typeText } from "../value/kinds.js";

/** An array with its shape. The values may lie in memory that is used again: copy what is to stay. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly values: ArrayLike<number>;
}

/** What most of the values that are there can be drawn as. */
export type CellKind = "number" | "flag" | "time" | "text" | "array";

export interface Cells {
  /** Milliseconds since 1970 for times, 0 and 1 for booleans. */
  readonly numbers: Float64Array;
  readonly texts: readonly (string | undefined)[] | undefined;
  readonly arrays: readonly (Tensor | undefined)[] | undefined;
  /** Of the first value; undefined when there is none. */
  readonly kind: CellKind | undefined;
  readonly unit: string;
  /** Integers that were rounded, since they lie beyond 2^53. */
  readonly rounded: number;
  /** Values that cannot be drawn: their number, and the type of the first. */
  readonly others: number;
  readonly otherType: string | undefined;
}

/** Reads the value of a blob, when one is an array and is to be drawn. */
export type ReadBlob = (blob: StoredBlob) => unknown;

const numberTypes: ReadonlySet<number> = new Set<number>([
  types.f64,
  types.f32,
  types.i8,
  types.u8,
  types.i16,
  types.u16,
  types.i32,
  types.u32,
]);

export class CellsMaker implements Cells {
  numbers: Float64Array;
  texts: (string | undefined)[] | undefined;
  arrays: (Tensor | undefined)[] | undefined;
  kind: CellKind | undefined;
  unit = "";
  rounded = 0;
  others = 0;
  otherType: string | undefined;
  readonly #rows: number;

  constructor(rows: number) {
    this.#rows = rows;
    this.numbers = empty;
  }

  /** Numbers that are there already, one per row, used as they are. */
  take(numbers: Float64Array, kind: CellKind = "number"): void {
    this.numbers = numbers;
    this.kind = kind;
  }

  /** Makes room for numbers set row by row. */
  room(kind?: CellKind): Float64Array {
    if (this.numbers.length < this.#rows) this.numbers = new Float64Array(this.#rows).fill(Number.NaN);
    this.kind ??= kind;
    return this.numbers;
  }

  /** Any value. */
  put(row: number, value: unknown): void {
    switch (typeof value) {
      case "number":
        this.room("number")[row] = value;
        return;
      case "bigint": {
        const number = Number(value);
        if (!Number.isSafeInteger(number)) this.rounded++;
        this.room("number")[row] = number;
        return;
      }
      case "boolean":
        this.room("flag")[row] = value ? 1 : 0;
        return;
      case "string":
        this.putText(row, value);
        return;
      case "undefined":
        return;
      default:
        this.#putObject(row, value);
    }
  }

  putText(row: number, text: string): void {
    this.kind ??= "text";
    this.texts ??= new Array<string | undefined>(this.#rows);
    this.texts[row] = text;
  }

  putArray(row: number, tensor: Tensor): void {
    this.kind ??= "array";
    this.arrays ??= new Array<Tensor | undefined>(this.#rows);
    this.arrays[row] = tensor;
  }

  putOther(type: string): void {
    this.others++;
    this.otherType ??= type;
  }

  /** Ready to be read: there is a number for every row. */
  done(): Cells {
    this.room();
    return this;
  }

  #putObject(row: number, value: unknown): void {
    if (value === null) return;
    if (value instanceof Date) {
      this.room("time")[row] = value.getTime();
      return;
    }
    const tensor = tensorOf(value);
    if (tensor) this.putArray(row, tensor);
    else this.putOther(value?.constructor?.name ?? typeof value);
  }
}

const empty = new Float64Array(0);

/** Rows of a stored column and their places; undefined = all, in order. */
export interface Rows {
  readonly rows: ArrayLike<number>;
  readonly places: ArrayLike<number>;
}

/** Puts the rows of a stored column into their places. */
export function putColumn(maker: CellsMaker, data: ColumnData, rows: Rows | undefined, readBlob: ReadBlob): void {
  const { column } = data;
  maker.unit ||= column.unit;
  const isScalar = column.storage === storages.inline && column.dims.length === 0 && data.presence.missing < data.rows;
  if (isScalar && (numberTypes.has(column.type) || column.type === types.bool)) putNumbers(maker, data, rows);
  else if (isScalar && column.type === types.time) putTimes(maker, data, rows);
  else if (isScalar && column.type === types.string) {
    const texts = data.texts!;
    eachRow(data, rows, (row, place) => maker.putText(place, texts.text(row)));
  } else if (column.storage === storages.inline && column.dims.length > 0) putTensors(maker, data, rows);
  else if (column.storage === storages.inline) eachRow(data, rows, (row, place) => maker.put(place, data.get(row)));
  else eachRow(data, rows, (row, place) => putStored(maker, data, row, place, readBlob));
}

function putNumbers(maker: CellsMaker, data: ColumnData, rows: Rows | undefined): void {
  const kind = data.column.type === types.bool ? "flag" : "number";
  const fixed = data.fixed!;
  if (!rows && data.isFull && data.column.type === types.f64) {
    maker.take(fixed.all() as Float64Array, kind);
    return;
  }
  const numbers = maker.room(kind);
  const { cells } = fixed;
  if (!rows && data.isFull && fixed.isDense) numbers.set(cells as Float32Array);
  else
    eachRow(data, rows, (row, place) => {
      numbers[place] = cells[fixed.place(row)] as number;
    });
}

/** Nanoseconds to milliseconds without bigints: exact to the nanosecond, as `scope.time` is. */
function putTimes(maker: CellsMaker, data: ColumnData, rows: Rows | undefined): void {
  const numbers = maker.room("time");
  const { cells } = data.fixed!;
  const words = new Int32Array(cells.buffer, cells.byteOffset, cells.length * 2);
  eachRow(data, rows, (row, place) => {
    const at = data.fixed!.place(row) * 2;
    const high = words[at + 1]!;
    // 2^32 ns are 4294 ms and 967296 ns.
    const rest = high * 967_296 + (words[at]! >>> 0);
    const whole = Math.floor(rest / 1e6);
    numbers[place] = high * 4294 + whole + (rest - whole * 1e6) / 1e6;
  });
}

function putTensors(maker: CellsMaker, data: ColumnData, rows: Rows | undefined): void {
  const { dims } = data.column;
  const size = dims.reduce((product, dim) => product * dim, 1);
  eachRow(data, rows, (row, place) => {
    const from = data.fixed!.place(row) * size;
    const values = data.fixed!.cells.subarray(from, from + size);
    maker.putArray(place, {
      dims,
      values: typeof values[0] === "bigint" ? Array.from(values, Number) : (values as Float64Array),
    });
  });
}

function putStored(maker: CellsMaker, data: ColumnData, row: number, place: number, readBlob: ReadBlob): void {
  const stored = data.stored(row);
  const dims = stored.kind === "blob" ? /(?:Array|number)\[([\d,]+)\]$/.exec(stored.blob.type)?.[1] : undefined;
  if (stored.kind === "blob" && dims !== undefined) {
    const { blob } = stored;
    // Large arrays are read when they are drawn, which most of them never are.
    maker.putArray(place, {
      dims: dims.split(",").map(Number),
      get values() {
        return tensorOf(readBlob(blob))?.values ?? [];
      },
    });
  } else if (stored.kind === "void") maker.putOther(stored.type);
  else if (stored.kind === "hash") maker.putOther(`${stored.type}, recorded as its hash`);
  else if (stored.kind === "blob") maker.putOther(stored.blob.type);
  else if (stored.kind !== "absent" && stored.kind !== "null" && stored.kind !== "undefined")
    maker.putOther(typeText(data.column));
}

function eachRow(data: ColumnData, rows: Rows | undefined, visit: (row: number, place: number) => void): void {
  const { presence, isFull } = data;
  const count = rows ? rows.rows.length : data.rows;
  for (let i = 0; i < count; i++) {
    const row = rows ? rows.rows[i]! : i;
    if (isFull || presence.code(row) === 0) visit(row, rows ? rows.places[i]! : i);
  }
}

/** A typed array, or numbers in lists of equal lengths, one or two deep. */
export function tensorOf(value: unknown): Tensor | undefined {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const values = value as unknown as ArrayLike<number | bigint>;
    return {
      dims: [values.length],
      values: typeof values[0] === "bigint" ? Array.from(values, Number) : (values as ArrayLike<number>),
    };
  }
  if (!Array.isArray(value) || value.length === 0) return undefined;
  if (value.every((one) => typeof one === "number")) return { dims: [value.length], values: value as number[] };
  const lines = value.map(tensorOf);
  const width = lines[0]?.dims.length === 1 ? lines[0].dims[0]! : -1;
  if (!lines.every((line) => line?.dims.length === 1 && line.dims[0] === width)) return undefined;
  return { dims: [lines.length, width], values: lines.flatMap((line) => Array.from(line!.values)) };
}

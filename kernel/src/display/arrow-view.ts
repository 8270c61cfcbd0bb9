/**
 * Arrow tables, record batches and vectors as a table: first and last rows, types, null counts, and how numbers go by a
 * sample. Reads nothing else.
 */
import type { Table, Vector } from "apache-arrow";
import { nestedText } from "./nested-text.js";
import { numberTexts } from "./number-texts.js";
import { type Picture, sparkLine, sparkMax, sparkPlaces } from "./picture.js";
import type { TableCell, TableColumn, TableView } from "./table.js";

/** What tables and record batches of every copy of Arrow have. */
export type TableLike = Pick<Table, "numRows" | "numCols" | "schema" | "getChildAt">;
export type VectorLike = Pick<Vector, "type" | "length" | "nullCount" | "byteLength" | "get">;

const rowsMax = 5;
const columnsMax = 10;

export function isTableLike(value: unknown): value is TableLike {
  const { numRows, numCols, schema, getChildAt } = value as Partial<TableLike>;
  return (
    typeof numRows === "number" &&
    typeof numCols === "number" &&
    Array.isArray(schema?.fields) &&
    typeof getChildAt === "function"
  );
}

export function isVectorLike(value: unknown): value is VectorLike {
  const { type, length, nullCount, byteLength, get } = value as Partial<VectorLike>;
  return (
    typeof type === "object" &&
    typeof (type as { typeId?: unknown } | null)?.typeId === "number" &&
    typeof length === "number" &&
    typeof nullCount === "number" &&
    typeof byteLength === "number" &&
    typeof get === "function"
  );
}

export function tableView(table: TableLike): TableView {
  const { numRows, numCols, schema } = table;
  const isCut = numCols > 2 * columnsMax;
  const first = isCut ? columnsMax : numCols;
  const places = Array.from({ length: isCut ? 2 * columnsMax : numCols }, (_, n) =>
    n < first ? n : numCols - 2 * columnsMax + n,
  );
  const columns = places.map((place) => {
    const { name = "", metadata } = schema.fields[place] ?? {};
    const vector = table.getChildAt(place);
    return vector === null ? { name, cells: [] } : columnOf(name, vector, metadata);
  });
  const left = isCut ? `; ${numCols - 2 * columnsMax} columns after the tenth are not shown` : "";
  const bytes = Array.from({ length: Math.min(numCols, 1_000) }, (_, n) => table.getChildAt(n)?.byteLength ?? 0);
  const size = sizeText(bytes.reduce((sum, one) => sum + one, 0));
  return {
    columns,
    ...gap(numRows),
    note: `${counted(numRows, "row")} × ${counted(numCols, "column")}, ${size}${left}${sampledText(columns)}`,
  };
}

export function vectorView(vector: VectorLike): TableView {
  const { length, byteLength } = vector;
  const columns = [columnOf("value", vector)];
  const note = `${counted(length, "value")}, ${sizeText(byteLength)}${sampledText(columns)}`;
  return { columns, ...gap(length), note };
}

/** `12.4 kB` */
export function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let power = 0;
  let size = bytes;
  for (; size >= 1_000 && power < units.length - 1; power++) size /= 1_000;
  return `${power === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[power]}`;
}

/** `1,250,000 rows` */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

function gap(rows: number): Pick<TableView, "gapAfter"> {
  return rows > 2 * rowsMax ? { gapAfter: rowsMax } : {};
}

function columnOf(name: string, vector: VectorLike, metadata?: ReadonlyMap<string, string>): TableColumn {
  const type = String((vector.type as { dictionary?: unknown }).dictionary ?? vector.type);
  const [absent, undefineds] = ["absent", "undefined"].map((key) => rangesOf(metadata?.get(key)));
  const values = shownRows(vector.length).map((row): unknown => {
    const value = vector.get(row) as unknown;
    if (value !== null) return value;
    return absent?.(row) ? missing : undefineds?.(row) ? undefined : null;
  });
  const isTime = /^(Timestamp|Date)/.test(type);
  const isNumber = /^(Float|U?Int)/.test(type);
  const cells = isTime ? values.map(timeCell) : isNumber ? numberCells(values) : values.map(anyCell);
  const isInteger = /^U?Int/.test(type);
  const spark = isNumber && vector.length > 2 ? sparkOf(vector) : undefined;
  return { name, type, nulls: vector.nullCount, spark, align: isNumber ? "right" : "left", isInteger, cells };
}

function sparkOf(vector: VectorLike): Picture | undefined {
  const { length } = vector;
  const values = sparkPlaces(length).map((row) => vector.get(row) as unknown);
  const count = length.toLocaleString("en-US");
  return sparkLine(values, length > sparkMax ? `sampled: ${sparkMax} of ${count} values` : `${count} values`);
}

function sampledText(columns: readonly TableColumn[]): string {
  return columns.some(({ spark }) => spark?.alt.startsWith("sampled")) ? "; spark lines are sampled" : "";
}

/** In a row without this variable. Arrow has no word for it: the field's metadata tells, as `0-3,7`. */
const missing = Symbol("absent");

function rangesOf(text: string | undefined): ((row: number) => boolean) | undefined {
  if (text === undefined) return undefined;
  const ranges = text.split(",").map((range) => range.split("-").map(Number));
  return (row) => ranges.some(([from = -1, to = from]) => row >= from && row <= to);
}

function shownRows(count: number): number[] {
  const isCut = count > 2 * rowsMax;
  return Array.from({ length: isCut ? 2 * rowsMax : count }, (_, n) =>
    n < rowsMax || !isCut ? n : count - 2 * rowsMax + n,
  );
}

function numberCells(values: readonly unknown[]): TableCell[] {
  const texts = numberTexts(values.filter((value) => typeof value === "number"));
  let next = 0;
  return values.map((value) => (typeof value === "number" ? (texts[next++] ?? "") : anyCell(value)));
}

function timeCell(value: unknown): TableCell {
  const ms = value instanceof Date ? value.getTime() : value;
  if (typeof ms !== "number" || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return anyCell(value);
  return new Date(ms).toISOString();
}

function anyCell(value: unknown): TableCell {
  if (value === null) return { mark: "null" };
  if (value === missing) return { mark: "·" };
  if (value === undefined) return { mark: "undefined" };
  return typeof value === "string" ? value : nestedText(value);
}

/**
 * Writes the sections of one column into a body and returns its form byte.
 *
 *   presence (bitmap or two bits a row, when some rows have no value), then the values:
 *   dense    rows x width bytes
 *   const    one value (texts: its bytes alone)
 *   changes  c+1 u16 rows, c+1 values; c follows from the length
 *   words    varint count, per word varint length and bytes; u8 (up to 256 words) or u16 index per row
 *   text     i32 offsets (rows + 1), bytes; in tight strips per row varint length and bytes
 *
 * In strips of more than 8 rows every section starts at a multiple of 8 with zeros between; the zeros behind a column
 * belong to no column.
 */
import { limits } from "../base/limits.js";
import { BlobColumn, FixedColumn, ListColumn, presences, type StageColumn, WordColumn } from "./columns.js";
import { changesMax, countChanges, differs, forms, presenceForms } from "./forms.js";
import type { BodyWriter } from "./image-buffer.js";
import { kinds, storages, types } from "./kinds.js";
import { msToLanes } from "./time-column.js";

export function writeColumn(body: BodyWriter, column: StageColumn, rows: number): number {
  const isTight = rows <= limits.tightRows;
  const found = writePresence(body, column, rows);
  const presence = found === presenceForms.full && column.kind.storage === storages.void ? presenceForms.void : found;
  const high = presence << 4;
  if (presence >= presenceForms.allAbsent && presence <= presenceForms.allUndefined) return high;
  const isFull = found === presenceForms.full;
  if (column instanceof FixedColumn) return high | writeFixed(body, column, rows, isFull, isTight);
  if (column instanceof WordColumn) return high | writeWords(body, column, rows, isFull, isTight);
  if (column instanceof ListColumn) return high | writeList(body, column.cells, rows, isFull, isTight);
  if (column instanceof BlobColumn) {
    const texts = Array.from({ length: rows }, (_, row) => column.cells[row]?.text);
    return high | writeList(body, texts, rows, isFull, isTight);
  }
  return high; // type null
}

function writePresence(body: BodyWriter, { presence }: StageColumn, rows: number): number {
  if (presence === undefined) return presenceForms.full;
  const counts = [0, 0, 0, 0];
  for (let row = 0; row < rows; row++) counts[presence[row]!]!++;
  const [value, nulls, undefineds, absents] = counts;
  if (value === rows) return presenceForms.full;
  if (absents === rows) return presenceForms.allAbsent;
  if (nulls === rows) return presenceForms.allNull;
  if (undefineds === rows) return presenceForms.allUndefined;
  const isBitmap = undefineds === 0 && (nulls === 0 || absents === 0);
  const bits = isBitmap ? 1 : 2;
  const size = (rows * bits + 7) >> 3;
  body.room(size);
  body.bytes.fill(0, body.at, body.at + size);
  for (let row = 0; row < rows; row++) {
    const code = isBitmap ? (presence[row] === presences.value ? 1 : 0) : presence[row]!;
    const at = row * bits;
    body.bytes[body.at + (at >> 3)]! |= code << (at & 7);
  }
  body.at += size;
  if (!isBitmap) return presenceForms.mixed;
  return nulls === 0 ? presenceForms.someAbsent : presenceForms.someNull;
}

/** Values of fixed width, from the column's memory or, for times, from lanes made of it. */
function writeFixed(body: BodyWriter, column: FixedColumn, rows: number, isFull: boolean, isTight: boolean): number {
  if (column.kind.tag === "Array") canonicalNaNs(column.cells as Float64Array, rows * column.elements);
  if (column.kind.key !== kinds.date.key) return writeRaw(body, column, rows, column.kind.width, isFull, isTight);
  const made = scratchLanes(rows);
  msToLanes(column.cells as Float64Array, rows, made.lanes);
  return writeRaw(body, made, rows, 8, isFull, isTight);
}

/** The bits of a NaN differ by how it came about; on the tape there is one. Typed arrays keep theirs. */
function canonicalNaNs(cells: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) if (Number.isNaN(cells[i])) cells[i] = Number.NaN;
}

/** Memory of fixed-width values: as bytes and as 32-bit lanes. */
export interface RawValues {
  readonly raw: Uint8Array;
  readonly lanes: Int32Array | undefined;
}

let scratch = makeLanes(1_024);

function makeLanes(rows: number): { raw: Uint8Array; lanes: Int32Array } {
  const lanes = new Int32Array(rows * 2);
  return { raw: new Uint8Array(lanes.buffer), lanes };
}

/** Memory for 64-bit values that lives until the next call. */
export function scratchLanes(rows: number): { raw: Uint8Array; lanes: Int32Array } {
  if (scratch.lanes.length < rows * 2) scratch = makeLanes(rows);
  return scratch;
}

export function writeRaw(
  body: BodyWriter,
  values: RawValues,
  rows: number,
  width: number,
  isFull: boolean,
  isTight: boolean,
): number {
  if (!isTight) body.align();
  if (rows < 2) {
    body.copy(values.raw, 0, rows * width);
    return forms.dense;
  }
  const max = isTight ? -1 : changesMax(rows, width);
  const changes = countChanges(values.raw, values.lanes, rows, width, Math.max(max, 0));
  if (isFull && changes === 0) {
    body.copy(values.raw, 0, width);
    return forms.const;
  }
  if (changes > max) {
    body.copy(values.raw, 0, rows * width);
    return forms.dense;
  }
  writeChanges(body, values, rows, width, changes);
  return forms.changes;
}

function writeChanges(body: BodyWriter, { raw, lanes }: RawValues, rows: number, width: number, changes: number): void {
  const changed = [0];
  for (let row = 1; row < rows && changed.length <= changes; row++)
    if (differs(raw, lanes, row, width)) changed.push(row);
  body.room(changed.length * 2);
  for (const row of changed) {
    body.bytes[body.at++] = row & 255;
    body.bytes[body.at++] = row >> 8;
  }
  body.align();
  for (const row of changed) body.copy(raw, row * width, (row + 1) * width);
}

let rankScratch = new Uint32Array(1_024);

/** Zeros, one per word, that live until the next call. */
function clearRanks(count: number): Uint32Array {
  if (rankScratch.length < count) rankScratch = new Uint32Array(count * 2);
  return rankScratch.subarray(0, count).fill(0);
}

/** Words are numbered again, by first appearance in the rows that are left. */
function writeWords(body: BodyWriter, column: WordColumn, rows: number, isFull: boolean, isTight: boolean): number {
  const { cells, words } = column;
  if (rows === 1) {
    body.sizedText(words[cells[0]!] ?? "");
    return forms.text;
  }
  const ranks = clearRanks(words.length);
  const used: number[] = [];
  for (let row = 0; row < rows; row++) {
    const word = cells[row]!;
    if (word < ranks.length && ranks[word] === 0) {
      used.push(word);
      ranks[word] = used.length;
    }
  }
  if (!isTight) body.align();
  if (isFull && rows >= 2 && used.length === 1) {
    body.text(words[used[0]!]!);
    return forms.const;
  }
  if (isTight || used.length > rows / 2 || used.length > 65_536) {
    const texts: (string | undefined)[] = new Array(rows);
    for (let row = 0; row < rows; row++) texts[row] = words[cells[row]!];
    writeText(body, texts, rows, isTight);
    return forms.text;
  }
  body.varint(used.length);
  for (const word of used) body.sizedText(words[word]!);
  body.align();
  return writeIndex(body, cells, ranks, rows, used.length);
}

function writeIndex(body: BodyWriter, cells: Uint32Array, ranks: Uint32Array, rows: number, count: number): number {
  const width = count <= 256 ? 1 : 2;
  const index = width === 1 ? new Uint8Array(rows) : new Uint16Array(rows);
  for (let row = 0; row < rows; row++) {
    const word = cells[row]!;
    if (word < ranks.length) index[row] = ranks[word]! - 1;
  }
  const raw = new Uint8Array(index.buffer);
  const form = writeRaw(body, { raw, lanes: undefined }, rows, width, false, false);
  return form === forms.changes ? forms.wordChanges : forms.words;
}

type Text = string | Uint8Array | undefined;

function writeList(body: BodyWriter, texts: readonly Text[], rows: number, isFull: boolean, isTight: boolean): number {
  if (!isTight) body.align();
  if (isFull && rows >= 2 && areEqual(texts, rows)) {
    putText(body, texts[0]);
    return forms.const;
  }
  writeText(body, texts, rows, isTight);
  return forms.text;
}

function areEqual(texts: readonly Text[], rows: number): boolean {
  const first = texts[0]!;
  for (let row = 1; row < rows; row++) {
    const text = texts[row]!;
    if (text === first) continue;
    if (typeof text === "string" || typeof first === "string" || Buffer.compare(text, first) !== 0) return false;
  }
  return true;
}

function putText(body: BodyWriter, text: Text): void {
  if (typeof text === "string") body.text(text);
  else if (text) body.copy(text, 0, text.length);
}

function writeText(body: BodyWriter, texts: readonly Text[], rows: number, isTight: boolean): void {
  if (isTight) {
    for (let row = 0; row < rows; row++) {
      const text = texts[row];
      if (typeof text === "string") body.sizedText(text);
      else {
        body.varint(text?.length ?? 0);
        putText(body, text);
      }
    }
    return;
  }
  const offsets = body.at;
  body.room((rows + 2) * 4);
  body.at += (rows + 1) * 4;
  body.align();
  const start = body.at;
  body.bytes.writeInt32LE(0, offsets);
  for (let row = 0; row < rows; row++) {
    putText(body, texts[row]);
    body.bytes.writeInt32LE(body.at - start, offsets + (row + 1) * 4);
  }
}

/** Type of the column of scope labels: one label is a string, several are a list. */
export function labelType(labels: readonly string[] | undefined): number {
  return labels?.length === 1 ? types.string : types.json;
}

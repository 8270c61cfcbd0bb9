/** One decoded column: its values as they were stored, row by row or as a whole. */
import type { Column } from "tapelab-proto";
import { limits } from "../base/limits.js";
import { hex } from "../base/sha256.js";
import { arrowValue } from "./arrow-ipc.js";
import { type FixedValues, readFixed, readTexts, type TextValues } from "./column-values.js";
import { presences } from "./columns.js";
import { forms, presenceForms } from "./forms.js";
import { elementsOf, storages, types, widthOf } from "./kinds.js";
import { bytesAs, nestedValue } from "./nested-read.js";
import { unflatten } from "./number-array.js";
import { full, type Presence, readPresence } from "./presence.js";
import { corrupt, Sections } from "./sections.js";
import { plainBytes } from "./utf8.js";

export interface StoredBlob {
  sha256: string;
  size: number;
  name: string;
  media: string;
  type: string;
}

/** One variable of one scope, as it was stored. */
export type Stored =
  | { kind: "value"; value: unknown }
  | { kind: "null" }
  | { kind: "undefined" }
  | { kind: "absent" }
  | { kind: "void"; type: string; reason: string }
  | { kind: "hash"; hash: string; type: string }
  | { kind: "blob"; blob: StoredBlob };

export interface ColumnData {
  readonly column: Column;
  readonly rows: number;
  /** Which rows have a value. Values under the others are zero or empty. */
  readonly presence: Presence;
  /** Every row has a value. */
  readonly isFull: boolean;
  /** Some row may lack the variable. */
  readonly mayBeAbsent: boolean;
  /** Values that are not worth a view: those of a tight strip. Then `fixed` is made when it is asked for. */
  readonly packed: PackedValues | undefined;
  /** Of a column of fixed width. */
  readonly fixed: FixedValues | undefined;
  /** Of all other columns, except those of type null. */
  readonly texts: TextValues | undefined;
  stored(row: number): Stored;
  /** The inline value (a fresh copy), null, or undefined for everything else. */
  get(row: number): unknown;
  /** One entry per row (elements of typed arrays one after another); a view when the form is dense, else made. */
  values(): ArrayLike<unknown>;
}

/** Throws `corrupt-commit` when the sections do not fit the form. */
export function decodeColumn(column: Column, rows: number, form: number, bytes: Uint8Array): ColumnData {
  return openColumn(column, rows, form, plainBytes(bytes), 0, bytes.length);
}

/** The same for bytes from..to of a body. Plain values of a tight strip are checked by their size alone and stay where they are. */
export function openColumn(
  column: Column,
  rows: number,
  form: number,
  body: Uint8Array,
  from: number,
  to: number,
): ColumnData {
  if (form === forms.dense && rows <= limits.tightRows && column.storage === storages.inline) {
    const width = widthOf(column);
    if (width > 0 && to - from === rows * width)
      return new OpenColumn(column, rows, full, undefined, undefined, { body, from });
  }
  const { name, type, storage } = column;
  const sections = new Sections(body.subarray(from, to), name, rows > limits.tightRows);
  if (!(rows >= 0 && rows <= limits.stripRows)) throw sections.bad(`${rows} rows`);
  if (storage > storages.void || type > types.bigtext)
    throw sections.bad(`type ${type} with storage ${storage} is not known`);
  const presence = readPresence(sections, form >> 4, rows);
  const isEmpty = presence.missing === rows && rows > 0 && form >> 4 >= presenceForms.allAbsent;
  let fixed: FixedValues | undefined;
  let texts: TextValues | undefined;
  if (!isEmpty && !(type === types.null && storage === storages.inline)) {
    if (widthOf(column) >= 0) fixed = fixedOf(column, sections, form & 15, rows);
    else texts = readTexts(sections, form & 15, rows, rows <= limits.tightRows);
  }
  sections.end();
  return new OpenColumn(column, rows, presence, fixed, texts, undefined);
}

function fixedOf(column: Column, sections: Sections, form: number, rows: number): FixedValues {
  const isHash = column.storage === storages.hash;
  const type = isHash ? types.u8 : column.type;
  return readFixed(sections, form, rows, type, widthOf(column), isHash ? 32 : elementsOf(column.dims));
}

const scratch = new Float64Array(1);
const scratchBytes = new Uint8Array(scratch.buffer);

/** Dense values of a tight strip where they lie; not aligned. */
export interface PackedValues {
  readonly body: Uint8Array;
  readonly from: number;
}

class OpenColumn implements ColumnData {
  readonly column: Column;
  readonly rows: number;
  readonly presence: Presence;
  readonly texts: TextValues | undefined;
  readonly packed: PackedValues | undefined;
  #fixed: FixedValues | undefined;

  constructor(
    column: Column,
    rows: number,
    presence: Presence,
    fixed: FixedValues | undefined,
    texts: TextValues | undefined,
    packed: PackedValues | undefined,
  ) {
    this.column = column;
    this.rows = rows;
    this.presence = presence;
    this.#fixed = fixed;
    this.texts = texts;
    this.packed = packed;
  }

  get fixed(): FixedValues | undefined {
    if (this.#fixed || !this.packed) return this.#fixed;
    const { column, rows } = this;
    const { body, from } = this.packed;
    const bytes = body.subarray(from, from + rows * widthOf(column));
    this.#fixed = fixedOf(column, new Sections(bytes, column.name, false), forms.dense, rows);
    return this.#fixed;
  }

  get isFull(): boolean {
    return this.presence.isFull;
  }

  get mayBeAbsent(): boolean {
    return this.presence.mayBeAbsent;
  }

  stored(row: number): Stored {
    this.#check(row);
    const code = this.presence.code(row);
    if (code === presences.null) return { kind: "null" };
    if (code === presences.undefined) return { kind: "undefined" };
    if (code === presences.absent) return { kind: "absent" };
    switch (this.column.storage) {
      case storages.void:
        return this.#void(row);
      case storages.hash: {
        const from = this.fixed!.place(row) * 32;
        return {
          kind: "hash",
          hash: hex((this.fixed!.cells as Uint8Array).subarray(from, from + 32)),
          type: this.column.tag,
        };
      }
      case storages.blob:
        return { kind: "blob", blob: this.#blob(row) };
      default:
        return { kind: "value", value: this.#value(row) };
    }
  }

  get(row: number): unknown {
    this.#check(row);
    const code = this.presence.code(row);
    if (code !== presences.value) return code === presences.null ? null : undefined;
    return this.column.storage === storages.inline ? this.#value(row) : undefined;
  }

  values(): ArrayLike<unknown> {
    const { fixed, rows } = this;
    if (fixed && this.column.storage === storages.inline && this.column.tag !== "Date")
      return fixed.all() as ArrayLike<unknown>;
    return Array.from({ length: rows }, (_, row) => this.get(row));
  }

  #check(row: number): void {
    if (!(row >= 0 && row < this.rows))
      throw new RangeError(`Row ${row} of ${this.rows} in column ${this.column.name}.`);
  }

  #void(row: number): Stored {
    const [type = "", reason = ""] = this.texts!.text(row).split("\0");
    return { kind: "void", type, reason };
  }

  #blob(row: number): StoredBlob {
    const made = nestedValue(this.texts!.text(row)) as Partial<StoredBlob> | null;
    const isWhole =
      typeof made?.sha256 === "string" &&
      /^[0-9a-f]{64}$/.test(made.sha256) &&
      typeof made.size === "number" &&
      made.size >= 0;
    if (!isWhole) throw corrupt(`column ${JSON.stringify(this.column.name)}: a reference to a blob is not whole`);
    const { sha256, size, name, media, type } = made as StoredBlob;
    return { sha256, size, name: String(name), media: String(media), type: String(type) };
  }

  #value(row: number): unknown {
    const { column, texts, packed } = this;
    if (packed && column.type === types.f64 && column.dims.length === 0) return packedNumber(packed, row);
    const { fixed } = this;
    if (fixed) return fixedValue(column, fixed, fixed.place(row), elementsOf(column.dims));
    if (!texts) return null;
    switch (column.type) {
      case types.string:
        return texts.text(row);
      case types.json:
        return nestedValue(texts.text(row));
      case types.bigtext:
        return bigValue(texts.text(row));
      case types.arrow:
        return openArrow(texts.bytes(row), column.tag);
      default:
        return column.tag === "" ? texts.bytes(row).slice() : openBytes(texts.bytes(row).slice(), column.tag);
    }
  }
}

function packedNumber({ body, from }: PackedValues, row: number): number {
  const at = from + row * 8;
  for (let i = 0; i < 8; i++) scratchBytes[i] = body[at + i]!;
  return scratch[0]!;
}

/** A value of fixed width: a number, bigint, boolean or Date, or a fresh array. */
function fixedValue(column: Column, { cells }: FixedValues, place: number, elements: number): unknown {
  const { type, dims, tag } = column;
  if (dims.length === 0) {
    const cell = cells[place];
    if (type === types.bool) return cell !== 0;
    return tag === "Date" ? new Date(Number((cell as bigint) / 1_000_000n)) : cell;
  }
  const own = cells.slice(place * elements, (place + 1) * elements);
  if (tag === "Array") return unflatten(own as Float64Array, dims);
  return tag === "Uint8ClampedArray" ? new Uint8ClampedArray(own.buffer as ArrayBuffer) : own;
}

function bigValue(text: string): bigint {
  if (!/^-?\d+$/.test(text)) throw corrupt(`${JSON.stringify(text.slice(0, 20))} is no integer`);
  return BigInt(text);
}

function openArrow(bytes: Uint8Array, kind: string): unknown {
  try {
    return arrowValue(bytes.slice(), kind);
  } catch (cause) {
    throw corrupt("a stored Arrow value cannot be read", 0, cause);
  }
}

function openBytes(bytes: Uint8Array, tag: string): unknown {
  try {
    return bytesAs(bytes, tag);
  } catch (cause) {
    throw corrupt(`bytes of type ${tag} cannot be read`, 0, cause);
  }
}

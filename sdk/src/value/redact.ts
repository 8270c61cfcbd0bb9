/**
 * An image without the values under a name: a variable of that name becomes void with the reason `redacted`, however often
 * and in whatever type it was captured; in nested values, the user's metadata and operations the text `[redacted]` stands
 * in its place. Rows, labels, order and sequence stay; bytes and hashes change.
 */
import { type Column, type CommitMessage, encodeCommitHead, type Strip } from "tapelab-proto";
import { canonicalJson } from "../base/canonical-json.js";
import { limits } from "../base/limits.js";
import { TapelabError } from "../errors.js";
import { type ColumnData, openColumn } from "./column-data.js";
import { presences } from "./columns.js";
import { openMessage, placeStrips, type StripPlace } from "./decode.js";
import { forms, naturalForm, presenceForms } from "./forms.js";
import { storages, types, typeText } from "./kinds.js";
import { makeShape, type Shape, shapeIdBytes } from "./shape.js";

export interface Redacted {
  readonly image: Uint8Array;
  /** All that the image uses. */
  readonly shapes: readonly Shape[];
  /** Places where something stood. */
  readonly values: number;
  /** Blobs (hex) that the image named under the name and names no more. */
  readonly blobs: readonly string[];
}

const text = "[redacted]";

/** Undefined when nothing stands under the name. Throws `corrupt-commit` on bytes that are no image. */
export function redactImage(
  image: Uint8Array,
  shapeOf: (id: string) => Shape | undefined,
  name: string,
): Redacted | undefined {
  const message = openMessage(image);
  const work = new Redaction(name);
  const strips = placeStrips(message, shapeOf).map((place) => work.strip(place, message.body));
  const meta = work.meta(message.meta);
  const operations = message.operations.map((operation) => {
    const { field, value } = operation;
    return value === undefined ? operation : { ...operation, value: work.json(value, field === name) };
  });
  if (work.values === 0) return undefined;
  assertKnown(image, message);
  const isAligned = strips.some(({ strip }) => strip.rows > limits.tightRows);
  const body = joined(strips);
  const blobs = message.blobs.filter((hash) => !work.isGone(Buffer.from(hash).toString("hex")));
  const head = { ...message, meta, operations, blobs, strips: strips.map(({ strip }) => strip) };
  return {
    image: Buffer.concat([encodeCommitHead(head, body.length, isAligned), body]),
    shapes: [...new Map(strips.map(({ shape }) => [shape.id, shape])).values()],
    values: work.values,
    blobs: message.blobs.map((hash) => Buffer.from(hash).toString("hex")).filter((hash) => work.isGone(hash)),
  };
}

/** What a later version wrote cannot be written again without losing what only it knows. */
function assertKnown(image: Uint8Array, message: CommitMessage): void {
  const isAligned = message.strips.some(({ rows }) => rows > limits.tightRows);
  const head = encodeCommitHead(message, message.body.length, isAligned);
  if (Buffer.compare(Buffer.concat([head, message.body]), image) === 0) return;
  const hint =
    "A commit holds fields that only a later version of Tapelab knows. Nothing was redacted. Use that version.";
  throw new TapelabError("newer-format", hint, { path: "a commit", found: 0, supported: 0 });
}

interface NewStrip {
  readonly strip: Strip;
  readonly shape: Shape;
  /** Bytes of each column. */
  readonly columns: readonly Uint8Array[];
}

class Redaction {
  values = 0;
  readonly #name: string;
  /** As it stands in nested text, and as the name of a column. */
  readonly #quoted: string;
  readonly #key: string;
  readonly #gone = new Set<string>();
  readonly #kept = new Set<string>();

  constructor(name: string) {
    this.#name = name;
    this.#key = name.startsWith("$") ? `$${name}` : name;
    this.#quoted = JSON.stringify(this.#key);
  }

  isGone(hash: string): boolean {
    return this.#gone.has(hash) && !this.#kept.has(hash);
  }

  strip({ shape, strip, bounds }: StripPlace, body: Uint8Array): NewStrip {
    const { rows } = strip;
    const formOf = (i: number): number => strip.forms[i] ?? naturalForm(shape.columns[i]!);
    const before = this.values;
    const made = shape.columns.map((column, i) => {
      const [from, to] = [bounds[2 * i]!, bounds[2 * i + 1]!];
      const same = { column, form: formOf(i), bytes: body.subarray(from, to) };
      const data = (): ColumnData => openColumn(column, rows, formOf(i), body, from, to);
      if (column.name === this.#key) return column.storage === storages.void ? same : this.#voided(data(), same);
      if (column.storage === storages.blob) this.#note(data(), this.#kept);
      return column.storage === storages.inline && column.type === types.json ? this.#nested(data(), same) : same;
    });
    const columns = made.map(({ bytes }) => bytes);
    if (this.values === before) return { strip, shape, columns };
    const next = makeShape(made.map(({ column }) => column));
    const forms = Uint8Array.from(made, ({ form }) => form);
    return {
      strip: { ...strip, shape: shapeIdBytes(next.id), forms, length: columns.map(({ length }) => length) },
      shape: next,
      columns,
    };
  }

  #note(data: ColumnData, into: Set<string>): void {
    for (let row = 0; row < data.rows; row++) {
      const stored = data.texts?.bytes(row);
      for (const [hash] of Buffer.from(stored ?? [])
        .toString("latin1")
        .matchAll(/\b[0-9a-f]{64}\b/g))
        into.add(hash);
    }
  }

  #voided(data: ColumnData, same: NewColumn): NewColumn {
    const { column, presence, rows } = data;
    if (presence.missing === rows) return same;
    if (column.storage === storages.blob) this.#note(data, this.#gone);
    this.values += rows - presence.missing;
    const said = Buffer.from(`${typeText(column)}\0redacted`);
    const next = { ...column, type: types.string, dims: [], tag: "", storage: storages.void };
    return { column: next, ...textColumn(data, presenceForms.void, () => said) };
  }

  #nested(data: ColumnData, same: NewColumn): NewColumn {
    const before = this.values;
    const texts: Uint8Array[] = [];
    for (let row = 0; row < data.rows; row++) texts.push(this.json(data.texts?.bytes(row) ?? new Uint8Array(0), false));
    if (this.values === before) return same;
    return { column: same.column, ...textColumn(data, presenceForms.full, (row) => texts[row]!) };
  }

  /** The user's part of a commit's metadata. */
  meta(bytes: Uint8Array): Uint8Array {
    if (bytes.length === 0) return bytes;
    const facts = JSON.parse(Buffer.from(bytes).toString("utf8")) as Record<string, unknown>;
    const before = this.values;
    const meta = this.#without(facts.meta);
    return this.values === before ? bytes : Buffer.from(canonicalJson({ ...facts, meta }));
  }

  /** Nested text; `isAll`: the value itself stands under the name. */
  json(bytes: Uint8Array, isAll: boolean): Uint8Array {
    if (bytes.length === 0) return bytes;
    const nested = Buffer.from(bytes).toString("utf8");
    const isNamed = isAll || nested.includes(this.#quoted);
    const found = isNamed ? [] : nested.matchAll(/\b[0-9a-f]{64}\b/g);
    for (const [hash] of found) this.#kept.add(hash);
    if (!isNamed || nested === JSON.stringify(text)) return bytes;
    if (isAll) {
      for (const [hash] of nested.matchAll(/\b[0-9a-f]{64}\b/g)) this.#gone.add(hash);
      this.values++;
      return Buffer.from(JSON.stringify(text));
    }
    const before = this.values;
    const left = this.#without(JSON.parse(nested));
    return this.values === before ? bytes : Buffer.from(JSON.stringify(left));
  }

  #without(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#without(one));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, one]) => {
      if (key !== this.#name && key !== this.#key) return [key, this.#without(one)] as const;
      if (one !== text) this.values++;
      return [key, text] as const;
    });
    return Object.fromEntries(entries);
  }
}

interface NewColumn {
  readonly column: Column;
  readonly form: number;
  readonly bytes: Uint8Array;
}

/** Text per row in the form `text`; `whole` is the presence of a column whose rows all have one. */
function textColumn(
  { rows, presence }: ColumnData,
  whole: number,
  textOf: (row: number) => Uint8Array,
): { form: number; bytes: Uint8Array } {
  const isTight = rows <= limits.tightRows;
  const texts = Array.from({ length: rows }, (_, row) =>
    presence.code(row) === presences.value ? textOf(row) : new Uint8Array(0),
  );
  const isWhole = presence.missing === 0;
  const sections: Uint8Array[] = isWhole ? [] : [pairsOf(rows, presence)];
  if (isTight) sections.push(Buffer.concat(texts.flatMap((one) => [varint(one.length), one])));
  else {
    const offsets = Buffer.alloc(4 * (rows + 1));
    let at = 0;
    for (const [row, one] of texts.entries()) {
      at += one.length;
      offsets.writeInt32LE(at, 4 * (row + 1));
    }
    sections.push(offsets, Buffer.concat(texts));
  }
  const presenceForm = isWhole ? whole : presenceForms.mixed;
  return { form: (presenceForm << 4) | forms.text, bytes: isTight ? Buffer.concat(sections) : alignedJoin(sections) };
}

function pairsOf(rows: number, presence: ColumnData["presence"]): Uint8Array {
  const codes = new Uint8Array((rows * 2 + 7) >> 3);
  for (let row = 0; row < rows; row++) codes[row >> 2]! |= presence.code(row) << ((row & 3) * 2);
  return codes;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let left = value; ; left >>>= 7) {
    if (left < 128) return Uint8Array.from([...bytes, left]);
    bytes.push((left & 127) | 128);
  }
}

/** The body: columns of strips with more than 8 rows begin at multiples of 8. */
function joined(strips: readonly NewStrip[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const { strip, columns } of strips) {
    for (const bytes of columns) {
      const pad = strip.rows > limits.tightRows ? -size & 7 : 0;
      parts.push(new Uint8Array(pad), bytes);
      size += pad + bytes.length;
    }
  }
  return Buffer.concat(parts, size);
}

/** Zeros between the sections, none behind the last one. */
function alignedJoin(sections: readonly Uint8Array[]): Uint8Array {
  const parts = sections.flatMap((section, i) =>
    i === sections.length - 1 ? [section] : [section, new Uint8Array(-section.length & 7)],
  );
  return Buffer.concat(parts);
}

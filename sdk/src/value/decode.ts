/** Commit images to lazy columns. Every section is checked against its bytes before a view is made. */
import { BadBytes, type Column, type CommitMessage, decodeCommit } from "tapelab-proto";
import { limits } from "../base/limits.js";
import { hex } from "../base/sha256.js";
import type { ScopeContext } from "./capture-types.js";
import { type ColumnData, openColumn, type Stored } from "./column-data.js";
import { corrupt, Sections } from "./sections.js";
import type { Shape } from "./shape.js";
import { factsOf, openStrip } from "./strip-read.js";
import { plainBytes, utf8Text } from "./utf8.js";

export { type ColumnData, decodeColumn, type Stored, type StoredBlob } from "./column-data.js";

export interface RowContext extends ScopeContext {
  /** UTC nanoseconds. */
  readonly timeNs: bigint | undefined;
  readonly meta: Readonly<Record<string, unknown>> | undefined;
}

export interface DecodedStrip {
  readonly shape: Shape;
  readonly rows: number;
  /** Undefined: labels differ by row (union strip), ask `context(row)`. */
  readonly labels: readonly string[] | undefined;
  /** Variables only, under their own names (a leading `$` is one `$`). */
  readonly columns: readonly Column[];
  /** The column of a variable; a union strip may hold several of one name: see `columnsOf`. */
  column(name: string): ColumnData | undefined;
  /** All columns of a variable: one, or several in a union strip (at most one of them has a value in a row). */
  columnsOf(name: string): readonly ColumnData[];
  /** One variable of one row, whichever column holds it. */
  stored(name: string, row: number): Stored;
  context(row: number): RowContext;
  /** One column of context by its name in the shape (`$t`, `$file`, …), for those who need nothing else. */
  contextColumn(name: string): ColumnData | undefined;
}

export interface DecodedCommit {
  readonly label: string;
  readonly kind: number;
  readonly wallMs: number;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly rows: number;
  readonly strips: readonly DecodedStrip[];
  /** Strip of each scope; undefined when there is one strip. */
  readonly order: Uint8Array | Uint16Array | undefined;
  /** Strip and row in it of scope n, from 0. */
  place(n: number): { strip: number; row: number };
  /** sha256 of each blob, hex. */
  readonly blobs: readonly string[];
}

/** Opens an image. Columns are decoded when they are asked for; a damaged one throws `corrupt-commit` by itself. */
export function decodeImage(image: Uint8Array, shapeOf: (id: string) => Shape | undefined): DecodedCommit {
  const message = openMessage(plainBytes(image));
  const strips = openStrips(message, shapeOf);
  const rows = message.strips.reduce((sum, strip) => sum + strip.rows, 0);
  const order = readOrder(message, rows);
  let ranks: Uint32Array | undefined;
  return {
    label: message.label,
    kind: message.kind,
    wallMs: message.wallMs,
    meta: readMeta(message.meta),
    rows,
    strips,
    order,
    place(n) {
      if (!(n >= 0 && n < rows)) throw new RangeError(`Scope ${n} of ${rows}.`);
      if (!order) return { strip: strips.findIndex((strip) => strip.rows > 0), row: n };
      ranks ??= ranksOf(order, strips.length);
      return { strip: order[n]!, row: ranks[n]! };
    },
    blobs: message.blobs.map(hex),
  };
}

/** The message of an image; throws `corrupt-commit`. */
export function openMessage(image: Uint8Array): CommitMessage {
  try {
    return decodeCommit(image);
  } catch (cause) {
    if (!(cause instanceof BadBytes)) throw cause;
    throw corrupt(cause.message, cause.offset, cause);
  }
}

function readMeta(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  if (bytes.length === 0) return {};
  let meta: unknown;
  try {
    meta = JSON.parse(utf8Text(bytes, 0, bytes.length));
  } catch (cause) {
    throw corrupt("its metadata is not JSON", 0, cause);
  }
  if (typeof meta !== "object" || meta === null || Array.isArray(meta)) throw corrupt("its metadata is no object");
  return meta as Readonly<Record<string, unknown>>;
}

/** Where the columns of a strip lie. */
export interface StripPlace {
  readonly shape: Shape;
  readonly strip: CommitMessage["strips"][number];
  /** Start and end of each column, from the start of the body. */
  readonly bounds: readonly number[];
}

function openStrips(message: CommitMessage, shapeOf: (id: string) => Shape | undefined): DecodedStrip[] {
  const { body } = message;
  return placeStrips(message, shapeOf).map(({ shape, strip: { rows, forms }, bounds }) => {
    const { naturalForms } = factsOf(shape);
    return openStrip(shape, rows, (index) => {
      const form = forms.length === 0 ? naturalForms[index]! : forms[index]!;
      return openColumn(shape.columns[index]!, rows, form, body, bounds[2 * index]!, bounds[2 * index + 1]!);
    });
  });
}

/** Finds every column in the body; strips of more than 8 rows are aligned, and what is between columns is zero. */
export function placeStrips(message: CommitMessage, shapeOf: (id: string) => Shape | undefined): StripPlace[] {
  const { body, bodyOffset } = message;
  let at = 0;
  const strips = message.strips.map((strip) => {
    const shape = shapeOf(idText(strip.shape));
    if (!shape) throw corrupt(`the shape ${hex(strip.shape)} is missing`, bodyOffset);
    const { widths } = factsOf(shape);
    const { columns } = shape;
    const { rows, forms, length } = strip;
    // A tight strip of natural forms leaves its lengths out: they follow from the values.
    const isImplied = length.length === 0 && forms.length === 0 && rows <= limits.tightRows;
    if (!isImplied && length.length !== columns.length) {
      throw corrupt(`a strip has ${length.length} columns, its shape ${columns.length}`, bodyOffset);
    }
    const bounds: number[] = new Array(columns.length * 2);
    for (let index = 0; index < columns.length; index++) {
      if (rows > limits.tightRows) at = aligned(body, at);
      bounds[2 * index] = at;
      at = isImplied ? behindColumn(body, at, rows, widths[index]!) : at + length[index]!;
      if (at > body.length) throw corrupt(`columns end behind the body of ${body.length} bytes`, bodyOffset);
      bounds[2 * index + 1] = at;
    }
    return { shape, strip, bounds };
  });
  if (at !== body.length) throw corrupt(`its columns have ${at} bytes, its body ${body.length}`, bodyOffset);
  return strips;
}

// Most strips have the shape of the strip before.
const lastId = new Uint8Array(8);
let lastText = "0000000000000000";

function idText(id: Uint8Array): string {
  for (let i = 0; i < 8; i++) {
    if (id[i] === lastId[i]) continue;
    lastId.set(id);
    lastText = hex(id);
    break;
  }
  return lastText;
}

/** The offset behind a column of a tight strip. */
function behindColumn(body: Uint8Array, from: number, rows: number, width: number): number {
  if (width >= 0) return from + width * rows;
  let at = from;
  for (let row = 0; row < rows; row++) at = behindText(body, at);
  return at;
}

/** The offset behind a text with its varint length in front. */
function behindText(body: Uint8Array, from: number): number {
  const size = body[from]!;
  if (size < 128) return from + 1 + size;
  const sections = new Sections(body.subarray(from), "in a tight strip", false);
  sections.take(sections.varint());
  return from + sections.at;
}

function aligned(body: Uint8Array, at: number): number {
  let next = at;
  while (next & 7 && next < body.length)
    if (body[next++] !== 0) throw corrupt("a byte between columns is not zero", next);
  return next;
}

/** Strip of each row, checked against the strips' own counts. */
function readOrder({ order, strips }: CommitMessage, rows: number): Uint8Array | Uint16Array | undefined {
  if (order.length === 0) {
    if (strips.filter((strip) => strip.rows > 0).length > 1) throw corrupt("the order of its rows is missing");
    return undefined;
  }
  const width = strips.length <= 256 ? 1 : 2;
  if (order.length !== rows * width) throw corrupt(`the order of its rows has ${order.length} bytes for ${rows} rows`);
  const places = width === 1 ? order : new Uint16Array(order.slice().buffer);
  const counts = new Uint32Array(strips.length);
  for (let row = 0; row < rows; row++) {
    const strip = places[row]!;
    if (strip >= counts.length) throw corrupt(`row ${row} is in strip ${strip} of ${strips.length}`);
    counts[strip]!++;
  }
  strips.forEach((strip, index) => {
    if (counts[index] !== strip.rows)
      throw corrupt(`strip ${index} has ${strip.rows} rows, the order names ${counts[index]}`);
  });
  return places;
}

function ranksOf(order: Uint8Array | Uint16Array, strips: number): Uint32Array {
  const next = new Uint32Array(strips);
  return Uint32Array.from(order, (strip) => next[strip]!++);
}

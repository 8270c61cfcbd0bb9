/**
 * Rows to canonical commit images: the same content gives the same bytes.
 *
 * The body is written first, at an 8-aligned place of reused memory; its head goes directly in front of it. What is
 * around an image (frame head, marker) finds free room in the same memory.
 */
import { encodeCommitHead, type Strip } from "tapelab-proto";
import { crc32 } from "../base/crc.js";
import { limits } from "../base/limits.js";
import { hex } from "../base/sha256.js";
import { TapelabError } from "../errors.js";
import type { PendingBlob } from "./capture-types.js";
import { BlobColumn } from "./columns.js";
import { type ContextColumn, contextColumns, type StripPlan } from "./context-columns.js";
import { naturalForm } from "./forms.js";
import { BodyWriter } from "./image-buffer.js";
import { writeColumn } from "./image-columns.js";
import { editMessage, type OperationSet, operationMessages } from "./operations.js";
import { makeShape, type Shape, shapeIdBytes } from "./shape.js";
import type { NamedColumn, StripRows } from "./strip-rows.js";
import type { TakenRows } from "./taken.js";
import { Taken } from "./taken.js";

export interface ImageHead {
  label: string;
  kind: number;
  wallMs: number;
  monoNs?: bigint;
  bootId?: Uint8Array;
  /** Canonical JSON text. */
  meta?: string;
  operations?: OperationSet;
  /** Contents that the commit names and no value of it holds. */
  blobs?: readonly PendingBlob[];
}

export interface StripIndex {
  readonly shape: string;
  readonly rows: number;
  readonly forms: Uint8Array;
  /** Of each column's bytes, in the image. */
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
  /** Empty for images of fewer than 256 rows. */
  readonly crcs: readonly number[];
  /** Undefined: labels differ by row (union strip). */
  readonly labels: readonly string[] | undefined;
}

export interface Image {
  /** Starts at a multiple of 8 in its buffer, with at least 256 free bytes in front and 1,024 behind. */
  readonly bytes: Uint8Array;
  readonly crc: number;
  readonly rows: number;
  readonly label: string;
  readonly kind: number;
  readonly wallMs: number;
  /** Every strip has at most 8 rows: no alignment inside. */
  readonly tight: boolean;
  /** In order of first use. */
  readonly shapes: readonly Shape[];
  readonly strips: readonly StripIndex[];
  readonly blobs: readonly PendingBlob[];
  /** Gives the memory back to the pool. Call it once the bytes are durable; they must not be touched afterwards. */
  release(): void;
}

const empty = new Uint8Array(0);
/** One for all images: the engine keeps what it has learnt of an object only as long as there is one of its kind. */
const body = new BodyWriter();

/** Deterministic: the same content gives the same bytes. Their memory goes back to the stage, unless it throws. */
export function encodeImage(head: ImageHead, taken: TakenRows | undefined): Image {
  const rows = taken instanceof Taken ? taken : undefined;
  const strips = rows?.strips ?? [];
  const meta = head.meta ? new Uint8Array(Buffer.from(head.meta)) : empty;
  const order = rows?.order;
  const orderBytes = order ? new Uint8Array(order.buffer, order.byteOffset, order.byteLength) : empty;
  const set = head.operations;
  const blobs = [...blobsOf(strips), ...(set?.blobs ?? []), ...(head.blobs ?? [])];
  const operations = set ? operationMessages(set.operations) : [];
  const edit = set?.edit && editMessage(set.edit);
  let headMax = 256 + head.label.length * 3 + meta.length + orderBytes.length + blobs.length * 36;
  if (set) headMax += set.sizeBytes;
  for (const { columns } of strips) headMax += 96 + columns.length * 7;
  body.begin(headMax, rows?.bytes ?? 0);
  const written = strips.map((strip) => writeStrip(strip.rows, strip.columns));
  const tight = written.every((strip) => strip.message.rows <= limits.tightRows);
  const bodyLength = body.at - body.base;
  const wallMs = Math.floor(head.wallMs);
  const bytes = join(
    encodeCommitHead(
      {
        label: head.label,
        kind: head.kind,
        wallMs,
        monoNs: head.monoNs ?? 0n,
        bootId: head.bootId ?? empty,
        meta,
        strips: written.map((strip) => strip.message),
        order: orderBytes,
        operations,
        blobs: blobs.map((blob) => blob.sha256),
        edit,
      },
      bodyLength,
      !tight,
    ),
  );
  if (bytes.length > limits.imageBytes) throw tooLarge(bytes.length);
  const isOwn = (rows?.rows ?? 0) >= limits.ownBlockRows;
  const image = {
    bytes,
    crc: crc32(bytes),
    rows: rows?.rows ?? 0,
    label: head.label,
    kind: head.kind,
    wallMs,
    tight,
    shapes: distinct(written),
    strips: written.map((strip) => indexOf(strip, bytes, bytes.length - bodyLength, isOwn)),
    blobs,
    release: body.keep(),
  };
  rows?.recycle();
  return image;
}

interface WrittenStrip {
  readonly shape: Shape;
  readonly message: Strip;
  /** One byte per column, also when the image leaves them out. */
  readonly forms: Uint8Array;
  /** From the start of the body. */
  readonly offsets: number[];
  readonly length: number[];
  readonly labels: readonly string[] | undefined;
}

function writeStrip(strip: StripRows, columns: readonly NamedColumn[]): WrittenStrip {
  const { system, shape, idBytes, naturalForms } = planOf(strip, columns);
  const isAligned = strip.rows > limits.tightRows;
  const forms = new Uint8Array(system.length + columns.length);
  const offsets: number[] = [];
  const length: number[] = [];
  let isNatural = true;
  for (let at = 0; at < forms.length; at++) {
    if (isAligned) body.align();
    const from = body.at;
    const form =
      at < system.length ? system[at]!.write(body) : writeColumn(body, columns[at - system.length]!.cells, strip.rows);
    forms[at] = form;
    if (form !== naturalForms[at]) isNatural = false;
    offsets.push(from - body.base);
    length.push(body.at - from);
  }
  // Natural forms go without saying, and in a tight strip the lengths that follow from them do, too.
  const message = {
    shape: idBytes,
    rows: strip.rows,
    forms: isNatural ? empty : forms,
    length: isNatural && !isAligned ? [] : length,
  };
  return { shape, message, forms, offsets, length, labels: strip.labels };
}

function planOf(strip: StripRows, columns: readonly NamedColumn[]): StripPlan {
  const { plan, context, runs, metas } = strip;
  const hasTimes = strip.time.hasAny(strip.rows);
  const isPlain = runs.length === 1 && metas === undefined && strip.labels !== undefined;
  if (plan && isPlain && plan.context === context && plan.hasTimes === hasTimes && plan.columns === columns)
    return plan;
  const system = contextColumns(strip);
  const shape =
    plan && isSame(plan, system, columns)
      ? plan.shape
      : makeShape([...system.map(({ column }) => column), ...columns.map(columnOf)]);
  strip.plan = {
    naturalForms: shape.columns.map(naturalForm),
    context: isPlain ? context : undefined,
    hasTimes,
    columns,
    system,
    shape,
    idBytes: shapeIdBytes(shape.id),
  };
  return strip.plan;
}

/** Whether another context needs the same columns. */
function isSame(plan: StripPlan, system: readonly ContextColumn[], columns: readonly NamedColumn[]): boolean {
  if (plan.columns.length !== columns.length || plan.system.length !== system.length) return false;
  if (system.some(({ column }, at) => column !== plan.system[at]!.column)) return false;
  return columns.every((column, at) => column === plan.columns[at]);
}

function columnOf({ name, unit, level, cells: { kind } }: NamedColumn): ContextColumn["column"] {
  const { type, dims, storage, tag } = kind;
  return { name: name.startsWith("$") ? `$${name}` : name, type, dims, unit, storage, level, tag };
}

/** Puts the head in front of the body. A tight body moves by up to 7 bytes so that the image starts at a multiple of 8. */
function join(head: Uint8Array): Uint8Array {
  const { bytes, base } = body;
  const shift = head.length & 7;
  const start = base + shift - head.length;
  if (shift) bytes.copyWithin(base + shift, base, body.at);
  bytes.set(head, start);
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, head.length + body.at - base);
}

function indexOf(strip: WrittenStrip, bytes: Uint8Array, bodyAt: number, isOwn: boolean): StripIndex {
  const lengths = strip.length;
  const offsets = strip.offsets.map((offset) => bodyAt + offset);
  const crcs = isOwn ? offsets.map((from, at) => crc32(bytes.subarray(from, from + lengths[at]!))) : [];
  return {
    shape: strip.shape.id,
    rows: strip.message.rows,
    forms: strip.forms,
    offsets,
    lengths,
    crcs,
    labels: strip.labels,
  };
}

function distinct(strips: readonly WrittenStrip[]): Shape[] {
  if (strips.length === 1) return [strips[0]!.shape];
  return [...new Map(strips.map(({ shape }) => [shape.id, shape])).values()];
}

/** Every blob once, in order of first use. */
function blobsOf(strips: Taken["strips"]): PendingBlob[] {
  let found: Map<string, PendingBlob> | undefined;
  for (const { rows, columns } of strips) {
    for (const { cells } of columns) {
      if (!(cells instanceof BlobColumn)) continue;
      found ??= new Map();
      for (let row = 0; row < rows.rows; row++) {
        const blob = cells.cells[row]?.blob;
        const sha256 = blob && hex(blob.sha256);
        if (sha256 !== undefined && !found.has(sha256)) found.set(sha256, blob!);
      }
    }
  }
  return found ? [...found.values()] : [];
}

function tooLarge(sizeBytes: number): TapelabError<"commit-too-large"> {
  return new TapelabError(
    "commit-too-large",
    `A commit of ${sizeBytes} bytes is larger than one image may be (${limits.imageBytes} bytes). It was not written, and its scopes are still on the stage. Leave large variables out with filters.ignore, or take scopes off with stage.drop; from then on commit more often, or mark large values with stage.blob.`,
    { sizeBytes, limitBytes: limits.imageBytes },
  );
}

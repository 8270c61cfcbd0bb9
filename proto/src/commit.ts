import { BadBytes } from "./bad-bytes.js";
import { idSize, putId, readId } from "./shape.js";
import { putVarint, putVarint5, varintSize } from "./varint.js";
import { NO_NUMBERS, WireReader } from "./wire-reader.js";
import { BLOCK, packedSize, WireWriter } from "./wire-writer.js";

const STRIP_ROWS_MAX = 65_536;
const STRIPS_MAX = 65_536;
const BODY_TAG = 0x7a;
const ZERO_ID = new Uint8Array(8); // the default of fixed64

/** The rows of one shape inside an image. */
export interface Strip {
  /** Id of the shape, 8 bytes. */
  readonly shape: Uint8Array;
  readonly rows: number;
  /** One byte per column; empty when every column has its natural form and is fully present (SPEC.md, 7.1). */
  readonly forms: Uint8Array;
  /** Bytes of each column's sections in the body, in shape order; empty when they follow from the rows (SPEC.md, 7.1). */
  readonly length: readonly number[];
}

/** One field of an entity set; cleared when `value` is empty. */
export interface Operation {
  readonly entity: string;
  readonly field: string;
  readonly value: Uint8Array;
}

/** Who made the operations of a commit, and after which others. */
export interface Edit {
  readonly actor: string;
  readonly lamport: number;
  /** By tape id, ascending. */
  readonly seen: readonly Seen[];
}

export interface Seen {
  /** 16 bytes. */
  readonly tape: Uint8Array;
  readonly seq: number;
}

/** What stands in an image in front of its body. */
export interface CommitHead {
  readonly label: string;
  readonly kind: number;
  readonly wallMs: number;
  /** SYSTEM commits only, else 0n. */
  readonly monoNs: bigint;
  /** SYSTEM commits only, else empty. */
  readonly bootId: Uint8Array;
  /** Canonical JSON as UTF-8, or empty. */
  readonly meta: Uint8Array;
  readonly strips: readonly Strip[];
  readonly order: Uint8Array;
  readonly operations: readonly Operation[];
  /** The sha256 of each blob. */
  readonly blobs: readonly Uint8Array[];
  readonly edit?: Edit | undefined;
}

/** A decoded image. All byte arrays are views of the input. */
export interface CommitMessage extends CommitHead {
  readonly body: Uint8Array;
  /** Of the body, from the start of the input. */
  readonly bodyOffset: number;
}

const writer = new WireWriter();

/**
 * The bytes of an image in front of its body: append `bodyLength` bytes and the image is complete.
 *
 * `aligned` (any strip has more than 8 rows): the head's length is a multiple of 8. Not aligned: as short as possible,
 * and an empty body has no field at all.
 */
export function encodeCommitHead(head: CommitHead, bodyLength: number, aligned: boolean): Uint8Array {
  writer.at = 0;
  writer.text(1, head.label);
  writer.number(2, head.kind);
  writer.number64(3, head.wallMs);
  writer.bigint(4, head.monoNs);
  writer.block(5, head.bootId);
  writer.block(6, head.meta);
  for (const strip of head.strips) putStrip(strip);
  writer.block(8, head.order);
  for (const operation of head.operations) writer.element(9, encodeOperation(operation));
  for (const blob of head.blobs) writer.element(10, blob);
  if (head.edit) writer.element(11, encodeEdit(head.edit));
  if (aligned || bodyLength > 0) putBodyHead(bodyLength, aligned);
  return writer.take();
}

function putBodyHead(bodyLength: number, aligned: boolean): void {
  if (aligned) writer.pad(14, 6);
  writer.reserve(11);
  writer.bytes[writer.at++] = BODY_TAG;
  const put = aligned ? putVarint5 : putVarint;
  writer.at = put(writer.bytes, writer.at, bodyLength);
}

function putStrip(strip: Strip): void {
  const { shape, rows, forms, length } = strip;
  const lengthSize = packedSize(length);
  let size = idSize(shape);
  if (rows > 0) size += 1 + varintSize(rows);
  if (forms.length > 0) size += 1 + varintSize(forms.length) + forms.length;
  if (length.length > 0) size += 1 + varintSize(lengthSize) + lengthSize;
  writer.tag(7, BLOCK);
  writer.varint(size);
  putId(writer, 1, shape);
  writer.number(2, rows);
  writer.block(3, forms);
  writer.packed(4, length);
}

function encodeOperation(operation: Operation): Uint8Array {
  const inner = new WireWriter();
  inner.text(1, operation.entity);
  inner.text(2, operation.field);
  inner.block(3, operation.value);
  return inner.take();
}

function encodeEdit({ actor, lamport, seen }: Edit): Uint8Array {
  const inner = new WireWriter();
  inner.text(1, actor);
  inner.number(2, lamport);
  for (const { tape, seq } of seen) {
    const one = new WireWriter();
    one.block(1, tape);
    one.number(2, seq);
    inner.element(3, one.take());
  }
  return inner.take();
}

/** Reads one image. The column bytes are not looked into, but they are known to lie inside the body. */
export function decodeCommit(image: Uint8Array): CommitMessage {
  const reader = new WireReader(image, 0, image.length);
  const strips: Strip[] = [];
  const operations: Operation[] = [];
  const blobs: Uint8Array[] = [];
  const none = image.subarray(0, 0);
  let [label, kind, wallMs, monoNs] = ["", 0, 0, 0n];
  let [bootId, meta, order, body, bodyOffset] = [none, none, none, none, image.length];
  let edit: Edit | undefined;
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === BODY_TAG) {
      body = reader.block();
      bodyOffset = reader.at - body.length;
    } else if (tag === 0x0a) label = reader.text();
    else if (tag === 0x10) kind = reader.uint32();
    else if (tag === 0x19) wallMs = reader.fixed64();
    else if (tag === 0x20) monoNs = reader.bigint();
    else if (tag === 0x2a) bootId = reader.block();
    else if (tag === 0x32) meta = reader.block();
    else if (tag === 0x3a) readStripInto(strips, reader);
    else if (tag === 0x42) order = reader.block();
    else if (tag === 0x4a) operations.push(readOperation(reader.message()));
    else if (tag === 0x52) blobs.push(readBlob(reader));
    else if (tag === 0x5a) edit = readEdit(reader.message());
    else reader.skip(tag);
  }
  checkStrips(strips, body.length, bodyOffset);
  return { label, kind, wallMs, monoNs, bootId, meta, strips, order, operations, blobs, edit, body, bodyOffset };
}

function readStripInto(strips: Strip[], reader: WireReader): void {
  if (strips.length === STRIPS_MAX) throw new BadBytes(`More than ${STRIPS_MAX} strips`, reader.at);
  strips.push(readStrip(reader.message()));
}

function readStrip(reader: WireReader): Strip {
  const from = reader.at;
  let length: readonly number[] = NO_NUMBERS;
  let shape: Uint8Array | undefined;
  let forms = reader.bytes.subarray(from, from);
  let rows = 0;
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x09) shape = readId(reader);
    else if (tag === 0x10) rows = reader.uint32();
    else if (tag === 0x1a) forms = reader.block();
    else if (tag === 0x22 || tag === 0x20) length = reader.uint32s(tag, length);
    else reader.skip(tag);
  }
  if (rows > STRIP_ROWS_MAX)
    throw new BadBytes(`A strip has ${rows} rows, at most ${STRIP_ROWS_MAX} are allowed`, from);
  if (forms.length > 0 && forms.length !== length.length) {
    throw new BadBytes(`A strip has ${forms.length} forms for ${length.length} columns`, from);
  }
  return { shape: shape ?? ZERO_ID, rows, forms, length };
}

function readOperation(reader: WireReader): Operation {
  let [entity, field, value] = ["", "", reader.bytes.subarray(reader.at, reader.at)];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) entity = reader.text();
    else if (tag === 0x12) field = reader.text();
    else if (tag === 0x1a) value = reader.block();
    else reader.skip(tag);
  }
  return { entity, field, value };
}

function readBlob(reader: WireReader): Uint8Array {
  const from = reader.at;
  const sha256 = reader.block();
  if (sha256.length !== 32) throw new BadBytes(`A blob's name has 32 bytes, found ${sha256.length}`, from);
  return sha256;
}

function readEdit(reader: WireReader): Edit {
  const seen: Seen[] = [];
  let [actor, lamport] = ["", 0];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) actor = reader.text();
    else if (tag === 0x10) lamport = reader.varint();
    else if (tag === 0x1a) seen.push(readSeen(reader.message()));
    else reader.skip(tag);
  }
  return { actor, lamport, seen };
}

function readSeen(reader: WireReader): Seen {
  const from = reader.at;
  let [tape, seq] = [reader.bytes.subarray(from, from), 0];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) tape = reader.block();
    else if (tag === 0x10) seq = reader.varint();
    else reader.skip(tag);
  }
  if (tape.length !== 16) throw new BadBytes(`A tape's id has 16 bytes, found ${tape.length}`, from);
  return { tape, seq };
}

function checkStrips(strips: readonly Strip[], bodySize: number, at: number): void {
  let sum = 0;
  for (const strip of strips) for (const size of strip.length) sum += size;
  if (sum > bodySize) throw new BadBytes(`The columns have ${sum} bytes, the body has ${bodySize}`, at);
}

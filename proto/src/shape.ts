import { BadBytes } from "./bad-bytes.js";
import { NO_NUMBERS, WireReader } from "./wire-reader.js";
import { FIXED64, WireWriter } from "./wire-writer.js";

const COLUMNS_MAX = 65_536;

/** One column of a shape. The numbers of `type`, `storage` and `level` are the enums of tape.proto. */
export interface Column {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly number[];
  readonly unit: string;
  readonly storage: number;
  readonly level: number;
  /** Full type tag where type and dims do not say it. */
  readonly tag: string;
}

/** An ordered list of columns and its name. */
export interface ShapeMessage {
  /** The 8 bytes as on disk; empty = left out. */
  readonly id: Uint8Array;
  readonly columns: readonly Column[];
}

/** Canonical bytes of a shape: equal columns give equal bytes. */
export function encodeShape(shape: ShapeMessage): Uint8Array {
  const writer = new WireWriter();
  putId(writer, 1, shape.id);
  const inner = new WireWriter();
  for (const column of shape.columns) {
    inner.text(1, column.name);
    inner.number(2, column.type);
    inner.packed(3, column.dims);
    inner.text(4, column.unit);
    inner.number(5, column.storage);
    inner.number(6, column.level);
    inner.text(7, column.tag);
    writer.element(2, inner.take());
  }
  return writer.take();
}

/** Reads a shape. The id is not verified here. */
export function decodeShape(bytes: Uint8Array): ShapeMessage {
  const reader = new WireReader(bytes, 0, bytes.length);
  const columns: Column[] = [];
  let id = bytes.subarray(0, 0);
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x09) id = readId(reader);
    else if (tag === 0x12) readColumnInto(columns, reader);
    else reader.skip(tag);
  }
  return { id, columns };
}

function readColumnInto(columns: Column[], reader: WireReader): void {
  if (columns.length === COLUMNS_MAX) throw new BadBytes(`More than ${COLUMNS_MAX} columns`, reader.at);
  columns.push(readColumn(reader.message()));
}

function readColumn(reader: WireReader): Column {
  let dims: readonly number[] = NO_NUMBERS;
  let [name, unit, columnTag] = ["", "", ""];
  let [type, storage, level] = [0, 0, 0];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x0a) name = reader.text();
    else if (tag === 0x10) type = reader.uint32();
    else if (tag === 0x1a || tag === 0x18) dims = reader.uint32s(tag, dims);
    else if (tag === 0x22) unit = reader.text();
    else if (tag === 0x28) storage = reader.uint32();
    else if (tag === 0x30) level = reader.uint32();
    else if (tag === 0x3a) columnTag = reader.text();
    else reader.skip(tag);
  }
  return { name, type, dims, unit, storage, level, tag: columnTag };
}

/** Writes the 8 bytes of a shape id as a fixed64 field; an empty or zero id is the default and left out. */
export function putId(writer: WireWriter, field: number, id: Uint8Array): void {
  if (idSize(id) === 0) return;
  writer.tag(field, FIXED64);
  writer.raw(id);
}

/** Size of a shape id's field with a one-byte tag. */
export function idSize(id: Uint8Array): number {
  if (id.length !== 0 && id.length !== 8) throw new RangeError(`A shape id has 8 bytes, found ${id.length}.`);
  return id.every((byte) => byte === 0) ? 0 : 9;
}

/** The 8 bytes of a shape id, as a view. */
export function readId(reader: WireReader): Uint8Array {
  const from = reader.advance(8);
  return reader.bytes.subarray(from, from + 8);
}

/**
 * Checks an Arrow IPC stream before the library sees it: every length and count against the bytes that are there.
 *
 * The library believes what a stream says of itself. A few crafted bytes would make it loop 2^31 times, or nest for ever.
 */
import { limits } from "../base/limits.js";
import { Flatbuffer } from "./flatbuffer.js";

/** `MessageHeader` and `Type` of the Arrow format. */
const headers = { schema: 1, dictionary: 2, batch: 3 } as const;
const arrowTypes = { timestamp: 10, union: 14, fixedBytes: 15, fixedList: 16 } as const;

/** Rows that need no bytes: columns of type Null, tables without columns. */
const freeRowsMax = 1 << 24;

/** Throws a RangeError when the stream says more than its bytes can hold. */
export function checkArrowStream(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    if (at + 8 > bytes.length || view.getInt32(at, true) !== -1) throw new RangeError(`no message at byte ${at}`);
    const headLength = view.getInt32(at + 4, true);
    if (headLength === 0) return;
    const from = at + 8;
    if (headLength < 0 || from + headLength > bytes.length) throw new RangeError(`a message of ${headLength} bytes`);
    at = from + headLength + checkMessage(bytes.subarray(from, from + headLength), bytes.length - from - headLength);
  }
}

/** Returns the length of the message's body, at most the bytes that are left. */
function checkMessage(head: Uint8Array, left: number): number {
  const buffer = new Flatbuffer(head);
  const message = buffer.root();
  const bodyLength = buffer.long(message, 3);
  if (bodyLength > left) throw new RangeError(`a body of ${bodyLength} bytes where ${left} are left`);
  checkMetadata(buffer, message, 4);
  const kind = buffer.byte(message, 1);
  const header = buffer.table(message, 2);
  if (header === undefined) throw new RangeError("a message without header");
  if (kind === headers.schema) checkSchema(buffer, header);
  else if (kind === headers.batch) checkBatch(buffer, header, bodyLength);
  else if (kind === headers.dictionary) checkDictionary(buffer, header, bodyLength);
  else throw new RangeError(`a message of kind ${kind}`);
  return bodyLength;
}

function checkSchema(buffer: Flatbuffer, schema: number): void {
  buffer.eachTable(schema, 1, (field) => checkField(buffer, field, 0));
  checkMetadata(buffer, schema, 2);
  buffer.vector(schema, 3, 8);
}

function checkField(buffer: Flatbuffer, field: number, depth: number): void {
  if (depth > limits.nesting) throw new RangeError(`more than ${limits.nesting} levels`);
  buffer.vector(field, 0, 1);
  const typeId = buffer.byte(field, 2);
  const type = buffer.table(field, 3);
  if (type !== undefined) checkType(buffer, typeId, type);
  const dictionary = buffer.table(field, 4);
  if (dictionary !== undefined) {
    buffer.long(dictionary, 0);
    buffer.table(dictionary, 1);
  }
  buffer.eachTable(field, 5, (child) => checkField(buffer, child, depth + 1));
  checkMetadata(buffer, field, 6);
}

function checkType(buffer: Flatbuffer, typeId: number, type: number): void {
  if (typeId === arrowTypes.timestamp) buffer.vector(type, 1, 1);
  else if (typeId === arrowTypes.union) buffer.vector(type, 1, 4);
  else if (typeId === arrowTypes.fixedBytes || typeId === arrowTypes.fixedList) {
    const width = buffer.int32(type, 0);
    if (width < 0 || width > freeRowsMax) throw new RangeError(`a width of ${width}`);
  } else buffer.field(type, 0);
}

/** Key and value texts. */
function checkMetadata(buffer: Flatbuffer, table: number, number: number): void {
  buffer.eachTable(table, number, (pair) => {
    buffer.vector(pair, 0, 1);
    buffer.vector(pair, 1, 1);
  });
}

function checkDictionary(buffer: Flatbuffer, dictionary: number, bodyLength: number): void {
  buffer.long(dictionary, 0);
  const data = buffer.table(dictionary, 1);
  if (data === undefined) throw new RangeError("a dictionary without data");
  checkBatch(buffer, data, bodyLength);
}

function checkBatch(buffer: Flatbuffer, batch: number, bodyLength: number): void {
  const rowsMax = Math.max(freeRowsMax, bodyLength * 8);
  const check = (rows: number): void => {
    if (rows > rowsMax) throw new RangeError(`${rows} rows in ${bodyLength} bytes`);
  };
  check(buffer.long(batch, 0));
  if (buffer.table(batch, 3) !== undefined) throw new RangeError("a compressed batch");
  const nodes = buffer.vector(batch, 1, 16);
  for (let i = 0; i < nodes.count; i++) {
    check(buffer.longAt(nodes.from + i * 16));
    check(buffer.longAt(nodes.from + i * 16 + 8));
  }
  const pieces = buffer.vector(batch, 2, 16);
  for (let i = 0; i < pieces.count; i++) {
    const end = buffer.longAt(pieces.from + i * 16) + buffer.longAt(pieces.from + i * 16 + 8);
    if (end > bodyLength) throw new RangeError(`a buffer up to byte ${end} of ${bodyLength}`);
  }
  const counts = buffer.vector(batch, 4, 8);
  for (let i = 0; i < counts.count; i++) {
    if (buffer.longAt(counts.from + i * 8) > pieces.count) throw new RangeError("more buffers than there are");
  }
}

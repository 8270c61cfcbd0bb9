/** Shapes: the ordered columns of a strip, and the id that is their own hash. */
import { type Column, decodeShape, encodeShape } from "tapelab-proto";
import { limits } from "../base/limits.js";
import { hex, sha256, unhex } from "../base/sha256.js";
import { TapelabError } from "../errors.js";

export interface Shape {
  /** 16 hex digits: the 8 id bytes in file order. */
  readonly id: string;
  readonly columns: readonly Column[];
  /** Canonical `Shape` bytes with the id. */
  readonly bytes: Uint8Array;
}

const noId = new Uint8Array(0);
/** The id is the first field of a shape: a tag (field 1, fixed64) and 8 bytes. */
const idTag = 0x09;
const idField = 9;

/** The shape of these columns; its id is the first 8 bytes of sha256 over its bytes without the id. */
export function makeShape(columns: readonly Column[]): Shape {
  if (columns.length > limits.columns) throw tooWide(columns.length);
  const id = sha256(encodeShape({ id: noId, columns })).subarray(0, 8);
  return { id: hex(id), columns, bytes: encodeShape({ id, columns }) };
}

/** Reads stored shape bytes and verifies the id: it names the bytes behind it, those of unknown fields included. */
export function openShape(bytes: Uint8Array): Shape {
  let shape: { id: Uint8Array; columns: readonly Column[] };
  try {
    shape = decodeShape(bytes);
  } catch (cause) {
    throw badShape("the bytes are no shape", cause);
  }
  const expected = hex(sha256(bytes.subarray(idField)).subarray(0, 8));
  const isFirst = bytes[0] === idTag && hex(bytes.subarray(1, idField)) === expected;
  if (!isFirst || hex(shape.id) !== expected)
    throw badShape(`expected id ${expected}, found ${hex(shape.id) || "none"}`);
  return { id: expected, columns: shape.columns, bytes };
}

/** The 8 id bytes of a shape, as they stand in a strip. */
export function shapeIdBytes(id: string): Uint8Array {
  return unhex(id);
}

function badShape(what: string, cause?: unknown): TapelabError<"bad-bytes"> {
  return new TapelabError(
    "bad-bytes",
    `A stored shape is damaged: ${what}. Commits that use it need its second copy. Run tapelab doctor to see them.`,
    { what: "shape", offset: 0 },
    { cause },
  );
}

/** Scopes of very many different names share one strip, whose columns add up. */
function tooWide(count: number): TapelabError<"bad-option"> {
  const expected = `at most ${limits.columns} columns`;
  return new TapelabError(
    "bad-option",
    `The scopes of this commit have too many different names of variables: expected ${expected}, found ${count}. It was not written. Commit more often, or leave variables out with filters.ignore.`,
    { option: "variables", expected, found: String(count) },
  );
}

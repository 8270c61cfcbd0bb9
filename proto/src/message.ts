/**
 * Messages that are described by a table: decode then encode is the identity on canonical bytes, and what is not known
 * is kept. Archives use it; images and frames, which are written millions of times, have code of their own.
 */
import { BadBytes } from "./bad-bytes.js";
import { putVarint, varintSize } from "./varint.js";
import { WireReader } from "./wire-reader.js";
import { BLOCK, packedSize, VARINT } from "./wire-writer.js";

/** Fields of a newer version, as they stood in the bytes: tag and value, one behind the other. */
export interface Keeping {
  readonly unknown: Uint8Array;
}

/** How a field's value looks in a program. A hash is 32 bytes or, left out, none. `numbers` is a packed list. */
export type FieldKind = "number" | "numbers" | "flag" | "text" | "bytes" | "hash" | "message";

export interface FieldSpec {
  readonly name: string;
  readonly number: number;
  readonly kind: FieldKind;
  /** A repeated field: its value is a list, and every element is written, empty or not. */
  readonly isList?: boolean;
  /** The message inside, for kind `message`. */
  readonly of?: Message<Keeping>;
}

/** Elements of one list: what a few bytes claim must not cost much memory. */
const ELEMENTS_MAX = 1_000_000;
const encoder = new TextEncoder();
const nothing = new Uint8Array(0);

type Values = Record<string, unknown>;

/** One kind of message. Fields stand in the table in the order of their numbers. */
export class Message<T extends Keeping> {
  readonly #fields: readonly FieldSpec[];
  readonly #byTag: ReadonlyMap<number, FieldSpec>;

  constructor(fields: readonly FieldSpec[]) {
    this.#fields = fields;
    this.#byTag = new Map(fields.map((field) => [tagOf(field), field]));
  }

  /** Canonical bytes: number order, no defaults, minimal varints, unknown fields last. */
  encode(value: T): Uint8Array {
    const bytes = new Uint8Array(this.size(value));
    this.#put(bytes, 0, value);
    return bytes;
  }

  /** Size of the canonical bytes. */
  size(value: T): number {
    let size = value.unknown.length;
    for (const field of this.#fields) {
      for (const one of presentValues(field, value as Values)) {
        const tagSize = varintSize(tagOf(field));
        const inner = sizeOf(field, one);
        size += tagSize + (isBlock(field) ? varintSize(inner) : 0) + inner;
      }
    }
    return size;
  }

  /** Reads a message. Bytes are views of the input. Fails with `BadBytes` and with nothing else. */
  decode(bytes: Uint8Array): T {
    return this.read(new WireReader(bytes, 0, bytes.length));
  }

  read(reader: WireReader): T {
    const values: Values = {};
    for (const field of this.#fields) values[field.name] = field.isList ? [] : defaultOf(field);
    const unknown: Uint8Array[] = [];
    while (reader.more()) {
      const from = reader.at;
      const tag = reader.tag();
      const field = this.#byTag.get(tag);
      if (field === undefined) {
        reader.skip(tag);
        unknown.push(reader.bytes.subarray(from, reader.at));
      } else if (field.isList) addTo(values[field.name] as unknown[], field, reader);
      else values[field.name] = readValue(field, reader);
    }
    values.unknown = unknown.length === 1 ? unknown[0] : joined(unknown);
    return values as unknown as T;
  }

  #put(bytes: Uint8Array, from: number, value: T): number {
    let at = from;
    for (const field of this.#fields) {
      for (const one of presentValues(field, value as Values)) {
        at = putVarint(bytes, at, tagOf(field));
        at = field.of ? putInner(field.of, bytes, at, one as Keeping) : putPlain(field, bytes, at, one);
      }
    }
    bytes.set(value.unknown, at);
    return at + value.unknown.length;
  }

  /** @internal Writes the message behind its length. */
  putBehindLength(bytes: Uint8Array, at: number, value: T): number {
    return this.#put(bytes, putVarint(bytes, at, this.size(value)), value);
  }
}

function addTo(list: unknown[], field: FieldSpec, reader: WireReader): void {
  if (list.length === ELEMENTS_MAX) throw new BadBytes(`A list has more than ${ELEMENTS_MAX} elements`, reader.at);
  list.push(readValue(field, reader));
}

function tagOf({ number, kind }: FieldSpec): number {
  return number * 8 + (kind === "number" || kind === "flag" ? VARINT : BLOCK);
}

function isBlock({ kind }: FieldSpec): boolean {
  return kind !== "number" && kind !== "flag";
}

/** What is written of a field: nothing for a default, every element of a list. */
function presentValues(field: FieldSpec, value: Values): readonly unknown[] {
  const found = value[field.name];
  if (field.isList) return (found as readonly unknown[] | undefined) ?? [];
  if (found === undefined || found === 0 || found === false || found === "") return [];
  return (found instanceof Uint8Array || Array.isArray(found)) && found.length === 0 ? [] : [found];
}

function sizeOf(field: FieldSpec, value: unknown): number {
  if (field.of) return field.of.size(value as Keeping);
  if (field.kind === "number") return varintSize(value as number);
  if (field.kind === "flag") return 1;
  if (field.kind === "numbers") return packedSize(value as readonly number[]);
  return field.kind === "text" ? Buffer.byteLength(value as string) : (value as Uint8Array).length;
}

function putInner(message: Message<Keeping>, bytes: Uint8Array, at: number, value: Keeping): number {
  return message.putBehindLength(bytes, at, value);
}

function putPlain(field: FieldSpec, bytes: Uint8Array, at: number, value: unknown): number {
  if (field.kind === "number") return putVarint(bytes, at, value as number);
  if (field.kind === "flag") return putVarint(bytes, at, value === true ? 1 : 0);
  if (field.kind === "numbers") {
    const values = value as readonly number[];
    return values.reduce((to, one) => putVarint(bytes, to, one), putVarint(bytes, at, packedSize(values)));
  }
  if (field.kind === "text" && /\p{Surrogate}/u.test(value as string))
    throw new RangeError("Text with half a surrogate pair cannot be written as UTF-8.");
  const raw = field.kind === "text" ? encoder.encode(value as string) : (value as Uint8Array);
  if (field.kind === "hash" && raw.length !== 32) throw new RangeError(`A hash has 32 bytes, found ${raw.length}.`);
  const to = putVarint(bytes, at, raw.length);
  bytes.set(raw, to);
  return to + raw.length;
}

function defaultOf({ kind }: FieldSpec): unknown {
  if (kind === "message") return undefined;
  if (kind === "number") return 0;
  if (kind === "numbers") return [];
  if (kind === "flag") return false;
  return kind === "text" ? "" : nothing;
}

function readValue(field: FieldSpec, reader: WireReader): unknown {
  if (field.of) return field.of.read(reader.message());
  if (field.kind === "number") return reader.varint();
  if (field.kind === "flag") return reader.bigint() !== 0n;
  if (field.kind === "text") return reader.text();
  if (field.kind === "numbers") return readNumbers(reader.message());
  const from = reader.at;
  const bytes = reader.block();
  if (field.kind === "hash" && bytes.length !== 0 && bytes.length !== 32)
    throw new BadBytes(`A hash has 32 bytes, found ${bytes.length}`, from);
  return bytes;
}

function readNumbers(reader: WireReader): number[] {
  const values: number[] = [];
  while (reader.more()) values.push(reader.varint());
  return values;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 0) return nothing;
  const bytes = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

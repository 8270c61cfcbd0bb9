/** Staged columns: copies of values, one column per variable of a row buffer, grown by doubling and used again. */
import type { BlobPayload } from "./classify.js";
import { arraysByType, type Kind, storages, type TypedArray, types } from "./kinds.js";

/** Presence of a row's value, as the bits on the tape say it. */
export const presences = { value: 0, null: 1, undefined: 2, absent: 3 } as const;

/** What a stage holds: scopes, and bytes by estimate. */
export interface Tally {
  rows: number;
  bytes: number;
}

/** Column of one kind. Values of rows that have none are zero or empty. */
export interface StageColumn {
  readonly kind: Kind;
  /** One code per row, or undefined while all rows have a value. */
  presence: Uint8Array | undefined;
  readonly tally: Tally;
  /** What generated code stores into. */
  readonly cells: unknown;
  resize(capacity: number): void;
  put(row: number, payload: unknown): void;
  /** Row has no value, for one of the codes of `presences`. */
  mark(row: number, code: number): void;
  /** Forgets all rows, keeps the memory. */
  clear(rows: number): void;
}

abstract class BaseColumn {
  readonly kind: Kind;
  presence: Uint8Array | undefined;
  capacity = 0;
  /** Counts bytes held beyond the fixed width of rows. */
  readonly tally: Tally;

  constructor(kind: Kind, tally: Tally = { rows: 0, bytes: 0 }) {
    this.kind = kind;
    this.tally = tally;
  }

  mark(row: number, code: number): void {
    this.presence ??= new Uint8Array(this.capacity);
    this.presence[row] = code;
    this.blank(row);
  }

  resize(capacity: number): void {
    this.capacity = capacity;
    if (this.presence) this.presence = grown(this.presence, capacity);
  }

  clear(_rows: number): void {
    this.presence = undefined;
  }

  abstract blank(row: number): void;
}

function grown<A extends Uint8Array | Uint32Array>(old: A, capacity: number): A {
  const next = new (old.constructor as new (size: number) => A)(capacity);
  next.set(old.subarray(0, Math.min(old.length, capacity)));
  return next;
}

/** Rows of fixed width in one typed array: numbers, booleans, 64-bit integers, typed arrays, dates (ms), hashes. */
export class FixedColumn extends BaseColumn implements StageColumn {
  cells: TypedArray;
  /** The same memory as bytes, and as 32-bit lanes where its size allows. */
  raw: Uint8Array;
  lanes: Int32Array | undefined;
  readonly elements: number;
  readonly #isArray: boolean;

  constructor(kind: Kind, tally?: Tally) {
    super(kind, tally);
    this.elements = kind.storage === storages.hash ? 32 : kind.elements;
    this.#isArray = kind.storage === storages.hash || kind.dims.length > 0;
    this.cells = new (this.#cellsClass())(0);
    this.raw = new Uint8Array(this.cells.buffer);
  }

  #cellsClass(): new (size: number) => TypedArray {
    const { storage, type, dims } = this.kind;
    if (storage === storages.hash) return Uint8Array;
    if (type === types.time && dims.length === 0) return Float64Array; // ms until they are encoded
    return arraysByType.get(type) ?? Uint8Array;
  }

  override resize(capacity: number): void {
    super.resize(capacity);
    const next = new (this.#cellsClass())(capacity * this.elements);
    next.set(this.cells as never);
    this.cells = next;
    this.raw = new Uint8Array(next.buffer);
    this.lanes = next.byteLength % 4 === 0 ? new Int32Array(next.buffer) : undefined;
  }

  put(row: number, payload: unknown): void {
    if (this.#isArray) this.cells.set(payload as never, row * this.elements);
    else this.cells[row] = (Number.isNaN(payload) ? Number.NaN : payload) as never; // see row-code.ts
  }

  blank(row: number): void {
    const zero = this.cells instanceof BigInt64Array || this.cells instanceof BigUint64Array ? 0n : 0;
    this.cells.fill(zero as never, row * this.elements, (row + 1) * this.elements);
  }
}

const indexMax = 0xffff_ffff;
const keptWords = 512;

/** Texts as words and an index per row: equal texts are held once. Also the types and reasons of void values. */
export class WordColumn extends BaseColumn implements StageColumn {
  cells: Uint32Array = new Uint32Array(0);
  words: string[] = [];
  readonly #index = new Map<string, number>();

  override resize(capacity: number): void {
    super.resize(capacity);
    this.cells = grown(this.cells, capacity);
  }

  put(row: number, payload: unknown): void {
    this.cells[row] = this.find(payload as string);
  }

  /** The number of a word, new or known. */
  find(word: string): number {
    const known = this.#index.get(word);
    if (known !== undefined) return known;
    const next = this.words.length;
    this.words.push(word);
    this.#index.set(word, next);
    this.tally.bytes += word.length + 16;
    return next;
  }

  blank(row: number): void {
    this.cells[row] = indexMax;
  }

  /** Words stay: the next commit has the same ones, as a rule, and encoding numbers them anew. */
  override clear(rows: number): void {
    super.clear(rows);
    if (this.words.length <= keptWords) return;
    this.words = [];
    this.#index.clear();
  }
}

/** Texts or bytes of any length, one per row: nested values, big integers, raw bytes, Arrow streams. */
export class ListColumn extends BaseColumn implements StageColumn {
  cells: (string | Uint8Array | undefined)[] = [];

  put(row: number, payload: unknown): void {
    this.cells[row] = payload as string | Uint8Array;
    this.tally.bytes += (payload as string | Uint8Array).length + 16;
  }

  blank(row: number): void {
    this.cells[row] = undefined;
  }

  override clear(rows: number): void {
    super.clear(rows);
    this.cells = [];
  }
}

/** References to blobs. */
export class BlobColumn extends BaseColumn implements StageColumn {
  cells: (BlobPayload | undefined)[] = [];

  put(row: number, payload: unknown): void {
    const { text, blob } = payload as BlobPayload;
    this.cells[row] = payload as BlobPayload;
    this.tally.bytes += text.length + blob.bytes.length;
  }

  blank(row: number): void {
    this.cells[row] = undefined;
  }

  override clear(rows: number): void {
    super.clear(rows);
    this.cells = [];
  }
}

/** No row has a value. */
export class NullColumn extends BaseColumn implements StageColumn {
  readonly cells = undefined;

  put(row: number, payload: unknown): void {
    this.mark(row, payload === null ? presences.null : presences.undefined);
  }

  blank(_row: number): void {
    // There are no cells.
  }
}

export function makeColumn(kind: Kind, tally?: Tally): StageColumn {
  if (kind.storage === storages.void) return new WordColumn(kind, tally);
  if (kind.storage === storages.blob) return new BlobColumn(kind, tally);
  if (kind.storage === storages.hash) return new FixedColumn(kind, tally);
  if (kind.type === types.null) return new NullColumn(kind, tally);
  if (kind.type === types.string) return new WordColumn(kind, tally);
  return kind.width < 0 ? new ListColumn(kind, tally) : new FixedColumn(kind, tally);
}

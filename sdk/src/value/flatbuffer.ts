/**
 * A look into flatbuffer bytes that trusts none of their offsets and counts. Every failure is a RangeError.
 *
 * Offsets may point anywhere, also backwards and to the same place twice; so besides its place, the work is limited:
 * whoever walks the tables pays for each piece out of a budget that the size of the bytes gives.
 */
const perByte = 4;

export class Flatbuffer {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #budget: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#budget = bytes.length * perByte;
  }

  /** Place of the root table. */
  root(): number {
    return this.#follow(0);
  }

  /** Place of a field in a table, by its number; undefined when it is left out. */
  field(table: number, number: number): number | undefined {
    const entry = 4 + number * 2;
    const vtable = table - this.#int32(table);
    const size = this.#uint16(vtable);
    this.#within(vtable, size);
    const offset = entry + 2 <= size ? this.#uint16(vtable + entry) : 0;
    return offset === 0 ? undefined : this.#within(table + offset, 1);
  }

  byte(table: number, number: number): number {
    const at = this.field(table, number);
    return at === undefined ? 0 : this.#bytes[at]!;
  }

  int32(table: number, number: number): number {
    const at = this.field(table, number);
    return at === undefined ? 0 : this.#int32(at);
  }

  /** A 64-bit number of a table. */
  long(table: number, number: number): number {
    const at = this.field(table, number);
    return at === undefined ? 0 : this.longAt(at);
  }

  /** The 64-bit number at a place. It counts something, so it is never negative. */
  longAt(at: number): number {
    this.#within(at, 8);
    const value = this.#view.getBigInt64(at, true);
    if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`a count of ${value}`);
    return Number(value);
  }

  /** A table that a field of a table points to. */
  table(table: number, number: number): number | undefined {
    const at = this.field(table, number);
    return at === undefined ? undefined : this.#follow(at);
  }

  /** Where a vector of elements of `width` bytes begins, and how many it has. Pays for it. Texts are vectors of bytes. */
  vector(table: number, number: number, width: number): { readonly from: number; readonly count: number } {
    const at = this.table(table, number);
    if (at === undefined) return { from: 0, count: 0 };
    const count = this.#int32(at);
    if (count < 0) throw new RangeError(`${count} elements`);
    this.#within(at + 4, count * width);
    this.#pay(count * width);
    return { from: at + 4, count };
  }

  /** Calls with each table of a vector of tables. */
  eachTable(table: number, number: number, visit: (table: number) => void): void {
    const { from, count } = this.vector(table, number, 4);
    for (let i = 0; i < count; i++) visit(this.#follow(from + i * 4));
  }

  #follow(at: number): number {
    this.#pay(4);
    return this.#within(at + this.#int32(at), 4);
  }

  #int32(at: number): number {
    return this.#view.getInt32(this.#within(at, 4), true);
  }

  #uint16(at: number): number {
    return this.#view.getUint16(this.#within(at, 2), true);
  }

  #within(at: number, size: number): number {
    if (at < 0 || at + size > this.#bytes.length) throw new RangeError(`byte ${at} of ${this.#bytes.length}`);
    return at;
  }

  #pay(bytes: number): void {
    this.#budget -= bytes;
    if (this.#budget < 0) throw new RangeError("more work than the bytes are worth");
  }
}

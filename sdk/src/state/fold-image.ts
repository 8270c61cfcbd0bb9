/** A fold as bytes, looked up in place: names are found by halving, values are views. */
import { decodeFoldState, encodeFoldState, type FoldFacts, type FoldTable, FoldWriter } from "tapelab-proto";
import { hex, sha256 } from "../base/sha256.js";
import { typedBytes } from "./typed-bytes.js";

/** Takes the fields of one entity after another, in order. */
export type FoldParts = Pick<FoldWriter, "add" | "take">;

const domain = new TextEncoder().encode("tapelab/fold/1\0");

export class FoldImage {
  readonly #table: FoldTable;
  readonly stateHash: string;
  readonly foldHash: string;

  private constructor(table: FoldTable, stateHash: Uint8Array) {
    this.#table = table;
    this.stateHash = hex(stateHash);
    this.foldHash = hex(table.foldHash);
  }

  static writer(): FoldParts {
    return new FoldWriter();
  }

  static of(parts: FoldParts, facts: FoldFacts): FoldImage {
    const { visible, rest } = parts.take(facts);
    const stateHash = sha256(visible);
    const bytes = encodeFoldState(visible, rest, sha256(domain, stateHash, rest));
    return new FoldImage(decodeFoldState(bytes), stateHash);
  }

  /** Throws `bad-bytes` on what is no fold, or is not what its own hash says. */
  static decode(bytes: Uint8Array): FoldImage {
    return typedBytes("state of a snapshot", () => {
      const table = decodeFoldState(bytes);
      const stateHash = sha256(table.visible);
      const found = hex(sha256(domain, stateHash, table.rest));
      const expected = hex(table.foldHash);
      if (found !== expected) throw new RangeError(`its hash is ${found}, expected ${expected}`);
      return new FoldImage(table, stateHash);
    });
  }

  static readonly empty: FoldImage = FoldImage.of(new FoldWriter(), { tapes: [], seen: [], lamport: 0 });

  get bytes(): Uint8Array {
    return this.#table.bytes;
  }

  get cellCount(): number {
    return this.#table.tape.length;
  }

  get facts(): FoldFacts {
    return this.#table;
  }

  /** Names of all entities: the shown ones in order, then the hidden ones in order. */
  entities(): string[] {
    const { entityStart, entityEnd } = this.#table;
    return Array.from(entityStart, (start, i) => this.#text(start, entityEnd[i]!));
  }

  /** The cells of an entity, shown ones first. */
  cellsOf(entity: string): number[] {
    const cells: number[] = [];
    const { firstCell } = this.#table;
    const key = keyOf(entity);
    for (const at of [this.#entityIn(key, false), this.#entityIn(key, true)])
      if (at >= 0) for (let cell = firstCell[at]!; cell < firstCell[at + 1]!; cell++) cells.push(cell);
    return cells;
  }

  /** The cell of a field, -1 for none. */
  find(entity: string, field: string): number {
    const { tape, firstCell, fieldStart, fieldEnd } = this.#table;
    if (tape.length === 0) return -1;
    const [key, name] = [keyOf(entity), keyOf(field)];
    for (const isHidden of [false, true]) {
      const at = this.#entityIn(key, isHidden);
      const found = at < 0 ? -1 : this.#search(name, fieldStart, fieldEnd, firstCell[at]!, firstCell[at + 1]!);
      if (found >= 0) return found;
    }
    return -1;
  }

  field(cell: number): string {
    return this.#text(this.#table.fieldStart[cell]!, this.#table.fieldEnd[cell]!);
  }

  /** What the cell holds and the operation that won it. */
  cell(at: number): { value: Uint8Array; lamport: number; tape: string; sequence: number; index: number } {
    const { bytes, valueStart, valueEnd, tapes, tape, winLamport, winSequence, winIndex } = this.#table;
    return {
      value: bytes.subarray(valueStart[at]!, valueEnd[at]!),
      lamport: winLamport[at]!,
      tape: tapes[tape[at]!]!,
      sequence: winSequence[at]!,
      index: winIndex[at]!,
    };
  }

  #entityIn(key: Uint8Array, isHidden: boolean): number {
    const { entityStart, entityEnd, visibleEntities } = this.#table;
    const [from, to] = isHidden ? [visibleEntities, entityStart.length] : [0, visibleEntities];
    return this.#search(key, entityStart, entityEnd, from, to);
  }

  #search(key: Uint8Array, starts: Uint32Array, ends: Uint32Array, from: number, to: number): number {
    let [low, high] = [from, to];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(key, starts[middle]!, ends[middle]!);
      if (order === 0) return middle;
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    return -1;
  }

  #compare(key: Uint8Array, start: number, end: number): number {
    const { bytes } = this.#table;
    const size = Math.min(key.length, end - start);
    for (let i = 0; i < size; i++) {
      const difference = key[i]! - bytes[start + i]!;
      if (difference !== 0) return difference;
    }
    return key.length - (end - start);
  }

  #text(start: number, end: number): string {
    const { bytes } = this.#table;
    return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");
  }
}

function keyOf(name: string): Uint8Array {
  return Buffer.from(name, "utf8");
}

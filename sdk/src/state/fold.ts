/**
 * The state of a workspace as a fold over operations: per field of an entity the last operation wins. Pure, and a
 * function of the set of commits alone: order, batching and repetition of deliveries change nothing.
 *
 * Held in two layers: the bytes of a snapshot, looked up in place, and what was won since. So a start from a snapshot
 * costs no object per field.
 */
import type { FoldCell } from "tapelab-proto";
import { byCodePoint } from "../base/canonical-json.js";
import { isTapelabError } from "../errors.js";
import { decodeOperationValue, isOperationName, type OperationCommit, removedField } from "../value/operations.js";
import { FoldImage, type FoldParts } from "./fold-image.js";

/** Of everything that goes into `foldHash`. A snapshot of another version is not used. */
export const FOLD_VERSION = 1;

/** One field that has a value and is shown. */
export interface VisibleField {
  readonly entity: string;
  readonly field: string;
  /** Bytes of the value, as recorded. */
  readonly value: Uint8Array;
}

/** What a field holds, and the operation that won it. */
interface Cell {
  /** Empty: cleared. */
  value: Uint8Array;
  lamport: number;
  tape: string;
  sequence: number;
  index: number;
}

const cleared = new Uint8Array(0);
const entitiesPerSlice = 2_000;

export class Fold {
  #base: FoldImage = FoldImage.empty;
  readonly #won = new Map<string, Map<string, Cell>>();
  #added = 0;
  #isChanged = false;
  #lamport = 0;
  #seen = new Map<string, number>();

  /** Folds the commit in; returns how many of its operations mean nothing and have no effect. */
  apply(tape: string, { sequence, operations, edit }: OperationCommit): number {
    if (operations.length === 0 && !edit) return 0;
    const lamport = edit?.lamport ?? sequence;
    this.#meet(tape, sequence, lamport);
    let opaque = 0;
    for (let index = 0; index < operations.length; index++) {
      const { entity, field, value = cleared } = operations[index]!;
      if (!this.#put(entity, field, { value, lamport, tape, sequence, index })) opaque++;
    }
    return opaque;
  }

  /** Folds in everything that the other one holds. */
  merge(other: Fold): void {
    if (other.cellCount > 0 && this.cellCount === 0) {
      this.#base = other.#base;
      for (const [entity, fields] of other.#won)
        this.#won.set(entity, new Map([...fields].map(([field, cell]) => [field, { ...cell }])));
      this.#added = other.#added;
    } else for (const [entity, field, cell] of other.#cells()) this.#put(entity, field, cell);
    for (const [tape, sequence] of other.#seen) this.#meet(tape, sequence, other.#lamport);
  }

  /** The fields of an entity that are shown, each a fresh copy; undefined when there are none. No prototype. */
  get(entity: string): Readonly<Record<string, unknown>> | undefined {
    const fields = this.#fieldsOf(entity);
    if (isRemoved(fields)) return undefined;
    let shown: Record<string, unknown> | undefined;
    for (const [field, { value }] of inOrder(fields)) {
      if (value.length === 0 || field === removedField) continue;
      shown ??= Object.create(null) as Record<string, unknown>;
      shown[field] = shownValue(value);
    }
    return shown;
  }

  /** The fields of an entity that have a value, hidden ones included, as bytes. */
  fields(entity: string): Map<string, Uint8Array> {
    const fields = [...this.#fieldsOf(entity)].filter(([, { value }]) => value.length > 0);
    return new Map(fields.map(([field, { value }]) => [field, value]));
  }

  /** Entities with a field that is shown, in the order of their UTF-8 bytes. */
  *entities(): Generator<string, void, void> {
    let last: string | undefined;
    for (const { entity } of this.visible()) {
      if (entity !== last) yield entity;
      last = entity;
    }
  }

  /** Every field that is shown: entities and fields in the order of their UTF-8 bytes. */
  *visible(): Generator<VisibleField, void, void> {
    for (const entity of this.#names()) {
      const fields = this.#fieldsOf(entity);
      if (isRemoved(fields)) continue;
      for (const [field, { value }] of inOrder(fields))
        if (value.length > 0 && field !== removedField) yield { entity, field, value };
    }
  }

  /** Fields held, cleared and hidden ones included. */
  get cellCount(): number {
    return this.#base.cellCount + this.#added;
  }

  /** The greatest counter of all commits folded in; 0 for none. */
  get greatestLamport(): number {
    return this.#lamport;
  }

  /** By tape: the last commit with operations that is folded in. */
  get seen(): ReadonlyMap<string, number> {
    return this.#seen;
  }

  /** sha256 of what is shown, hex. */
  stateHash(): string {
    return this.#image().stateHash;
  }

  /** The same, and cleared and hidden fields, and which operation won each: equal for equal sets of commits. */
  foldHash(): string {
    return this.#image().foldHash;
  }

  /** Canonical bytes: equal folds have equal ones. */
  encode(): Uint8Array {
    return this.#image().bytes;
  }

  /** Throws `bad-bytes` on what is no fold. */
  static decode(bytes: Uint8Array): Fold {
    const fold = new Fold();
    fold.#base = FoldImage.decode(bytes);
    const { tapes, seen, lamport } = fold.#base.facts;
    fold.#seen = new Map(tapes.map((tape, i) => [tape, seen[i]!]));
    fold.#lamport = lamport;
    return fold;
  }

  /** Makes `encode` and the hashes cheap, in slices: give others their turn between two of them. */
  *settle(): Generator<void, void, void> {
    if (!this.#isChanged) return;
    const tapes = [...this.#seen.keys()].sort();
    const places = new Map(tapes.map((tape, i) => [tape, i]));
    const parts: FoldParts = FoldImage.writer();
    let count = 0;
    for (const entity of this.#names()) {
      const fields = this.#fieldsOf(entity);
      const isHidden = isRemoved(fields);
      const shown: FoldCell[] = [];
      const hidden: FoldCell[] = [];
      for (const [field, cell] of inOrder(fields)) {
        const list = isHidden || cell.value.length === 0 || field === removedField ? hidden : shown;
        list.push({ ...cell, field, tape: places.get(cell.tape)! });
      }
      parts.add(entity, shown, hidden);
      if (++count % entitiesPerSlice === 0) yield;
    }
    const seen = tapes.map((tape) => this.#seen.get(tape)!);
    this.#base = FoldImage.of(parts, { tapes, seen, lamport: this.#lamport });
    this.#won.clear();
    this.#added = 0;
    this.#isChanged = false;
  }

  #image(): FoldImage {
    const steps = this.settle();
    while (!steps.next().done);
    return this.#base;
  }

  #meet(tape: string, sequence: number, lamport: number): void {
    this.#isChanged = true;
    if (lamport > this.#lamport) this.#lamport = lamport;
    if (sequence > (this.#seen.get(tape) ?? 0)) this.#seen.set(tape, sequence);
  }

  /** Lets the operation win its field, if it does; false when its names mean nothing. */
  #put(entity: string, field: string, operation: Cell): boolean {
    let fields = this.#won.get(entity);
    const cell = fields?.get(field);
    if (cell) {
      if (!isBehind(operation, cell)) return true;
      cell.lamport = operation.lamport;
      cell.tape = operation.tape;
      cell.sequence = operation.sequence;
      cell.index = operation.index;
      cell.value = own(operation.value);
      return true;
    }
    const known = this.#base.find(entity, field);
    if (known >= 0) {
      if (!isBehind(operation, this.#base.cell(known))) return true;
    } else {
      if (!isOperationName(entity, field)) return false;
      this.#added++;
    }
    if (!fields) {
      fields = new Map();
      this.#won.set(entity, fields);
    }
    fields.set(field, { ...operation, value: own(operation.value) });
    return true;
  }

  /** All names of entities, in the order of their UTF-8 bytes. */
  #names(): string[] {
    const won = [...this.#won.keys()].sort(byCodePoint);
    const names = this.#base.entities();
    if (won.length > 0) names.push(...won);
    // Each part is in order already, which is what makes this sort fast.
    return [...new Set(names)].sort(byCodePoint);
  }

  #fieldsOf(entity: string): Map<string, Cell> {
    const won = this.#won.get(entity);
    const fields = new Map<string, Cell>();
    for (const at of this.#base.cellsOf(entity)) fields.set(this.#base.field(at), this.#base.cell(at));
    if (won) for (const [field, cell] of won) fields.set(field, cell);
    return fields;
  }

  *#cells(): Generator<[entity: string, field: string, cell: Cell], void, void> {
    for (const entity of this.#names()) for (const [field, cell] of this.#fieldsOf(entity)) yield [entity, field, cell];
  }
}

/** Total order of operations: lamport, tape, sequence, index. */
function isBehind(a: Cell, b: Cell): boolean {
  if (a.lamport !== b.lamport) return a.lamport > b.lamport;
  if (a.tape !== b.tape) return a.tape > b.tape;
  return a.sequence !== b.sequence ? a.sequence > b.sequence : a.index > b.index;
}

/** Removed is an entity whose reserved field holds anything but false. */
function isRemoved(fields: ReadonlyMap<string, Cell>): boolean {
  const value = fields.get(removedField)?.value;
  return value !== undefined && value.length > 0 && Buffer.from(value).toString("latin1") !== "false";
}

function inOrder(fields: ReadonlyMap<string, Cell>): [string, Cell][] {
  const list = [...fields];
  return list.length > 1 ? list.sort(([a], [b]) => byCodePoint(a, b)) : list;
}

/** A copy in memory of its own: what a commit is read into is used again. */
function own(value: Uint8Array): Uint8Array {
  return value.length === 0 ? cleared : value.slice();
}

/** Foreign bytes that are no value are shown as what they are. */
function shownValue(bytes: Uint8Array): unknown {
  try {
    return decodeOperationValue(bytes);
  } catch (error) {
    if (!isTapelabError(error, "bad-bytes")) throw error;
    return { kind: "void", type: "unknown", reason: "unreadable" };
  }
}

/**
 * Copies one scope into a strip when it has exactly the strip's names, in order, and values of its kinds.
 *
 * Two forms with equal results: generated code (names appear in it as JSON-quoted keys only), made when a buffer is used
 * again and again, and a loop, where code must not be generated.
 */
import { type ClassifyOptions, classify } from "./classify.js";
import { type FixedColumn, presences, type StageColumn, type WordColumn } from "./columns.js";
import { isDetached } from "./detached.js";
import type { Classified } from "./inline.js";
import { arraysByType, type Kind, kinds, storages, type TypedArray, types } from "./kinds.js";
import type { StripRows } from "./strip-rows.js";
import { timeMaxMs } from "./time-column.js";
import { isWellFormed, utf8Size } from "./utf8.js";

export interface RowWriter {
  /** Points the writer at a strip whose arrays are new or have grown. */
  bind(strip: StripRows): void;
  /** False when the scope does not fit; the row then does not count. */
  write(variables: object, time: number | bigint | undefined, row: number): boolean;
}

/** Code of the ways in which a column takes its values. */
export const ways = { f64: 0, bool: 1, word: 2, i64: 3, array: 4, other: 5, none: 6 } as const;

export function wayOf(kind: Kind): number {
  if (kind.storage !== storages.inline) return ways.other;
  if (kind.key === kinds.f64.key) return ways.f64;
  if (kind.key === kinds.bool.key) return ways.bool;
  if (kind.key === kinds.string.key) return ways.word;
  if (kind.key === kinds.i64.key) return ways.i64;
  if (kind.type === types.null) return ways.none;
  return kind.dims.length === 1 && kind.tag === "" ? ways.array : ways.other;
}

/** Ordered names, and the kinds that their columns have in the commit so far. */
export interface RowNames {
  readonly names: readonly string[];
  readonly resolved: readonly (Kind | undefined)[];
}

/** The steps that generated and looping writers share. */
export class RowSteps {
  readonly names: readonly string[];
  readonly kinds: readonly Kind[];
  readonly #options: ClassifyOptions;
  readonly #arrays: readonly (object | undefined)[];
  readonly #family: RowNames;
  #strip: StripRows | undefined;
  #prototype: unknown = Object.prototype;

  constructor(family: RowNames, columnKinds: readonly Kind[], options: ClassifyOptions) {
    this.names = family.names;
    this.#family = family;
    this.kinds = columnKinds;
    this.#options = options;
    this.#arrays = columnKinds.map((kind) => arraysByType.get(kind.type)?.prototype);
  }

  bind(strip: StripRows): void {
    this.#strip = strip;
  }

  column(at: number): StageColumn {
    return this.#strip!.columns[at]!.cells;
  }

  /** Whether objects of this prototype have their own properties only, as far as a for-in loop sees. */
  accepts(prototype: unknown): boolean {
    if (prototype === this.#prototype) return true;
    for (const _key in prototype as object) return false;
    this.#prototype = prototype;
    return true;
  }

  /** A row without a value, allowed where the kind of the column does not depend on it. */
  odd(at: number, row: number, value: unknown): boolean {
    if ((value !== null && value !== undefined) || row === 0 || !this.#isNullable(at)) return false;
    this.column(at).mark(row, value === null ? presences.null : presences.undefined);
    return true;
  }

  /** Whether rows without a value in this column belong here: its kind is that of the first value in the commit. */
  #isNullable(at: number): boolean {
    const kind = this.kinds[at]!;
    return kind.type === types.null || this.#family.resolved[at]?.key === kind.key;
  }

  /** The number of a word, or -1 when it cannot be stored as one. */
  word(at: number, value: string): number {
    const column = this.column(at) as WordColumn;
    const max = this.#options.inlineMaxBytes;
    const fits = value.length * 3 <= max || utf8Size(value) <= max;
    return fits && isWellFormed(value) ? column.find(value) : -1;
  }

  array(at: number, row: number, value: unknown): boolean {
    const column = this.column(at) as FixedColumn;
    if (typeof value !== "object" || value === null) return false;
    if (Object.getPrototypeOf(value) !== this.#arrays[at] || (value as TypedArray).length !== column.elements)
      return false;
    if (column.elements === 0 && isDetached(value as TypedArray)) return false;
    column.cells.set(value as never, row * column.elements);
    return true;
  }

  other(at: number, row: number, value: unknown): boolean {
    const { kind, payload } = this.#classified(at, row, value);
    if (kind.key !== this.kinds[at]!.key || kind.type === types.null) return false;
    this.column(at).put(row, payload);
    return true;
  }

  /** To look at a value may throw (a getter, a full disk): the row then does not count. */
  #classified(at: number, row: number, value: unknown): Classified {
    try {
      return classify(value, this.names[at]!, undefined, this.#options);
    } catch (error) {
      this.fail(row);
      throw error;
    }
  }

  fail(row: number): false {
    this.#strip!.undo(row);
    return false;
  }

  /** Stores an unusual time; true when plain numbers can be stored directly from now on. */
  time(row: number, time: number | bigint | undefined): boolean {
    const column = this.#strip!.time;
    column.put(row, time);
    return column.isPlain;
  }
}

/** The writer without generated code. */
export function loopWriter(steps: RowSteps): RowWriter {
  const { names } = steps;
  const count = names.length;
  const codes = steps.kinds.map(wayOf);
  let strip: StripRows | undefined;
  let isPlain = false;
  return {
    bind(next) {
      steps.bind(next);
      strip = next;
      isPlain = next.time.isPlain;
    },
    write(variables, time, row) {
      let at = 0;
      for (const key in variables) if (key !== names[at++]) return false;
      if (at !== count || count === 0 || !steps.accepts(Object.getPrototypeOf(variables))) return false;
      const values = names.map((name) => (variables as Record<string, unknown>)[name]); // before the first store
      if (isPlain && typeof time === "number" && time > -timeMaxMs && time < timeMaxMs) strip!.time.ms[row] = time;
      else isPlain = steps.time(row, time);
      for (at = 0; at < count; at++) {
        const value = values[at];
        if (!put(steps, codes[at]!, at, row, value) && !steps.odd(at, row, value)) return steps.fail(row);
      }
      return true;
    },
  };
}

function put(steps: RowSteps, way: number, at: number, row: number, value: unknown): boolean {
  if (way === ways.f64) {
    if (typeof value !== "number") return false;
  } else if (way === ways.bool) {
    if (typeof value !== "boolean") return false;
  } else if (way === ways.word) {
    if (typeof value !== "string") return false;
    const word = steps.word(at, value);
    if (word >= 0) (steps.column(at) as WordColumn).cells[row] = word;
    return word >= 0;
  } else if (way === ways.i64) {
    if (typeof value !== "bigint" || BigInt.asIntN(64, value) !== value) return false;
  } else if (way === ways.array) return steps.array(at, row, value);
  else if (way === ways.none) return false;
  else return steps.other(at, row, value);
  (steps.column(at) as FixedColumn).put(row, value);
  return true;
}

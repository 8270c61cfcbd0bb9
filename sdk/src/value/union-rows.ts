/** The strip of a commit with too many shapes: a column per name, kind, unit and level; rows lack most of them. */

import { presences } from "./columns.js";
import type { Classified } from "./inline.js";
import { kinds } from "./kinds.js";
import { type GroupFacts, type NamedColumn, namedColumn, StripRows, unitAndLevel } from "./strip-rows.js";
import { isWellFormed } from "./utf8.js";

export class UnionRows {
  readonly strip: StripRows = new StripRows(undefined, []);
  /** The last row in which each column was written. */
  readonly #lastRow: number[] = [];
  /** Columns of each name; the first one takes the rows that have no value. */
  readonly #byName: Map<string, UnionColumn[]> = new Map();

  /** Writes the values of one row; the caller closes it. */
  append(
    facts: GroupFacts,
    names: readonly string[],
    row: readonly Classified[],
    time: number | bigint | undefined,
  ): void {
    const { strip } = this;
    const at = strip.rows;
    if (at === strip.capacity) strip.grow();
    const { columns } = strip;
    while (this.#lastRow.length < columns.length) this.#lastRow.push(-1);
    for (let index = 0; index < names.length; index++) {
      const classified = row[index]!;
      const { cells, place } = this.#column(names[index]!, classified, facts);
      this.#lastRow[place] = at;
      if (classified.kind.key !== kinds.null.key) cells.put(at, classified.payload);
      else cells.mark(at, classified.payload === null ? presences.null : presences.undefined);
    }
    this.#markAbsent(at);
    strip.time.put(at, time);
  }

  /**
   * The quick way for scalars in columns that are there already. False: the row does not count, something in it needs
   * the general way.
   */
  appendPlain(facts: GroupFacts, variables: object, time: number | bigint | undefined, wordMax: number): boolean {
    const { strip } = this;
    const { columns } = strip;
    const at = strip.rows;
    if (facts.units !== undefined || facts.levels !== undefined) return false;
    if (at === strip.capacity) strip.grow();
    while (this.#lastRow.length < columns.length) this.#lastRow.push(-1);
    let isWhole = false;
    try {
      isWhole = this.#putFields(at, variables, facts.level, wordMax);
    } finally {
      if (!isWhole) {
        strip.undo(at);
        this.#lastRow.fill(-1);
      }
    }
    if (!isWhole) return false;
    strip.time.put(at, time);
    this.#markAbsent(at);
    return true;
  }

  #putFields(at: number, variables: object, level: number, wordMax: number): boolean {
    for (const name in variables) {
      const value = (variables as Record<string, unknown>)[name]; // an accessor may throw
      const place = this.#putPlain(at, this.#byName.get(name), value, level, wordMax);
      if (place < 0) return false;
      this.#lastRow[place] = at;
    }
    return true;
  }

  /** The place of the column that took the value, or -1. */
  #putPlain(at: number, known: readonly UnionColumn[] | undefined, value: unknown, level: number, max: number): number {
    if (known === undefined) return -1;
    if (value === null || value === undefined) {
      known[0]!.cells.mark(at, value === null ? presences.null : presences.undefined);
      return known[0]!.place;
    }
    for (const { cells, place, unit, level: own } of known) {
      if (own !== level || unit !== "") continue;
      const { key } = cells.kind;
      const isString = typeof value === "string";
      const isWord = isString && key === kinds.string.key && value.length * 3 <= max && isWellFormed(value);
      const isNumber = typeof value === "number" && key === kinds.f64.key;
      if (!isWord && !isNumber && !(typeof value === "boolean" && key === kinds.bool.key)) continue;
      cells.put(at, value);
      return place;
    }
    return -1;
  }

  #markAbsent(at: number): void {
    const { columns } = this.strip;
    for (let place = 0; place < columns.length; place++) {
      if (this.#lastRow[place] !== at) columns[place]!.cells.mark(at, presences.absent);
    }
  }

  #column(name: string, { kind }: Classified, facts: GroupFacts): UnionColumn {
    let known = this.#byName.get(name);
    if (!known) {
      known = [];
      this.#byName.set(name, known);
    }
    if (known.length > 0 && kind.key === kinds.null.key) return known[0]!;
    const { unit, level } = unitAndLevel(name, facts);
    for (const column of known) {
      if (column.cells.kind.key === kind.key && column.unit === unit && column.level === level) return column;
    }
    const made = { ...namedColumn(name, kind, facts), place: this.strip.columns.length };
    this.strip.addColumn(made);
    known.push(made);
    return made;
  }
}

interface UnionColumn extends NamedColumn {
  /** Among the columns of the strip. */
  readonly place: number;
}

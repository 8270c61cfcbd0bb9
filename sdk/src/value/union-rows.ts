/** The strip of a commit with too many shapes: a column per name, kind, unit and level; rows lack most of them. */

import { presences } from "./columns.js";
import type { Classified } from "./inline.js";
import { kinds } from "./kinds.js";
import { type GroupFacts, type NamedColumn, namedColumn, StripRows } from "./strip-rows.js";

export class UnionRows {
  readonly strip: StripRows = new StripRows(undefined, []);
  readonly #byKey: Map<string, NamedColumn> = new Map();
  /** The first column of each name takes the rows that have no value. */
  readonly #byName: Map<string, NamedColumn> = new Map();

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
    const used = new Set<NamedColumn>();
    for (let index = 0; index < names.length; index++) {
      const classified = row[index]!;
      const column = this.#column(names[index]!, classified, facts);
      used.add(column);
      if (classified.kind.key !== kinds.null.key) column.cells.put(at, classified.payload);
      else column.cells.mark(at, classified.payload === null ? presences.null : presences.undefined);
    }
    for (const column of strip.columns) if (!used.has(column)) column.cells.mark(at, presences.absent);
    strip.time.put(at, time);
  }

  #column(name: string, { kind }: Classified, facts: GroupFacts): NamedColumn {
    const first = this.#byName.get(name);
    if (first && kind.key === kinds.null.key) return first;
    const made = namedColumn(name, kind, facts);
    const key = JSON.stringify([name, kind.key, made.unit, made.level]);
    const known = this.#byKey.get(key);
    if (known) return known;
    this.strip.addColumn(made);
    this.#byKey.set(key, made);
    if (!first) this.#byName.set(name, made);
    return made;
  }
}

/** Scopes, or plain objects, that an Observable gave one by one, as a chunk. */
import type { Scope } from "../read/scope.js";
import { type Cells, CellsMaker } from "./cells.js";
import { bareFacts, type Chunk, cellText, type RowFacts } from "./chunk.js";

/** A scope, or an object whose own properties are variables. */
export type Row = Scope | Readonly<Record<string, unknown>>;

export class RowChunk implements Chunk {
  readonly rows: number;
  readonly first: number;
  readonly #rows: readonly Row[];
  #names: readonly string[] | undefined;

  constructor(rows: readonly Row[], first: number) {
    this.#rows = rows;
    this.rows = rows.length;
    this.first = first;
  }

  get hasTime(): boolean {
    return this.#rows.every(isScope);
  }

  get names(): readonly string[] {
    this.#names ??= namesOf(this.#rows);
    return this.#names;
  }

  cells(name: string): Cells | undefined {
    if (!this.names.includes(name)) return undefined;
    const maker = new CellsMaker(this.rows);
    for (const [i, row] of this.#rows.entries()) {
      const vars = varsOf(row);
      if (Object.hasOwn(vars, name)) maker.put(i, vars[name]);
      else if (isScope(row) && row.has(name)) putElsewhere(maker, row, name);
    }
    const first = this.#rows.find((row) => isScope(row) && row.has(name)) as Scope | undefined;
    maker.unit = first?.describe(name).unit ?? "";
    return maker.done();
  }

  value(name: string, row: number): unknown {
    const vars = varsOf(this.#rows[row]!);
    return Object.hasOwn(vars, name) ? vars[name] : undefined;
  }

  times(): Float64Array {
    return Float64Array.from(this.#rows, (row) => (isScope(row) ? (row.time ?? row.commit.time) : Number.NaN));
  }
  commits(): Float64Array {
    return Float64Array.from(this.#rows, (row) => (isScope(row) ? row.sequence : Number.NaN));
  }
  labels(): readonly string[] {
    return this.#rows.map((row) => (isScope(row) ? (row.labels[0] ?? "") : ""));
  }

  facts(row: number): RowFacts {
    const scope = this.#rows[row]!;
    const seq = this.first + row;
    if (!isScope(scope)) return bareFacts(seq);
    const { commit, labels, time } = scope;
    return {
      seq,
      time: time ?? commit.time,
      commit: commit.sequence,
      commitLabel: commit.label,
      label: labels[0] ?? "",
      cell: cellText(scope),
    };
  }
}

/** Scopes of every copy of the SDK. */
export function isScope(value: unknown): value is Scope {
  return typeof value === "object" && value !== null && "vars" in value && "describe" in value && "commit" in value;
}

/** Variables that are no values, such as void ones, are looked for where the number of the others changes. */
function namesOf(rows: readonly Row[]): string[] {
  const names = new Set<string>();
  let last = -1;
  for (const row of rows) {
    const own = Object.keys(varsOf(row));
    if (own.length !== last && isScope(row)) for (const name of row.names) names.add(name);
    for (const name of own) names.add(name);
    last = own.length;
  }
  return [...names];
}

function varsOf(row: Row): Readonly<Record<string, unknown>> {
  return isScope(row) ? row.vars : row;
}

/** What a scope holds beside its commit, or does not hold. */
function putElsewhere(maker: CellsMaker, scope: Scope, name: string): void {
  const { storage, type } = scope.describe(name);
  if (storage !== "inline" && type !== "undefined") maker.putOther(type);
}

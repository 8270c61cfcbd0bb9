/** The staged rows of one strip: columns of equal labels, names and kinds, with the context of each row. */
import { limits } from "../base/limits.js";
import type { ScopeContext } from "./capture-types.js";
import { makeColumn, NullColumn, presences, type StageColumn, type Tally } from "./columns.js";
import type { StripPlan } from "./context-columns.js";
import type { Kind } from "./kinds.js";
import { TimeColumn } from "./time-column.js";

const firstCapacity = 8;

/** What all rows of a group share besides their names. */
export interface GroupFacts {
  readonly labels: readonly string[];
  readonly units: Readonly<Record<string, string>> | undefined;
  readonly level: number;
  readonly levels: ReadonlyMap<string, number> | undefined;
  /** Of the stage. */
  readonly tally: Tally;
}

export interface StripOwner {
  strip: StripRows | undefined;
  bind(): void;
  recycle(strip: StripRows): void;
}

export interface ContextRun {
  readonly from: number;
  readonly context: ScopeContext;
}

/** One column with its name, unit and level. */
export interface NamedColumn {
  readonly name: string;
  readonly unit: string;
  readonly level: number;
  cells: StageColumn;
}

export class StripRows {
  rows = 0;
  capacity = 0;
  /** Labels of all rows, undefined when they differ. */
  readonly labels: readonly string[] | undefined;
  readonly columns: NamedColumn[];
  readonly time: TimeColumn = new TimeColumn();
  runs: ContextRun[] = [];
  context: ScopeContext | undefined;
  metas: (string | undefined)[] | undefined;
  /** Its place among the strips of the commit. */
  index = 0;
  /** Bytes that every row takes. */
  rowBytes = 0;
  /** What the commit before needed of it; forgotten when a column changes. */
  plan: StripPlan | undefined;
  /** Who fills it and takes it back; undefined for union strips. */
  owner: StripOwner | undefined;

  constructor(labels: readonly string[] | undefined, columns: NamedColumn[]) {
    this.labels = labels;
    this.columns = columns;
    this.#resize(firstCapacity);
    this.#measure();
  }

  /** Doubles the room, up to the largest strip. */
  grow(): void {
    this.#resize(Math.min(this.capacity * 2, limits.stripRows));
  }

  #resize(capacity: number): void {
    this.capacity = capacity;
    this.time.resize(capacity);
    for (const { cells } of this.columns) cells.resize(capacity);
  }

  /** Adds a column in the middle of a union strip; the rows so far do not have it. */
  addColumn(column: NamedColumn): void {
    column.cells.resize(this.capacity);
    for (let row = 0; row < this.rows; row++) column.cells.mark(row, presences.absent);
    this.columns.push(column);
    this.plan = undefined;
    this.rowBytes += rowBytesOf(column);
  }

  /** Columns without any value get their kinds (or, when their values were taken off, lose them). */
  resolve(changes: ReadonlyMap<number, Kind>): void {
    for (const [at, kind] of changes) {
      const named = this.columns[at]!;
      const { presence, tally } = named.cells;
      named.cells = makeColumn(kind, tally);
      named.cells.resize(this.capacity);
      for (let row = 0; row < this.rows; row++) named.cells.mark(row, presence?.[row] ?? presences.null);
    }
    this.#measure();
  }

  /** The row has all its values: it counts from now on. */
  close(row: number, context: ScopeContext, meta: string | undefined): void {
    this.rows = row + 1;
    if (this.context !== context) {
      this.runs.push({ from: row, context });
      this.context = context;
    }
    if (meta !== undefined) {
      this.metas ??= [];
      this.metas[row] = meta;
    }
  }

  /** A write of this row failed midway; what it marked is taken back. */
  undo(row: number): void {
    for (const { cells } of this.columns) if (cells.presence) cells.presence[row] = presences.value;
    if (this.time.presence) this.time.presence[row] = presences.value;
  }

  /** Takes rows off the end. */
  cut(rows: number): void {
    this.rows = rows;
    for (const { cells } of this.columns) cells.presence?.fill(presences.value, rows);
    this.time.cut(rows);
    this.runs = this.runs.filter((run) => run.from < rows);
    this.context = this.runs.at(-1)?.context;
    if (this.metas && this.metas.length > rows) this.metas.length = rows;
  }

  /** Forgets all rows and keeps the memory for the next ones. */
  clear(): void {
    for (const { cells } of this.columns) cells.clear(this.rows);
    this.time.clear();
    this.rows = 0;
    this.runs = [];
    this.context = undefined;
    this.metas = undefined;
  }

  #measure(): void {
    this.plan = undefined;
    this.rowBytes = 10;
    for (const column of this.columns) this.rowBytes += rowBytesOf(column);
  }

  /** Whether any row has a value in this column. */
  hasValues(at: number): boolean {
    const { cells } = this.columns[at]!;
    if (cells instanceof NullColumn || this.rows === 0) return false;
    return cells.presence === undefined || cells.presence.subarray(0, this.rows).includes(presences.value);
  }
}

function rowBytesOf({ cells }: NamedColumn): number {
  return Math.max(cells.kind.width, 4);
}

export function namedColumn(name: string, kind: Kind, facts: GroupFacts): NamedColumn {
  return { name, ...unitAndLevel(name, facts), cells: makeColumn(kind, facts.tally) };
}

export function unitAndLevel(name: string, { units, levels, level }: GroupFacts): { unit: string; level: number } {
  const unit = units !== undefined && Object.hasOwn(units, name) ? (units[name] ?? "") : "";
  return { unit, level: levels?.get(name) ?? level };
}

/** Rows of a source that arrive together, whatever the source is. */
import { type Cells, CellsMaker } from "./cells.js";

/** Where a row came from, for the scrubber. */
export interface RowFacts {
  /** Number of the scope, from 0. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly time: number | undefined;
  readonly commit: number | undefined;
  readonly commitLabel: string;
  readonly label: string;
  readonly cell: string;
}

/** Of a row that is no scope. */
export function bareFacts(seq: number): RowFacts {
  return { seq, time: undefined, commit: undefined, commitLabel: "", label: "", cell: "" };
}

/** The cell that captured a scope, or else its place in a file. */
export function cellText(place: { cellId?: string; srcFile?: string; srcLine?: number }): string {
  const { cellId, srcFile = "", srcLine } = place;
  return cellId ?? (srcFile === "" || srcLine === undefined ? srcFile : `${srcFile}:${srcLine}`);
}

/** Good until the call that got it returns. */
export interface Chunk {
  readonly rows: number;
  /** Number of the first row, from 0; the others follow, unless `seqs` says more. */
  readonly first: number;
  readonly seqs?: Float64Array;
  /** Whether rows have a time of their own. */
  readonly hasTime: boolean;
  /** Names of variables, in the order in which they appear. */
  readonly names: readonly string[];
  /** A variable; undefined when there is none of this name. */
  cells(name: string): Cells | undefined;
  /** The value of a variable of a row, read anew. */
  value(name: string, row: number): unknown;
  times(): Float64Array;
  commits(): Float64Array;
  labels(): readonly string[];
  facts(row: number): RowFacts;
}

/** A variable by its name, or what is nested in one, by names with dots; undefined when there is none. */
export function variableOf(chunk: Chunk, name: string): Cells | undefined {
  const exact = chunk.cells(name);
  if (exact) return exact;
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
    const outer = name.slice(0, dot);
    if (!chunk.names.includes(outer)) continue;
    const path = name.slice(dot + 1).split(".");
    const maker = new CellsMaker(chunk.rows);
    for (let row = 0; row < chunk.rows; row++) maker.put(row, inside(chunk.value(outer, row), path));
    return maker.done();
  }
  return undefined;
}

/** The names of variables that may hold this one: itself, and what stands before its dots. */
export function holdersOf(name: string): string[] {
  const names = [name];
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) names.push(name.slice(0, dot));
  return names;
}

/** What lies at the path, over own properties alone. */
function inside(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at === "string" && at.startsWith("{")) at = parsed(at); // nested values in tables are JSON
    if (typeof at !== "object" || at === null) return undefined;
    if (at instanceof Map) at = at.get(key);
    else at = Object.hasOwn(at, key) ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  return at;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a text that only looks like JSON has nothing inside
  }
}

/**
 * From chunks to series: which variables are drawn, what their values mean, which row belongs to which series. Every
 * decision depends on the rows and their order, never on how they were cut into chunks.
 */
import { Categories } from "./categories.js";
import { type Cells, CellsMaker } from "./cells.js";
import type { Wanted } from "./check-options.js";
import { type Chunk, variableOf } from "./chunk.js";
import type { SpecialName } from "./options.js";
import { newSeries, type Series, type SeriesPlan } from "./series.js";
import { RunStats } from "./stats.js";

/** Series at most of variables that nobody asked for by name. */
const ysMax = 8;
/** Panels and colors of which points are kept; the rest is counted. */
export const facetsMax = 24;
export const colorsMax = 20;
/** Sources drawn at most; all are listed. */
export const runsMax = 50;

/** What is known of a variable after reading. */
export interface NameFacts {
  isFound: boolean;
  /** Something of it can be drawn; numbers can. */
  isDrawable: boolean;
  hasNumbers: boolean;
  /** Rows with a text, and rows with what is neither number nor text. */
  texts: number;
  others: number;
  otherType: string | undefined;
  rounded: number;
  /** Numbers that no logarithmic axis can show. */
  notPositive: number;
  isTime: boolean;
  /** Values are numbers of these texts. */
  categories: Categories | undefined;
  /** By source. */
  readonly units: Map<number, string>;
}

export class Gathering {
  /** May be replaced by one that only looks different. */
  wanted: Wanted;
  readonly series: Map<string, Series> = new Map();
  readonly names: Map<string, NameFacts> = new Map();
  readonly facets: Categories = new Categories();
  readonly colors: Categories = new Categories();
  readonly stats: RunStats | undefined;
  readonly found: Set<string> = new Set();
  /** Numbers that are not drawn, since there are enough others. */
  readonly leftOut: Set<string> = new Set();
  readonly #passed = new Set<string>();
  rows = 0;
  seq: { first: number; last: number } | undefined;
  #kind: Wanted["kind"] | undefined;
  #x: string | undefined;
  #ys: string[] | undefined;
  #hasScale: boolean | undefined;
  readonly #rowsOf: number[] = [];
  readonly #startOf: number[] = [];
  /** Whether the tape knows a variable, before any row has it. */
  readonly #isRecorded: (name: string) => boolean;

  constructor(wanted: Wanted, isCompared: boolean, isRecorded: (name: string) => boolean) {
    this.wanted = wanted;
    this.#isRecorded = isRecorded;
    this.stats = isCompared ? new RunStats() : undefined;
  }

  /** Known from the first row on. */
  get x(): string {
    return this.#x ?? this.wanted.x ?? "time";
  }
  get ys(): readonly string[] {
    return this.#ys ?? this.wanted.ys ?? [];
  }
  get kind(): Wanted["kind"] {
    return this.#kind ?? this.wanted.kind;
  }
  get hasScale(): boolean {
    return this.#hasScale === true;
  }

  take(run: number, chunk: Chunk): void {
    for (const name of chunk.names) this.found.add(name);
    this.#x ??= this.#chooseX(chunk);
    const { rows } = chunk;
    const start = this.#rowsOf[run] ?? 0;
    this.#rowsOf[run] = start + rows;
    this.rows += rows;
    const last = chunk.seqs ? chunk.seqs[rows - 1]! : chunk.first + rows - 1;
    this.seq = {
      first: Math.min(this.seq?.first ?? Number.POSITIVE_INFINITY, chunk.seqs?.[0] ?? chunk.first),
      last: Math.max(this.seq?.last ?? 0, last),
    };
    const ys = this.#chooseYs(chunk);
    this.stats?.rows(run, rows);
    if (ys.length === 0) return;
    const xs = this.#xOf(run, chunk, start);
    const color = this.#colorOf(run, chunk, start);
    const facets =
      this.wanted.facet === undefined
        ? undefined
        : this.facets.codes(this.#read(run, chunk, start, this.wanted.facet), rows);
    const z = this.kind === "trajectory3d" ? this.#numbers(run, chunk, start, this.wanted.z ?? "z") : undefined;
    for (const y of ys) this.#takeY({ run, chunk, start, y, xs, z, color, facets });
  }

  /** The numbers of a variable as they are drawn; for rows that were taken. */
  columnOf(chunk: Chunk, name: string): Float64Array {
    const cells = variableOf(chunk, name) ?? (isSpecial(name) ? specialOf(chunk, name, chunk.first) : undefined);
    return this.#numbersOf(name, cells, chunk.rows);
  }

  /** All rows of a run so far. */
  rowsOf(run: number): number {
    return this.#rowsOf[run] ?? 0;
  }

  #takeY({ run, chunk, start, y, xs, z, color, facets }: Taking): void {
    const cells = this.#read(run, chunk, start, y);
    const { rows } = chunk;
    if (this.kind === "heatmap") {
      this.#takeArrays(run, start, y, cells);
      return;
    }
    const numbers = this.#numbersOf(y, cells, rows);
    this.stats?.values(run, y, numbers);
    if (run >= runsMax) return;
    const columns = [xs, numbers, ...(z ? [z] : []), ...(color?.scale ? [color.scale] : [])];
    if (!facets && !color?.codes) {
      const one = this.#seriesOf({ run, y, facet: -1, color: -1 });
      if (one.histogram) one.histogram.add(numbers, 0, rows);
      else one.points.add(columns, 0, rows, start);
      return;
    }
    for (let i = 0; i < rows; i++) {
      const facet = facets ? facets[i]! : -1;
      if (facets && (facet < 0 || facet >= facetsMax)) continue;
      const code = color?.codes ? Math.min(color.codes[i]!, colorsMax) : -1;
      const one = this.#seriesOf({ run, y, facet, color: code });
      if (one.histogram) one.histogram.add(numbers, i, i + 1);
      else one.points.add(columns, i, i + 1, start + i);
    }
  }

  #takeArrays(run: number, start: number, y: string, cells: Cells | undefined): void {
    const one = this.#seriesOf({ run, y, facet: -1, color: -1 });
    cells?.arrays?.forEach((tensor, i) => {
      if (tensor) one.heat!.add(start + i, tensor);
    });
  }

  #seriesOf(key: { run: number; y: string; facet: number; color: number }): Series {
    const id = `${key.run} ${key.facet} ${key.color} ${key.y}`;
    let one = this.series.get(id);
    if (!one) {
      one = newSeries(key, this.#plan(key.y));
      this.series.set(id, one);
    }
    return one;
  }

  #plan(y: string): SeriesPlan {
    const x = this.x;
    return {
      wanted: { ...this.wanted, kind: this.kind },
      isOrdered: isSpecial(x) && !this.found.has(x),
      hasScale: this.hasScale,
      isCategory: this.names.get(x)?.categories !== undefined && y !== x,
    };
  }

  /** The numbers of a variable; texts become numbers of categories as long as no number was seen. */
  #numbersOf(name: string, cells: Cells | undefined, rows: number): Float64Array {
    const facts = this.#facts(name);
    if (!cells?.texts || facts.hasNumbers) return cells?.numbers ?? new Float64Array(rows).fill(Number.NaN);
    facts.categories ??= new Categories();
    const { categories } = facts;
    return Float64Array.from(cells.texts, (text) => (text === undefined ? Number.NaN : categories.code(text)));
  }

  #numbers(run: number, chunk: Chunk, start: number, name: string): Float64Array {
    return this.#numbersOf(name, this.#read(run, chunk, start, name), chunk.rows);
  }

  /** A variable, or a special value of this name, with what is to be known of it noted. */
  #read(run: number, chunk: Chunk, start: number, name: string): Cells | undefined {
    const cells = variableOf(chunk, name) ?? (isSpecial(name) ? specialOf(chunk, name, start) : undefined);
    const facts = this.#facts(name);
    if (!cells) return undefined;
    facts.isFound = true;
    facts.others += cells.others;
    facts.otherType ??= cells.otherType;
    facts.rounded += cells.rounded;
    for (let row = 0; row < chunk.rows; row++) if (cells.numbers[row]! <= 0) facts.notPositive++;
    facts.isTime ||= cells.kind === "time";
    if (cells.unit !== "" && !facts.units.has(run)) facts.units.set(run, cells.unit);
    const texts = cells.texts?.reduce((count, text) => count + (text === undefined ? 0 : 1), 0) ?? 0;
    const isNumber = cells.kind === "number" || cells.kind === "flag" || cells.kind === "time";
    if (cells.texts || cells.arrays ? cells.numbers.some((value) => !Number.isNaN(value)) : isNumber) {
      facts.hasNumbers = true;
      if (facts.categories) this.#forgetTexts(name, facts);
    }
    facts.texts += texts;
    if (cells.arrays && this.kind !== "heatmap") {
      facts.others += cells.arrays.filter(Boolean).length;
      facts.otherType ??= "array";
    }
    facts.isDrawable ||= facts.hasNumbers || texts > 0 || (cells.arrays !== undefined && this.kind === "heatmap");
    return cells;
  }

  /** A variable that was text so far has numbers: numbers are kept, texts were gaps. */
  #forgetTexts(name: string, facts: NameFacts): void {
    facts.categories = undefined;
    for (const [id, { y }] of this.series) if (y === name) this.series.delete(id);
  }

  #facts(name: string): NameFacts {
    let facts = this.names.get(name);
    if (!facts) {
      facts = {
        isFound: false,
        isDrawable: false,
        hasNumbers: false,
        texts: 0,
        others: 0,
        otherType: undefined,
        rounded: 0,
        notPositive: 0,
        isTime: false,
        categories: undefined,
        units: new Map(),
      };
      this.names.set(name, facts);
    }
    return facts;
  }

  #chooseX(chunk: Chunk): string {
    const { x, kind } = this.wanted;
    if (x !== undefined) return x;
    if (kind === "trajectory3d") return "x";
    for (const name of ["t", "time"]) {
      if (this.#isRecorded(name) || ["number", "time"].includes(chunk.cells(name)?.kind ?? "")) return name;
    }
    return chunk.hasTime ? "time" : "index";
  }

  /** The variables to draw: those asked for, else numbers as they appear, else the first array. */
  #chooseYs(chunk: Chunk): readonly string[] {
    const { ys, x, kind, color, facet } = this.wanted;
    if (this.#ys && ys) return this.#ys;
    if (ys) {
      this.#ys = [...ys];
      this.#chooseKind(chunk, ys[0]!);
      return this.#ys;
    }
    if (kind === "trajectory3d") {
      this.#ys ??= ["y"];
      return this.#ys;
    }
    if (kind === "histogram" && x !== undefined) {
      this.#ys ??= [x];
      return this.#ys;
    }
    const known = this.#ys ?? [];
    const isHeat = this.kind === "heatmap";
    for (const name of chunk.names) {
      if (name === this.x || name === color || name === facet || known.includes(name) || this.#passed.has(name))
        continue;
      const found = chunk.cells(name)?.kind;
      if (found === undefined) continue;
      const isWanted = found === (isHeat ? "array" : "number");
      if (isWanted && known.length < (isHeat ? 1 : ysMax)) known.push(name);
      else this.#passed.add(name);
      if (isWanted && this.#passed.has(name)) this.leftOut.add(name);
    }
    const array =
      kind === "auto" && known.length === 0 && chunk.names.find((name) => chunk.cells(name)?.kind === "array");
    if (array) {
      known.push(array);
      this.#chooseKind(chunk, array);
    }
    this.#ys = known;
    return known;
  }

  #chooseKind(chunk: Chunk, y: string): void {
    if (this.wanted.kind === "auto" && variableOf(chunk, y)?.kind === "array") this.#kind = "heatmap";
  }

  #xOf(run: number, chunk: Chunk, start: number): Float64Array {
    const { align } = this.wanted;
    if (align === "seq") return countFrom(start, chunk.rows);
    const xs = this.#numbers(run, chunk, start, this.x);
    if (align === "x") return xs;
    const from = this.#startOf[run] ?? xs.find((x) => x - x === 0) ?? 0;
    if (xs.length > 0) this.#startOf[run] ??= from;
    return xs.map((x) => x - from);
  }

  #colorOf(run: number, chunk: Chunk, start: number): Taking["color"] {
    const { color } = this.wanted;
    if (color === undefined) return undefined;
    const cells = this.#read(run, chunk, start, color);
    this.#hasScale ??= cells?.kind === undefined ? undefined : cells.kind === "number" && this.kind !== "histogram";
    if (this.#hasScale)
      return { scale: cells?.numbers ?? new Float64Array(chunk.rows).fill(Number.NaN), codes: undefined };
    return { scale: undefined, codes: this.colors.codes(cells, chunk.rows) };
  }
}

interface Taking {
  readonly run: number;
  readonly chunk: Chunk;
  readonly start: number;
  readonly y: string;
  readonly xs: Float64Array;
  readonly z: Float64Array | undefined;
  readonly color: { readonly scale: Float64Array | undefined; readonly codes: Int32Array | undefined } | undefined;
  readonly facets: Int32Array | undefined;
}

const specials: readonly string[] = ["seq", "time", "index", "label", "commit"] satisfies readonly SpecialName[];

export function isSpecial(name: string): name is SpecialName {
  return specials.includes(name);
}

function specialOf(chunk: Chunk, name: SpecialName, start: number): Cells {
  const maker = new CellsMaker(chunk.rows);
  if (name === "seq") maker.take(chunk.seqs ?? countFrom(chunk.first, chunk.rows));
  else if (name === "index") maker.take(countFrom(start, chunk.rows));
  else if (name === "time") maker.take(chunk.times(), "time");
  else if (name === "commit") maker.take(chunk.commits());
  else
    chunk.labels().forEach((label, row) => {
      maker.putText(row, label);
    });
  return maker.done();
}

function countFrom(first: number, rows: number): Float64Array {
  const numbers = new Float64Array(rows);
  for (let i = 0; i < rows; i++) numbers[i] = first + i;
  return numbers;
}

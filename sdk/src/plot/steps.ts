/**
 * Moments for a scrubber, chosen as the rows pass: the last scope of each stretch of the key, whose width doubles when
 * there are too many. The first scope is kept too, but for commits, of which the last scope is the state. Memory is
 * bounded; what is kept does not depend on how rows were cut.
 */
import type { Tensor } from "./cells.js";
import { type Chunk, type RowFacts, variableOf } from "./chunk.js";
import type { Gathering } from "./gather.js";
import { valueText } from "./value-text.js";

/** One moment: where it was, its variables as texts, and where it lies in the picture. */
export interface Step {
  readonly key: number;
  /** Its place among the rows that are drawn. */
  readonly row: number;
  readonly facts: RowFacts;
  readonly variables: readonly (readonly [name: string, text: string])[];
  /** x, y and z of each variable that is drawn. */
  readonly points: ReadonlyMap<string, readonly number[]>;
  readonly arrays: ReadonlyMap<string, Tensor>;
}

const keptMax = 512;
/** Arrays take more room. */
const arraysMax = 100;
const variablesMax = 12;
const cellsMax = 4_096;

export class Steps {
  /** Steps that there were. */
  count = 0;
  readonly #by: "seq" | "time" | "commit";
  #kept: Step[] = [];
  #first: Step | undefined;
  #width = 0;
  #commit = Number.NaN;

  constructor(by: "seq" | "time" | "commit") {
    this.#by = by;
  }

  take(chunk: Chunk, gathering: Gathering): void {
    const keys = this.#keys(chunk);
    const drawn = new DrawnRows(chunk, gathering);
    const start = gathering.rowsOf(0) - chunk.rows;
    for (let row = 0; row < chunk.rows; row++) {
      const key = keys[row]!;
      if (Number.isNaN(key)) continue;
      // The last scope of a stretch stands for it; the next row may show that this one is not the last.
      const isFirst = !this.#first && this.#by !== "commit";
      if (row + 1 < chunk.rows && this.#stretch(keys[row + 1]!) === this.#stretch(key) && !isFirst) continue;
      this.#put(drawn.step(key, row, start + row));
    }
  }

  /** At most so many of the steps, evenly, with first and last. */
  chosen(max: number): readonly Step[] {
    const all = this.#first && this.#kept[0] !== this.#first ? [this.#first, ...this.#kept] : this.#kept;
    if (all.length <= max) return all;
    if (max < 2) return all.slice(-1);
    const low = all[0]!.key;
    const high = all.at(-1)!.key;
    const chosen = new Set<Step>([all[0]!]);
    let at = 0;
    for (let i = 1; i < max - 1; i++) {
      const wanted = low + ((high - low) * i) / (max - 1);
      while (at + 1 < all.length && Math.abs(all[at + 1]!.key - wanted) <= Math.abs(all[at]!.key - wanted)) at++;
      chosen.add(all[at]!);
    }
    return [...chosen.add(all.at(-1)!)];
  }

  #keys(chunk: Chunk): Float64Array {
    if (this.#by === "time" && chunk.hasTime) {
      this.count += chunk.rows;
      return chunk.times();
    }
    if (this.#by === "commit" && chunk.hasTime) {
      const commits = chunk.commits();
      for (const commit of commits) {
        if (commit !== this.#commit) this.count++;
        this.#commit = commit;
      }
      return commits;
    }
    this.count += chunk.rows;
    return Float64Array.from({ length: chunk.rows }, (_, row) => chunk.seqs?.[row] ?? chunk.first + row);
  }

  #stretch(key: number): number {
    return this.#width === 0 ? key : Math.floor(key / this.#width);
  }

  #put(step: Step): void {
    this.#first ??= step;
    const last = this.#kept.at(-1);
    if (last && this.#stretch(last.key) === this.#stretch(step.key)) {
      this.#kept.pop();
      // More of the first commit: its last scope stands for it.
      if (this.#by === "commit" && last === this.#first && last.key === step.key) this.#first = step;
    }
    this.#kept.push(step);
    const max = step.arrays.size > 0 ? arraysMax * 2 : keptMax;
    while (this.#kept.length > max) this.#widen(max);
  }

  #widen(max: number): void {
    const span = this.#kept.at(-1)!.key - this.#kept[0]!.key;
    this.#width = this.#width === 0 ? 2 ** Math.ceil(Math.log2(Math.max(span, 2 ** -20) / max)) : this.#width * 2;
    this.#kept = this.#kept.filter((step, i) => {
      const next = this.#kept[i + 1];
      return !next || this.#stretch(next.key) !== this.#stretch(step.key);
    });
  }
}

/** Rows of a chunk as steps; columns are read once. */
export class DrawnRows {
  readonly #chunk: Chunk;
  readonly #columns: readonly {
    readonly y: string;
    readonly columns: readonly (ArrayLike<number> | undefined)[];
    readonly arrays: readonly (Tensor | undefined)[] | undefined;
  }[];

  constructor(chunk: Chunk, gathering: Gathering) {
    this.#chunk = chunk;
    const xs = gathering.columnOf(chunk, gathering.x);
    const z = gathering.kind === "trajectory3d" ? gathering.columnOf(chunk, gathering.wanted.z ?? "z") : undefined;
    this.#columns = gathering.ys.map((y) => {
      const ys = gathering.columnOf(chunk, y);
      return { y, columns: z ? [xs, ys, z] : [xs, ys], arrays: variableOf(chunk, y)?.arrays };
    });
  }

  step(key: number, row: number, place: number): Step {
    const chunk = this.#chunk;
    const points = new Map<string, readonly number[]>();
    const arrays = new Map<string, Tensor>();
    for (const { y, columns, arrays: tensors } of this.#columns) {
      points.set(
        y,
        columns.map((column) => column?.[row] ?? Number.NaN),
      );
      const tensor = tensors?.[row];
      if (tensor && tensor.values.length <= cellsMax * 256)
        arrays.set(y, { dims: tensor.dims, values: Array.from(tensor.values) });
    }
    const names = chunk.names.slice(0, variablesMax);
    const variables = names.map((name) => [name, valueText(chunk.value(name, row))] as const);
    return { key, row: place, facts: chunk.facts(row), variables, points, arrays };
  }
}

/** Rows that left the stage and wait to be encoded. */
import { presences } from "./columns.js";
import type { NamedColumn, StripRows } from "./strip-rows.js";

export interface TakenRows {
  readonly rows: number;
  readonly bytes: number;
  /** Excluded variables and how many values of each were left out. */
  readonly filtered: ReadonlyMap<string, number>;
  /** Puts the rows back on the stage they were taken from, on which nothing was captured since. */
  putBack(): void;
}

const none: ReadonlyMap<string, number> = new Map();

type Include = (labels: readonly string[], name: string) => boolean;

export class Taken implements TakenRows {
  readonly rows: number;
  readonly bytes: number;
  get filtered(): ReadonlyMap<string, number> {
    return this.#filtered ?? none;
  }
  #filtered: Map<string, number> | undefined;
  /** Strips with rows, in order of first appearance, each with the columns that stay. */
  readonly strips: { readonly rows: StripRows; readonly columns: readonly NamedColumn[] }[] = [];
  /** Strip of each row; undefined when there is one strip. */
  readonly order: Uint8Array | Uint16Array | undefined;
  readonly #held: readonly StripRows[];
  readonly #undo: () => void;

  constructor(
    rows: number,
    bytes: number,
    held: readonly StripRows[],
    order: Uint16Array | undefined,
    undo: () => void,
    include?: Include,
  ) {
    this.rows = rows;
    this.bytes = bytes;
    this.#held = held;
    this.#undo = undo;
    const places: number[] = [];
    for (const strip of held) {
      if (strip.rows === 0) continue;
      places[strip.index] = this.strips.length;
      this.strips.push({ rows: strip, columns: include ? this.#filter(strip, include) : strip.columns });
    }
    if (order && this.strips.length > 1) this.order = placed(order.subarray(0, rows), places, this.strips.length);
  }

  #filter(strip: StripRows, include: Include): readonly NamedColumn[] {
    if (strip.labels === undefined) return this.#filterUnion(strip, include);
    const { labels } = strip;
    return strip.columns.filter(({ name }) => {
      const stays = include(labels, name);
      if (!stays) this.#count(name, strip.rows);
      return stays;
    });
  }

  /** Labels differ by row: what is excluded becomes absent, and a column that is absent everywhere vanishes. */
  #filterUnion(strip: StripRows, include: Include): readonly NamedColumn[] {
    strip.runs.forEach(({ from, context }, at) => {
      const to = strip.runs[at + 1]?.from ?? strip.rows;
      for (const { name, cells } of strip.columns) {
        if (include(context.labels, name)) continue;
        for (let row = from; row < to; row++) {
          if (cells.presence?.[row] === presences.absent) continue;
          cells.mark(row, presences.absent);
          this.#count(name, 1);
        }
      }
    });
    return strip.columns.filter(
      ({ cells }) =>
        cells.presence === undefined ||
        cells.presence.subarray(0, strip.rows).some((code) => code !== presences.absent),
    );
  }

  #count(name: string, count: number): void {
    this.#filtered ??= new Map();
    this.#filtered.set(name, (this.#filtered.get(name) ?? 0) + count);
  }

  putBack(): void {
    this.#undo();
  }

  /** Gives the memory back to the stage. The rows are gone. */
  recycle(): void {
    for (const strip of this.#held) strip.owner?.recycle(strip);
    this.strips.length = 0;
  }
}

function placed(order: Uint16Array, places: readonly number[], strips: number): Uint8Array | Uint16Array {
  const result = strips <= 256 ? new Uint8Array(order.length) : new Uint16Array(order.length);
  for (let row = 0; row < order.length; row++) result[row] = places[order[row]!]!;
  return result;
}

/** Points of one series, thinned as they come: what every way of thinning gives and takes. */

/** Coordinates, column by column: x, y and what else a point carries. All equally long. */
export type Columns = readonly Float64Array[];

/** Points to be drawn, in their order. A gap is a point whose coordinates behind the first are NaN. */
export interface Thinned {
  readonly columns: readonly (readonly number[])[];
  /** Row numbers of the points. */
  readonly rows: readonly number[];
  /** Points drawn, gaps not counted. */
  readonly shown: number;
}

export interface Points {
  /** Takes rows `from` to `to`; the first of them is row number `first` of the source. */
  add(columns: Columns, from: number, to: number, first: number): void;
  thinned(): Thinned;
  /** Rows with all coordinates. */
  readonly count: number;
  /** Rows left out because of an infinite coordinate. */
  readonly infinite: number;
  /** Whether they are to be joined. */
  readonly isLine: boolean;
}

/** Behind the coordinates a slot holds the row's number and how many gaps lie before it. */
export const slotExtra = 2;

/** Kept points to columns: where a gap lies between neighbours, there is a gap. */
export function drawn(slots: readonly Float64Array[], dims: number): Thinned {
  const columns: number[][] = Array.from({ length: dims }, () => []);
  const rows: number[] = [];
  let before: Float64Array | undefined;
  for (const slot of slots) {
    if (before && before[dims + 1] !== slot[dims + 1]) {
      columns[0]!.push(slot[0]!);
      for (let d = 1; d < dims; d++) columns[d]!.push(Number.NaN);
      rows.push(slot[dims]!);
    }
    for (let d = 0; d < dims; d++) columns[d]!.push(slot[d]!);
    rows.push(slot[dims]!);
    before = slot;
  }
  return { columns, rows, shown: slots.length };
}

/** The slots once each, by row number. */
export function distinct(slots: readonly Float64Array[], dims: number): Float64Array[] {
  const known = new Map<number, Float64Array>();
  for (const slot of slots) known.set(slot[dims]!, slot);
  return [...known.values()];
}

/** One curve, cloud or histogram of a plot, and the points that the kind asks for. */
import { BucketPoints } from "./bucket-points.js";
import type { Wanted } from "./check-options.js";
import { HashPoints } from "./hash-points.js";
import { Heat } from "./heat.js";
import { Histogram } from "./histogram.js";
import type { Columns, Points, Thinned } from "./points.js";

export interface SeriesKey {
  /** Place of the source in the list. */
  readonly run: number;
  readonly y: string;
  /** Number of the panel's and the color's category; -1 without. */
  readonly facet: number;
  readonly color: number;
}

export interface Series extends SeriesKey {
  readonly points: Points;
  readonly histogram: Histogram | undefined;
  readonly heat: Heat | undefined;
}

/** What decides on the points of a series. */
export interface SeriesPlan {
  readonly wanted: Wanted;
  /** x is a number of the scope, its time or its place: it only grows. */
  readonly isOrdered: boolean;
  /** A number for the color goes with each point. */
  readonly hasScale: boolean;
  readonly isCategory: boolean;
}

export function newSeries(key: SeriesKey, plan: SeriesPlan): Series {
  const { wanted } = plan;
  const histogram = wanted.kind === "histogram" ? new Histogram() : undefined;
  const heat = wanted.kind === "heatmap" ? new Heat() : undefined;
  const { last } = wanted;
  const points = last === undefined ? pointsOf(plan) : new WindowPoints(last, dimsOf(plan), () => pointsOf(plan));
  return { ...key, points, histogram, heat };
}

/** How often a picture has been thinned by: for its texts. */
export function thinningOf({ kind }: Wanted, isLine: boolean): string {
  if (kind === "trajectory3d") return "extremes kept";
  return isLine ? "min–max" : "thinned, extremes kept";
}

export function dimsOf({ wanted, hasScale }: SeriesPlan): number {
  return (wanted.kind === "trajectory3d" ? 3 : 2) + (hasScale ? 1 : 0);
}

function pointsOf(plan: SeriesPlan): Points {
  const { wanted, isOrdered, isCategory } = plan;
  const { kind, max } = wanted;
  const dims = dimsOf(plan);
  const scatter = (): Points => new HashPoints(max, dims, 2, 2);
  const line = (): Points => new BucketPoints({ max, dims, tracked: [1], key: "x", needed: 2 });
  const path = (): Points => new BucketPoints({ max, dims, tracked: [0, 1], key: "row", needed: 2 });
  if (kind === "trajectory3d") return new BucketPoints({ max, dims, tracked: [0, 1, 2], key: "row", needed: 3 });
  if (kind === "scatter" || (kind === "auto" && isCategory)) return scatter();
  if (isOrdered) return line();
  return new EitherPoints(line(), kind === "auto" ? scatter() : path());
}

/** A line while x does not decrease, the other from then on. Both take every point. */
export class EitherPoints implements Points {
  #line: Points | undefined;
  readonly #other: Points;
  #x = Number.NEGATIVE_INFINITY;

  constructor(line: Points, other: Points) {
    this.#line = line;
    this.#other = other;
  }

  get isLine(): boolean {
    return this.#line !== undefined || this.#other instanceof BucketPoints;
  }
  get count(): number {
    return this.#other.count;
  }
  get infinite(): number {
    return this.#other.infinite;
  }

  add(columns: Columns, from: number, to: number, first: number): void {
    const xs = columns[0]!;
    for (let i = from; this.#line && i < to; i++) {
      const x = xs[i]!;
      if (x < this.#x) this.#line = undefined;
      else if (x - x === 0) this.#x = x;
    }
    this.#line?.add(columns, from, to, first);
    this.#other.add(columns, from, to, first);
  }

  thinned(): Thinned {
    return (this.#line ?? this.#other).thinned();
  }
}

/** The newest rows alone; they are thinned when somebody looks. */
export class WindowPoints implements Points {
  readonly #size: number;
  readonly #ring: Float64Array[];
  readonly #make: () => Points;
  #next = 0;
  #rows = 0;
  #made: Points | undefined;

  constructor(size: number, dims: number, make: () => Points) {
    this.#size = size;
    this.#ring = Array.from({ length: dims + 1 }, () => new Float64Array(Math.min(size, 1_024)));
    this.#make = make;
  }

  get count(): number {
    return this.#points().count;
  }
  get infinite(): number {
    return this.#points().infinite;
  }
  get isLine(): boolean {
    return isLine(this.#points());
  }

  add(columns: Columns, from: number, to: number, first: number): void {
    this.#made = undefined;
    for (let i = Math.max(from, to - this.#size); i < to; i++) {
      if (this.#rows === this.#ring[0]!.length && this.#rows < this.#size) this.#grow();
      for (let d = 0; d < columns.length; d++) this.#ring[d]![this.#next] = columns[d]![i]!;
      this.#ring.at(-1)![this.#next] = first + i - from;
      this.#rows = Math.min(this.#size, this.#rows + 1);
      this.#next = (this.#next + 1) % this.#size;
    }
  }

  thinned(): Thinned {
    return this.#points().thinned();
  }

  #points(): Points {
    if (this.#made) return this.#made;
    this.#made = this.#make();
    const columns = this.#ring.slice(0, -1);
    const rows = this.#ring.at(-1)!;
    const start = this.#rows < this.#size ? 0 : this.#next;
    for (let k = 0; k < this.#rows; k++) {
      const at = (start + k) % this.#size;
      this.#made.add(columns, at, at + 1, rows[at]!);
    }
    return this.#made;
  }

  #grow(): void {
    const size = Math.min(this.#size, this.#rows * 2);
    for (const [d, old] of this.#ring.entries()) {
      this.#ring[d] = new Float64Array(size);
      this.#ring[d].set(old);
    }
  }
}

/** Whether the points are to be joined. */
export function isLine(points: Points): boolean {
  if (points instanceof EitherPoints || points instanceof WindowPoints) return points.isLine;
  return points instanceof BucketPoints;
}

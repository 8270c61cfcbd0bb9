/**
 * Exact counts of all values. They are counted in fine cells, whose width is a power of two and doubles when the range
 * outgrows them; the bins of the picture are made of whole cells, so every count is exact and memory is bounded.
 */
import { smallestWidth } from "./bucket-points.js";

const cellsMax = 8_192;

export interface Bins {
  /** Left edge of the first bin. */
  readonly start: number;
  readonly width: number;
  readonly counts: readonly number[];
}

export class Histogram {
  count = 0;
  infinite = 0;
  low: number = Number.NaN;
  high: number = Number.NaN;
  #raw: Float64Array | undefined = new Float64Array(cellsMax);
  #cells: Float64Array = new Float64Array(0);
  #width = 1;
  #base = 0;

  add(values: Float64Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (value - value !== 0) {
        if (!Number.isNaN(value)) this.infinite++;
        continue;
      }
      if (!(value >= this.low)) this.low = value;
      if (!(value <= this.high)) this.high = value;
      if (this.#raw) {
        this.#raw[this.count++] = value;
        if (this.count === cellsMax) this.#divide();
      } else {
        this.count++;
        this.#put(value, 1);
      }
    }
  }

  /** So many bins at most, or 10 to 200 by Freedman and Diaconis: twice the middle half over the cube root of the count. */
  bins(wanted?: number): Bins {
    if (this.count === 0) return { start: 0, width: 1, counts: [] };
    if (this.low === this.high) {
      const width = Math.abs(this.low) / 10 || 1; // a bin without width would not be seen
      return { start: this.low - width / 2, width, counts: [this.count] };
    }
    const { cells, base, width } = this.#now();
    const range = this.high - this.low;
    const middle = quantile(cells, this.count * 0.75) - quantile(cells, this.count * 0.25);
    const step = (2 * middle * width) / Math.cbrt(this.count);
    const count = wanted ?? Math.min(200, Math.max(10, Math.ceil(step > 0 ? range / step : 10)));
    const first = Math.floor(this.low / width);
    const span = Math.floor(this.high / width) - first + 1;
    const per = Math.max(1, Math.ceil(span / count));
    const counts = new Array<number>(Math.ceil(span / per)).fill(0);
    for (let i = 0; i < cells.length; i++)
      if (cells[i]! > 0) counts[Math.floor((base + i - first) / per)]! += cells[i]!;
    return { start: first * width, width: per * width, counts };
  }

  #now(): { cells: Float64Array; base: number; width: number } {
    if (!this.#raw) return { cells: this.#cells, base: this.#base, width: this.#width };
    const width = smallestWidth(this.low, this.high, cellsMax);
    const base = Math.floor(this.low / width);
    const cells = new Float64Array(cellsMax);
    for (let i = 0; i < this.count; i++) cells[Math.floor(this.#raw[i]! / width) - base]!++;
    return { cells, base, width };
  }

  #divide(): void {
    const { cells, base, width } = this.#now();
    this.#raw = undefined;
    this.#cells = cells;
    this.#base = base;
    this.#width = width;
  }

  #put(value: number, count: number): void {
    for (;;) {
      const place = Math.floor(value / this.#width) - this.#base;
      if (place >= 0 && place < cellsMax) {
        this.#cells[place]! += count;
        return;
      }
      this.#widen();
    }
  }

  /** Cells for the whole range, which has grown: counts move to where they then belong. */
  #widen(): void {
    const width = smallestWidth(this.low, this.high, cellsMax);
    const base = Math.floor(this.low / width);
    const cells = new Float64Array(cellsMax);
    this.#cells.forEach((count, i) => {
      if (count > 0) cells[Math.floor(((this.#base + i) * this.#width) / width) - base]! += count;
    });
    this.#cells = cells;
    this.#base = base;
    this.#width = width;
  }
}

/** Number of the cell, with fraction, below which so many values lie. */
function quantile(cells: Float64Array, rank: number): number {
  let below = 0;
  for (let i = 0; i < cells.length; i++) {
    const next = below + cells[i]!;
    if (next >= rank) return i + (cells[i]! > 0 ? (rank - below) / cells[i]! : 0);
    below = next;
  }
  return cells.length;
}

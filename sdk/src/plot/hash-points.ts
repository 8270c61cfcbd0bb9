/**
 * Thinning of points that have no order along an axis: those whose row number has a small hash are kept, and the lowest
 * and highest of every axis always. Which points are kept depends on nothing but how many there are.
 */
import { type Columns, distinct, drawn, type Points, slotExtra, type Thinned } from "./points.js";

/** x and y: without them there is no point, and they have extremes. What else a point carries may be NaN. */
const axes = 2;

export class HashPoints implements Points {
  count = 0;
  infinite = 0;
  readonly isLine = false;
  readonly #dims: number;
  readonly #stride: number;
  readonly #max: number;
  #slots: Float64Array;
  #used = 0;
  /** Hashes below it are kept. */
  #limit = 2 ** 32;
  readonly #extremes: (Float64Array | undefined)[];
  readonly #bounds: Float64Array;

  constructor(max: number, dims: number) {
    this.#dims = dims;
    this.#stride = dims + slotExtra;
    this.#max = Math.max(1, max - 2 * axes);
    this.#slots = new Float64Array(Math.min(this.#max, 64) * this.#stride);
    this.#extremes = new Array<undefined>(2 * axes).fill(undefined);
    this.#bounds = new Float64Array(2 * axes).fill(Number.NaN);
  }

  add(columns: Columns, from: number, to: number, first: number): void {
    for (let i = from; i < to; i++) {
      let isPoint = true;
      let isInfinite = false;
      for (let d = 0; d < axes; d++) {
        const value = columns[d]![i]!;
        if (value - value === 0) continue;
        isPoint = false;
        isInfinite ||= !Number.isNaN(value);
      }
      if (isPoint) this.#put(columns, i, first + i - from);
      else if (isInfinite) this.infinite++;
    }
  }

  thinned(): Thinned {
    const slots: Float64Array[] = [];
    for (let i = 0; i < this.#used; i++) slots.push(this.#slots.subarray(i * this.#stride, (i + 1) * this.#stride));
    for (const slot of this.#extremes) if (slot) slots.push(slot);
    const kept = distinct(slots, this.#dims).sort((a, b) => a[this.#dims]! - b[this.#dims]!);
    return drawn(kept, this.#dims);
  }

  #put(columns: Columns, i: number, row: number): void {
    this.count++;
    const bounds = this.#bounds;
    for (let d = 0; d < axes; d++) {
      const value = columns[d]![i]!;
      if (!(value >= bounds[2 * d]!)) {
        bounds[2 * d] = value;
        this.#extremes[2 * d] = this.#slotOf(columns, i, row, this.#extremes[2 * d]);
      }
      if (!(value <= bounds[2 * d + 1]!)) {
        bounds[2 * d + 1] = value;
        this.#extremes[2 * d + 1] = this.#slotOf(columns, i, row, this.#extremes[2 * d + 1]);
      }
    }
    const hash = hashOf(row);
    if (hash >= this.#limit) return;
    while (this.#used === this.#max) this.#halve();
    if (hash >= this.#limit) return;
    if ((this.#used + 1) * this.#stride > this.#slots.length) this.#grow();
    this.#slots.set(this.#slotOf(columns, i, row), this.#used++ * this.#stride);
  }

  #slotOf(columns: Columns, i: number, row: number, slot: Float64Array = new Float64Array(this.#stride)): Float64Array {
    for (let d = 0; d < this.#dims; d++) slot[d] = columns[d]![i]!;
    slot[this.#dims] = row;
    return slot;
  }

  #grow(): void {
    const slots = new Float64Array(Math.min(this.#max * this.#stride, this.#slots.length * 2));
    slots.set(this.#slots);
    this.#slots = slots;
  }

  #halve(): void {
    this.#limit /= 2;
    let kept = 0;
    for (let i = 0; i < this.#used; i++) {
      if (hashOf(this.#slots[i * this.#stride + this.#dims]!) >= this.#limit) continue;
      this.#slots.copyWithin(kept++ * this.#stride, i * this.#stride, (i + 1) * this.#stride);
    }
    this.#used = kept;
  }
}

/** 32 well mixed bits of a row number (the finalizer of MurmurHash3). */
export function hashOf(row: number): number {
  let hash = (row | 0) ^ Math.imul(Math.floor(row / 2 ** 32), 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

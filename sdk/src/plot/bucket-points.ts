/**
 * Min–max down-sampling. A bucket is a stretch of the key, x or the row number, whose width is a power of two and whose
 * edges are multiples of it; of each bucket the first lowest and the first highest point are kept, so no spike is lost.
 * When the data outgrows the buckets, neighbors merge two by two: the result is the one that the final width would have
 * given from the start, whatever the order and size of the pieces, and memory stays O(max).
 */
import { type Columns, distinct, drawn, type Points, slotExtra, type Thinned } from "./points.js";

export interface BucketOptions {
  /** Points at most. */
  readonly max: number;
  /** Coordinates of a point, and how many more numbers it carries. */
  readonly dims: number;
  /** Coordinates whose lowest and highest points are kept. */
  readonly tracked: readonly number[];
  /** What the buckets divide. */
  readonly key: "x" | "row";
  /** Coordinates without which there is no point; the others may be NaN. Default 2. */
  readonly needed?: number;
}

export class BucketPoints implements Points {
  count = 0;
  infinite = 0;
  readonly isLine = true;
  readonly #dims: number;
  readonly #needed: number;
  readonly #stride: number;
  readonly #tracked: readonly number[];
  readonly #byRow: boolean;
  readonly #capacity: number;
  /** Every point, while there are few; then two slots per tracked coordinate and bucket. */
  #slots: Float64Array;
  readonly #rawMax: number;
  #rawCount = 0;
  #isRaw = true;
  #width = 1;
  /** Number of the first bucket, and buckets in use. */
  #base = 0;
  #used = 0;
  #gaps = 0;
  #first: Float64Array | undefined;
  readonly #last: Float64Array;

  constructor({ max, dims, tracked, key, needed = 2 }: BucketOptions) {
    this.#dims = dims;
    this.#needed = needed;
    this.#stride = dims + slotExtra;
    this.#tracked = tracked;
    this.#byRow = key === "row";
    this.#rawMax = max;
    // First and last are kept beside the buckets.
    this.#capacity = Math.max(1, Math.floor((max - 2) / (2 * tracked.length)));
    this.#slots = new Float64Array(Math.max(max, this.#capacity * 2 * tracked.length) * this.#stride);
    this.#last = new Float64Array(this.#stride).fill(Number.NaN);
  }

  add(columns: Columns, from: number, to: number, first: number): void {
    const [key = none, second = none] = columns;
    const isPlain = this.#needed === 2;
    let last = -1;
    let lastGaps = 0;
    for (let i = from; i < to; i++) {
      // A number minus itself is 0, unless it is infinite or NaN.
      const isPoint = isPlain ? key[i]! - key[i]! + (second[i]! - second[i]!) === 0 : this.#isFinite(columns, i);
      if (!isPoint) {
        this.#gap(columns, i);
        continue;
      }
      this.count++;
      last = i;
      lastGaps = this.#gaps;
      const row = first + i - from;
      if (this.#first === undefined) this.#first = this.#fill(new Float64Array(this.#stride), columns, i, row);
      if (!this.#isRaw) this.#bucket(columns, i, row);
      else if (this.#rawCount < this.#rawMax) this.#fill(this.#slots, columns, i, row, this.#rawCount++ * this.#stride);
      else this.#divide(columns, i, row);
    }
    if (last >= 0) this.#fill(this.#last, columns, last, first + last - from)[this.#dims + 1] = lastGaps;
  }

  /** The points in order of their keys. */
  thinned(): Thinned {
    const dims = this.#dims;
    const slots = this.#kept();
    slots.sort((a, b) => (this.#byRow ? 0 : a[0]! - b[0]!) || a[dims]! - b[dims]!);
    return drawn(slots, dims);
  }

  #isFinite(columns: Columns, i: number): boolean {
    for (let d = 0; d < this.#needed; d++) if (!Number.isFinite(columns[d]![i]!)) return false;
    return true;
  }

  #gap(columns: Columns, i: number): void {
    this.#gaps++;
    for (let d = 0; d < this.#needed; d++) {
      if (Math.abs(columns[d]![i]!) !== Number.POSITIVE_INFINITY) continue;
      this.infinite++;
      return;
    }
  }

  #fill(slots: Float64Array, columns: Columns, i: number, row: number, at = 0): Float64Array {
    const dims = this.#dims;
    for (let d = 0; d < dims; d++) slots[at + d] = columns[d]![i]!;
    slots[at + dims] = row;
    slots[at + dims + 1] = this.#gaps;
    return slots;
  }

  /** From single points to buckets, with the smallest width that suffices. */
  #divide(columns: Columns, next: number, row: number): void {
    const stride = this.#stride;
    const at = this.#byRow ? this.#dims : 0;
    const raw = this.#slots;
    let low = this.#byRow ? row : columns[0]![next]!;
    let high = low;
    for (let i = 0; i < this.#rawCount; i++) {
      const key = raw[i * stride + at]!;
      if (key < low) low = key;
      if (key > high) high = key;
    }
    this.#width = smallestWidth(low, high, this.#capacity);
    this.#base = Math.floor(low / this.#width);
    this.#slots = new Float64Array(this.#capacity * 2 * this.#tracked.length * stride).fill(Number.NaN);
    this.#isRaw = false;
    const gaps = this.#gaps;
    for (let i = 0; i < this.#rawCount; i++) {
      const slot = Array.from({ length: this.#dims }, (_, d) => raw.subarray(i * stride + d, i * stride + d + 1));
      this.#gaps = raw[i * stride + this.#dims + 1]!;
      this.#bucket(slot, 0, raw[i * stride + this.#dims]!);
    }
    this.#gaps = gaps;
    this.#bucket(columns, next, row);
  }

  #bucket(columns: Columns, i: number, row: number): void {
    const key = this.#byRow ? row : columns[0]![i]!;
    let place = Math.floor(key / this.#width) - this.#base;
    if (place < 0 || place >= this.#capacity) place = this.#fit(key);
    if (place >= this.#used) this.#used = place + 1;
    const stride = this.#stride;
    const slots = this.#slots;
    const count = this.#tracked.length;
    for (let t = 0; t < count; t++) {
      const d = this.#tracked[t]!;
      const low = (place * count + t) * 2 * stride;
      const value = columns[d]![i]!;
      // An empty slot holds NaN, and nothing is known to lie above or below it.
      if (!(slots[low + d]! <= value)) this.#fill(slots, columns, i, row, low);
      if (!(slots[low + stride + d]! >= value)) this.#fill(slots, columns, i, row, low + stride);
    }
  }

  /** Makes a place for the key: moves the buckets, or merges neighbors until it fits. Returns the place. */
  #fit(key: number): number {
    for (;;) {
      const place = Math.floor(key / this.#width) - this.#base;
      const span = place < 0 ? this.#used - place : place + 1;
      if (span <= this.#capacity) {
        if (place >= 0) return place;
        this.#move(-place);
        return 0;
      }
      this.#merge();
    }
  }

  /** Room for earlier buckets. */
  #move(count: number): void {
    const size = this.#tracked.length * 2 * this.#stride;
    this.#slots.copyWithin(count * size, 0, this.#used * size);
    this.#slots.fill(Number.NaN, 0, count * size);
    this.#base -= count;
    this.#used += count;
  }

  #merge(): void {
    const size = this.#tracked.length * 2 * this.#stride;
    const old = this.#slots.slice(0, this.#used * size);
    const oldBase = this.#base;
    const used = this.#used;
    this.#width *= 2;
    this.#base = Math.floor(oldBase / 2);
    this.#slots.fill(Number.NaN);
    this.#used = 0;
    for (let b = 0; b < used; b++) {
      const place = Math.floor((oldBase + b) / 2) - this.#base;
      for (let t = 0; t < this.#tracked.length; t++) this.#mergeInto(place, t, old.subarray(b * size, (b + 1) * size));
      this.#used = place + 1;
    }
  }

  /** Earlier rows win where values are equal. */
  #mergeInto(place: number, t: number, bucket: Float64Array): void {
    const stride = this.#stride;
    const d = this.#tracked[t]!;
    for (const side of [0, 1]) {
      const from = bucket.subarray((t * 2 + side) * stride, (t * 2 + side + 1) * stride);
      if (Number.isNaN(from[d]!)) continue;
      const at = ((place * this.#tracked.length + t) * 2 + side) * stride;
      const known = this.#slots[at + d]!;
      const isBetter = side === 0 ? from[d]! < known : from[d]! > known;
      const isFirst = from[d] === known && from[this.#dims]! < this.#slots[at + this.#dims]!;
      if (Number.isNaN(known) || isBetter || isFirst) this.#slots.set(from, at);
    }
  }

  #kept(): Float64Array[] {
    const stride = this.#stride;
    const slots: Float64Array[] = [];
    const count = this.#isRaw ? this.#rawCount : this.#used * this.#tracked.length * 2;
    for (let i = 0; i < count; i++) {
      const slot = this.#slots.subarray(i * stride, (i + 1) * stride);
      if (!Number.isNaN(slot[this.#dims]!)) slots.push(slot);
    }
    if (this.#first) slots.push(this.#first, this.#last);
    return distinct(slots, this.#dims);
  }
}

const none = new Float64Array(0);

/** The smallest power of two of which at most so many stretches cover the range. */
export function smallestWidth(low: number, high: number, count: number): number {
  const largest = Math.max(Math.abs(low), Math.abs(high), Number.MIN_VALUE);
  // Finer than the numbers themselves would divide nothing.
  const finest = Math.max(2 ** -1022, 2 ** (Math.floor(Math.log2(largest)) - 52));
  let width = Math.max(finest, 2 ** (Math.floor(Math.log2(Math.max(high - low, 0) / count)) - 1));
  while (Math.floor(high / width) - Math.floor(low / width) >= count) width *= 2;
  return width;
}

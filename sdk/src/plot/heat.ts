/**
 * Arrays over scopes. One array a scope makes a column of a picture: neighbors are averaged when there are too many. An
 * array of two dimensions is a picture by itself: the newest one is kept.
 */
import type { Tensor } from "./cells.js";

/** Columns, and cells of a column, at most; of a single picture, cells a side. */
const sideMax = 256;

export interface HeatPicture {
  /** Rows from bottom to top. */
  readonly z: readonly (readonly (number | null)[])[];
  /** Left edge and width of the cells, in rows of the source or places of the array. */
  readonly x: { readonly start: number; readonly step: number };
  readonly y: { readonly start: number; readonly step: number };
  /** Of all values, not of the means. */
  readonly low: number;
  readonly high: number;
}

export class Heat {
  /** Arrays drawn, and arrays of another shape. */
  count = 0;
  misfits = 0;
  low: number = Number.NaN;
  high: number = Number.NaN;
  #length = -1;
  #block = 1;
  #height = 0;
  /** Scopes per column. */
  #width = 1;
  #first = -1;
  #sums: Float64Array = new Float64Array(0);
  #counts: Float64Array = new Float64Array(0);
  #image: Tensor | undefined;

  /** Whether the newest array has two dimensions. */
  get isImage(): boolean {
    return this.#image !== undefined;
  }

  add(row: number, tensor: Tensor): void {
    const { dims, values } = tensor;
    if (dims.length > 2 || values.length !== dims.reduce((product, size) => product * size, 1)) {
      this.misfits++;
      return;
    }
    if (dims.length === 2) this.#addImage(tensor);
    else this.#addColumn(row, values);
  }

  picture(): HeatPicture | undefined {
    if (this.#image) return imageOf(this.#image, this.low, this.high);
    if (this.#first < 0) return undefined;
    const columns = this.#counts.length / this.#height;
    let used = columns;
    while (used > 1 && this.#isEmpty(used - 1)) used--;
    const z = Array.from({ length: this.#height }, (_, i) =>
      Array.from({ length: used }, (_unused, column) => {
        const at = column * this.#height + i;
        return this.#counts[at]! > 0 ? this.#sums[at]! / this.#counts[at]! : null;
      }),
    );
    return {
      z,
      x: { start: this.#first, step: this.#width },
      y: { start: 0, step: this.#block },
      low: this.low,
      high: this.high,
    };
  }

  #isEmpty(column: number): boolean {
    return this.#counts.subarray(column * this.#height, (column + 1) * this.#height).every((count) => count === 0);
  }

  #addImage(tensor: Tensor): void {
    this.#image = { dims: tensor.dims, values: Array.from(tensor.values) };
    this.count++;
    this.low = Number.NaN;
    this.high = Number.NaN;
    for (let i = 0; i < tensor.values.length; i++) this.#bound(tensor.values[i]!);
  }

  #addColumn(row: number, values: ArrayLike<number>): void {
    if (this.#length < 0) this.#begin(row, values.length);
    if (values.length !== this.#length || this.#image) {
      this.misfits++;
      return;
    }
    while (Math.floor((row - this.#first) / this.#width) >= sideMax) this.#merge();
    this.count++;
    const column = Math.floor((row - this.#first) / this.#width) * this.#height;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value - value !== 0) continue;
      this.#bound(value);
      const at = column + Math.floor(i / this.#block);
      this.#sums[at]! += value;
      this.#counts[at]!++;
    }
  }

  #begin(row: number, length: number): void {
    this.#length = length;
    this.#first = row;
    this.#block = Math.max(1, Math.ceil(length / sideMax));
    this.#height = Math.ceil(length / this.#block);
    this.#sums = new Float64Array(this.#height * sideMax);
    this.#counts = new Float64Array(this.#height * sideMax);
  }

  #merge(): void {
    for (const cells of [this.#sums, this.#counts]) {
      for (let column = 0; column < sideMax; column++) {
        const target = Math.floor(column / 2) * this.#height;
        for (let i = 0; i < this.#height; i++) {
          const value = cells[column * this.#height + i]!;
          cells[target + i] = column % 2 === 0 ? value : cells[target + i]! + value;
        }
      }
      cells.fill(0, (sideMax / 2) * this.#height);
    }
    this.#width *= 2;
  }

  #bound(value: number): void {
    if (value - value !== 0) return;
    if (!(value >= this.low)) this.low = value;
    if (!(value <= this.high)) this.high = value;
  }
}

/** Means over square blocks. */
export function imageOf({ dims, values }: Tensor, low: number, high: number, side: number = sideMax): HeatPicture {
  const [height = 1, width = 1] = dims.length === 1 ? [1, dims[0]!] : dims;
  const block = Math.max(1, Math.ceil(Math.max(height, width) / side));
  const z = Array.from({ length: Math.ceil(height / block) }, (_, i) =>
    Array.from({ length: Math.ceil(width / block) }, (_unused, j) => {
      let sum = 0;
      let count = 0;
      for (let r = i * block; r < Math.min(height, (i + 1) * block); r++)
        for (let c = j * block; c < Math.min(width, (j + 1) * block); c++) {
          const value = values[r * width + c]!;
          if (value - value !== 0) continue;
          sum += value;
          count++;
        }
      return count === 0 ? null : sum / count;
    }),
  );
  return { z, x: { start: 0, step: block }, y: { start: 0, step: block }, low, high };
}

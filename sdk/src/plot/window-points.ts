/** The newest rows alone; they are thinned when somebody looks. */
import type { Columns, Points, Thinned } from "./points.js";

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
    return this.#points().isLine;
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

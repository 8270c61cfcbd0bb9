/** A line while x does not decrease, the other from then on. Both take every point. */
import type { Columns, Points, Thinned } from "./points.js";

export class EitherPoints implements Points {
  #line: Points | undefined;
  readonly #other: Points;
  #x = Number.NEGATIVE_INFINITY;

  constructor(line: Points, other: Points) {
    this.#line = line;
    this.#other = other;
  }

  get isLine(): boolean {
    return (this.#line ?? this.#other).isLine;
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

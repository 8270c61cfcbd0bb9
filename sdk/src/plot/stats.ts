/** What differs between compared sources: counts, and lowest, last and highest of each variable. */

export interface ValueStats {
  count: number;
  low: number;
  last: number;
  high: number;
}

export class RunStats {
  readonly rowCounts: number[] = [];
  readonly #values: Map<string, ValueStats>[] = [];

  rows(run: number, count: number): void {
    this.rowCounts[run] = (this.rowCounts[run] ?? 0) + count;
  }

  values(run: number, name: string, numbers: Float64Array): void {
    this.#values[run] ??= new Map();
    const stats = this.#values[run].get(name) ?? { count: 0, low: Number.NaN, last: Number.NaN, high: Number.NaN };
    for (let i = 0; i < numbers.length; i++) {
      const value = numbers[i]!;
      if (value - value !== 0) continue;
      stats.count++;
      stats.last = value;
      if (!(value >= stats.low)) stats.low = value;
      if (!(value <= stats.high)) stats.high = value;
    }
    this.#values[run].set(name, stats);
  }

  of(run: number): ReadonlyMap<string, ValueStats> {
    return this.#values[run] ?? new Map();
  }
}

/** The strips of the commit being staged, and the order of its rows among them. */
import { limits } from "../base/limits.js";
import type { StripRows } from "./strip-rows.js";
import { Taken } from "./taken.js";

export class StagedStrips {
  /** In order of first appearance. */
  readonly strips: StripRows[] = [];
  rows = 0;
  #fixedBytes = 0;
  /** Strip of each row, from the second strip on. */
  #order: Uint16Array | undefined;

  /** Bytes held, an estimate. */
  get bytes(): number {
    let sum = this.#fixedBytes;
    for (const strip of this.strips) for (const { cells } of strip.columns) sum += cells.extraBytes;
    return sum;
  }

  /** Whether another shape has to go into the union strip. */
  get isFull(): boolean {
    return this.strips.length >= limits.stripsPerCommit;
  }

  add(strip: StripRows): void {
    strip.index = this.strips.length;
    this.strips.push(strip);
    if (strip.index === 1) this.#order = new Uint16Array(Math.max(1024, this.rows * 2));
  }

  /** Counts a row that was just written to this strip. */
  count(strip: StripRows): void {
    const scope = this.rows++;
    if (this.#order !== undefined) this.#putOrder(scope, strip.index);
    this.#fixedBytes += strip.rowBytes;
  }

  #putOrder(scope: number, index: number): void {
    let order = this.#order!;
    if (scope >= order.length) {
      const larger = new Uint16Array(order.length * 2);
      larger.set(order);
      this.#order = larger;
      order = larger;
    }
    order[scope] = index;
  }

  /** Takes the newest rows off; returns how many. */
  drop(count: number): number {
    const dropped = Math.min(Math.max(0, Math.floor(count)), this.rows);
    const cuts = new Uint32Array(this.strips.length);
    for (let row = this.rows - dropped; row < this.rows; row++) cuts[this.#order?.[row] ?? 0]!++;
    this.rows -= dropped;
    this.strips.forEach((strip, index) => {
      strip.cut(strip.rows - cuts[index]!);
      this.#fixedBytes -= strip.rowBytes * cuts[index]!;
    });
    return dropped;
  }

  /** Hands everything over; what filled the strips lets them go. */
  take(include?: (labels: readonly string[], name: string) => boolean): Taken {
    for (const { owner } of this.strips) if (owner) owner.strip = undefined;
    return new Taken(this.rows, this.bytes, this.strips, this.#order, include);
  }
}

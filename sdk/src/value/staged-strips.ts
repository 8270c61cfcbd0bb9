/** The strips of the commit being staged, and the order of its rows among them. */
import { limits } from "../base/limits.js";
import type { Tally } from "./columns.js";
import type { StripRows } from "./strip-rows.js";
import { Taken } from "./taken.js";

export class StagedStrips {
  /** In order of first appearance. */
  readonly strips: StripRows[] = [];
  readonly #tally: Tally;
  /** Strip of each row, from the second strip on. */
  #order: Uint16Array | undefined;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** Whether another shape has to go into the union strip. */
  get isFull(): boolean {
    return this.strips.length >= limits.stripsPerCommit;
  }

  add(strip: StripRows): void {
    strip.index = this.strips.length;
    this.strips.push(strip);
    if (strip.index === 1) this.#order = new Uint16Array(Math.max(1024, this.#tally.rows * 2));
  }

  /** Counts a row that was just written to this strip. */
  count(strip: StripRows): void {
    const tally = this.#tally;
    if (this.#order !== undefined) this.#putOrder(tally.rows, strip.index);
    tally.rows++;
    tally.bytes += strip.rowBytes;
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
    const { rows } = this.#tally;
    const dropped = Math.min(Math.max(0, Math.floor(count)), rows);
    const cuts = new Uint32Array(this.strips.length);
    for (let row = rows - dropped; row < rows; row++) cuts[this.#order?.[row] ?? 0]!++;
    this.#tally.rows -= dropped;
    this.strips.forEach((strip, index) => {
      strip.cut(strip.rows - cuts[index]!);
      this.#tally.bytes -= strip.rowBytes * cuts[index]!;
    });
    this.#leaveOutEmpty(rows - dropped);
    return dropped;
  }

  /** A strip without rows has not appeared yet. */
  #leaveOutEmpty(rows: number): void {
    const kept = this.strips.filter((strip) => strip.rows > 0);
    if (kept.length === this.strips.length) return;
    const places = this.strips.map((strip) => kept.indexOf(strip));
    for (let row = 0; row < rows && this.#order; row++) this.#order[row] = places[this.#order[row]!]!;
    for (const strip of this.strips) {
      if (strip.rows > 0 || !strip.owner) continue;
      if (strip.owner.strip === strip) strip.owner.strip = undefined;
      strip.owner.recycle(strip);
    }
    if (kept.length < 2) this.#order = undefined;
    this.strips.length = 0;
    for (const strip of kept) {
      strip.index = this.strips.length;
      this.strips.push(strip);
    }
  }

  /** Hands everything over; what filled the strips lets them go. */
  take(putBack: () => void, include?: (labels: readonly string[], name: string) => boolean): Taken {
    const { rows, bytes } = this.#tally;
    const filled = this.strips.filter((strip) => strip.owner?.strip === strip);
    for (const { owner } of filled) owner!.strip = undefined;
    this.#tally.rows = 0;
    this.#tally.bytes = 0;
    const undo = (): void => {
      for (const strip of filled) strip.owner!.strip = strip;
      this.#tally.rows = rows;
      this.#tally.bytes = bytes;
      putBack();
    };
    return new Taken(rows, bytes, this.strips, this.#order, undo, include);
  }
}

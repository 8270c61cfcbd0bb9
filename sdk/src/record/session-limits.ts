/** Two small memories of a session: how often a gated label was queued, and whether the user was told that memory fills. */
import { halfFull, queueFull } from "./checks.js";

/** `every: n` counts per label; every n-th call passes, again and again until one has opened the gate. */
export class Gates {
  readonly #calls = new Map<string, number>();

  passes(label: string, every: number): boolean {
    const calls = (this.#calls.get(label) ?? 0) + 1;
    this.#calls.set(label, calls);
    return calls >= every;
  }

  /** The call that passed did what it was for: counting begins again. */
  opened(label: string): void {
    this.#calls.delete(label);
  }

  clear(): void {
    this.#calls.clear();
  }
}

/** Bytes that stage and queue may hold: a notice at half, then the queue is written, then captures are refused. */
export class MemoryLimit {
  readonly #max: number;
  #isTold = false;

  constructor(max: number) {
    this.#max = max;
  }

  /** From here on `makeRoom` has to be asked. */
  get half(): number {
    return this.#max >> 1;
  }

  makeRoom(label: string, held: () => number, flush: () => void, notify: (text: string) => void): void {
    const before = held();
    if (before <= this.#max) {
      if (!this.#isTold) notify(halfFull(label, before, this.#max));
      this.#isTold = true;
      return;
    }
    flush();
    if (held() > this.#max) throw queueFull(label, before, this.#max);
  }
}

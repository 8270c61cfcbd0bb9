import type { Clock } from "#sdk/base/clock.js";

/** A clock that shows what it is told and moves only when it is told to, or by a fixed step at each look. */
export class FixedClock implements Clock {
  wallMs: number;
  monoNs: bigint;
  readonly stepMs: number;

  constructor(wallMs = Date.UTC(2026, 0, 2, 3, 4, 5), stepMs = 0) {
    this.wallMs = wallMs;
    this.monoNs = 1_000_000_000n;
    this.stepMs = stepMs;
  }

  now(): number {
    const shown = this.wallMs;
    this.wallMs += this.stepMs;
    return shown;
  }

  mono(): bigint {
    const shown = this.monoNs;
    this.monoNs += BigInt(Math.round(this.stepMs * 1e6));
    return shown;
  }

  advance(ms: number): void {
    this.wallMs += ms;
    this.monoNs += BigInt(Math.round(ms * 1e6));
  }
}

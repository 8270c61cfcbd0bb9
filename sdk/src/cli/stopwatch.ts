/** Time that passed on the monotonic clock. */
import { systemClock } from "../base/clock.js";

export function startTimer(): bigint {
  return systemClock.mono();
}

export function elapsedMs(start: bigint): number {
  return Number(systemClock.mono() - start) / 1e6;
}

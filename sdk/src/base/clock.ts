/** The clock seam. Nothing in Tapelab reads the time in another way. */
export interface Clock {
  /** Wall clock, UTC, milliseconds since 1970 with fraction. */
  now(): number;
  /** Monotonic clock of this boot, nanoseconds. */
  mono(): bigint;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => process.hrtime.bigint(),
};

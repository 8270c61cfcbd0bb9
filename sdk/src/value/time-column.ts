/** The time of each scope: staged as milliseconds with fraction, encoded as 64-bit nanoseconds without BigInt. */
import { TapelabError } from "../errors.js";
import { presences } from "./columns.js";

/** Beyond these milliseconds from 1970 nanoseconds do not fit into 64 bits. */
export const timeMaxMs = 9_223_372_036_000;
const maxNs = 2n ** 63n - 1n;
const two32 = 4_294_967_296;

export class TimeColumn {
  ms: Float64Array = new Float64Array(0);
  /** Set once a time was given in nanoseconds; then it holds every row. */
  ns: BigInt64Array | undefined;
  /** One code per row, or undefined when all rows have a time or none has. */
  presence: Uint8Array | undefined;
  hasTimes = false;
  /** Numbers can be stored straight into `ms`. */
  isPlain = false;

  resize(capacity: number): void {
    const ms = new Float64Array(capacity);
    ms.set(this.ms);
    this.ms = ms;
    if (this.ns) {
      const ns = new BigInt64Array(capacity);
      ns.set(this.ns);
      this.ns = ns;
    }
    if (this.presence) {
      const presence = new Uint8Array(capacity);
      presence.set(this.presence);
      this.presence = presence;
    }
  }

  /** Stores one time in the way that is not the usual one. Throws on what is no time. */
  put(row: number, time: number | bigint | undefined): void {
    if (time === undefined) {
      if (!this.hasTimes) return;
      this.presence ??= new Uint8Array(this.ms.length);
      this.presence[row] = presences.absent;
      this.ms[row] = 0;
      if (this.ns) this.ns[row] = 0n;
      return;
    }
    checkTime(time);
    if (!this.hasTimes) {
      this.hasTimes = true;
      if (row > 0) this.presence = new Uint8Array(this.ms.length).fill(presences.absent, 0, row);
      if (row > 0) this.ms.fill(0, 0, row);
    }
    if (typeof time === "bigint" && !this.ns) this.#toNs(row);
    if (this.ns) this.ns[row] = typeof time === "bigint" ? time : nsOf(time);
    else this.ms[row] = time as number;
    this.isPlain = this.ns === undefined;
  }

  #toNs(rows: number): void {
    this.ns = new BigInt64Array(this.ms.length);
    for (let row = 0; row < rows; row++) this.ns[row] = nsOf(this.ms[row]!);
  }

  /** Whether any of these rows has a time. */
  hasAny(rows: number): boolean {
    if (!this.hasTimes || rows === 0) return false;
    return this.presence === undefined || this.presence.subarray(0, rows).includes(presences.value);
  }

  /** Rows from here on were taken off. */
  cut(rows: number): void {
    this.presence?.fill(presences.value, rows);
    if (rows === 0) this.clear();
  }

  clear(): void {
    this.ns = undefined;
    this.presence = undefined;
    this.hasTimes = false;
    this.isPlain = false;
  }

  /** Writes the nanoseconds of all rows as pairs of 32-bit lanes, low first. */
  encode(rows: number, lanes: Int32Array): void {
    if (this.ns) lanes.set(new Int32Array(this.ns.buffer, 0, rows * 2));
    else msToLanes(this.ms, rows, lanes);
  }
}

export function checkTime(time: unknown): void {
  if (typeof time === "number" && time > -timeMaxMs && time < timeMaxMs) return;
  if (typeof time === "bigint" && time >= -maxNs && time <= maxNs) return;
  throw new TapelabError(
    "bad-option",
    `The time of a scope is not usable: expected milliseconds since 1970 as a number, or nanoseconds as a bigint, between the years 1678 and 2261; found ${String(time)}. The scope was not captured. Pass such a time, or none.`,
    { option: "time", expected: "ms (number) or ns (bigint) since 1970", found: String(time) },
  );
}

/** Milliseconds to nanoseconds, rounded to the nearest one. */
export function nsOf(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
}

/**
 * The whole milliseconds are split at 2^32, each part times 10^6 stays below 2^53: every step is exact. The fraction of
 * a double near today has steps of 0.24 microseconds, so rounding it to a nanosecond is exact, too.
 */
export function msToLanes(ms: Float64Array, rows: number, lanes: Int32Array): void {
  for (let row = 0; row < rows; row++) {
    const time = ms[row]!;
    const whole = Math.floor(time);
    const high = Math.floor(whole / two32);
    const low = (whole - high * two32) * 1e6 + Math.round((time - whole) * 1e6);
    const carry = Math.floor(low / two32);
    lanes[2 * row] = low - carry * two32;
    lanes[2 * row + 1] = high * 1e6 + carry;
  }
}

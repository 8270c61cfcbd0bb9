/** What a plot says about itself in words. */
import { shown } from "../base/text.js";

/** `1,250,000`, in every locale. */
export function counted(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1,600 of 1,250,000 points (min–max)`; the way of thinning is left out when nothing was. */
export function pointsText(shownCount: number, total: number, thinning: string): string {
  const points = `${counted(shownCount)} of ${counted(total)} ${total === 1 ? "point" : "points"}`;
  return shownCount === total ? points : `${points} (${thinning})`;
}

/** `a, b, c and 2 more`. */
export function listed(names: readonly string[], max = 3): string {
  const first = names.slice(0, max).map((name) => shown(name, 40));
  return first.join(", ") + (names.length > max ? ` and ${names.length - max} more` : "");
}

/** `3 series`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${counted(count)} ${count === 1 ? one : many}`;
}

/** A number for reading: six digits. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}

/** UTC, to the millisecond. */
export function timeText(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}

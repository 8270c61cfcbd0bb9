/** Lines in pixels made short: points that a reader of the picture cannot tell apart are left out, the rest is relative. */

const DOT = "h.1";

export type Pixel = readonly [x: number, y: number];

/** Points nearer than this to the line that replaces them are never seen. */
const TOLERANCE = 0.15;

/**
 * The same lines with at most `max` points together, those that matter most for their shapes. First and last of each
 * line stay. Ramer, Douglas and Peucker's measure, taken once for all tolerances.
 */
export function thinned(lines: readonly (readonly Pixel[])[], max: number): Pixel[][] {
  const weights = lines.map(significance);
  const least = greatest(weights, max);
  return lines.map((line, k) => line.filter((_, i) => weights[k]![i]! > TOLERANCE && weights[k]![i]! >= least));
}

/** The `max`-th greatest of all weights, if there are so many that can be seen. */
function greatest(weights: readonly Float64Array[], max: number): number {
  const all = new Float64Array(weights.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const line of weights) {
    all.set(line, offset);
    offset += line.length;
  }
  return all.length > max ? Math.max(TOLERANCE, all.sort()[all.length - max]!) : TOLERANCE;
}

/** How far each point lies from the line that would replace it. */
function significance(points: readonly Pixel[]): Float64Array {
  const weights = new Float64Array(points.length);
  if (points.length === 0) return weights;
  weights[0] = Number.POSITIVE_INFINITY;
  weights[points.length - 1] = Number.POSITIVE_INFINITY;
  const open: [from: number, to: number, most: number][] = [[0, points.length - 1, Number.POSITIVE_INFINITY]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [from, to, most] = span;
    if (to - from < 2) continue;
    const far = farthest(points, from, to);
    const weight = Math.min(most, far.distance); // a part never weighs more than the whole
    if (weight <= TOLERANCE) continue;
    weights[far.index] = weight;
    open.push([from, far.index, weight], [far.index, to, weight]);
  }
  return weights;
}

function farthest(points: readonly Pixel[], from: number, to: number): { index: number; distance: number } {
  const [ax, ay] = points[from]!;
  const [dx, dy] = [points[to]![0] - ax, points[to]![1] - ay];
  const length = Math.sqrt(dx * dx + dy * dy);
  let index = from + 1;
  let distance = -1;
  for (let i = from + 1; i < to; i++) {
    const point = points[i]!;
    const [x, y] = [point[0] - ax, point[1] - ay];
    const away = length === 0 ? Math.sqrt(x * x + y * y) : Math.abs(x * dy - y * dx) / length;
    if (away > distance) {
      index = i;
      distance = away;
    }
  }
  return { index, distance };
}

/** A line as ECharts reads it. */
export function linePath(line: readonly Pixel[]): string {
  return line.map(([x, y], i) => `${i === 0 ? "M" : "L"}${tenth(x)} ${tenth(y)}`).join("");
}

/** Absolute `M`, `L` and `Z` as relative steps of tenths of a pixel, a move alone as a dot; any other path as it is. */
export function relativePath(path: string): string {
  if (/[^MLZ\d\s.-]/.test(path)) return path;
  let text = "";
  let [lastX, lastY] = [0, 0];
  let isInLine = false;
  let isAlone = false;
  for (const [, command, first, second] of path.matchAll(/([MLZ])(?:(-?[\d.]+)\s(-?[\d.]+))?/g)) {
    if (command === "Z") text += "z";
    // Steps start where the last rounded point is, so that errors do not add up.
    const [x, y] = command === "Z" ? [lastX, lastY] : [Math.round(Number(first) * 10), Math.round(Number(second) * 10)];
    if (command === "M") text += `${isAlone ? DOT : ""}M${x / 10} ${y / 10}`;
    if (command === "L" && (x !== lastX || y !== lastY || !isInLine)) text += step(x - lastX, y - lastY, isInLine);
    isInLine = command === "L";
    isAlone = command === "M";
    [lastX, lastY] = [x, y];
  }
  return isAlone ? text + DOT : text;
}

function step(dx: number, dy: number, isInLine: boolean): string {
  const [x, y] = [short(dx), short(dy)];
  return `${!isInLine ? "l" : x.startsWith("-") ? "" : " "}${x}${y.startsWith("-") ? "" : " "}${y}`;
}

/** 12 → "1.2", 5 → ".5", -5 → "-.5". */
function short(tenths: number): string {
  if (tenths % 10 === 0) return String(tenths / 10);
  const whole = Math.trunc(tenths / 10);
  return `${tenths < 0 ? "-" : ""}${whole === 0 ? "" : Math.abs(whole)}.${Math.abs(tenths % 10)}`;
}

export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Traces of a figure as paths in pixels. What no reader could tell apart at this size is drawn once. */
import type { Trace } from "./figure.js";
import { type Axis, barWidth, placeOn } from "./svg-axes.js";
import { colorAt, colorScale, hexColor, matrixPng } from "./svg-color.js";
import { linePath, type Pixel, tenth, thinned } from "./svg-path.js";

/** A rectangle in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How a mark looks. */
export interface Look {
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

/** One thing to be drawn: lines, the area between lines and a base, a path, or an image over a rectangle. */
export type Mark =
  | { readonly lines: readonly (readonly Pixel[])[]; readonly base?: number; readonly look: Look }
  | { readonly d: string; readonly look: Look }
  | { readonly image: string; readonly area: Area };

export type Point = Pixel | undefined;

/** Dots of one picture, all traces together. */
const DOTS_MAX = 1_600;
/** Points of all lines of one picture, and of one curve: two in every pixel column. */
const POINTS_MAX = 2_600;
const CURVE_MAX = 1_000;
const SHADES = 16;

export function traceMarks(trace: Trace, x: Axis, y: Axis, area: Area, color: string, dots: number): Mark[] {
  if (trace.type === "heatmap") return heatmapMarks(trace, x, y, area);
  const marks: Mark[] = [];
  const pixelX = pixels(x, area.left, area.width);
  const pixelY = pixels(y, area.top + area.height, -area.height);
  if (trace.type === "bar")
    return [{ d: barsPath(trace, x, pixelX, pixelY, y), look: { fill: color, opacity: numberOr(trace.opacity, 1) } }];
  const ys = trace.y ?? [];
  const points = (trace.x ?? []).map((value, i): Point => {
    const at: [number, number] = [pixelX(placeOn(x, value)), pixelY(placeOn(y, ys[i]))];
    return Number.isNaN(at[0] + at[1]) ? undefined : at;
  });
  const mode = String(trace.mode ?? "lines");
  const lines = withoutGaps(points).map(perColumn);
  if (typeof trace.fill === "string" && trace.fill !== "none") {
    const bottom = area.top + area.height;
    const base = tenth(Math.max(area.top, Math.min(bottom, pixelY(placeOn(y, 0)) || bottom)));
    const own = typeof trace.fillcolor === "string" ? trace.fillcolor : undefined;
    marks.push({ lines, base, look: { fill: own ?? color, opacity: own ? 1 : 0.3 } });
  }
  if (mode.includes("lines")) marks.push({ lines, look: { stroke: color, ...lineStyle(trace) } });
  if (mode.includes("markers")) marks.push(...dotMarks(trace, points, color, dots));
  return marks;
}

/** The path of a mark that is no image. */
export function markPath(mark: Exclude<Mark, { image: string }>): string {
  if ("d" in mark) return mark.d;
  const { lines, base } = mark;
  if (base === undefined) return lines.map(linePath).join("");
  return lines
    .map(
      (line) => `M${tenth(line[0]![0])} ${base}${linePath(line).replace("M", "L")}L${tenth(line.at(-1)![0])} ${base}Z`,
    )
    .join("");
}

/** The marks of one picture with no more points than its size allows. */
export function thinMarks(marks: readonly (readonly Mark[])[]): Mark[][] {
  const curves = marks.flat().flatMap((mark) => ("lines" in mark ? [mark.lines] : []));
  const kept = thinned(curves.flat(), Math.min(POINTS_MAX, CURVE_MAX * curves.length));
  let next = 0;
  const thin = (mark: Mark): Mark => ("lines" in mark ? { ...mark, lines: mark.lines.map(() => kept[next++]!) } : mark);
  return marks.map((list) => list.map(thin));
}

/** Dots by color; those of one color are one path. */
export function dotMarks(trace: Trace, points: readonly Point[], color: string, traces: number): Mark[] {
  const marker = (trace.marker ?? {}) as Record<string, unknown>;
  const width = numberOr(marker.size, 6);
  const opacity = numberOr(marker.opacity, numberOr(trace.opacity, 1));
  const values = Array.isArray(marker.color) ? (marker.color as unknown[]) : undefined;
  const scale = colorScale(marker.colorscale as never);
  const [low, high] = values === undefined ? [0, 1] : colorRange(marker, values);
  const shadeOf = (i: number): string => {
    const value = values?.[i];
    if (typeof value === "string") return value;
    if (values === undefined) return color;
    if (typeof value !== "number") return "#888888";
    const share = high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0.5;
    return hexColor(colorAt(scale, Math.round(share * (SHADES - 1)) / (SHADES - 1)));
  };
  const max = Math.max(60, Math.floor(DOTS_MAX / traces));
  const paths = new Map<string, string>();
  for (const i of apart(points, max)) {
    const point = points[i]!;
    const shade = shadeOf(i);
    // A move alone becomes a dot: the shortest line with round ends, in a tenth of the bytes of a circle.
    paths.set(
      shade,
      `${paths.get(shade) ?? ""}M${tenth(point[0])} ${tenth(point[1])}L${tenth(point[0])} ${tenth(point[1])}`,
    );
  }
  return [...paths].map(([stroke, d]) => ({ d, look: { stroke, width, opacity } }));
}

export function colorRange(marker: Record<string, unknown>, values: readonly unknown[]): [number, number] {
  const numbers = values.filter((value): value is number => typeof value === "number");
  const low = numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return [numberOr(marker.cmin, low), numberOr(marker.cmax, high)];
}

export function lineStyle(trace: Trace): { width: number; dash?: number[]; opacity: number } {
  const line = (trace.line ?? {}) as Record<string, unknown>;
  const named: Readonly<Record<string, number[]>> = {
    dot: [2, 3],
    dash: [6, 4],
    longdash: [10, 4],
    dashdot: [6, 3, 2, 3],
  };
  const own = String(line.dash ?? "solid");
  const dash =
    named[own] ??
    (/^\d/.test(own)
      ? own
          .split(/[\s,px]+/)
          .map(Number)
          .filter(Boolean)
      : undefined);
  return { width: numberOr(line.width, 1.5), dash, opacity: numberOr(trace.opacity, 1) };
}

export function withoutGaps(points: readonly Point[]): Pixel[][] {
  const runs: Pixel[][] = [[]];
  for (const point of points) {
    if (point !== undefined) runs.at(-1)!.push(point);
    else if (runs.at(-1)!.length > 0) runs.push([]);
  }
  // A point alone between gaps is seen as a short line.
  return runs
    .filter((run) => run.length > 0)
    .map((run) => (run.length > 1 ? run : [...run, [run[0]![0] + 1, run[0]![1]]]));
}

/** Where x increases: first, lowest, highest and last of every pixel column. No spike is lost. */
function perColumn(run: readonly Pixel[]): Pixel[] {
  if (run.some(([x], i) => i > 0 && x < run[i - 1]![0])) return [...run];
  const kept: Pixel[] = [];
  for (let start = 0; start < run.length; ) {
    let [end, low, high] = [start, start, start];
    const column = Math.floor(run[start]![0]);
    for (; end < run.length && Math.floor(run[end]![0]) === column; end++) {
      if (run[end]![1] < run[low]![1]) low = end;
      if (run[end]![1] > run[high]![1]) high = end;
    }
    let last = -1;
    for (const pick of [start, Math.min(low, high), Math.max(low, high), end - 1]) {
      if (pick > last) kept.push(run[pick]!);
      last = Math.max(last, pick);
    }
    start = end;
  }
  return kept;
}

/** Places of dots that do not cover each other: the finest grid of pixels that leaves at most `max`. */
function apart(points: readonly Point[], max: number): number[] {
  for (let cell = 0.5; ; cell *= 1.5) {
    const seen = new Map<string, number>();
    points.forEach((point, i) => {
      if (point === undefined) return;
      const key = `${Math.round(point[0] / cell)} ${Math.round(point[1] / cell)}`;
      seen.set(key, i); // the newest is on top
    });
    if (seen.size <= max || cell > 100) return [...seen.values()].sort((a, b) => a - b).slice(0, max);
  }
}

function barsPath(trace: Trace, x: Axis, pixelX: Scale, pixelY: Scale, y: Axis): string {
  const half = x.type === "category" ? 0.4 : barWidth(trace) / 2;
  const bases = Array.isArray(trace.base) ? trace.base : [];
  return (trace.x ?? [])
    .map((value, i) => {
      const at = placeOn(x, value);
      const low = y.type === "log" ? y.range[0] : placeOn(y, bases[i] ?? 0);
      const sides = [pixelX(at - half), pixelX(at + half), pixelY(low), pixelY(placeOn(y, trace.y?.[i]))];
      if (sides.some(Number.isNaN)) return "";
      const [one = 0, other = 0, bottom, top] = sides.map(tenth);
      const left = Math.min(one, other);
      const right = Math.max(one, other, left + 1); // so that the narrowest is seen
      return `M${left} ${bottom}L${left} ${top}L${right} ${top}L${right} ${bottom}Z`;
    })
    .join("");
}

function heatmapMarks(trace: Trace, x: Axis, y: Axis, area: Area): Mark[] {
  const rows = (trace.z ?? []) as readonly (readonly unknown[])[];
  if (rows.length === 0 || (rows[0]?.length ?? 0) === 0) return [];
  const [low, high] = colorRange({ cmin: trace.zmin, cmax: trace.zmax }, rows.flat());
  const [fromX, toX] = edges(x, trace.x, rows[0]!.length);
  const [fromY, toY] = edges(y, trace.y, rows.length);
  const pixelX = pixels(x, area.left, area.width);
  const pixelY = pixels(y, area.top + area.height, -area.height);
  const [left, right, top, bottom] = [pixelX(fromX), pixelX(toX), pixelY(toY), pixelY(fromY)];
  const upward = y.isReversed ? [...rows].reverse() : rows;
  const matrix = x.isReversed ? upward.map((row) => [...row].reverse()) : upward;
  const image = matrixPng(matrix, low, high, colorScale(trace.colorscale));
  const [width, height] = [Math.abs(right - left), Math.abs(bottom - top)];
  return [{ image, area: { left: Math.min(left, right), top: Math.min(top, bottom), width, height } }];
}

/** From the outer edge of the first cell to that of the last. */
function edges(axis: Axis, values: readonly unknown[] | undefined, count: number): [number, number] {
  const [first, last] = values?.length ? [placeOn(axis, values[0]), placeOn(axis, values.at(-1))] : [0, count - 1];
  const half = count > 1 ? (last - first) / (count - 1) / 2 : 0.5;
  return [first - half, last + half];
}

type Scale = (place: number) => number;

function pixels({ range, isReversed }: Axis, start: number, size: number): Scale {
  const [from, to] = isReversed ? [range[1], range[0]] : range;
  const factor = size / (to - from || 1);
  return (place) => start + (place - from) * factor;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}

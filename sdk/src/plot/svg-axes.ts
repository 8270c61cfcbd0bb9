/** Axes of a figure for the static picture: which there are, where they lie, and from what to what they go. */
import { plainText } from "./escape.js";
import type { Figure, Json, Trace } from "./figure.js";

type Options = { readonly [option: string]: Json | undefined };

export interface Axis {
  readonly letter: "x" | "y";
  /** `x`, `x2`, … */
  readonly id: string;
  readonly type: "linear" | "log" | "date" | "category";
  readonly title: string;
  /** Where it lies in the plot area, 0 to 1. */
  readonly domain: readonly [number, number];
  readonly right: boolean;
  readonly hasLabels: boolean;
  readonly categories: ReadonlyMap<string, number>;
  /** Words that stand for numbers; undefined: the numbers themselves. */
  readonly words: ReadonlyMap<number, string> | undefined;
  readonly isReversed: boolean;
  /** In its own scale, ascending: decades for log, places for categories. */
  readonly range: readonly [number, number];
  /** The user's own range: what lies outside is cut. */
  readonly isCut: boolean;
}

/** Where the axis puts a value, in its own scale; NaN for gaps. */
export function placeOn(axis: Axis, value: unknown): number {
  if (axis.type === "category") return axis.categories.get(String(value)) ?? Number.NaN;
  const number = numberOf(value, axis.type);
  return axis.type === "log" ? (number > 0 ? Math.log10(number) : Number.NaN) : number;
}

export function axisId(trace: Trace, letter: "x" | "y"): string {
  const own = letter === "x" ? trace.xaxis : trace.yaxis;
  return typeof own === "string" ? own : letter;
}

/** All axes that traces use, by id. Those that match share their range. */
export function figureAxes(figure: Figure): Map<string, Axis> {
  const axes = new Map<string, Axis>();
  const shared = new Map<string, [number, number]>();
  const matches = new Map<string, string>();
  for (const letter of ["x", "y"] as const)
    for (const id of usedIds(figure, letter)) {
      const axis = oneAxis(figure, letter, id);
      axes.set(id, axis);
      const group = String(axisOptions(figure, id).matches ?? id);
      matches.set(id, group);
      const [from, to] = shared.get(group) ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      shared.set(group, [Math.min(from, axis.range[0]), Math.max(to, axis.range[1])]);
    }
  for (const [id, axis] of axes) axes.set(id, { ...axis, range: shared.get(matches.get(id) ?? id) ?? axis.range });
  return axes;
}

function usedIds(figure: Figure, letter: "x" | "y"): string[] {
  const ids = figure.data.filter(({ type }) => type !== "scatter3d").map((trace) => axisId(trace, letter));
  return [...new Set(ids.length > 0 ? ids : [letter])];
}

function axisOptions(figure: Figure, id: string): Options {
  return (figure.layout[`${id[0]}axis${id.slice(1)}`] ?? {}) as Options;
}

function oneAxis(figure: Figure, letter: "x" | "y", id: string): Axis {
  const options = axisOptions(figure, id);
  const traces = figure.data.filter((trace) => axisId(trace, letter) === id);
  const under = typeof options.overlaying === "string" ? axisOptions(figure, options.overlaying) : {};
  const type = typeOf(options, traces, letter);
  const title = (options.title as { text?: string } | undefined)?.text ?? "";
  const axis: Axis = {
    letter,
    id,
    type,
    title: plainText(String(title)),
    domain: pairOf(options.domain) ?? pairOf(under.domain) ?? [0, 1],
    right: options.side === "right",
    hasLabels: options.showticklabels !== false,
    categories: type === "category" ? categoriesOf(options, traces, letter) : new Map(),
    words: wordsOf(options),
    isReversed: options.autorange === "reversed",
    range: [0, 1],
    isCut: Array.isArray(options.range),
  };
  const [from, to] = rangeOf(axis, traces, options);
  return from > to ? { ...axis, range: [to, from], isReversed: true } : { ...axis, range: [from, to] };
}

function wordsOf({ tickmode, tickvals, ticktext }: Options): Axis["words"] {
  if (tickmode !== "array" || !Array.isArray(tickvals) || !Array.isArray(ticktext)) return undefined;
  return new Map(tickvals.map((value, i) => [Number(value), plainText(String(ticktext[i] ?? ""))]));
}

function typeOf(options: Options, traces: readonly Trace[], letter: "x" | "y"): Axis["type"] {
  const { type } = options;
  if (type === "log" || type === "date" || type === "category" || type === "linear") return type;
  const isText = traces.some((trace) => (trace[letter] ?? []).some((value) => typeof value === "string"));
  return isText ? "category" : "linear";
}

function categoriesOf(options: Options, traces: readonly Trace[], letter: "x" | "y"): Map<string, number> {
  const places = new Map<string, number>();
  const add = (value: unknown): void => {
    if (value !== null && value !== undefined && !places.has(String(value))) places.set(String(value), places.size);
  };
  if (Array.isArray(options.categoryarray)) options.categoryarray.forEach(add);
  for (const trace of traces) for (const value of trace[letter] ?? []) add(value);
  return places;
}

function rangeOf(axis: Axis, traces: readonly Trace[], options: Options): [number, number] {
  if (axis.type === "category") return [-0.5, Math.max(1, axis.categories.size) - 0.5];
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let hasRoom = axis.letter === "y";
  for (const trace of traces) {
    const half = halfStep(axis, trace);
    for (const value of valuesOn(axis, trace)) {
      const place = placeOn(axis, value);
      if (Number.isNaN(place)) continue;
      from = Math.min(from, place - half);
      to = Math.max(to, place + half);
    }
    if (trace.type === "heatmap") hasRoom = false;
    else if (String(trace.mode ?? "").includes("markers")) hasRoom = true;
  }
  if (from > to) [from, to] = axis.type === "date" ? [0, 1_000] : [0, 1];
  const own = Array.isArray(options.range)
    ? options.range.map((end) => (end === null ? end : numberOf(end, axis.type)))
    : [];
  const room = from === to ? Math.abs(from) / 10 || 0.5 : hasRoom ? (to - from) * 0.05 : 0;
  const isBase = traces.some((trace) => trace.type === "bar") && axis.letter === "y" && from === 0;
  return [own[0] ?? (isBase ? from : from - room), own[1] ?? to + room];
}

/** What a trace shows along the axis: bars and filled areas also stand on zero. */
function valuesOn(axis: Axis, trace: Trace): readonly unknown[] {
  const values: readonly unknown[] = trace[axis.letter] ?? [];
  if (trace.type === "heatmap" && values.length === 0) {
    const rows = (trace.z ?? []) as readonly (readonly unknown[])[];
    const count = axis.letter === "y" ? rows.length : (rows[0]?.length ?? 0);
    return count === 0 ? [] : [0, count - 1];
  }
  const onZero = axis.letter === "y" && axis.type !== "log" && (trace.type === "bar" || trace.fill === "tozeroy");
  return onZero ? [...values, 0] : values;
}

/** Bars and cells reach beyond their middle. */
function halfStep(axis: Axis, trace: Trace): number {
  if (trace.type === "bar" && axis.letter === "x") return barWidth(trace) / 2;
  if (trace.type !== "heatmap") return 0;
  const values = (trace[axis.letter] ?? []) as readonly unknown[];
  if (values.length < 2) return 0.5;
  return (numberOf(values.at(-1), axis.type) - numberOf(values[0], axis.type)) / (values.length - 1) / 2;
}

export function barWidth(trace: Trace): number {
  const { width } = trace;
  if (typeof width === "number") return width;
  if (Array.isArray(width) && typeof width[0] === "number") return width[0];
  const [first, second] = (trace.x ?? []) as readonly unknown[];
  return typeof first === "number" && typeof second === "number" ? Math.abs(second - first) : 0.8;
}

function numberOf(value: unknown, type: Axis["type"]): number {
  if (typeof value === "number") return Number.isFinite(value) ? value : Number.NaN;
  return type === "date" && typeof value === "string"
    ? Date.parse(/Z|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`)
    : Number.NaN;
}

function pairOf(value: Json | undefined): readonly [number, number] | undefined {
  return Array.isArray(value) && typeof value[0] === "number" && typeof value[1] === "number"
    ? [value[0], value[1]]
    : undefined;
}

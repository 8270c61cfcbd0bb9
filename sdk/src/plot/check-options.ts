/** The options of a plot, checked, with their defaults. */
import { badOption, checkOptions, foundText } from "../base/options.js";
import type { PlotKind, PlotOptions } from "./options.js";

/** Options as they are worked with. */
export interface Wanted extends PlotOptions {
  readonly kind: PlotKind;
  /** Undefined: what there is. */
  readonly ys: readonly string[] | undefined;
  readonly max: number;
  readonly every: number;
  readonly size: readonly [number, number];
  readonly align: "x" | "seq" | "elapsed";
}

/** Options that change how it looks and not what is read. */
export const looks: readonly (keyof PlotOptions)[] = [
  "title",
  "xLabel",
  "yLabel",
  "unit",
  "size",
  "log",
  "range",
  "layout",
  "trace",
  "labels",
  "every",
  "bins",
];

const names: readonly string[] = [
  ...([
    "x",
    "y",
    "z",
    "kind",
    "color",
    "facet",
    "align",
    "scrub",
    "last",
    "max",
    "select",
  ] as const satisfies readonly (keyof PlotOptions)[]),
  ...looks,
];

const kinds: readonly PlotKind[] = ["auto", "line", "scatter", "area", "histogram", "heatmap", "trajectory3d"];
const outcome = "Nothing was drawn.";

/** Checks the options. Throws `bad-option`. */
export function checkPlot(options: PlotOptions): Wanted {
  checkOptions("plot", options, names, outcome);
  const { kind = "auto", max = 2_000, every = 200, align = "x" } = options;
  const { size = kind === "trajectory3d" ? [640, 480] : [640, 320] } = options;
  oneOf("kind", kind, kinds);
  oneOf("align", align, ["x", "seq", "elapsed"]);
  oneOf("scrub", options.scrub, ["seq", "time", "commit"]);
  oneOf("log", options.log, ["x", "y", "xy"]);
  for (const name of ["x", "z", "color", "facet", "title", "xLabel", "yLabel", "unit"] as const)
    fits(name, "a text", options[name], (value) => typeof value === "string");
  fits("y", "a name or a list of them", options.y, (value) => isTexts(typeof value === "string" ? [value] : value));
  fits("labels", "a list of texts", options.labels, isTexts);
  whole("max", max, 16, 1_000_000);
  whole("every", every, 100, 3_600_000);
  whole("last", options.last, 1, 10_000_000);
  whole("bins", options.bins, 1, 10_000);
  fits("size", "[width, height] in pixels, 50 to 10000", size, (value) => isPair(value, (n) => n >= 50 && n <= 10_000));
  const isEnd = (n: unknown): boolean => n === null || Number.isFinite(n);
  for (const axis of ["x", "y"] as const)
    fits(`range.${axis}`, "[from, to]", options.range?.[axis], (value) => isPair(value, isEnd));
  fits("layout", "an object", options.layout, isObject);
  fits("trace", "an object or a function", options.trace, (value) => typeof value === "function" || isObject(value));
  if (kind === "heatmap" || kind === "trajectory3d") {
    if (options.facet !== undefined) throw misfit("facet", `no facet with kind "${kind}"`, options.facet);
    if (kind === "heatmap" && options.last !== undefined) throw misfit("last", "no window of a heatmap", options.last);
  }
  const ys = options.y === undefined ? undefined : [options.y].flat();
  return { ...options, kind, ys: ys as readonly string[] | undefined, max, every, size, align };
}

function oneOf(name: string, value: unknown, allowed: readonly string[]): void {
  fits(name, `one of ${allowed.join(", ")}`, value, (one) => allowed.includes(one as string));
}

function whole(name: string, value: unknown, from: number, to: number): void {
  fits(
    name,
    `a whole number from ${from} to ${to}`,
    value,
    (n) => Number.isInteger(n) && inside(n as number, from, to),
  );
}

function inside(n: number, from: number, to: number): boolean {
  return n >= from && n <= to;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
}

function isPair(value: unknown, fitting: (n: number) => boolean): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((one) => fitting(one as number));
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fits(name: string, expected: string, value: unknown, test: (value: unknown) => boolean): void {
  if (value !== undefined && !test(value)) throw misfit(name, expected, value);
}

function misfit(name: string, expected: string, value: unknown): Error {
  return badOption("plot", name, { expected, found: foundText(value), outcome });
}

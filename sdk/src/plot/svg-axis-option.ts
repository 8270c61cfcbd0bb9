/** One axis of the static picture as ECharts takes it, with ticks at round values. */
import { faintGrey, grey } from "./palette.js";
import type { Axis } from "./svg-axes.js";
import type { Area } from "./svg-marks.js";

export function axisOption(axis: Axis, area: Area): Record<string, unknown> {
  const size = axis.letter === "x" ? area.width : area.height;
  const ticks = ticksOf(axis, size);
  const { words } = axis;
  const [from, to] = axis.type === "log" ? axis.range.map((decade) => 10 ** decade) : axis.range;
  const shown = {
    show: axis.hasLabels,
    color: grey,
    fontSize: 11,
    hideOverlap: true,
    formatter: words ? (value: number) => words.get(value) ?? "" : ticks && tickText,
    customValues: ticks,
  };
  return {
    type: { linear: "value", log: "log", date: "time", category: "category" }[axis.type],
    ...(axis.type === "category" ? { data: [...axis.categories.keys()] } : { min: from, max: to }),
    inverse: axis.isReversed,
    ...(axis.letter === "y" && { position: axis.right ? "right" : "left" }),
    name: axis.title,
    nameTruncate: { maxWidth: size * 0.9 },
    nameLocation: "middle",
    nameGap: axis.letter === "x" ? 24 : labelRoom(axis) + 4,
    nameTextStyle: { color: grey, fontSize: 11 },
    axisLine: { show: true, onZero: false, lineStyle: { color: grey } },
    axisTick: { show: false, customValues: ticks },
    axisLabel: axis.type === "category" || words ? { ...shown, width: 90, overflow: "truncate" } : shown,
    splitLine: { show: !axis.right && axis.type !== "category", lineStyle: { color: faintGrey }, customValues: ticks },
  };
}

/** Pixels that the labels of an upright axis take. */
export function labelRoom({ words = new Map() }: Axis): number {
  const longest = Math.max(0, ...[...words.values()].map((text) => text.length));
  return Math.max(42, Math.min(90, 6.4 * longest));
}

function ticksOf(axis: Axis, size: number): number[] | undefined {
  const { words, type, range } = axis;
  if (words) return [...words.keys()].filter((at) => at >= range[0] && at <= range[1]);
  return type === "linear" || type === "log" ? roundTicks(axis, size) : undefined;
}

/** Multiples of 1, 2 or 5 times a power of ten that lie in the range; powers of ten on logarithmic axes. */
function roundTicks({ type, letter, range: [from, to] }: Axis, size: number): number[] {
  const count = Math.max(2, Math.floor(size / (letter === "x" ? 80 : 36)));
  const step = Math.max(niceStep((to - from) / count), type === "log" ? 1 : 0);
  if (type === "log" && to - from < 1.5)
    return [1, 2, 5, 10, 20, 50]
      .map((of) => of * 10 ** Math.floor(from))
      .filter((tick) => tick >= 10 ** from && tick <= 10 ** to);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const at = Number(((first + i) * step).toPrecision(15));
    return type === "log" ? 10 ** at : at;
  });
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10);
}

function tickText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) return value.toExponential().replace("e+", "e");
  return String(Number(value.toPrecision(15)));
}

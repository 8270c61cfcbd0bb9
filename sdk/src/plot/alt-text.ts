/** A figure in words, for readers who do not see it: kind, variables and ranges. */
import { isTimeAxis } from "./axes.js";
import { counted, listed, numberText, timeText } from "./count-text.js";
import type { Trace } from "./figure.js";
import type { Gathering } from "./gather.js";

export function altText(gathering: Gathering, title: string, traces: readonly Trace[]): string {
  const said = rangesOf(gathering, traces).filter((one) => one !== "");
  return `${kindText(gathering.kind, traces)} ${title}${said.length === 0 ? "" : `: ${said.join(", ")}`}`;
}

function kindText(kind: string, traces: readonly Trace[]): string {
  if (kind !== "auto") return `${kind} plot`;
  return traces.some(({ mode }) => mode === "markers") ? "scatter plot" : "line plot";
}

function rangesOf(gathering: Gathering, traces: readonly Trace[]): string[] {
  const { kind, x, ys, wanted, series } = gathering;
  const of = (axis: "x" | "y" | "z"): readonly unknown[] => traces.flatMap((trace) => trace[axis] ?? []);
  if (kind === "heatmap") {
    return [...series.values()].map(({ y, heat }) => rangeText(y, [heat?.low, heat?.high]));
  }
  if (kind === "histogram") {
    const ends = [...series.values()].flatMap(({ histogram }) => [histogram?.low, histogram?.high]);
    const most = of("y").reduce<number>((max, count) => Math.max(max, Number(count)), 0);
    return [rangeText(listed(ys), ends), most === 0 ? "" : `counts to ${counted(most)}`];
  }
  const xName = wanted.align === "seq" ? "scope" : x;
  return [
    rangeText(xName, of("x"), valueText(gathering, xName, "x")),
    rangeText(listed(ys), of("y"), valueText(gathering, ys[0] ?? "", "y")),
    ...(kind === "trajectory3d" ? [rangeText(wanted.z ?? "z", of("z"))] : []),
  ];
}

/** How a value of an axis is said. */
function valueText(gathering: Gathering, name: string, axis: "x" | "y"): (value: number) => string {
  const words = gathering.names.get(name)?.categories?.names;
  if (words) return (value) => words[value] ?? numberText(value);
  return isTimeAxis(gathering, name, axis) ? timeText : numberText;
}

function rangeText(name: string, values: readonly unknown[], text: (value: number) => string = numberText): string {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (typeof value !== "number" || Number.isNaN(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? "" : `${name} from ${text(low)} to ${text(high)}`;
}

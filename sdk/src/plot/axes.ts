/** Axes: what they say, what they measure, and how panels share the picture. */
import { badOption } from "../base/options.js";
import { shown } from "../base/text.js";
import type { Wanted } from "./check-options.js";
import { listed } from "./count-text.js";
import { plotlyText } from "./escape.js";
import type { Layout } from "./figure.js";
import type { Gathering, NameFacts } from "./gather.js";
import { faintGrey, grey } from "./palette.js";

type Axis = Layout;

/** Units of y: of each series, and of the one or two axes. */
export interface YUnits {
  readonly axes: readonly string[];
  of(run: number, y: string): string;
  /** Whether the variable has this unit in any run; what has none stands at the first axis. */
  has(y: string, unit: string): boolean;
}

/** At most two units are drawn. Of variables that nobody named those of a third one are left out. */
export function yUnits(gathering: Gathering, runs: number): YUnits {
  const { wanted, ys, names } = gathering;
  const of = (run: number, y: string): string => wanted.unit ?? names.get(y)?.units.get(run) ?? "";
  const known = new Set<string>();
  for (const y of ys) for (let run = 0; run < runs; run++) if (of(run, y) !== "") known.add(of(run, y));
  const units = [...known];
  if (units.length > 2 && (wanted.ys || runs > 1)) {
    throw badOption("plot", "y", {
      expected: "variables of at most two units",
      found: listed(units, 6),
      outcome: "Nothing was drawn.",
      advice: "Name variables of two units, or give one with `unit`.",
    });
  }
  const axes = units.length === 0 ? [""] : units.slice(0, 2);
  const has = (y: string, unit: string): boolean =>
    Array.from({ length: runs }, (_, run) => of(run, y) || axes[0]).includes(unit);
  return { axes, of, has };
}

export function withUnit(name: string, unit: string): string {
  return plotlyText(name) + (unit === "" ? "" : ` (${plotlyText(unit, 40)})`);
}

/** The look that all axes share. */
export function bareAxis(text: string): Axis {
  return {
    title: { text },
    gridcolor: faintGrey,
    linecolor: grey,
    zeroline: false,
    showline: true,
    ticks: "outside",
    tickcolor: grey,
    automargin: true,
  };
}

/** The axis of a variable: its type, and names in place of numbers where it holds texts. */
export function axisOf(gathering: Gathering, name: string, axis: "x" | "y", text: string): Axis {
  const { wanted } = gathering;
  const facts = gathering.names.get(name);
  const isTime = isTimeAxis(gathering, name, axis);
  const isLog = !isTime && (wanted.log?.includes(axis) ?? false);
  return {
    ...bareAxis(isTime ? `${text} (UTC)` : text),
    type: isTime ? "date" : isLog ? "log" : "linear",
    ...rangeOf(gathering, axis, isLog),
    ...ticksOf(facts),
  };
}

/** The range that was asked for. */
export function rangeOf({ wanted }: Gathering, axis: "x" | "y", isLog: boolean = false): Axis {
  const range = wanted.range?.[axis];
  return range ? { range: range.map((end) => (end !== null && isLog ? Math.log10(end) : end)) } : {};
}

export function isTimeAxis({ names, wanted }: Gathering, name: string, axis: "x" | "y"): boolean {
  if (axis === "x" && wanted.align !== "x") return false;
  return names.get(name)?.isTime ?? false;
}

const ticksMax = 24;

function ticksOf(facts: NameFacts | undefined): Axis {
  const texts = facts?.categories?.names;
  if (!texts) return {};
  const step = Math.ceil(texts.length / ticksMax);
  const places = texts.flatMap((_, i) => (i % step === 0 ? [i] : []));
  return { tickmode: "array", tickvals: places, ticktext: places.map((i) => plotlyText(texts[i]!, 24)) };
}

/** What stands at the x axis. */
export function xText(gathering: Gathering): string {
  const { wanted, names, x } = gathering;
  if (wanted.xLabel !== undefined) return plotlyText(wanted.xLabel);
  if (wanted.align === "seq") return "scope";
  const units = [...new Set(names.get(x)?.units.values() ?? [])];
  if (units.length > 1) {
    throw badOption("plot", "x", {
      expected: `one unit of ${shown(x, 40)}`,
      found: listed(units),
      outcome: "Nothing was drawn.",
      advice: 'Compare with align: "seq", or convert the values.',
    });
  }
  const unit = wanted.align === "elapsed" && names.get(x)?.isTime ? "ms" : (units[0] ?? "");
  const name = wanted.align === "elapsed" ? `${x} since the start` : x;
  return withUnit(x === "seq" ? "scope" : name, unit);
}

export interface Panel {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly isLeft: boolean;
  /** No other panel lies below it. */
  readonly isLowest: boolean;
}

/** How the axes and traces of a panel are numbered: the first has no number. */
export function panelNumber(place: number): string {
  return place > 0 ? String(place + 1) : "";
}

/** Panels in rows from the top left; between them as many pixels as their titles or axes take. */
export function panelGrid(count: number, { size }: Wanted, room: { readonly x: number; readonly y: number }): Panel[] {
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const gap = {
    x: Math.min(room.x / Math.max(50, size[0] - 80), 0.5 / columns),
    y: Math.min(room.y / Math.max(50, size[1] - 130), 0.5 / rows),
  };
  const width = (1 - gap.x * (columns - 1)) / columns;
  const height = (1 - gap.y * (rows - 1)) / rows;
  return Array.from({ length: count }, (_, i) => {
    const left = (i % columns) * (width + gap.x);
    const bottom = 1 - height - Math.floor(i / columns) * (height + gap.y);
    return {
      x: [fixed(left), fixed(left + width)],
      y: [fixed(Math.max(0, bottom)), fixed(bottom + height)],
      isLeft: i % columns === 0,
      isLowest: i + columns >= count,
    };
  });
}

function fixed(share: number): number {
  return Number(share.toFixed(6));
}

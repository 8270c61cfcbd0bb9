/** Curves, areas, clouds and trajectories. */
import { shown } from "../base/text.js";
import { bareAxis, type Panel, panelNumber, withUnit, type YUnits } from "./axes.js";
import type { RunFacts } from "./draw.js";
import { isColor, plotlyText } from "./escape.js";
import type { Json, Layout, Trace } from "./figure.js";
import { colorsMax, type Gathering } from "./gather.js";
import { colorOf, dashOf, scale } from "./palette.js";
import type { Series } from "./series.js";

export interface CurveFacts {
  readonly gathering: Gathering;
  readonly runs: readonly RunFacts[];
  readonly units: YUnits;
  /** A panel per value of `facet`, or one. */
  readonly panels: readonly Panel[];
}

/** Traces, how many points of each series they show, and what they add to the layout. */
export interface Drawn {
  readonly traces: readonly Trace[];
  readonly shown: ReadonlyMap<Series, number>;
  readonly layout: Layout;
}

export function drawCurves(facts: CurveFacts, series: readonly Series[]): Drawn {
  const { gathering } = facts;
  const colors = new Map<string, number>();
  const shown = new Map<Series, number>();
  const traces = series.map((one): Trace => {
    const key = gathering.colors.names.length > 0 ? String(one.color) : `${one.run} ${one.y}`;
    const isNew = !colors.has(key);
    if (isNew) colors.set(key, one.color >= 0 ? one.color : colors.size);
    const { columns, shown: count } = one.points.thinned();
    shown.set(one, count);
    return traceOf(facts, one, columns, { place: colors.get(key)!, isFirst: isNew });
  });
  const isEmpty = [...shown.values()].every((count) => count === 0);
  const layout: Layout = {
    showlegend: new Set(traces.map(({ name }) => name)).size > 1,
    isEmpty,
    ...(gathering.kind === "trajectory3d" ? sceneOf(gathering) : {}),
  };
  return { traces, shown, layout };
}

/** How a series is called: what tells it from the others. */
export function nameOf({ gathering, runs, units }: CurveFacts, { run, y, color }: Series): string {
  const { ys, colors, wanted } = gathering;
  const parts = [
    ...(runs.length > 1 ? [plotlyText(runName(runs, run))] : []),
    ...(ys.length > 1 ? [units.axes.length > 1 ? withUnit(y, units.of(run, y)) : plotlyText(y)] : []),
    ...(color >= 0 ? [color >= colorsMax ? "other" : plotlyText(colors.names[color] ?? "", 60)] : []),
  ];
  return parts.join(" · ") || plotlyText(wanted.yLabel ?? y);
}

/** The label of a run, not escaped; equal ones get the beginning of their id. */
export function runName(runs: readonly RunFacts[], run: number): string {
  const { label, id, isRecording } = runs[run]!;
  const isShared = runs.filter((other) => other.label === label).length > 1;
  const short = isShared && id ? ` ${id.slice(0, 6)}…${id.slice(-4)}` : isShared ? ` ${run + 1}` : "";
  return shown(`${label}${short}${isRecording ? " (recording)" : ""}`, 60);
}

interface Place {
  readonly place: number;
  readonly isFirst: boolean;
}

function traceOf(
  facts: CurveFacts,
  one: Series,
  columns: readonly (readonly number[])[],
  { place, isFirst }: Place,
): Trace {
  const { gathering, units } = facts;
  const { kind, hasScale, colors } = gathering;
  const isThreeD = kind === "trajectory3d";
  const isJoined = one.points.isLine;
  const category = one.color >= 0 && one.color < colorsMax ? colors.names[one.color]! : "";
  const color = isColor(category) ? category : one.color >= colorsMax ? "#bbbbbb" : colorOf(place);
  const number = panelNumber(one.facet);
  const isSecond = facts.panels.length === 1 && units.axes.length === 2 && units.of(one.run, one.y) === units.axes[1];
  const name = nameOf(facts, one);
  const hasMarks = !isJoined || hasScale || columns[0]!.length === 1; // a line of one point is not seen
  return {
    type: isThreeD ? "scatter3d" : "scatter",
    name,
    mode: isJoined ? (hasMarks ? "lines+markers" : "lines") : "markers",
    x: [...columns[0]!],
    y: gaps(columns[1]!),
    ...(isThreeD ? { z: gaps(columns[2]!) } : { xaxis: `x${number}`, yaxis: isSecond ? "y2" : `y${number}` }),
    ...(isJoined
      ? {
          line: { color: hasScale ? "#bbbbbb" : color, dash: dashOf(place), width: isThreeD ? 2 : 1.5 },
          connectgaps: false,
        }
      : {}),
    ...(hasMarks ? { marker: hasScale ? scaleOf(gathering, columns.at(-1)!, isFirst) : { color, size: 5 } } : {}),
    ...(kind === "area" ? { fill: "tozeroy" } : {}),
    legendgroup: name,
    showlegend: isFirst,
  };
}

function gaps(values: readonly number[]): (number | null)[] {
  return values.map((value) => (Number.isNaN(value) ? null : value));
}

/** A variable with the first unit that a source gives it. */
function titleOf({ names }: Gathering, name: string): string {
  const [unit = ""] = names.get(name)?.units.values() ?? [];
  return withUnit(name, unit);
}

function scaleOf(
  gathering: Gathering,
  values: readonly number[],
  isFirst: boolean,
): { readonly [option: string]: Json } {
  return {
    size: 5,
    color: gaps(values.map((value) => (value - value === 0 ? value : Number.NaN))),
    colorscale: scale,
    showscale: isFirst,
    colorbar: { title: { text: titleOf(gathering, gathering.wanted.color!) } },
  };
}

function sceneOf(gathering: Gathering): Layout {
  const { x, ys, wanted } = gathering;
  const axis = (name: string): Json => {
    const { automargin: _, ...bare } = bareAxis(titleOf(gathering, name));
    return bare as Json;
  };
  return {
    scene: {
      aspectmode: "cube",
      camera: { eye: { x: 1.25, y: -1.25, z: 1.25 } }, // the static picture looks from there too
      xaxis: axis(x),
      yaxis: axis(ys[0] ?? "y"),
      zaxis: axis(wanted.z ?? "z"),
    },
  };
}

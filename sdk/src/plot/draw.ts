/** From series to a figure. Equal rows give equal JSON, whatever the machine, time zone or language. */

import { altText } from "./alt-text.js";
import { axisOf, bareAxis, type Panel, panelGrid, panelNumber, withUnit, xText, yUnits } from "./axes.js";
import { counted, listed, plural, pointsText } from "./count-text.js";
import { type CurveFacts, type Drawn, drawCurves } from "./draw-curves.js";
import { drawHeat } from "./draw-heat.js";
import { drawHistograms } from "./draw-histogram.js";
import { plotlyText } from "./escape.js";
import type { Figure, Json, Layout, Trace } from "./figure.js";
import { facetsMax, type Gathering, runsMax } from "./gather.js";
import { merged } from "./merge.js";
import { notesOf } from "./notes.js";
import { grey } from "./palette.js";
import { type Series, thinningOf } from "./series.js";

/** A source, as its legend and its table say it. */
export interface RunFacts {
  readonly label: string;
  readonly id: string | undefined;
  readonly isRecording: boolean;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** The figure with what is to be said of it. */
export interface Drawing {
  readonly figure: Figure;
  readonly text: string;
  readonly alt: string;
  readonly notes: readonly string[];
}

export function draw(gathering: Gathering, runs: readonly RunFacts[], told: readonly string[]): Drawing {
  const { wanted, kind } = gathering;
  const series = ordered(gathering).filter(({ run }) => run < runsMax);
  const units = yUnits(gathering, runs.length);
  const shownSeries =
    wanted.ys || units.axes.length < 2
      ? series
      : series.filter(({ run, y }) => ["", ...units.axes].includes(units.of(run, y)));
  const facts: CurveFacts = { gathering, runs, units, panels: panelsOf(gathering) };
  const made =
    kind === "heatmap"
      ? drawHeat(facts, shownSeries)
      : kind === "histogram"
        ? drawHistograms(facts, shownSeries)
        : drawCurves(facts, shownSeries);
  const notes = [...notesOf(gathering, runs, shownSeries.length < series.length), ...told];
  const title = wanted.title ?? defaultTitle(gathering);
  const points = countText(gathering, shownSeries, made.shown);
  const layout = merged(layoutOf(facts, made, plotlyText(title), [points, ...notes]), wanted.layout as Layout);
  const figure: Figure = { data: made.traces.map((trace, i) => overridden(gathering, trace, i)), layout };
  const { seq } = gathering;
  const text = `Plot "${title}": ${plural(made.traces.length, "series", "series")}, ${points}${seq ? `, seq ${seq.first}..${seq.last}` : ""}`;
  return { figure, text, alt: altText(gathering, title, made.traces), notes };
}

function ordered({ series, ys }: Gathering): Series[] {
  const place = (one: Series): number[] => [one.run, ys.indexOf(one.y), one.facet, one.color];
  return [...series.values()].sort((a, b) => {
    const [left, right] = [place(a), place(b)];
    const at = left.findIndex((value, i) => value !== right[i]);
    return at < 0 ? 0 : left[at]! - right[at]!;
  });
}

function panelsOf({ wanted, facets }: Gathering): readonly Panel[] {
  const count = wanted.facet === undefined ? 1 : Math.max(1, Math.min(facetsMax, facets.names.length));
  return panelGrid(count, wanted, { x: 20, y: 22 });
}

/** A variable counts with all its curves; of several variables, which have the same rows, the longest. */
function countText(gathering: Gathering, series: readonly Series[], shownOf: ReadonlyMap<Series, number>): string {
  const sums = new Map<string, { shown: number; total: number }>();
  for (const one of series) {
    const sum = sums.get(one.y) ?? { shown: 0, total: 0 };
    sum.shown += shownOf.get(one) ?? 0;
    sum.total += one.heat?.count ?? one.histogram?.count ?? one.points.count;
    sums.set(one.y, sum);
  }
  const longest = [...sums.values()].sort((a, b) => b.total - a.total)[0] ?? { shown: 0, total: 0 };
  const { kind, wanted } = gathering;
  if (kind === "histogram") return `${counted(longest.total)} points, all counted`;
  if (kind === "heatmap") return plural(longest.total, "array");
  return pointsText(
    longest.shown,
    longest.total,
    thinningOf(
      { ...wanted, kind },
      series.some(({ points }) => points.isLine),
    ),
  );
}

function defaultTitle({ kind, x, ys, wanted }: Gathering): string {
  const y = listed(ys.length > 0 ? ys : ["nothing"], 4);
  if (kind === "histogram") return `histogram of ${y}`;
  if (kind === "heatmap") return y;
  return kind === "trajectory3d" ? `${x}, ${y}, ${wanted.z ?? "z"}` : `${y} over ${x}`;
}

/** Axes, panels and texts around what was drawn. */
function layoutOf(facts: CurveFacts, { layout: own, traces }: Drawn, title: string, said: readonly string[]): Layout {
  const { gathering, panels } = facts;
  const { wanted } = gathering;
  const { kind } = gathering;
  const axes = kind === "heatmap" || kind === "trajectory3d" ? {} : axesOf(facts, own.yText as string | undefined);
  const isEmpty = own.isEmpty === true;
  const legendRows = own.showlegend ? legendRowsOf(traces, wanted.size[0]) : 0;
  const { yText: _, isEmpty: __, annotations = [], ...rest } = own;
  return {
    title: { text: title },
    width: wanted.size[0],
    height: wanted.size[1],
    paper_bgcolor: "rgba(0,0,0,0)",
    ...(kind === "trajectory3d" ? {} : { plot_bgcolor: "rgba(0,0,0,0)" }),
    font: { color: grey, size: 12 },
    margin: { l: 60, r: 20, t: 44 + 20 * legendRows, b: 76 },
    ...(legendRows > 0 ? { legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" } } : {}),
    hovermode: "closest",
    ...axes,
    ...rest,
    annotations: [
      ...panelTitles(gathering, panels),
      ...(annotations as readonly Json[]),
      ...(isEmpty ? [note("tapelab-empty", "no data", 0.5, 0.5, 14)] : []),
      {
        ...note("tapelab-count", plotlyText(said.join(" · "), 240), 1, 0, 10),
        xanchor: "right",
        yanchor: "top",
        yshift: -54,
      },
    ],
  };
}

/** Rows of a legend above the panels; none where it stands beside them, since it would take too many. */
function legendRowsOf(traces: readonly Trace[], width: number): number {
  const names = new Set(traces.map(({ name = "" }) => name));
  const rows = Math.ceil([...names].reduce((sum, name) => sum + 44 + 7 * name.length, 0) / (width - 80));
  return rows > 2 ? 0 : rows;
}

function note(name: string, text: string, x: number, y: number, size: number): { readonly [option: string]: Json } {
  return { name, text, x, y, xref: "paper", yref: "paper", showarrow: false, font: { size, color: grey } };
}

function panelTitles({ facets }: Gathering, panels: readonly Panel[]): Json[] {
  if (panels.length < 2) return [];
  return panels.map(({ x, y }, i) => ({
    ...note("tapelab-panel", plotlyText(facets.names[i] ?? "", 40), (x[0] + x[1]) / 2, y[1], 11),
    xanchor: "center",
    yanchor: "bottom",
  }));
}

function axesOf({ gathering, units, panels }: CurveFacts, ownText: string | undefined): Layout {
  const { ys, wanted } = gathering;
  const isHistogram = gathering.kind === "histogram";
  const namesWith = (unit: string): readonly string[] =>
    units.axes.length < 2 ? ys : ys.filter((y) => units.has(y, unit));
  const yText = (unit: string): string =>
    wanted.yLabel !== undefined ? plotlyText(wanted.yLabel) : (ownText ?? withUnit(listed(namesWith(unit), 4), unit));
  const xName = isHistogram ? (ys[0] ?? gathering.x) : gathering.x;
  const xLabel = isHistogram
    ? wanted.xLabel === undefined
      ? withUnit(listed(ys, 4), units.axes[0]!)
      : plotlyText(wanted.xLabel)
    : xText(gathering);
  const axes = new Map<string, Json>();
  for (const [i, { x, y, isLeft, isLowest }] of panels.entries()) {
    const number = panelNumber(i);
    const xAxis = axisOf(gathering, xName, "x", i < panels.length - 1 ? "" : xLabel);
    const yAxis = isHistogram
      ? { ...bareAxis(isLeft ? yText("") : ""), type: "linear" }
      : axisOf(gathering, ys[0] ?? "", "y", isLeft ? yText(units.axes[0]!) : "");
    const shared = (letter: "x" | "y", hasLabels: boolean): Layout => ({
      ...(i === 0 ? {} : { matches: letter }),
      ...(hasLabels ? {} : { showticklabels: false }),
    });
    axes.set(`xaxis${number}`, { ...xAxis, domain: x, anchor: `y${number}`, ...shared("x", isLowest) } as Json);
    axes.set(`yaxis${number}`, { ...yAxis, domain: y, anchor: `x${number}`, ...shared("y", isLeft) } as Json);
  }
  if (units.axes.length === 2 && panels.length === 1 && !isHistogram) {
    const { gridcolor: _, ...axis } = axisOf(gathering, "", "y", yText(units.axes[1]!));
    axes.set("yaxis2", {
      ...axis,
      overlaying: "y",
      side: "right",
      showgrid: false,
    } as Json);
  }
  return Object.fromEntries(axes);
}

function overridden({ wanted }: Gathering, trace: Trace, place: number): Trace {
  const { trace: over } = wanted;
  return merged(trace, typeof over === "function" ? over(trace.name ?? "", place) : (over as Partial<Trace>));
}

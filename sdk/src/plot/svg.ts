/**
 * The static picture: a figure as SVG, drawn in Node without a browser by ECharts' server-side renderer. ECharts does
 * axes, ticks and times; traces are paths in pixels (svg-marks.ts), so that ten thousand points are cheap.
 * Transparent, with mid-grey axes, for dark and light pages.
 */
import { plainText } from "./escape.js";
import type { Figure, Trace } from "./figure.js";
import { colorOf, faintGrey, grey } from "./palette.js";
import { type Axis, axisId, figureAxes } from "./svg-axes.js";
import { axisOption, labelRoom } from "./svg-axis-option.js";
import { colorAt, colorScale, hexColor } from "./svg-color.js";
import { type Area, colorRange, type Mark, markPath, thinMarks, traceMarks } from "./svg-marks.js";
import { sceneMarks } from "./svg-scene.js";
import { type SvgNode, svgText } from "./svg-text.js";

type Option = Record<string, unknown>;

interface Chart {
  setOption(option: Option): void;
  getZr(): { painter: { renderToVNode(options: Option): SvgNode } };
  dispose(): void;
}

interface Echarts {
  init(dom: null, theme: null, options: Option): Chart;
}

const LEGEND_MAX = 12;
const LEGEND_ROW = 17;

let loaded: Echarts | undefined;

/** The figure as SVG text. Equal figures give equal bytes. */
export async function figureSvg(figure: Figure, alt: string): Promise<string> {
  loaded ??= require("echarts") as Echarts;
  const [width, height] = [figure.layout.width ?? 640, figure.layout.height ?? 320];
  const chart = loaded.init(null, null, { renderer: "svg", ssr: true, width, height, locale: "EN" });
  try {
    chart.setOption(pictureOption(figure, width, height));
    const root = chart.getZr().painter.renderToVNode({ animation: false, emphasis: false, compress: true });
    return svgText(root, { width, height, title: alt });
  } finally {
    chart.dispose();
  }
}

function pictureOption(figure: Figure, width: number, height: number): Option {
  const axes = figureAxes(figure);
  const title = cut(plainText(figure.layout.title?.text ?? ""), width / 8.2);
  const legend = legendAt(figure, title === "" ? 8 : 28, width);
  const top = legend.bottom + (hasTopNote(figure) ? 10 : 0);
  const scaled = figure.data.find((trace) => scaleOf(trace) !== undefined);
  const titles = [...axes.values()].filter((axis) => axis.title !== "");
  const isScene = figure.data.some(({ type }) => type === "scatter3d");
  const upright = [...axes.values()].filter(({ letter, right }) => letter === "y" && !right);
  const labels = Math.max(42, ...upright.map(labelRoom));
  const left = isScene ? 10 : labels + (upright.some(({ title }) => title !== "") ? 26 : 8);
  const ownRight = (scaled ? 64 : 14) + ([...axes.values()].some((axis) => axis.right) ? 56 : 0);
  const right = Math.max(ownRight, rightNotes(figure));
  const bottom = isScene ? 24 : titles.some(({ letter }) => letter === "x") ? 56 : 40;
  const area: Area = {
    left,
    top: top + 6,
    width: width - left - right,
    height: Math.max(20, height - top - 6 - bottom),
  };
  const drawn = isScene ? sceneOption(figure, area) : flatOption(figure, axes, area);
  return {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: "sans-serif", fontSize: 11, color: grey },
    title: { text: title, left: 8, top: 8, padding: 0, textStyle: { fontSize: 13, fontWeight: "bold", color: grey } },
    ...drawn.option,
    graphic: [
      ...legend.entries,
      ...drawn.graphic,
      ...notes(figure, area, height),
      ...(scaled ? scaleBar(scaled, area) : []),
    ],
  };
}

/** Names of panels above the topmost ones. */
function hasTopNote(figure: Figure): boolean {
  return notesOf(figure).some(({ yref, yanchor, y }) => yref === "paper" && yanchor !== "top" && Number(y) >= 0.98);
}

function notesOf({ layout }: Figure): readonly Option[] {
  return (layout.annotations ?? []) as readonly Option[];
}

/** Pixels for what is said beside the panels. */
function rightNotes(figure: Figure): number {
  const { r = 0 } = (figure.layout.margin ?? {}) as { r?: number };
  return notesOf(figure).some(({ xref, x }) => xref === "paper" && Number(x) > 1) ? r : 0;
}

/** Panels with axes: a grid for every area that traces use. */
function flatOption(figure: Figure, axes: Map<string, Axis>, whole: Area): { option: Option; graphic: Option[] } {
  const panels = new Map<string, { area: Area; place: number }>();
  const [xAxis, yAxis, series]: [Option[], Option[], Option[]] = [[], [], []];
  const used = new Map<string, number>();
  const lines = Math.max(1, figure.data.length);
  const traces = figure.data.length > 0 ? figure.data : [{ type: "scatter", x: [], y: [] } as Trace];
  const placed = traces.map((trace) => {
    const [x, y] = [axes.get(axisId(trace, "x"))!, axes.get(axisId(trace, "y"))!];
    return { trace, x, y, area: panelArea(x, y, whole) };
  });
  const marks = thinMarks(
    placed.map(({ trace, x, y, area }, i) => traceMarks(trace, x, y, area, traceColor(trace, i), lines)),
  );
  placed.forEach(({ x, y, area }, i) => {
    const key = JSON.stringify(area);
    const panel = panels.get(key) ?? { area, place: panels.size };
    panels.set(key, panel);
    const of = (axis: Axis, list: Option[]): number => {
      const known = used.get(`${axis.id} ${panel.place}`);
      if (known !== undefined) return known;
      used.set(`${axis.id} ${panel.place}`, list.length);
      return list.push({ ...axisOption(axis, area), gridIndex: panel.place }) - 1;
    };
    series.push({
      ...customSeries(marks[i]!),
      xAxisIndex: of(x, xAxis),
      yAxisIndex: of(y, yAxis),
      clip: x.isCut || y.isCut,
      data: [[x.type === "category" ? 0 : plain(x), y.type === "category" ? 0 : plain(y)]],
    });
  });
  const isEmpty =
    !traces.some((trace) => (trace.x ?? trace.z ?? []).length > 0) &&
    !notesOf(figure).some(({ name }) => name === "tapelab-empty");
  return {
    option: { grid: [...panels.values()].map(({ area }) => ({ ...area, containLabel: false })), xAxis, yAxis, series },
    graphic: isEmpty ? [text("no data", whole.left + whole.width / 2, whole.top + whole.height / 2, "center")] : [],
  };
}

/** A value inside the axis, so that ECharts draws the series at all. */
function plain({ type, range }: Axis): number {
  const middle = (range[0] + range[1]) / 2;
  return type === "log" ? 10 ** middle : middle;
}

function sceneOption(figure: Figure, area: Area): { option: Option; graphic: Option[] } {
  const scene = sceneMarks(figure, area, traceColor);
  const hidden = { show: false, min: 0, max: 1 };
  const box: Mark = { d: scene.box, look: { stroke: faintGrey, width: 1 } };
  return {
    option: {
      grid: area,
      xAxis: hidden,
      yAxis: hidden,
      series: thinMarks(scene.marks).map((marks, i) => ({
        ...customSeries(i === 0 ? [box, ...marks] : marks),
        data: [[0.5, 0.5]],
      })),
    },
    graphic: scene.labels.map((label) => text(label.text, label.x, label.y, label.align)),
  };
}

function customSeries(marks: readonly Mark[]): Option {
  return {
    type: "custom",
    silent: true,
    renderItem: () => ({ type: "group", children: marks.map(element) }),
  };
}

function element(mark: Mark): Option {
  if ("image" in mark) {
    const { left, top, width, height } = mark.area;
    return { type: "image", style: { image: mark.image, x: left, y: top, width, height } };
  }
  const { fill = "none", stroke, width, dash, opacity } = mark.look;
  const style = { fill, stroke, lineWidth: width, lineDash: dash, opacity, lineCap: dash ? "butt" : "round" };
  return { type: "path", shape: { pathData: markPath(mark) }, style };
}

function panelArea(x: Axis, y: Axis, whole: Area): Area {
  const [fromX, toX] = x.domain;
  const [fromY, toY] = y.domain;
  return {
    left: Math.round(whole.left + fromX * whole.width),
    top: Math.round(whole.top + (1 - toY) * whole.height),
    width: Math.round((toX - fromX) * whole.width),
    height: Math.round((toY - fromY) * whole.height),
  };
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "")}…` : text;
}

/** Names as the legend shows them; a name that several traces have stands there once. */
function legendNames(figure: Figure): { name: string; color: string }[] {
  if (figure.layout.showlegend === false) return [];
  const names = new Map<string, string>();
  figure.data.forEach((trace, i) => {
    const name = seriesName(trace, i);
    if (trace.name !== undefined && trace.showlegend !== false && !names.has(name))
      names.set(name, traceColor(trace, i));
  });
  return names.size < 2 && figure.layout.showlegend !== true
    ? []
    : [...names].map(([name, color]) => ({ name, color }));
}

function seriesName(trace: Trace, i: number): string {
  const name = plainText(trace.name ?? "");
  return name === "" ? `trace ${i}` : cut(name, 32);
}

/** Where the names stand, row by row below `top`; where the rows end. */
function legendAt(figure: Figure, top: number, width: number): { entries: Option[]; bottom: number } {
  const names = legendNames(figure);
  const shown = names.slice(0, LEGEND_MAX);
  const entries: Option[] = [];
  let [x, row] = [8, 0];
  for (const [i, { name, color }] of shown.entries()) {
    const isLast = i === shown.length - 1 && names.length > shown.length;
    const words = isLast ? `${name}  and ${names.length - shown.length} more` : name;
    const size = 32 + 6.9 * words.length;
    if (x > 8 && x + size > width) [x, row] = [8, row + 1];
    const y = top + row * LEGEND_ROW + 5;
    entries.push({ type: "rect", shape: { x, y: y - 2, width: 14, height: 4 }, style: { fill: color }, silent: true });
    entries.push(text(words, x + 19, y, "left"));
    x += size;
  }
  return { entries, bottom: top + (shown.length === 0 ? 0 : (row + 1) * LEGEND_ROW) };
}

function traceColor(trace: Trace, i: number): string {
  const own = [(trace.line as Option | undefined)?.color, (trace.marker as Option | undefined)?.color];
  return own.find((color): color is string => typeof color === "string") ?? colorOf(i);
}

/** What the figure says around its panels: names of panels, and the count of what is shown at the very bottom. */
function notes(figure: Figure, area: Area, height: number): Option[] {
  return notesOf(figure).flatMap((note) => {
    const words = plainText(String(note.text ?? "").replaceAll("<br>", "\n"));
    if (words === "" || note.xref !== "paper" || note.yref !== "paper") return [];
    if (note.name === "tapelab-count") return [text(words, 8, height - 8, "left", 10)];
    const x = area.left + Number(note.x ?? 0.5) * area.width + Number(note.xshift ?? 0);
    const y = area.top + (1 - Number(note.y ?? 1)) * area.height;
    const [align, vertical] = [String(note.xanchor ?? "center"), String(note.yanchor ?? "bottom")];
    return [text(words, x, vertical === "bottom" ? y - 2 : y, align, 10, vertical)];
  });
}

function text(words: string, x: number, y: number, align: string, size = 11, verticalAlign = "middle"): Option {
  const style = { text: words, fill: grey, align, verticalAlign, font: `${size}px sans-serif` };
  return { type: "text", x, y, style, silent: true };
}

/** The scale that the numbers of a trace are colored by. */
function scaleOf(trace: Trace): { colors: unknown; range: [number, number]; title: string } | undefined {
  const own = (trace.type === "heatmap" ? trace : (trace.marker ?? {})) as Option;
  const shown = trace.type === "heatmap" ? own.showscale !== false : own.showscale === true;
  const values = trace.type === "heatmap" ? (trace.z as readonly unknown[][] | undefined)?.flat() : own.color;
  if (!shown || !Array.isArray(values)) return undefined;
  const ends = trace.type === "heatmap" ? { cmin: own.zmin, cmax: own.zmax } : own;
  const title = (own.colorbar as { title?: { text?: string } } | undefined)?.title?.text ?? "";
  return { colors: own.colorscale, range: colorRange(ends, values), title: plainText(title) };
}

function scaleBar(trace: Trace, area: Area): Option[] {
  const { colors, range, title } = scaleOf(trace)!;
  const scale = colorScale(colors as never);
  const left = area.left + area.width + 10;
  const steps = [0, 0.25, 0.5, 0.75, 1];
  const colorStops = steps.map((at) => ({ offset: 1 - at, color: hexColor(colorAt(scale, at)) })).reverse();
  const shape = { x: left, y: area.top, width: 10, height: area.height };
  const fill = { type: "linear", x: 0, y: 0, x2: 0, y2: 1, colorStops };
  const [low, high] = range.map((end) => String(Number(end.toPrecision(3))));
  return [
    { type: "rect", shape, style: { fill }, silent: true },
    text(high!, left + 14, area.top + 5, "left", 10),
    text(low!, left + 14, area.top + area.height - 5, "left", 10),
    text(title.slice(0, 14), left - 2, area.top - 9, "left", 10),
  ];
}

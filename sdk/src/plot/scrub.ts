/**
 * Figures with a slider. The picture is drawn once; behind it come a mark per variable, its tail where points have no
 * order along an axis, and the frames, which move only these. In the beginning it stands at the last step.
 */
import { shown } from "../base/text.js";
import { counted, timeText } from "./count-text.js";
import { heatTrace } from "./draw-heat.js";
import { plotlyText } from "./escape.js";
import type { Figure, Frame, Json, Layout, Trace } from "./figure.js";
import type { Gathering } from "./gather.js";
import { imageOf } from "./heat.js";
import { colorOf, grey } from "./palette.js";
import type { Thinned } from "./points.js";
import type { Step, Steps } from "./steps.js";

const framesMax = 100;
const bytesMax = 2_000_000;
const tailMax = 48;
const sideMax = 64;

/** The figure with slider, buttons and frames: at most 100, and at most 2 MB of them. */
export function withFrames(drawn: Figure, steps: Steps, gathering: Gathering): Figure {
  const figure: Figure = { ...drawn, layout: { ...drawn.layout, annotations: belowButtons(drawn) } };
  let frames = framesOf(figure, steps, gathering, framesMax);
  let bytes = JSON.stringify(frames).length;
  for (let max = frames.length; bytes > bytesMax && max > 2; bytes = JSON.stringify(frames).length) {
    max = Math.max(2, Math.floor((max * bytesMax) / bytes) - 1);
    frames = framesOf(figure, steps, gathering, max);
  }
  const last = frames.at(-1);
  if (!last) return drawn;
  const data = [...figure.data];
  for (const [i, place] of last.traces.entries()) data[place] = last.data[i]!;
  const sliderOf = slider(frames, steps.count);
  const { height = 320, width = 640, margin } = figure.layout;
  const bar = barWidth(data);
  const room = { ...(margin as object), r: 210 + bar, b: 160 };
  const own = gathering.kind === "heatmap" && data[0]?.type === "scatter" ? curveAxes(figure.layout, gathering) : {};
  const size = { width: width + 190 + bar, height: height + 86, margin: room };
  const layout = { ...figure.layout, ...size, ...own, ...last.layout, ...sliderOf } as Layout;
  return { ...figure, data, layout, frames };
}

/** Pixels for a scale of colors, beside which the facts of a scope stand. */
function barWidth(data: readonly Trace[]): number {
  const hasBar = data.some((trace) => trace.colorbar !== undefined || (trace.marker as Layout)?.colorbar !== undefined);
  return hasBar ? 90 : 0;
}

/** The notes of the figure, with the count of what it shows below the buttons. */
function belowButtons({ layout }: Figure): Json {
  const notes = (layout.annotations ?? []) as readonly { readonly [option: string]: Json }[];
  return notes.map((note) => (note.name === "tapelab-count" ? { ...note, yshift: -138 } : note));
}

/** An array is drawn over its places, and the axis of its values is the same at every step. */
function curveAxes({ xaxis, yaxis }: Layout, { ys: [y = ""], series, wanted }: Gathering): Layout {
  const { low = Number.NaN, high = low } = [...series.values()].find((one) => one.y === y)?.heat ?? {};
  const room = (high - low) / 20;
  const range = !wanted.range?.y && room > 0 ? { range: [low - room, high + room] } : {};
  return {
    xaxis: { ...(xaxis as Layout), title: { text: plotlyText(wanted.xLabel ?? "index") } },
    yaxis: { ...(yaxis as Layout), ...range, title: { text: plotlyText(wanted.yLabel ?? y) } },
  };
}

/** One moment laid over a figure. */
export function atStep(figure: Figure, step: Step, tail: readonly Step[], gathering: Gathering): Figure {
  const pointsOf = (y: string): Tail => tail.map(({ points }) => points.get(y) ?? []);
  const { data, traces, layout } = frameOf(figure, step, pointsOf, gathering);
  const all = [...figure.data];
  for (const [i, place] of traces.entries()) all[place] = data[i]!;
  return { ...figure, data: all, layout: { ...figure.layout, ...layout } };
}

function framesOf(figure: Figure, steps: Steps, gathering: Gathering, max: number): Frame[] {
  const paths = new Map([...gathering.series.values()].map((one) => [one.y, one.points.thinned()]));
  return steps.chosen(max).map((step) => frameOf(figure, step, (y) => tailOf(paths.get(y), step, y), gathering));
}

/** Points behind each other, the last one where the variable stands. */
type Tail = readonly (readonly number[])[];

/** The last of the points drawn that are not behind the step. */
function tailOf(path: Thinned | undefined, step: Step, y: string): Tail {
  const now = step.points.get(y) ?? [];
  if (!path) return [now];
  let end = path.rows.length;
  while (end > 0 && path.rows[end - 1]! >= step.row) end--;
  const places = Array.from({ length: Math.min(end, tailMax - 1) }, (_, i) => end - Math.min(end, tailMax - 1) + i);
  return [...places.map((at) => path.columns.map((column) => column[at]!)), now];
}

function frameOf(figure: Figure, step: Step, tail: (y: string) => Tail, gathering: Gathering): Frame {
  const { kind, ys } = gathering;
  const own = kind === "heatmap" ? ownTrace(gathering, step, ys[0] ?? "") : undefined;
  const moved = kind === "heatmap" ? [] : ys.flatMap((y, i) => marks(gathering, figure.data[i], tail(y), i, y));
  const facts = { ...variablesNote(step), xshift: barWidth(figure.data) };
  return {
    name: String(step.facts.seq),
    data: own ? [own] : moved,
    traces: own ? [0] : moved.map((_, i) => figure.data.length + i),
    layout: { annotations: [...keptNotes(figure), facts] },
  };
}

/** The array of this moment: a curve over its places, or an image. */
function ownTrace(gathering: Gathering, step: Step, y: string): Trace | undefined {
  const tensor = step.arrays.get(y);
  if (!tensor) return undefined;
  const picture = imageOf(tensor, Number.NaN, Number.NaN, tensor.dims.length === 1 ? 256 : sideMax);
  const range = [...gathering.series.values()].find((one) => one.y === y)?.heat;
  if (tensor.dims.length !== 1)
    return {
      ...heatTrace({ ...picture, low: range?.low ?? 0, high: range?.high ?? 1 }, plotlyText(y)),
      name: plotlyText(y),
    };
  const values = picture.z[0]!;
  return {
    type: "scatter",
    name: plotlyText(y),
    mode: "lines",
    x: values.map((_, i) => i * picture.x.step),
    y: values,
    line: { color: colorOf(0), width: 1.5 },
    xaxis: "x",
    yaxis: "y",
  };
}

/** Where the variable stands, and where it came from. */
function marks(gathering: Gathering, base: Trace | undefined, tail: Tail, i: number, y: string): Trace[] {
  const isThreeD = gathering.kind === "trajectory3d";
  const hasTail = isThreeD || base?.mode === "markers";
  const at = (points: Tail, d: number): (number | null)[] =>
    points.map((point) => (Number.isFinite(point[d]) ? point[d]! : null));
  const trace = (steps: Tail, more: { readonly [option: string]: Json }): Trace => ({
    type: isThreeD ? "scatter3d" : "scatter",
    x: at(steps, 0),
    y: at(steps, 1),
    ...(isThreeD ? { z: at(steps, 2) } : { xaxis: base?.xaxis ?? "x", yaxis: base?.yaxis ?? "y" }),
    showlegend: false,
    ...more,
  });
  const color = colorOf(hasTail ? i + 2 : i); // a tail lies over its own cloud
  const before = `${plotlyText(y)} before`;
  return [
    ...(hasTail ? [trace(tail, { name: before, mode: "lines", line: { color, width: 3 }, connectgaps: false })] : []),
    trace(tail.slice(-1), {
      name: `${plotlyText(y)} now`,
      mode: "markers",
      marker: { color, size: isThreeD ? 5 : 9, line: { color: grey, width: 1 } },
    }),
  ];
}

function keptNotes({ layout }: Figure): Json[] {
  const notes = Array.isArray(layout.annotations) ? (layout.annotations as readonly Json[]) : [];
  return notes.filter((note) => (note as { name?: unknown } | null)?.name !== "tapelab-scope");
}

/** Where the scope came from and its variables, beside the picture. */
function variablesNote(step: Step): { readonly [option: string]: Json } {
  const lines = [...placesOf(step), ...step.variables.map(([name, text]) => `${shown(name, 16)} = ${text}`)];
  return {
    name: "tapelab-scope",
    text: lines.map((line) => plotlyText(line, 34)).join("<br>"),
    x: 1.02,
    y: 1,
    xref: "paper",
    yref: "paper",
    xanchor: "left",
    yanchor: "top",
    align: "left",
    showarrow: false,
    font: { size: 10, color: grey },
  };
}

/** `seq 120`, time, `commit 3 "chunk"`, cell or file. Not escaped. */
function placesOf({ facts }: Step): string[] {
  const { seq, time, commit, commitLabel, cell } = facts;
  const parts = [
    `seq ${seq}`,
    time === undefined || Number.isNaN(time) ? "" : timeText(time),
    commit === undefined ? "" : `commit ${commit}${commitLabel === "" ? "" : ` "${commitLabel}"`}`,
    cell,
  ];
  return parts.filter((part) => part !== "");
}

const still = { mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: true } };

function slider(frames: readonly Frame[], total: number): Layout {
  const steps = frames.map(({ name }) => ({ label: name, method: "animate", args: [[name], still] }));
  const place = (x: number, xanchor: string): { readonly [option: string]: Json } => ({
    x,
    y: 0,
    xanchor,
    yanchor: "top",
    pad: { t: 88 },
    showactive: false,
  });
  const play = (label: string, durationMs: number, name?: string): Json => ({
    label,
    ...(name ? { name } : {}),
    method: "animate",
    args: [
      null,
      {
        mode: "immediate",
        fromcurrent: true,
        transition: { duration: 0 },
        frame: { duration: durationMs, redraw: true },
      },
    ],
  });
  const go = (label: string, name: string, frame: Frame): Json => ({
    label,
    name,
    method: "animate",
    args: [[frame.name], still],
  });
  const buttons = [
    go("first", "tapelab-first", frames[0]!),
    { label: "back", name: "tapelab-back", method: "skip" },
    play("play", 100, "tapelab-play"),
    { label: "pause", name: "tapelab-pause", method: "animate", args: [[null], still] },
    { label: "forward", name: "tapelab-forward", method: "skip" },
    go("last", "tapelab-last", frames.at(-1)!),
  ];
  const speeds = [play("1×", 100), play("0.25×", 400), play("0.5×", 200), play("2×", 50), play("4×", 25)];
  return {
    sliders: [
      {
        active: frames.length - 1,
        steps,
        x: 0,
        len: 1,
        y: 0,
        pad: { t: 40 },
        currentvalue: {
          prefix: `${counted(frames.length)} of ${counted(total)} steps, seq `,
          font: { size: 11, color: grey },
        },
        ticklen: 0,
        minorticklen: 0,
        font: { size: 1, color: "rgba(0,0,0,0)" },
      },
    ],
    updatemenus: [
      { type: "buttons", direction: "left", buttons, ...place(0, "left") },
      { type: "dropdown", direction: "up", name: "tapelab-speed", buttons: speeds, ...place(1, "right") },
    ],
  } as unknown as Layout;
}

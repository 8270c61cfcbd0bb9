/** Trajectories in space for the static picture: an isometric view of the box that holds them. */
import { plainText } from "./escape.js";
import type { Figure, Json, Trace } from "./figure.js";
import { type Area, dotMarks, lineStyle, type Mark, type Point, withoutGaps } from "./svg-marks.js";
import { linePath } from "./svg-path.js";

type Three = readonly [number, number, number];

export interface Scene {
  /** The edges of the box behind the curves. */
  readonly box: string;
  readonly labels: readonly { text: string; x: number; y: number; align: string }[];
  /** Per trace. */
  readonly marks: readonly (readonly Mark[])[];
}

const LETTERS = ["x", "y", "z"] as const;

export function sceneMarks(figure: Figure, area: Area, colorOf: (trace: Trace, i: number) => string): Scene {
  const ranges = LETTERS.map((letter) => rangeOf(figure.data, letter));
  const project = projection(area);
  const lines = Math.max(1, figure.data.length);
  const marks = figure.data.map((trace, i) => {
    const points = (trace.x ?? []).map((_, at): Point => {
      const unit = LETTERS.map((letter, k) =>
        unitOf((trace[letter] as readonly unknown[] | undefined)?.[at], ranges[k]!),
      );
      return unit.some(Number.isNaN) ? undefined : project(unit as unknown as Three);
    });
    const color = colorOf(trace, i);
    const mode = String(trace.mode ?? "lines");
    const line: Mark = { lines: withoutGaps(points), look: { stroke: color, ...lineStyle(trace) } };
    const dots = mode.includes("markers") ? dotMarks(trace, points, color, lines) : [];
    return mode.includes("lines") ? [line, ...dots] : dots;
  });
  return { box: boxPath(project), labels: labelsOf(figure, ranges, project), marks };
}

/** From the unit cube to pixels: seen from the corner (1, 0, 1), z up. x runs to the right and near, y to the right and far. */
function projection(area: Area): (unit: Three) => readonly [number, number] {
  const [cos, sin] = [Math.sqrt(3) / 2, 0.5];
  const scale = Math.min((area.width - 60) / (2 * cos), (area.height - 40) / 2);
  const [middleX, middleY] = [area.left + area.width / 2, area.top + area.height / 2];
  return ([x, y, z]) => [middleX + (x + y - 1) * cos * scale, middleY + ((x - y) * sin - z + 0.5) * scale];
}

/** The floor and the two walls behind it. */
function boxPath(project: (unit: Three) => readonly [number, number]): string {
  const faces: Three[][] = [
    [
      [0, 0, 0],
      [1, 0, 0],
      [1, 1, 0],
      [0, 1, 0],
      [0, 0, 0],
    ],
    [
      [0, 0, 0],
      [0, 0, 1],
      [0, 1, 1],
      [0, 1, 0],
    ],
    [
      [0, 1, 1],
      [1, 1, 1],
      [1, 1, 0],
    ],
  ];
  return faces.map((face) => linePath(face.map(project))).join("");
}

/** Per axis its name in the middle of an edge, and the ends of its range. */
function labelsOf(
  figure: Figure,
  ranges: readonly (readonly [number, number])[],
  project: (unit: Three) => readonly [number, number],
): Scene["labels"] {
  const scene = (figure.layout.scene ?? {}) as Readonly<Record<string, { title?: { text?: Json } } | undefined>>;
  const edges: readonly (readonly [Three, Three, number, number, string])[] = [
    [[0, 0, 0], [1, 0, 0], -8, 10, "right"],
    [[1, 0, 0], [1, 1, 0], 8, 10, "left"],
    [[0, 0, 0], [0, 0, 1], -8, 0, "right"],
  ];
  return edges.flatMap(([from, to, dx, dy, align], k) => {
    const name = plainText(String(scene[`${LETTERS[k]}axis`]?.title?.text ?? LETTERS[k]));
    const [low, high] = ranges[k]!.map((end) => String(Number(end.toPrecision(3))));
    const at = (share: number): readonly [number, number] =>
      project(from.map((value, i) => value + (to[i]! - value) * share) as unknown as Three);
    return [
      [low!, 0.06],
      [name, 0.5],
      [high!, 0.94],
    ].map(([text, share]) => {
      const [x, y] = at(Number(share));
      return { text: String(text), x: x + dx, y: y + dy, align };
    });
  });
}

function rangeOf(traces: readonly Trace[], letter: "x" | "y" | "z"): [number, number] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const trace of traces)
    for (const value of (trace[letter] ?? []) as readonly unknown[]) {
      if (typeof value !== "number") continue;
      from = Math.min(from, value);
      to = Math.max(to, value);
    }
  return from > to ? [0, 1] : from === to ? [from - 0.5, to + 0.5] : [from, to];
}

function unitOf(value: unknown, [from, to]: readonly [number, number]): number {
  return typeof value === "number" ? (value - from) / (to - from) : Number.NaN;
}

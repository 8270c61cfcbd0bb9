/**
 * Line and point plots in a terminal: every character cell holds 2 x 4 braille dots, axes carry round numbers.
 * In: numbers. Out: lines of text, colored only when asked to. Values that are not finite leave a gap.
 */
import { textWidth } from "./table.js";

export interface PlotSeries {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Default "line": neighbours are joined. */
  readonly mark?: "line" | "points";
  /** 256-color codes, spread along the series from first to last. */
  readonly palette?: readonly number[];
  /** Name in the legend below the title. */
  readonly name?: string;
}

export interface PlotOptions {
  /** Of the whole picture, in characters. Default 72 x 20. */
  readonly width?: number;
  readonly height?: number;
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Default false. */
  readonly color?: boolean;
}

/** Blue over teal and green to yellow, dark to light: readable on dark and light grounds. */
export const DEEP_TO_BRIGHT: readonly number[] = [55, 61, 60, 67, 66, 73, 72, 78, 77, 113, 149, 185, 220];

/** Draws the series into one picture, later ones over earlier ones. */
export function terminalPlot(series: readonly PlotSeries[], options: PlotOptions = {}): string[] {
  const { width = 72, height = 20, color = false } = options;
  const x = axis(
    series.map((one) => one.x),
    Math.max(2, Math.floor(width / 14)),
  );
  const y = axis(
    series.map((one) => one.y),
    Math.max(2, Math.floor(height / 5)),
  );
  if (!x || !y) return ["(nothing to draw: no finite values)"];
  const margin = Math.max(1, ...y.ticks.map((tick) => y.text(tick).length)) + 1;
  const canvas = new Canvas(Math.max(4, width - margin - 1), Math.max(2, height - 2));
  for (const one of series) drawSeries(canvas, one, x, y);
  const lines = [...heading(series, options, margin)];
  const tickRows = new Map(y.ticks.map((tick) => [canvas.cellRow(y.place(tick)), y.text(tick)]));
  for (let row = 0; row < canvas.rows; row++) {
    const label = tickRows.get(row);
    lines.push(
      `${(label ?? "").padStart(margin - 1)} ${label === undefined ? "│" : "┤"}${canvas.line(row, color)}`.trimEnd(),
    );
  }
  lines.push(...bottom(x, canvas, margin, options.xLabel));
  return lines;
}

interface Axis {
  readonly ticks: readonly number[];
  /** Position of a value between 0 and 1. */
  place(value: number): number;
  text(tick: number): string;
}

/** Bounds of the data widened a little, with round ticks inside. */
function axis(values: readonly ArrayLike<number>[], ticksWanted: number): Axis | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const list of values) {
    for (let i = 0; i < list.length; i++) {
      const value = list[i]!;
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return undefined;
  if (low === high) {
    const room = Math.abs(low) * 0.05 || 1;
    low -= room;
    high += room;
  }
  let step = roundStep((high - low) / ticksWanted);
  let ticks = multiples(step, low, high);
  for (let finer = 2; ticks.length < 2 && finer <= 16; finer *= 2) {
    step = roundStep((high - low) / (ticksWanted * finer));
    ticks = multiples(step, low, high);
  }
  const decimals = Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));
  const large = Math.max(Math.abs(low), Math.abs(high)) >= 1e7 || step < 1e-6;
  const text = (tick: number): string =>
    large ? tick.toExponential(1) : (tick + 0).toFixed(decimals).replace(/^-(0(\.0*)?)$/, "$1");
  return { ticks, place: (value) => (value - low) / (high - low), text };
}

function multiples(step: number, low: number, high: number): number[] {
  const found: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) found.push(k * step);
  return found;
}

/** The next of 1, 2, 5 x 10^k. */
function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  for (const factor of [1, 2, 5]) if (raw <= factor * power * 1.0000001) return factor * power;
  return 10 * power;
}

function drawSeries(canvas: Canvas, series: PlotSeries, x: Axis, y: Axis): void {
  const { mark = "line", palette = [] } = series;
  const count = Math.min(series.x.length, series.y.length);
  let last: { column: number; row: number } | undefined;
  for (let i = 0; i < count; i++) {
    const across = x.place(series.x[i]!);
    const up = y.place(series.y[i]!);
    if (!Number.isFinite(across) || !Number.isFinite(up)) {
      last = undefined;
      continue;
    }
    const point = {
      column: Math.round(across * (canvas.dotColumns - 1)),
      row: Math.round((1 - up) * (canvas.dotRows - 1)),
    };
    const color = palette[Math.min(palette.length - 1, Math.floor((i / count) * palette.length))];
    if (mark === "line" && last) canvas.segment(last, point, color);
    else canvas.dot(point.column, point.row, color);
    last = point;
  }
}

function heading(series: readonly PlotSeries[], options: PlotOptions, margin: number): string[] {
  const named = series.filter((one) => one.name !== undefined);
  const legend = named.map(
    (one) => `${paint(one.mark === "points" ? "⠶" : "──", one.palette?.at(-1), options.color)} ${one.name}`,
  );
  const title = [options.title, ...legend].filter((part) => part !== undefined).join("   ");
  const lines = title === "" ? [] : [`${" ".repeat(margin + 1)}${title}`];
  if (options.yLabel) lines.push(options.yLabel.padStart(margin));
  return lines;
}

/** The axis line, its numbers and its name. */
function bottom(x: Axis, canvas: Canvas, margin: number, label: string | undefined): string[] {
  const line = Array.from({ length: canvas.columns }, () => "─");
  const numbers = Array.from({ length: canvas.columns + margin }, () => " ");
  let free = 0;
  for (const tick of x.ticks) {
    const column = Math.round(x.place(tick) * (canvas.columns - 1));
    const text = x.text(tick);
    const start = Math.min(margin + column - Math.floor(text.length / 2), numbers.length - text.length);
    line[column] = "┬";
    if (start < free) continue;
    for (let k = 0; k < text.length; k++) numbers[start + k] = text[k]!;
    free = start + text.length + 1;
  }
  const space = " ".repeat(margin);
  const name = label === undefined ? "" : `  ${label}`;
  const tail = numbers.join("").trimEnd();
  const fits = textWidth(tail) + textWidth(name) <= numbers.length + 1;
  const lines = [`${space}└${line.join("")}`, ` ${tail}${fits ? name : ""}`];
  if (!fits && name !== "") lines.push(`${space}${name.trimStart().padStart(canvas.columns + 1)}`);
  return lines;
}

// Bit of the dot at [row][column] of a braille character.
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** A field of braille dots with one color per character. */
class Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly dotColumns: number;
  readonly dotRows: number;
  readonly #bits: Uint8Array;
  readonly #colors: Int16Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.dotColumns = columns * 2;
    this.dotRows = rows * 4;
    this.#bits = new Uint8Array(columns * rows);
    this.#colors = new Int16Array(columns * rows).fill(-1);
  }

  cellRow(up: number): number {
    return Math.floor(Math.round((1 - up) * (this.dotRows - 1)) / 4);
  }

  dot(column: number, row: number, color: number | undefined): void {
    const cell = (row >> 2) * this.columns + (column >> 1);
    this.#bits[cell]! |= DOTS[row & 3]![column & 1]!;
    if (color !== undefined) this.#colors[cell] = color;
  }

  segment(from: { column: number; row: number }, to: { column: number; row: number }, color: number | undefined): void {
    const steps = Math.max(Math.abs(to.column - from.column), Math.abs(to.row - from.row), 1);
    for (let k = 0; k <= steps; k++) {
      const part = k / steps;
      const column = Math.round(from.column + (to.column - from.column) * part);
      this.dot(column, Math.round(from.row + (to.row - from.row) * part), color);
    }
  }

  line(row: number, color: boolean): string {
    let text = "";
    let current: number | undefined;
    for (let column = 0; column < this.columns; column++) {
      const cell = row * this.columns + column;
      const bits = this.#bits[cell]!;
      const wanted = color && bits !== 0 && this.#colors[cell]! >= 0 ? this.#colors[cell] : undefined;
      if (wanted !== current) text += wanted === undefined ? "\u001b[39m" : `\u001b[38;5;${wanted}m`;
      current = wanted;
      text += bits === 0 ? " " : String.fromCharCode(0x2800 + bits);
    }
    return current === undefined ? text : `${text}\u001b[39m`;
  }
}

function paint(text: string, code: number | undefined, color: boolean | undefined): string {
  return color && code !== undefined ? `\u001b[38;5;${code}m${text}\u001b[39m` : text;
}

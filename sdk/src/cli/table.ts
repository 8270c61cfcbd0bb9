/**
 * Aligned tables for a terminal: numbers to the right, text to the left, cut to the width of the window.
 * A table that is not shown to a person (a pipe, a file) is never cut.
 */
import { shown } from "../base/text.js";
import { grouped } from "./figures.js";

/** What a cell may hold. A number is grouped and aligned to the right; text is escaped. */
export type Cell = string | number | undefined;

export interface TableColumn {
  readonly title: string;
  /** Default: right for a column whose cells are all numbers. */
  readonly align?: "left" | "right";
}

export interface TableOptions {
  /** Characters a line may have. Default: no limit. */
  readonly width?: number;
  /** Styles the heading line. */
  readonly heading?: (text: string) => string;
}

const GAP = "  ";
const NARROWEST = 12;

/** The lines of a table, heading first. */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  options: TableOptions = {},
): string[] {
  const layout = tableLayout(columns, rows, options.width ?? Number.POSITIVE_INFINITY);
  const heading = layout.line(columns.map((column) => column.title));
  const lines = [(options.heading ?? ((text) => text))(heading), ...rows.map((row) => layout.line(row))];
  if (layout.hidden.length > 0) lines.push(`(not shown, the window is too narrow: ${layout.hidden.join(", ")})`);
  return lines;
}

export interface TableLayout {
  /** One row as a line of the layout. */
  line(cells: readonly Cell[]): string;
  /** Titles of the columns for which there was no room. */
  readonly hidden: readonly string[];
}

/** Fixes the widths of the columns by the given rows; further rows can then be written one by one. */
export function tableLayout(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  width: number,
): TableLayout {
  const texts = rows.map((row) => row.map(cellText));
  const wanted = columns.map((column, at) => Math.max(textWidth(column.title), ...columnWidths(texts, at)));
  const widths = fit(wanted, width);
  const right = columns.map((column, at) => (column.align ? column.align === "right" : isNumeric(rows, at)));
  const hidden = columns.filter((_, at) => widths[at] === undefined).map((column) => column.title);
  const line = (cells: readonly Cell[]): string => {
    const parts = widths.map((size, at) => (size === undefined ? "" : pad(cellText(cells[at]), size, right[at]!)));
    return parts
      .slice(0, columns.length - hidden.length)
      .join(GAP)
      .trimEnd();
  };
  return { line, hidden };
}

/** Width in terminal cells: wide East Asian characters and emoji take two, combining marks none. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
}

/** Cuts to a width in terminal cells, marking the cut with "…". */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = "";
  let used = 1;
  for (const char of text) {
    used += charWidth(char);
    if (used > width) break;
    kept += char;
  }
  return `${kept}…`;
}

/** Words in lines of at most `width` cells; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function cellText(cell: Cell): string {
  if (cell === undefined) return "";
  return typeof cell === "number" ? grouped(cell) : shown(cell, Number.MAX_SAFE_INTEGER);
}

function columnWidths(texts: readonly (readonly string[])[], at: number): number[] {
  // In slices, because the arguments of one call are limited.
  const widths: number[] = [0];
  for (const row of texts) widths[0] = Math.max(widths[0]!, textWidth(row[at] ?? ""));
  return widths;
}

function isNumeric(rows: readonly (readonly Cell[])[], at: number): boolean {
  return (
    rows.some((row) => typeof row[at] === "number") &&
    rows.every((row) => row[at] === undefined || typeof row[at] === "number")
  );
}

/** Takes room from the widest column until the line fits; then drops columns from the right. */
function fit(wanted: readonly number[], width: number): (number | undefined)[] {
  const widths: (number | undefined)[] = [...wanted];
  const used = (): number =>
    widths.reduce((sum: number, size) => sum + (size === undefined ? 0 : size + GAP.length), -GAP.length);
  for (let over = used() - width; over > 0; over = used() - width) {
    const widest = Math.max(...widths.map((size) => size ?? 0));
    const second = Math.max(NARROWEST, ...widths.filter((size) => size !== widest).map((size) => size ?? 0));
    if (widest > NARROWEST) {
      widths[widths.indexOf(widest)] = Math.max(second < widest ? second : widest - 1, widest - over);
      continue;
    }
    const last = widths.filter((size) => size !== undefined).length - 1;
    if (last <= 0) break;
    widths[last] = undefined;
  }
  return widths;
}

function pad(text: string, width: number, right: boolean): string {
  const fitting = cut(text, width);
  const space = " ".repeat(Math.max(0, width - textWidth(fitting)));
  return right ? space + fitting : fitting + space;
}

const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

function charWidth(char: string): number {
  if (/^(?:\p{Mn}|\p{Me}|\p{Cf})/u.test(char)) return 0;
  return WIDE.test(char) ? 2 : 1;
}

/** Tables of texts as a bundle: HTML without script, and the same as aligned text. Everything is escaped here. */
import { escapeHtml, oneLine } from "tapelab/host";
import type { Picture } from "./picture.js";
import type { Shown } from "./shown.js";

/** A mark stands for a value that is not there: `null`, `·`. Pictures are for HTML alone. */
export type TableCell = string | { readonly mark: string } | Picture;

export interface TableColumn {
  readonly name: string;
  /** A line of types, and a line of null counts, is shown when a column has one. */
  readonly type?: string;
  readonly nulls?: number;
  /** How the numbers go. */
  readonly spark?: Picture;
  readonly align?: "left" | "right";
  /** Whole numbers get thin spaces between thousands in HTML. */
  readonly isInteger?: boolean;
  readonly cells: readonly TableCell[];
}

export interface TableView {
  readonly title?: string;
  readonly columns: readonly TableColumn[];
  /** Rows are left out after this many. */
  readonly gapAfter?: number;
  readonly note?: string;
}

const textWidth = 80;
const cellMax = 60;

export function tableBundle(view: TableView): Shown {
  return { data: { "text/html": tableHtml(view), "text/plain": tableText(view) }, metadata: {} };
}

/** Script-free, so that it looks the same where output is not trusted. */
export function tableHtml({ title, columns, gapAfter, note }: TableView): string {
  const heads = [row("th", columns, ({ name }) => `<b>${escapeHtml(oneLine(name, cellMax))}</b>`)];
  const under = (cell: (column: TableColumn) => string): void => void heads.push(row("th", columns, cell, true));
  if (columns.some(({ type }) => type !== undefined)) under(({ type = "" }) => small(type));
  if (columns.some(({ nulls }) => nulls !== undefined)) under((one) => small(nullText(one)));
  if (columns.some(({ spark }) => spark !== undefined)) under(({ spark }) => (spark ? pictureHtml(spark) : ""));
  const count = Math.max(0, ...columns.map(({ cells }) => cells.length));
  const rows = Array.from({ length: count }, (_, n) => row("td", columns, (column) => htmlCell(column, n)));
  if (gapAfter !== undefined)
    rows.splice(
      gapAfter,
      0,
      row("td", columns, () => "⋮"),
    );
  const table =
    columns.length === 0 ? "" : `<table><thead>${heads.join("")}</thead><tbody>${rows.join("")}</tbody></table>`;
  const above = title === undefined ? "" : `<div><b>${escapeHtml(title)}</b></div>`;
  const below = note === undefined ? "" : `<div><small>${escapeHtml(note)}</small></div>`;
  return `<div class="tapelab">${above}${table}${below}</div>`;
}

/** Aligned columns; those beyond the width of a terminal are left out and counted. */
export function tableText({ title, columns: all, gapAfter, note }: TableView): string {
  const columns = all.filter(({ cells }) => cells.length === 0 || cells.some((cell) => !isPicture(cell)));
  const hasTypes = columns.some(({ type }) => type !== undefined);
  const hasNulls = columns.some(({ nulls }) => nulls !== undefined);
  const texts = columns.map((column) => {
    const cells = column.cells.map((cell) => oneLine(textOf(cell), cellMax));
    if (gapAfter !== undefined) cells.splice(gapAfter, 0, "…");
    return [
      oneLine(column.name, cellMax),
      ...(hasTypes ? [oneLine(column.type ?? "", cellMax)] : []),
      ...(hasNulls ? [nullText(column)] : []),
      ...cells,
    ];
  });
  const widths = texts.map((cells) => Math.max(...cells.map(widthOf)));
  const shown = fitting(widths);
  const lines = Array.from({ length: texts[0]?.length ?? 0 }, (_, n) =>
    texts
      .slice(0, shown)
      .map((cells, c) => padded(cells[n] ?? "", widths[c] ?? 0, columns[c]?.align))
      .join("  ")
      .trimEnd(),
  );
  const left = columns.length - shown;
  const counted =
    left === 0 ? [] : [`${left} more ${left === 1 ? "column" : "columns"}: ${namesOf(columns.slice(shown))}`];
  return [...(title === undefined ? [] : [title]), ...lines, ...counted, ...(note === undefined ? [] : [note])].join(
    "\n",
  );
}

function row(
  tag: "th" | "td",
  columns: readonly TableColumn[],
  cell: (column: TableColumn) => string,
  isPlain = false,
): string {
  const weight = isPlain ? ";font-weight:normal" : "";
  const cells = columns.map(
    (column) => `<${tag} style="text-align:${column.align ?? "left"}${weight}">${cell(column)}</${tag}>`,
  );
  return `<tr>${cells.join("")}</tr>`;
}

function small(text: string): string {
  return `<small>${escapeHtml(oneLine(text, cellMax))}</small>`;
}

function nullText({ nulls }: TableColumn): string {
  return nulls === undefined ? "" : nulls === 1 ? "1 null" : `${nulls} nulls`;
}

function htmlCell({ cells, isInteger }: TableColumn, n: number): string {
  const cell = cells[n] ?? "";
  if (typeof cell !== "string")
    return isPicture(cell) ? pictureHtml(cell) : `<i>${escapeHtml(oneLine(cell.mark, cellMax))}</i>`;
  const text = escapeHtml(oneLine(cell, cellMax));
  return isInteger ? text.replace(/\B(?=(\d{3})+$)/g, "\u2009") : text;
}

/** The only element with an address in it: the picture itself. */
function pictureHtml({ svg, alt }: Picture): string {
  const data = Buffer.from(svg).toString("base64");
  return `<img src="data:image/svg+xml;base64,${data}" alt="${escapeHtml(alt)}" title="${escapeHtml(alt)}">`;
}

function isPicture(cell: TableCell): cell is Picture {
  return typeof cell !== "string" && "svg" in cell;
}

function textOf(cell: TableCell): string {
  return typeof cell === "string" ? cell : isPicture(cell) ? "" : cell.mark;
}

/** How many columns fit, at least one. */
function fitting(widths: readonly number[]): number {
  let total = -2;
  for (const [n, width] of widths.entries()) {
    total += width + 2;
    if (total > textWidth) return Math.max(1, n);
  }
  return widths.length;
}

function padded(text: string, width: number, align: "left" | "right" = "left"): string {
  const blanks = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "right" ? blanks + text : text + blanks;
}

/** Code points: near enough for alignment. */
function widthOf(text: string): number {
  return [...text].length;
}

function namesOf(columns: readonly TableColumn[]): string {
  return oneLine(columns.map(({ name }) => name).join(", "), 120);
}

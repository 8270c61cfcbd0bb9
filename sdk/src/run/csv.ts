/** CSV sources: RFC 4180 with comma, a header line, and cells that are what they look like. */
import { type Canonical, Float, int } from "./canonical.js";
import { badSpec, badText } from "./failures.js";

/** The columns of a CSV text by name, in order of the header. */
export function parseCsv(text: string, name: string): Map<string, Canonical[]> {
  const rows = recordsOf(text.replace(/^\ufeff/, ""), name);
  const [header, ...body] = rows;
  if (!header) throw badSpec(`CSV source requires a header row: ${name}`, "Add a first line with column names.");
  const names = header.cells.map((cell) => cell.trim());
  const columns = new Map<string, Canonical[]>();
  for (const column of names) {
    if (columns.has(column)) throw badText(name, header.line, `the column ${JSON.stringify(column)} comes twice`);
    if (/^(?:__proto__|constructor|prototype)$/.test(column)) throw badText(name, header.line, `the column ${column}`);
    columns.set(column, []);
  }
  const lists = [...columns.values()];
  for (const { cells, line } of body) {
    if (cells.length > names.length) throw badText(name, line, `${cells.length} cells for ${names.length} columns`);
    lists.forEach((list, i) => void list.push(cells[i] === undefined ? null : cellValue(cells[i])));
  }
  return columns;
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** Where it starts, from 1. */
  readonly line: number;
}

/** Cells of each line that is not blank; a quoted cell may hold commas, quotes (twice) and line ends. */
function recordsOf(text: string, name: string): CsvRecord[] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let [line, start] = [1, 1];
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) throw badText(name, line, "a quote in the middle of a cell, or one that is never closed");
    const [whole, quoted, bare = "", end] = found;
    cells.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === "," && cell.lastIndex < text.length) continue;
    if (end === ",") cells.push("");
    const isBlank = cells.length === 1 && quoted === undefined && bare.trim() === "";
    if (!isBlank) records.push({ cells, line: start });
    cells = [];
    start = line;
  }
  return records;
}

/** `true` and `false` in any case, whole numbers and numbers with a point; everything else stays the text it is. */
export function cellValue(text: string): Canonical {
  const cell = text.trim();
  if (/^(?:true|false)$/i.test(cell)) return cell.toLowerCase() === "true";
  const digits = cell.replaceAll("_", "");
  if (/^[-+]?\d+(?:_\d+)*$/.test(cell)) return int(BigInt(digits.replace("+", "")));
  const isFloat = /^[-+]?(?:\d+(?:_\d+)*\.(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+(?:_\d+)*)?$/.test(cell);
  return isFloat ? new Float(Number(digits)) : text;
}

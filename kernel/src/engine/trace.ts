/**
 * Errors of running cells as the user reads them: places in the cell's own text, no frame of the machinery. Stacks are
 * mapped when somebody reads them, so `error.stack` in a cell tells the same as the error that Jupyter shows.
 */

import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { inspect } from "node:util";
import type { CellCode, CellError } from "../link.js";
import { folderOf } from "./own-packages.js";

export interface CellPlace {
  readonly cell: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

interface Mapped {
  /** `Cell[4]`, or the path of a local file. */
  readonly name: string;
  readonly maps: readonly string[];
  /** Lines before the user's first one: in what runs, and in what TypeScript read. */
  readonly headLines: number;
  readonly prefixLines: number;
  /** Lines of what runs; frames below them are the executor's. */
  readonly lines: number;
  /** What the user wrote. */
  readonly rows: readonly string[];
  parsed?: readonly SourceMap[];
}

const cellsMax = 1000;
const depthMax = 5;
const framesMax = 50;
/** Frames of one package in a row that are shown. */
const packageFramesMax = 3;

const files = new Map<string, Mapped>();
let serial = 0;

/** Remembers the maps of a cell that runs now; gives the name under which V8 shall know its code. */
export function addMaps({ count, maps, js, source }: CellCode): string {
  serial += 1;
  const url = `cell-${count}-${serial}.ts`;
  const lines = js.split("\n").length + 1;
  files.set(url, { name: `Cell[${count}]`, maps, headLines: 1, prefixLines: 1, lines, rows: source.split("\n") });
  const cells = [...files.keys()].filter((name) => !name.startsWith("/"));
  for (const old of cells.slice(0, -cellsMax)) files.delete(old);
  return url;
}

/** Remembers the maps of a compiled local file. */
export function addFileMaps(path: string, maps: readonly string[]): void {
  // A module cell is no file: TypeScript has read it with one line before it.
  const text = textOf(path);
  const prefixLines = text === undefined ? 1 : 0;
  files.set(path, { name: path, maps, headLines: 0, prefixLines, lines: Infinity, rows: text?.split("\n") ?? [] });
}

/** Makes stacks name cells and local files by the user's own lines. */
export function mapStacks(): void {
  // A library may be deep in its own calls: the cell that called it must not be cut off.
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, framesMax);
  const earlier = Error.prepareStackTrace;
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map((site) => String(site));
    if (earlier !== undefined && !frames.some(isMapped)) return earlier(error, sites);
    const mapped = frames.map((frame) => mapFrame(frame, anyPlaces)).filter((frame) => frame !== outside);
    const last = mapped.findLastIndex((row) => row.includes("Cell["));
    const rows = last < 0 ? mapped : mapped.slice(0, last + 1);
    return [headOf(error), ...rows.map((row) => `    at ${row}`)].join("\n");
  };
}

/** Where in a cell an error, or a stack, comes from. */
export function cellPlace(stack: unknown): CellPlace | undefined {
  const text = typeof stack === "string" ? stack : (stack as { stack?: unknown } | undefined)?.stack;
  if (typeof text !== "string") return undefined;
  const found = /Cell\[(\d+)\]:(\d+):(\d+)/.exec(mapFrame(text, cellPlaces));
  return found === null ? undefined : { cell: Number(found[1]), line: Number(found[2]), column: Number(found[3]) };
}

/** Name, message and traceback of anything that was thrown. Never throws itself. */
export function describeError(error: unknown): CellError {
  try {
    const { name, value } = nameAndValue(error);
    return { name, value, traceback: ownTraceback(error) ?? describe(error, 0, new Set()) };
  } catch {
    return { name: "Error", value: "", traceback: ["An error that cannot be shown."] };
  }
}

/** Lines that an error brings along in place of its stack: a mistake in a magic line. */
function ownTraceback(error: unknown): readonly string[] | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const own = (error as Record<symbol, unknown>)[Symbol.for("tapelab.traceback")];
  return Array.isArray(own) ? own.map(String) : undefined;
}

function describe(error: unknown, depth: number, seen: Set<unknown>): string[] {
  const { name, value } = nameAndValue(error);
  const rows = (value === "" ? name : `${name}: ${value}`).split("\n");
  if (!isErrorLike(error) || seen.has(error)) return rows;
  seen.add(error);
  rows.push(...framesOf(error));
  if (depth >= depthMax) return rows;
  const nested = (title: string, inner: unknown): void => {
    const [first = "", ...rest] = describe(inner, depth + 1, seen);
    rows.push(`${title}: ${first}`, ...rest);
  };
  if (Object.hasOwn(error, "cause") && error.cause !== undefined) nested("Caused by", error.cause);
  if (Array.isArray(error.errors))
    for (const [index, inner] of error.errors.entries()) nested(`Error ${index + 1}`, inner);
  return rows;
}

interface ErrorLike {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

function isErrorLike(error: unknown): error is ErrorLike {
  return (
    typeof error === "object" &&
    error !== null &&
    (error instanceof Error || typeof (error as ErrorLike).stack === "string")
  );
}

function nameAndValue(error: unknown): { name: string; value: string } {
  if (isErrorLike(error)) {
    const name = typeof error.name === "string" && error.name !== "" ? error.name : "Error";
    return { name, value: typeof error.message === "string" ? error.message : "" };
  }
  const isObject = (typeof error === "object" && error !== null) || typeof error === "function";
  const name = isObject ? ((error as object).constructor?.name ?? "Object") : typeof error;
  return { name, value: typeof error === "string" ? error : inspect(error, { depth: 2, colors: false }) };
}

/** Rows `    at name (Cell[4]:3:7)`. Frames below the outermost one of a cell are the executor's. */
function framesOf(error: ErrorLike): string[] {
  const stack = typeof error.stack === "string" ? error.stack.split("\n") : [];
  const rows = stack.filter((row) => /^\s+at /.test(row)).map((row) => mapFrame(row, cellPlaces));
  const last = rows.findLastIndex((row) => row.includes("Cell["));
  const shown = (last < 0 ? rows : rows.slice(0, last + 1)).filter((row) => !isMachinery(row));
  return shortened(shown).map((row) =>
    row.replace(/\bObject\.<anonymous> \((Cell\[.*)\)$/, "$1").replace(/\beval \((Cell\[.*)\)$/, "$1"),
  );
}

/** Long runs inside of one package say little: their beginning is kept, where the error is. */
function shortened(rows: readonly string[]): string[] {
  const kept: string[] = [];
  for (let start = 0; start < rows.length; ) {
    const name = packageAt(rows[start]);
    let end = start + 1;
    while (name !== undefined && end < rows.length && packageAt(rows[end]) === name) end += 1;
    const isLong = end - start > packageFramesMax + 1;
    kept.push(...rows.slice(start, isLong ? start + packageFramesMax : end));
    if (isLong) kept.push(`    … ${end - start - packageFramesMax} more in ${name}`);
    start = end;
  }
  return kept;
}

function packageAt(row: string | undefined): string | undefined {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(row ?? "")?.[1];
}

const machinery: readonly string[] = ownFolders();

function ownFolders(): string[] {
  const kernel = join(__dirname, "../..");
  const packages = ["tslab", "tapelab"].map((name) => folderOf(name)).filter((folder) => folder !== undefined);
  return [...packages, kernel].map((folder) => `${folder}/`);
}

function isMachinery(row: string): boolean {
  if (/\(?node:|evalmachine\.|\(<anonymous>\)/.test(row)) return true;
  return machinery.some((folder) => row.includes(folder));
}

/** Places in emitted code: of cells, and of any file that may be a compiled one. */
const cellPlaces: RegExp = /\bcell-\d+-\d+\.ts:(\d+):(\d+)/g;
const anyPlaces: RegExp = /(?:\bcell-\d+-\d+\.ts|\/[^():*?"<>|\n]+?\.[jt]sx?):(\d+):(\d+)/g;

function isMapped(frame: string): boolean {
  return mapFrame(frame, anyPlaces) !== frame;
}

/** Stands for a frame of the function that the executor puts around a cell. */
const outside = "";

/** A stack's text with every place in emitted code as the place in what the user wrote. */
function mapFrame(frame: string, places: RegExp): string {
  let isOutside = false;
  const text = frame.replace(places, (place, line: string, column: string) => {
    const mapped = files.get(place.slice(0, place.length - line.length - column.length - 2));
    if (mapped === undefined) return place;
    if (Number(line) > mapped.lines) isOutside = true;
    const at = locate(mapped, Number(line), Number(column));
    return `${mapped.name}:${at.line}:${at.column}`;
  });
  return isOutside ? outside : text;
}

/** Goes back through the maps, from the code that runs to the text that the user wrote. */
function locate(mapped: Mapped, line: number, column: number): { line: number; column: number } {
  mapped.parsed ??= mapped.maps.filter((map) => map !== "").map((map) => new SourceMap(JSON.parse(map)));
  let at = { line: line - 1 - mapped.headLines, column: column - 1 };
  for (const map of mapped.parsed) {
    const entry = map.findEntry(at.line, at.column);
    if ("originalLine" in entry) at = { line: entry.originalLine, column: entry.originalColumn };
  }
  const row = mapped.rows[at.line - mapped.prefixLines] ?? "";
  return { line: at.line - mapped.prefixLines + 1, column: calleeStart(row, at.column) + 1 };
}

/** A call of an imported name runs as `(0, m.f)()`: V8 tells its bracket, the user knows its name. */
function calleeStart(row: string, column: number): number {
  if (row[column] !== "(") return column;
  const name = /[\p{ID_Continue}$]+$/u.exec(row.slice(0, column));
  return name === null ? column : name.index;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function headOf(error: unknown): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

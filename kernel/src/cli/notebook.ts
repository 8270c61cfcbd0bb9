/** Notebook files, format 4: read with checks, written with the same bytes as Jupyter writes them. */
import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import type { Bundle } from "../link.js";
import { CliError } from "./cli-error.js";

export interface Notebook {
  cells: NotebookCell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

export interface NotebookCell {
  readonly cell_type: string;
  readonly id?: string;
  readonly metadata: Bundle;
  readonly source: string | readonly string[];
  outputs?: readonly Bundle[];
  execution_count?: number | null;
}

/** Reads a notebook that this kernel can run. */
export function readNotebook(path: string): Notebook {
  const name = basename(path);
  const notebook = parse(path);
  if (notebook.nbformat !== 4 || !Array.isArray(notebook.cells))
    throw new CliError(`${name} is no notebook of format 4 (found ${String(notebook.nbformat)}). It was not run.`);
  const spec = notebook.metadata?.kernelspec as Bundle | undefined;
  const info = notebook.metadata?.language_info as Bundle | undefined;
  const language = spec?.language ?? info?.name ?? "typescript";
  if (!/^(type|java)script$/i.test(String(language)))
    throw new CliError(`${name} is a notebook in ${String(language)}; this kernel runs TypeScript. It was not run.`);
  return notebook;
}

/** Replaces a notebook at once: whoever reads it sees the old text or the new one. */
export function writeNotebook(path: string, notebook: Notebook): void {
  const existing = statSync(path, { throwIfNoEntry: false });
  const target = existing ? realpathSync(path) : path;
  const unfinished = `${target}.${process.pid}.tmp`;
  writeFileSync(unfinished, notebookText(notebook), { mode: existing?.mode ?? 0o666 });
  renameSync(unfinished, target);
}

/** The bytes that Jupyter writes: sorted keys, one blank of indent, texts as lists of lines. */
export function notebookText(notebook: Notebook): string {
  return `${JSON.stringify(sorted(notebook), undefined, 1)}\n`;
}

export function sourceOf(cell: NotebookCell): string {
  return typeof cell.source === "string" ? cell.source : cell.source.join("");
}

// Python's splitlines, which Jupyter uses, ends lines at all of these.
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for.
const LINE = /[^\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]*(?:\r\n|[\s\S]|$)/g;

/** A text as list of lines, each with its end. */
export function textLines(text: string): string[] {
  return text.match(LINE)?.filter((line) => line !== "") ?? [];
}

function parse(path: string): Notebook {
  const name = basename(path);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new CliError(`There is no notebook ${path}.`);
  if (!stat.isFile()) throw new CliError(`${path} is no file. Name the notebooks: tapelab-kernel run ${path}/*.ipynb`);
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value === "object" && value !== null) return value as Notebook;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CliError(`${name} is no notebook: it is not JSON (${error.message}). It was not run.`);
  }
  throw new CliError(`${name} is no notebook: it holds no JSON object. It was not run.`);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

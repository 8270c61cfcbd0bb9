/** Compile errors as a cell shows them: place, text, source line, caret. */

import { readFileSync } from "node:fs";
import type { CellError } from "../link.js";

export interface Problem {
  /** From 1, in the cell or in `file`. */
  readonly line: number;
  readonly column: number;
  /** TypeScript's number; 0: none. */
  readonly code: number;
  readonly text: string;
  /** A local file that the cell imports; undefined: the cell itself. */
  readonly file?: string;
}

const shownMax = 20;

/** `Cell[4]:3:7 - TS2322: …`, the source line and a caret, for every problem. */
export function problemError(name: string, problems: readonly Problem[], source: string, count: number): CellError {
  const rows = problems.slice(0, shownMax).flatMap((problem) => {
    const { line, column, code, text, file } = problem;
    const place = `${file ?? `Cell[${count}]`}:${line}:${column}`;
    const head = `${place} - ${code === 0 ? name : `TS${code}`}: ${text}`;
    const row = lineOf(file === undefined ? source : textOf(file), line);
    return row === undefined ? [head] : [head, row, `${row.slice(0, column - 1).replace(/[^\t]/g, " ")}^`];
  });
  const more = problems.length - shownMax;
  if (more > 0) rows.push(`and ${more} more`);
  return { name, value: problems[0]?.text ?? "", traceback: rows };
}

function lineOf(text: string, line: number): string | undefined {
  return text.split(/\r\n|\r|\n/)[line - 1];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // a module cell, or gone since
  }
}

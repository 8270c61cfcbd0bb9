/** What is wrong with a magic line: found before the cell runs, or when the line is reached. Never has a stack trace. */
import type { CellError } from "../link.js";

/** A mistake at a place of a line. */
export class UsageProblem extends Error {
  /** Index in the line, from 0. */
  readonly at: number;

  constructor(at: number, text: string) {
    super(text);
    this.at = at;
  }
}

/** Where a line of a cell stands. */
export interface LinePlace {
  /** Execution count of the cell. */
  readonly count: number;
  /** From 1. */
  readonly line: number;
  /** Text of the line. */
  readonly text: string;
}

const shownMax = 200;
const controls = /[^\P{Cc}\t]/gu;

/** Under this key an error carries the lines that are shown for it, in place of its stack. */
export const tracebackKey: unique symbol = Symbol.for("tapelab.traceback");

/** The error as the front end shows it: `Cell[4]:2:13 - UsageError: …`, the line, a caret. */
export function usageCellError({ at, message }: UsageProblem, place: LinePlace): CellError {
  return { name: "UsageError", value: message, traceback: linesOf(`UsageError: ${message}`, place, at) };
}

/** Makes an error that a magic's work ended with show the magic's line in place of a stack. */
export function pointTo(error: Error, place: LinePlace, at: number): void {
  const value = linesOf(`${error.name}: ${error.message}`, place, at);
  if (Object.isExtensible(error)) Object.defineProperty(error, tracebackKey, { value, configurable: true });
}

function linesOf(what: string, { count, line, text }: LinePlace, at: number): readonly string[] {
  const head = `Cell[${count}]:${line}:${at + 1} - ${what}`;
  const start = at < shownMax ? 0 : at - shownMax / 2;
  const excerpt = text.slice(start, start + shownMax).replace(controls, "\ufffd");
  const blanks = excerpt.slice(0, at - start).replace(/[^\t]/g, " ");
  return [...head.split("\n"), excerpt, `${blanks}^`];
}

/**
 * Thrown by a magic line when it is reached. `error[Symbol.for("tapelab.traceback")]` holds the lines to show: whoever
 * renders errors shows them as they are, without frames.
 */
export class UsageError extends Error {
  override readonly name: string = "UsageError";

  constructor(problem: UsageProblem, place: LinePlace) {
    super(problem.message);
    Object.defineProperty(this, tracebackKey, { value: usageCellError(problem, place).traceback });
  }
}

/** What display needs to know of the engine, handed over by the main thread: the two folders do not know each other. */
import type { CellError } from "../link.js";

export interface CellPlace {
  /** Execution count of the cell. */
  readonly cell: number;
  /** From 1, in the cell's source. */
  readonly line: number;
}

export interface Host {
  describeError(error: unknown): CellError;
  /** Where in a cell the error, or the call that made it, stands. */
  placeOf(error: Error): CellPlace | undefined;
  /** A variable of the notebook; undefined when there is none. */
  variable(name: string): unknown;
}

/** Without an engine: what JavaScript says itself. */
let current: Host = {
  describeError: (error) => {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { name, value: message, traceback: (stack ?? `${name}: ${message}`).split("\n") };
  },
  placeOf: () => undefined,
  variable: () => undefined,
};

export function setHost(host: Host): void {
  current = host;
}

export function host(): Host {
  return current;
}

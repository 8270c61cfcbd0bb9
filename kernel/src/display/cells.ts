/**
 * The cells that run or have run. Code of a cell finds its own cell through the asynchronous context: also in a timer, a
 * promise or a subscription, and long after the cell has ended.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { inspect } from "node:util";
import type { Source } from "tapelab";
import type { Bundle, CellRef } from "../link.js";

/** One execution of a cell, or of the handler of a comm message. */
export class RunningCell {
  readonly ref: CellRef;
  /** Its source. */
  readonly text: string;
  /** Pager and other payloads of the reply. */
  readonly payload: Bundle[] = [];
  /** What magics have shown in this cell, by their own keys. */
  readonly shown: Map<string, unknown> = new Map();
  /** Where its captures come from; made at the first one. */
  source: Source | undefined;
  readonly #abort = new AbortController();
  readonly #pending = new Set<Promise<unknown>>();
  readonly #endings = new Set<(isOk: boolean) => void>();
  #isInterrupted = false;

  constructor(ref: CellRef, text: string = "") {
    this.ref = ref;
    this.text = text;
  }

  /** Aborted when the cell is interrupted. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** Aborts the signal. From now on nothing of this cell records, displays or waits. */
  interrupt(): void {
    if (this.#isInterrupted) return;
    this.#isInterrupted = true;
    this.#abort.abort(new CellInterrupted(this.ref.count));
  }

  /** The cell ends after this work. A failure of the work is told by whoever started it. */
  holdFor(work: Promise<unknown>): void {
    this.#pending.add(work);
    const forget = (): void => void this.#pending.delete(work);
    work.then(forget, forget);
  }

  /** Calls back when the cell's body has ended, unless it was interrupted. */
  onEnd(call: (isOk: boolean) => void): void {
    this.#endings.add(call);
  }

  /** Resolves when all work has ended that the cell is held for. */
  async released(isOk: boolean): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
    for (const call of this.#endings) call(isOk);
    this.#endings.clear();
  }
}

/** Thrown by what an interrupted cell may not do any more, and the reason of its signal. */
export class CellInterrupted extends Error {
  override readonly name: string = "CellInterrupted";

  /** `count`: execution count of the interrupted cell. */
  constructor(readonly count: number) {
    super(`Cell ${count} was interrupted. What it still does is neither recorded nor displayed. Run the cell again.`);
  }
}

const storage = new AsyncLocalStorage<RunningCell | undefined>();
let last: RunningCell | undefined;

/** Runs the work, and everything that it starts, as part of the cell. */
export function inCell<T>(cell: RunningCell, work: () => T): T {
  return storage.run(cell, work);
}

/** Runs the work as part of no cell. */
export function outsideCells<T>(work: () => T): T {
  return storage.run(undefined, work);
}

/** The cell whose code calls; undefined in native callbacks and in code of ours. */
export function currentCell(): RunningCell | undefined {
  return storage.getStore();
}

/** The cell that a write belongs to: the caller's, else the last one that ran and was not silent. */
export function outputCell(): RunningCell | undefined {
  return storage.getStore() ?? last;
}

/** Key of the cell that a write belongs to; 0 before the first cell. */
export function outputKey(): number {
  return outputCell()?.ref.key ?? 0;
}

/** A cell starts: writes of nobody belong to it from now on, unless it is silent. */
export function startCell(ref: CellRef, text?: string): RunningCell {
  const cell = new RunningCell(ref, text);
  if (!ref.silent) last = cell;
  return cell;
}

/** Throws in code of an interrupted cell. */
export function assertNotInterrupted(): void {
  const cell = storage.getStore();
  if (cell?.isInterrupted) throw cell.signal.reason;
}

/** What Node writes onto every promise while contexts are used. */
const contextKeys: ReadonlySet<string | undefined> = new Set([
  "async_id_symbol",
  "trigger_async_id_symbol",
  "kResourceStore",
]);

/** Consoles show promises as if they had no context: `Promise { 42 }`. */
export function hideContexts(): void {
  Object.defineProperty(Promise.prototype, inspect.custom, {
    value(this: object): object {
      for (const key of Object.getOwnPropertySymbols(this)) {
        if (contextKeys.has(key.description)) Object.defineProperty(this, key, { enumerable: false });
      }
      return this; // "go on as usual"
    },
    configurable: true,
    writable: true,
  });
}

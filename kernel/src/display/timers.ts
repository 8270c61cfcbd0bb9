/**
 * Timers that know their cell, so that an interrupt can cancel those of one cell: `setTimeout`, `setInterval` (which
 * RxJS uses), `setImmediate` and `timers/promises`. A cancelled promise never settles: the code that waits for it ends
 * there. Rejecting it would start a loop like `for (;;) try { await sleep() } catch {}` again, now without a pause.
 */
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import promises from "node:timers/promises";
import { promisify } from "node:util";
import { currentCell, type RunningCell } from "./cells.js";

type Clear = (timer: never) => void;
type Start = (callback: unknown, ...rest: unknown[]) => object;
type Wait<T> = (...given: unknown[]) => T;

interface Held {
  /** Timers and how they are cleared. Those that are over are removed when there are many. */
  readonly timers: Map<object, Clear>;
  readonly waits: Set<AbortController>;
  sweepAt: number;
}

const held = new WeakMap<RunningCell, Held>();
let entered: RunningCell | undefined;
/** Set while a timer of a cell calls back; a termination leaves it set. */
let calling: RunningCell | undefined;
/** Cells whose timers were stopped while they called back. */
const stopped = new Set<RunningCell>();

/** From now on timers are held by the cell that starts them. */
export function captureTimers(): void {
  const { setTimeout: once, setInterval: often, setImmediate: soon } = timers;
  const waits = {
    setTimeout: waiter(promises.setTimeout as Wait<Promise<unknown>>, 2),
    setImmediate: waiter(promises.setImmediate as Wait<Promise<unknown>>, 1),
    setInterval: ticker(promises.setInterval as Wait<AsyncIterable<unknown>>),
  };
  const starts = {
    setTimeout: starter(once as Start, clearTimeout, waits.setTimeout),
    setInterval: starter(often as Start, clearInterval),
    setImmediate: starter(inTick(soon as Start), clearImmediate, waits.setImmediate),
  };
  Object.assign(timers, starts);
  Object.assign(globalThis, starts);
  Object.assign(promises, waits);
  Object.assign(promises.scheduler, {
    wait: (delay?: number, options?: object) => waits.setTimeout(delay, undefined, options),
    yield: () => waits.setImmediate(),
  });
  syncBuiltinESMExports();
}

/** Clears every timer of the cell, and ends every wait without settling it. */
export function cancelTimers(cell: RunningCell): void {
  const all = held.get(cell);
  if (all === undefined) return;
  held.delete(cell);
  for (const [timer, clear] of all.timers) clear(timer as never);
  for (const wait of all.waits) wait.abort();
}

/** Notes that code of the cell is entered from the event loop. */
export function enter(cell: RunningCell): void {
  entered = cell;
}

/** The cell whose code was entered last from the event loop: probably the one that blocked main. */
export function lastEntered(): RunningCell | undefined {
  return entered;
}

/** After terminations: the cells whose timers were calling back, for certain. */
export function takeStopped(): readonly RunningCell[] {
  noteStopped();
  const cells = [...stopped];
  stopped.clear();
  return cells;
}

/** Timers do not call each other: a call that has not ended by now was terminated. Node goes on with the next timer. */
function noteStopped(): void {
  if (calling !== undefined) stopped.add(calling);
  calling = undefined;
}

function starter(original: Start, clear: Clear, promised?: Wait<Promise<unknown>>): Start {
  const start: Start = (callback, ...rest) => {
    const cell = currentCell();
    if (cell === undefined || typeof callback !== "function") return original(callback, ...rest);
    const timer = original(entering(cell, callback as () => void), ...rest);
    if (cell.isInterrupted) clear(timer as never);
    else holdTimer(cell, timer, clear);
    return timer;
  };
  Object.defineProperty(start, "name", { value: original.name });
  if (promised) Object.defineProperty(start, promisify.custom, { value: promised, enumerable: true });
  return start;
}

/**
 * Immediates whose callbacks run as ticks, between them. Node's list of immediates does not survive that one of them is
 * terminated: it then fails for ever, or loses those behind.
 */
function inTick(original: Start): Start {
  return (callback, ...rest) => {
    if (typeof callback !== "function") return original(callback, ...rest);
    const later = function (this: unknown, ...given: unknown[]): void {
      process.nextTick(() => callback.apply(this, given));
    };
    return original(later, ...rest);
  };
}

function entering(cell: RunningCell, callback: (...given: unknown[]) => void) {
  return function (this: unknown, ...given: unknown[]): void {
    noteStopped();
    entered = cell;
    calling = cell;
    try {
      callback.apply(this, given);
    } finally {
      calling = undefined;
    }
  };
}

/** The same for promises; `place` is the index of the options among the arguments. */
function waiter(original: Wait<Promise<unknown>>, place: number): Wait<Promise<unknown>> {
  return (...given) => {
    const cell = currentCell();
    if (cell === undefined || !isOptions(given[place])) return original(...given);
    const stop = holdWait(cell, given[place]);
    const waiting = original(...withSignal(given, place, stop));
    return new Promise((resolve, reject) => {
      const settle = (how: (value: unknown) => void) => (value: unknown) => {
        held.get(cell)?.waits.delete(stop);
        entered = cell;
        if (!cell.isInterrupted) how(value);
      };
      waiting.then(settle(resolve), settle(reject));
    });
  };
}

function ticker(original: Wait<AsyncIterable<unknown>>): Wait<AsyncIterable<unknown>> {
  return (...given) => {
    const cell = currentCell();
    if (cell === undefined || !isOptions(given[2])) return original(...given);
    const stop = holdWait(cell, given[2]);
    return ticks(cell, original(...withSignal(given, 2, stop)), stop);
  };
}

async function* ticks(cell: RunningCell, source: AsyncIterable<unknown>, stop: AbortController) {
  try {
    for await (const value of source) {
      entered = cell;
      yield value;
    }
  } catch (error) {
    if (cell.isInterrupted) await new Promise(() => undefined);
    throw error;
  } finally {
    held.get(cell)?.waits.delete(stop);
  }
}

function heldBy(cell: RunningCell): Held {
  let all = held.get(cell);
  if (all === undefined) {
    all = { timers: new Map(), waits: new Set(), sweepAt: 64 };
    held.set(cell, all);
  }
  return all;
}

function holdTimer(cell: RunningCell, timer: object, clear: Clear): void {
  const all = heldBy(cell);
  all.timers.set(timer, clear);
  if (all.timers.size < all.sweepAt) return;
  for (const one of all.timers.keys()) if ((one as { _destroyed?: boolean })._destroyed) all.timers.delete(one);
  all.sweepAt = Math.max(64, 2 * all.timers.size);
}

/** What ends the wait: the interrupt of the cell, or the signal that the caller gave. */
function holdWait(cell: RunningCell, options: { readonly signal?: AbortSignal } | undefined): AbortController {
  const stop = new AbortController();
  const { signal } = options ?? {};
  if (signal?.aborted) stop.abort(signal.reason);
  signal?.addEventListener("abort", () => stop.abort(signal.reason), { once: true, signal: stop.signal });
  if (cell.isInterrupted) stop.abort();
  else heldBy(cell).waits.add(stop);
  return stop;
}

function withSignal(given: readonly unknown[], place: number, { signal }: AbortController): unknown[] {
  const all = Array.from({ length: Math.max(given.length, place + 1) }, (_, n) => given[n]);
  all[place] = { ...(given[place] as object | undefined), signal };
  return all;
}

/** Anything else is left to Node, which says what is wrong with it. */
function isOptions(value: unknown): value is { readonly signal?: AbortSignal } | undefined {
  if (value === undefined) return true;
  if (typeof value !== "object" || value === null) return false;
  const { signal } = value as { signal?: unknown };
  return signal === undefined || signal instanceof AbortSignal;
}

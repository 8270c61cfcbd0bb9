/** What can be plotted, as a stream of chunks: tapes (followed while they grow), tables, Observables. */
import { asyncScheduler, type Observable, type SchedulerLike, Subscription } from "rxjs";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { ReadEvent } from "../read/read-event.js";
import type { Selection } from "../read/selection.js";
import { Tape } from "../read/tape.js";
import { chunksOf, isTable, type TableLike } from "./batch-chunk.js";
import type { Chunk } from "./chunk.js";
import { PartChunk } from "./part-chunk.js";
import { isScope, type Row, RowChunk } from "./row-chunk.js";

/** One source of a plot. */
export type One = Tape | TableLike | Observable<unknown>;

/** What a reading is asked for and whom it tells. */
export interface Intake {
  /** Variables that are enough; undefined = all. */
  readonly variables: readonly string[] | undefined;
  readonly select: Selection | undefined;
  /** Columns of context that are looked at: `$t`, `$label`. */
  readonly context: readonly string[];
  take(chunk: Chunk): void;
  /** Something waits to be taken. */
  arrived(): void;
  onEvent(event: ReadEvent): void;
}

export interface Intaking {
  /** What the source has now has been taken. For an Observable: it has ended. Rejects when it fails. */
  readonly caughtUp: Promise<void>;
  /** Nothing more will come. Rejects when it fails. */
  readonly ended: Promise<void>;
  /** Takes what waits to be taken together. */
  flush(): void;
  close(): void;
}

/** Whether more may come from a source after it was read. */
export function isGrowing(source: One): boolean {
  return source instanceof Tape ? !source.isEnded : !isTable(source);
}

export function isOne(value: unknown): value is One {
  if (typeof value !== "object" || value === null) return false;
  return value instanceof Tape || isTable(value) || typeof (value as { subscribe?: unknown }).subscribe === "function";
}

/** Begins to read a source. */
export function takeIn(source: One, intake: Intake): Intaking {
  if (source instanceof Tape) return takeTape(source, intake);
  return isTable(source) ? takeTable(source, intake) : takeObservable(source, intake);
}

/** Looking at a tape again keeps no program from ending: who listens to the plot does. */
const quiet: SchedulerLike = {
  now: () => asyncScheduler.now(),
  schedule(work, delayMs = 0, state) {
    const timer = setTimeout(() => (work as (state: unknown) => void)(state), delayMs);
    timer.unref();
    return new Subscription(() => clearTimeout(timer));
  },
};

function takeTape(tape: Tape, { variables, select, context, take, onEvent }: Intake): Intaking {
  let isClosed = false;
  const closers: (() => void)[] = [];
  let onCaughtUp: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    onCaughtUp = resolve;
  });
  const selection = variables ? { ...select, variables } : select;
  const ended = tape.readParts(
    selection,
    { follow: true, context, onEvent, onCaughtUp, scheduler: quiet, onClose: (close) => closers.push(close) },
    ({ parts, firsts }) => {
      for (const [i, part] of parts.entries()) if (!isClosed) take(new PartChunk(part, firsts[i]!));
      return !isClosed;
    },
  );
  const close = (): void => {
    isClosed = true;
    for (const closer of closers.splice(0)) closer();
  };
  return { ended, caughtUp: Promise.race([first, ended]), flush: () => undefined, close };
}

function takeTable(table: TableLike, { take }: Intake): Intaking {
  for (const chunk of chunksOf(table, 0)) take(chunk);
  const done = Promise.resolve();
  return { ended: done, caughtUp: done, flush: () => undefined, close: () => undefined };
}

/** Rows of an Observable are taken together, at the latest when somebody looks. */
const togetherMax = 512;

function takeObservable(source: Observable<unknown>, { take, arrived }: Intake): Intaking {
  let waiting: Row[] = [];
  let first = 0;
  const flush = (): void => {
    if (waiting.length === 0) return;
    const rows = waiting;
    waiting = [];
    take(new RowChunk(rows, first));
    first += rows.length;
  };
  const next = (value: unknown): void => {
    if (typeof value === "object" && value !== null && isTable(value)) {
      flush();
      for (const chunk of chunksOf(value, first)) take(chunk);
      first += value.numRows;
    } else if (isScope(value) || isPlainRow(value)) {
      waiting.push(value);
      if (waiting.length === 1) arrived();
      if (waiting.length >= togetherMax) flush();
    } else throw noRow(value);
  };
  const subscription = new Subscription();
  const ended = new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(error);
      subscription.unsubscribe();
    };
    const guarded = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        fail(error);
      }
    };
    subscription.add(() => resolve());
    subscription.add(
      source.subscribe({
        next: (value) => guarded(() => next(value)),
        error: (error: unknown) => {
          guarded(flush);
          fail(error);
        },
        complete: () => {
          guarded(flush);
          resolve();
        },
      }),
    );
  });
  return { ended, caughtUp: ended, flush, close: () => subscription.unsubscribe() };
}

function isPlainRow(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function noRow(value: unknown): TapelabError<"bad-option"> {
  const found = shown(
    Array.isArray(value) ? "a list" : typeof value === "object" ? "another object" : String(value),
    60,
  );
  return new TapelabError(
    "bad-option",
    `plot: the Observable is expected to give scopes, tables or objects of variables, found ${found}. What came before is shown. ` +
      "Map its values: source.pipe(map((x) => ({ x }))).",
    { option: "source", expected: "scopes, tables or objects", found },
  );
}

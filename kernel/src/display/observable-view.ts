/**
 * An Observable in a cell: its newest values, with count, least, greatest and how they go, until it ends, fails, or its
 * cell is interrupted or run again. It subscribes once, and shows at most five states a second: values that come in one
 * go are one picture.
 */
import { isTableLike, type TableLike, tableView } from "./arrow-view.js";
import { outsideCells, type RunningCell } from "./cells.js";
import { previewValue } from "./inspect-value.js";
import { keepLive } from "./live.js";
import { nestedText } from "./nested-text.js";
import { numberTexts } from "./number-texts.js";
import { sparkLine, sparkMax } from "./picture.js";
import { isScope } from "./records-view.js";
import type { Shown } from "./shown.js";
import { type TableCell, tableBundle } from "./table.js";

/** What Observables of every copy of RxJS have. */
export interface ObservableLike {
  subscribe(observer: { next(value: unknown): void; error(error: unknown): void; complete(): void }): {
    unsubscribe(): void;
  };
}

export type Send = (shown: Shown) => void;

const updateMs = 200;
const namesMax = 20;

export function isObservable(value: unknown): value is ObservableLike {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  const { subscribe, pipe } = value as { subscribe?: unknown; pipe?: unknown };
  return typeof subscribe === "function" && typeof pipe === "function";
}

/** Subscribes and shows; the returned function stops it, silently. */
export function viewObservable(source: ObservableLike, cell: RunningCell | undefined, send: Send): () => void {
  const seen = new Seen();
  let timer: NodeJS.Timeout | undefined;
  let subscription: { unsubscribe(): void } | undefined;
  let isBegun = false; // what comes while it subscribes is shown at once when that is over
  const show = (): void => {
    clearTimeout(timer);
    timer = undefined;
    send(seen.shown());
  };
  const end = (state: string): void => {
    if (seen.state !== "running") return;
    seen.state = state;
    forget();
    subscription?.unsubscribe();
    if (isBegun) show();
  };
  const stop = (isShown: boolean): void => {
    if (isShown) end("stopped");
    seen.state = "stopped";
    clearTimeout(timer);
    forget();
    subscription?.unsubscribe();
  };
  const forget = keepLive(cell, { stop: (reason) => stop(reason !== "rerun") });
  const observer = {
    next: (value: unknown) => {
      if (seen.state !== "running") return;
      seen.add(value);
      if (isBegun) timer ??= outsideCells(() => setTimeout(show, updateMs));
    },
    error: (error: unknown) => end(`failed: ${error instanceof Error ? error.message : previewValue(error)}`),
    complete: () => end("complete"),
  };
  try {
    subscription = source.subscribe(observer);
  } catch (error) {
    observer.error(error);
  }
  if (seen.state !== "running") subscription?.unsubscribe();
  isBegun = true;
  show();
  return () => stop(false);
}

/** What has come so far. */
class Seen {
  state = "running";
  readonly #tallies = new Map<string, Tally>();
  readonly #startMs = performance.now();
  #count = 0;
  #kind = "values";
  #table: TableLike | undefined;
  readonly #left = new Set<string>();

  add(value: unknown): void {
    this.#count++;
    if (typeof value !== "object" || value === null) this.#tally("value", value);
    else if (isTableLike(value)) {
      this.#kind = "tables";
      this.#table = value;
    } else if (isScope(value)) this.#fields("scopes", value.vars);
    else if (isPlain(value)) this.#fields("objects", value);
    else this.#tally("value", value);
  }

  shown(): Shown {
    const rate = (1_000 * this.#count) / Math.max(1, performance.now() - this.#startMs);
    const more = this.#left.size > 0 ? `, ${this.#left.size} more variables` : "";
    const speed = this.#count > 1 ? `, ${Number(rate.toPrecision(2)).toLocaleString("en-US")}/s` : "";
    const note = `${this.#count.toLocaleString("en-US")} received${speed}, ${this.state}${more}`;
    const title = `Observable of ${this.#kind}`;
    if (this.#table !== undefined) {
      const view = tableView(this.#table);
      return tableBundle({ ...view, title, note: `${view.note}; ${note}` });
    }
    const all = [...this.#tallies];
    if (all.length === 0) return tableBundle({ title, columns: [], note });
    const tallies = all.map(([, tally]) => tally);
    return tableBundle({
      title,
      columns: [
        { name: "variable", cells: all.map(([name]) => name) },
        { name: "last", align: "right", cells: tallies.map(({ last }) => cellOf(last)) },
        { name: "min", align: "right", cells: tallies.map(({ min, max }) => (min <= max ? cellOf(min) : "")) },
        { name: "max", align: "right", cells: tallies.map(({ min, max }) => (min <= max ? cellOf(max) : "")) },
        { name: "count", align: "right", isInteger: true, cells: tallies.map(({ count }) => String(count)) },
        { name: "newest", cells: tallies.map((tally) => tally.spark() ?? "") },
      ],
      note,
    });
  }

  #fields(kind: string, fields: Readonly<Record<string, unknown>>): void {
    this.#kind = kind;
    for (const name of Object.keys(fields)) this.#tally(name, fields[name]);
  }

  #tally(name: string, value: unknown): void {
    let tally = this.#tallies.get(name);
    if (tally === undefined) {
      if (this.#tallies.size >= namesMax) {
        if (this.#left.size < 1_000) this.#left.add(name);
        return;
      }
      tally = new Tally();
      this.#tallies.set(name, tally);
    }
    tally.add(value);
  }
}

/** One variable. */
class Tally {
  last: unknown;
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  readonly #newest: number[] = [];

  add(value: unknown): void {
    this.count++;
    this.last = value;
    if (typeof value !== "number") return;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.#newest.push(value) > 2 * sparkMax) this.#newest.splice(0, sparkMax);
  }

  spark(): ReturnType<typeof sparkLine> {
    const values = this.#newest.slice(-sparkMax);
    return sparkLine(values, `the newest ${values.length} values`);
  }
}

function cellOf(value: unknown): TableCell {
  if (typeof value === "number") return numberTexts([value])[0] ?? "";
  if (value === null || value === undefined) return { mark: String(value) };
  return typeof value === "string" ? value : nestedText(value);
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

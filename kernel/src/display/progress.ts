/**
 * Bars for long work. The bars of a cell that go on at the same time share one display, at most five states a second.
 * They also move in a synchronous loop: the worker sends while the cell computes.
 */
import { randomUUID } from "node:crypto";
import { Observable } from "rxjs";
import { escapeHtml, oneLine } from "tapelab/host";
import { assertNotInterrupted, outputCell, outsideCells, type RunningCell } from "./cells.js";
import { keepLive } from "./live.js";
import { sendDisplay } from "./send.js";

export interface ProgressOptions {
  /** What is done: stands in front. */
  readonly label?: string;
  /** What is counted: `steps`. */
  readonly unit?: string;
}

/** One bar. After `done` or `fail` nothing changes it. */
export interface Progress {
  /** Counts `n` more, or one. Costs next to nothing while it is not yet time to show it. */
  tick(n?: number): void;
  set(n: number): void;
  /** A remark behind the numbers. */
  note(text: string): void;
  done(): void;
  fail(error: unknown): void;
}

/** What a pipe of any copy of RxJS takes, without naming its types. */
export type SameKind = <S>(source: S) => S;

const updateMs = 200;
const ratesMax = 20;
const width = 320;
const boards = new WeakMap<RunningCell, Board>();

/**
 * Shows how far long work is: percent, rate, time left. Without a total it counts.
 *
 * @example
 * const bar = progress(1000, { label: "fit", unit: "steps" });
 * for (let n = 0; n < 1000; n++) bar.tick();
 */
export function progress(total?: number, options: ProgressOptions = {}): Progress {
  if (total !== undefined && !(typeof total === "number" && total >= 0)) {
    throw new TypeError(
      `progress: expected a number from 0 as total, or none; found ${String(total)}. No bar was made.`,
    );
  }
  assertNotInterrupted();
  const cell = outputCell();
  let board = cell && boards.get(cell);
  if (board === undefined || board.isOver) board = new Board(cell);
  if (cell !== undefined) boards.set(cell, board);
  return board.add(total, options);
}

/**
 * The same for an Observable: every value is a tick. For `pipe`.
 *
 * @example
 * await lastValueFrom(source.pipe(withProgress(1000)));
 */
export function withProgress(total?: number, options: ProgressOptions = {}): SameKind {
  const counted = (source: Observable<unknown>): Observable<unknown> =>
    new Observable((subscriber) => {
      const bar = progress(total, options);
      return source.subscribe({
        next: (value) => {
          bar.tick();
          subscriber.next(value);
        },
        error: (error: unknown) => {
          bar.fail(error);
          subscriber.error(error);
        },
        complete: () => {
          bar.done();
          subscriber.complete();
        },
      });
    });
  return counted as SameKind;
}

/** One display and its bars. */
class Board {
  readonly #cell: RunningCell | undefined;
  readonly #id = randomUUID().replaceAll("-", "");
  readonly #bars: Bar[] = [];
  readonly #forget: () => void;
  #isShown = false;
  #timer: NodeJS.Timeout | undefined;
  /** From when on a change is sent at once. */
  dueMs = 0;

  constructor(cell: RunningCell | undefined) {
    this.#cell = cell;
    this.#forget = keepLive(cell, { stop: (reason) => this.#stop(reason !== "rerun") });
    cell?.onEnd((isOk) => (isOk ? this.#timer && this.send() : this.#stop(true)));
  }

  get isOver(): boolean {
    return this.#bars.every(({ isOver }) => isOver);
  }

  /** A bar inside of another takes the place of the one before it. */
  add(total: number | undefined, options: ProgressOptions): Bar {
    while (this.#bars.at(-1)?.isOver) this.#bars.pop();
    const bar = new Bar(this, total, options);
    this.#bars.push(bar);
    this.send();
    return bar;
  }

  later(): void {
    this.#timer ??= outsideCells(() => setTimeout(() => this.send(), updateMs));
  }

  send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.dueMs = performance.now() + updateMs;
    const lines = this.#bars.map((bar) => bar.line(this.dueMs - updateMs));
    const html = this.#bars.map((bar, n) => bar.html(lines[n] ?? ""));
    const data = { "text/plain": lines.join("\n"), "text/html": `<div class="tapelab">${html.join("")}</div>` };
    sendDisplay(this.#cell, { data, metadata: {} }, this.#id, this.#isShown);
    this.#isShown = true;
    if (this.isOver) this.#forget();
  }

  #stop(isShown: boolean): void {
    this.#forget();
    if (this.isOver) return;
    for (const bar of this.#bars) bar.stop();
    if (isShown) this.send();
    clearTimeout(this.#timer);
  }
}

class Bar implements Progress {
  readonly #board: Board;
  readonly #total: number | undefined;
  readonly #label: string;
  readonly #unit: string;
  readonly #startMs = performance.now();
  readonly #rates: number[] = [];
  #at = { count: 0, ms: this.#startMs };
  #count = 0;
  #note = "";
  /** How it ended. */
  #end = "";

  constructor(board: Board, total: number | undefined, { label = "", unit = "" }: ProgressOptions) {
    this.#board = board;
    this.#total = total;
    this.#label = oneLine(label);
    this.#unit = oneLine(unit);
  }

  get isOver(): boolean {
    return this.#end !== "" || (this.#total !== undefined && this.#count >= this.#total);
  }

  tick(n: number = 1): void {
    this.set(this.#count + n);
  }

  set(n: number): void {
    if (this.#end !== "") return;
    this.#count = n;
    if (n === this.#total || performance.now() >= this.#board.dueMs) this.#board.send();
    else this.#board.later();
  }

  note(text: string): void {
    this.#note = oneLine(text, 120);
    this.#board.later();
  }

  done(): void {
    this.#finish("done");
  }

  fail(error: unknown): void {
    this.#finish(`failed: ${oneLine(error instanceof Error ? error.message : String(error), 120)}`);
  }

  stop(): void {
    if (!this.isOver) this.#end = "stopped";
  }

  /** `fit 62 % 620/1,000 steps, 20/s, 0:00:31 left` */
  line(nowMs: number): string {
    const total = this.#total;
    const part = total === undefined ? "" : ` ${Math.floor(100 * this.#part())} %`;
    const of = total === undefined ? "" : `/${total.toLocaleString("en-US")}`;
    const unit = this.#unit === "" ? "" : ` ${this.#unit}`;
    const head = `${this.#label}${part} ${this.#count.toLocaleString("en-US")}${of}${unit}`.trim();
    const rest = [...this.#pace(nowMs), this.#note, this.#end].filter((text) => text !== "");
    return [head, ...rest].join(", ");
  }

  html(line: string): string {
    const color = this.#end === "stopped" || this.#end.startsWith("failed") ? "#cc6677" : "#4477aa";
    const filled = this.#total === undefined ? 0 : Math.round(width * this.#part());
    const bar = `<div style="width:${filled}px;height:6px;background-color:${color}"></div>`;
    const frame = `<div style="width:${width}px;height:6px;background-color:#8884">${bar}</div>`;
    return `<div>${escapeHtml(line)}${this.#total === undefined ? "" : frame}</div>`;
  }

  #finish(end: string): void {
    if (this.#end !== "") return;
    this.#end = end;
    this.#board.send();
  }

  /** From 0 to 1. */
  #part(): number {
    return this.#total === 0 ? 1 : Math.min(1, Math.max(0, this.#count / (this.#total ?? 1)));
  }

  /** Rate and time left while it goes on, the time it took afterwards. */
  #pace(nowMs: number): string[] {
    if (this.isOver) return [`${clockText(nowMs - this.#startMs)}`];
    const took = nowMs - this.#at.ms;
    if (took >= updateMs / 2) {
      this.#rates.push((this.#count - this.#at.count) / took);
      if (this.#rates.length > ratesMax) this.#rates.shift();
      this.#at = { count: this.#count, ms: nowMs };
    }
    const rate = [...this.#rates].sort((a, b) => a - b)[this.#rates.length >> 1] ?? 0;
    if (!(rate > 0)) return [];
    const speed = `${Number((1_000 * rate).toPrecision(2)).toLocaleString("en-US")}/s`;
    return this.#total === undefined ? [speed] : [speed, `${clockText((this.#total - this.#count) / rate)} left`];
  }
}

/** `0:00:31` */
function clockText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const two = (value: number): string => String(value % 60).padStart(2, "0");
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60))}:${two(seconds)}`;
}

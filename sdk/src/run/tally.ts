/** How an attempt stands while it is under way: counts that are kept, never counted anew, and who hears of them. */
import { defer, merge, type Observable, of, Subject, takeUntil, throttleTime } from "rxjs";
import { harmless } from "./harmless.js";
import type { LaunchProgress, RunResult } from "./launch.js";
import type { LaunchSummary } from "./status.js";
import type { RunProgress } from "./task.js";

const paceMs = 100;

interface Current {
  readonly index: number;
  /** Canonical text. */
  readonly context: string;
  readonly since: number;
  note?: string;
}

export interface TallyOptions {
  readonly planned: number;
  /** How many runs are executed at once. */
  readonly slots: number;
  now(): number;
  /** Hears that a listener threw; at most once. */
  notify(text: string): void;
}

export class Tally {
  /** The present state, then at most ten values a second; the last one always comes. Both complete when the attempt is over, however it ended. */
  readonly progress$: Observable<LaunchProgress>;
  readonly runs$: Observable<RunResult>;
  readonly #options: TallyOptions;
  readonly #startMs: number;
  readonly #progress = new Subject<LaunchProgress>();
  /** The state in which it ends; it waits for no pace. */
  readonly #last = new Subject<LaunchProgress>();
  readonly #runs = new Subject<RunResult>();
  readonly #current = new Map<string, Current>();
  readonly #counts = { completed: 0, cached: 0, failed: 0, cancelled: 0 };
  #over = 0;
  #durationsMs = 0;
  #isStopped = false;
  #hasComplained = false;

  constructor(options: TallyOptions) {
    this.#options = options;
    this.#startMs = options.now();
    const ends = { leading: true, trailing: true };
    const while$ = this.#progress.pipe(throttleTime(paceMs, undefined, ends), takeUntil(this.#last));
    const tell = (error: unknown): void => this.#complain(error);
    this.progress$ = harmless(
      defer(() => merge(of(this.#now()), while$, this.#last)),
      tell,
    );
    this.runs$ = harmless(this.#runs, tell);
  }

  /** Sessions of runs that are executed right now. */
  get current(): readonly string[] {
    return [...this.#current.keys()];
  }

  begun(session: string, index: number, context: string): void {
    this.#current.set(session, { index, context, since: this.#options.now() });
    this.#show();
  }

  progressed(session: string, { fraction, note = "" }: RunProgress): void {
    const current = this.#current.get(session);
    if (!current) return;
    current.note = `${Math.round(fraction * 100)} % ${note}`.trim();
    this.#show();
  }

  /** How long it took, in ms. */
  left(session: string): number {
    const since = this.#current.get(session)?.since;
    this.#current.delete(session);
    return since === undefined ? 0 : this.#options.now() - since;
  }

  /** The run will not be tried again. */
  over(result: RunResult): void {
    this.#counts[result.status]++;
    this.#over++;
    if (result.status !== "cancelled") this.#durationsMs += result.durationMs;
    this.#runs.next(result);
    this.#show();
  }

  /** What has not begun will not begin. */
  stopped(): void {
    this.#isStopped = true;
  }

  close(): void {
    this.#last.next(this.#now());
    this.#last.complete();
    this.#progress.complete();
    this.#runs.complete();
  }

  summary(): LaunchSummary {
    const { planned } = this.#options;
    const skipped = this.#isStopped ? planned - this.#over - this.#current.size : 0;
    return { planned, ...this.#counts, skipped };
  }

  #show(): void {
    if (this.#progress.observed) this.#progress.next(this.#now());
  }

  #now(): LaunchProgress {
    const { planned, slots, now } = this.#options;
    const ms = now();
    const current = [...this.#current.values()].map(({ since, ...run }) => ({ ...run, sinceMs: ms - since }));
    const summary = this.summary();
    const finished = this.#over - summary.cancelled;
    const left = planned - this.#over - summary.skipped;
    return {
      ...summary,
      queued: left - current.length,
      running: current.length,
      current,
      etaMs: finished === 0 ? undefined : (this.#durationsMs / finished / slots) * left,
      ratePerSecond: finished === 0 ? undefined : (1_000 * finished) / Math.max(1, ms - this.#startMs),
    };
  }

  #complain(error: unknown): void {
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.notify(`A listener to the progress of a launch failed: ${reason}. The launch goes on without it.`);
  }
}

/** Recorded scopes at the pace at which they happened, or at which one of their variables moved on. */
import { asyncScheduler, type SchedulerLike } from "rxjs";
import { near, shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { CommitEntry } from "../tape/types.js";
import type { CommitRows } from "./commit-rows.js";
import { GapTeller } from "./gap-teller.js";
import { recordedColumns } from "./part-reads.js";
import { Pause } from "./pause.js";
import { checkReadOptions } from "./read-options.js";
import type { Scope } from "./scope.js";
import type { Query } from "./selection.js";
import type { Sink } from "./stream.js";
import { scopeGroups, select } from "./tape-reads.js";
import { type Reading, tellGap } from "./walk.js";

export interface ReplayOptions {
  /** `"time"` (default): the recorded time. Any other name: that variable. */
  readonly by?: string;
  /** Seconds of recorded time, or units of the variable, per second of replay. Default 1; `Infinity` never waits. */
  readonly speed?: number;
  readonly scheduler?: SchedulerLike;
}

/** Checks the options. Throws `bad-option`. */
export function checkReplay(options: ReplayOptions): void {
  checkReadOptions("replay$", options, ["by", "speed", "scheduler"]);
  const { by = "time", speed = 1 } = options;
  if (typeof by !== "string" || by === "") throw bad("by", 'a variable\'s name or "time"', by);
  if (typeof speed !== "number" || !(speed > 0)) throw bad("speed", "a number above 0", speed);
}

/**
 * Sends each selected scope when its moment has come. Moments are counted from the first one, so a subscriber that is
 * slow for a while catches up. Where the pace jumps back a new run begins at once; a scope without a moment does not wait.
 */
export async function replay(
  reading: Reading,
  query: Query,
  entries: readonly CommitEntry[],
  options: ReplayOptions,
  sink: Sink<Scope>,
): Promise<void> {
  const { by = "time", speed = 1, scheduler = asyncScheduler } = options;
  const pause = new Pause(scheduler);
  sink.onClose(() => pause.end());
  if (by !== "time") assertRecorded(reading, by);
  const pacer = new Pacer(
    by === "time" ? (scope) => scope.time ?? scope.commit.time : (scope) => momentOf(scope, by),
    speed,
    scheduler,
  );
  const gaps = new GapTeller(reading, query);
  const dueOf = (scope: Scope, { entry }: CommitRows): number => {
    try {
      return pacer.dueMsOf(scope);
    } catch (error) {
      tellGap(reading, entry, error); // whoever looks at the scope is told too
      return 0;
    }
  };
  for await (const group of scopeGroups(reading, query, entries)) {
    for (const commit of group) {
      gaps.passed(commit.entry.sequence);
      for (const scope of commit.scopes(select(reading, commit, query))) {
        const dueMs = dueOf(scope, commit);
        while (!sink.isClosed && dueMs > scheduler.now())
          await pause.wait(Math.min(dueMs - scheduler.now(), longestMs));
        if (sink.isClosed) return;
        sink.next(scope);
      }
    }
    if (sink.isClosed) return;
  }
  gaps.rest();
}

/** A misspelled variable would replay everything at once and say nothing. */
function assertRecorded({ tape, reader }: Reading, by: string): void {
  const names = new Set(recordedColumns(reader).map((column) => column.name));
  if (names.has(by) || names.size === 0) return;
  const meant = near(by, names).map((name) => JSON.stringify(shown(name, 60)));
  const hint = meant.length > 0 ? `Did you mean ${meant.join(" or ")}? ` : "";
  const known = shown([...names].sort().join(", "), 200);
  throw new TapelabError(
    "no-such-variable",
    `replay$: no scope of tape "${shown(tape.session.label, 80)}" has a variable ${JSON.stringify(shown(by, 60))} to pace by. ` +
      `Nothing was replayed. ${hint}Recorded are: ${known}.`,
    { scope: tape.id, name: by, near: near(by, names) },
  );
}

/** Timers cannot be set further ahead. */
const longestMs = 2 ** 31 - 1;

class Pacer {
  readonly #momentOf: (scope: Scope) => number;
  readonly #speed: number;
  readonly #scheduler: SchedulerLike;
  #start: { readonly moment: number; readonly atMs: number } | undefined;
  #last = Number.NaN;

  constructor(momentOf: (scope: Scope) => number, speed: number, scheduler: SchedulerLike) {
    this.#momentOf = momentOf;
    this.#speed = speed;
    this.#scheduler = scheduler;
  }

  dueMsOf(scope: Scope): number {
    const moment = this.#momentOf(scope);
    if (!Number.isFinite(moment)) return 0;
    if (!this.#start || moment < this.#last) this.#start = { moment, atMs: this.#scheduler.now() };
    this.#last = moment;
    return this.#start.atMs + (moment - this.#start.moment) / this.#speed;
  }
}

/** The variable in thousandths of its unit, so that units per second are thousandths per millisecond. */
function momentOf(scope: Scope, name: string): number {
  const value = scope.vars[name];
  if (value instanceof Date) return value.getTime();
  return typeof value === "bigint" || typeof value === "number" ? Number(value) * 1000 : Number.NaN;
}

function bad(option: string, expected: string, found: unknown): TapelabError<"bad-option"> {
  const text = shown(String(found), 60);
  return new TapelabError(
    "bad-option",
    `replay$: the option "${option}" expects ${expected}, found ${text}. Nothing was replayed. Correct the option.`,
    { option, expected, found: text },
  );
}

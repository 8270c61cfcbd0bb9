/**
 * Past first, then live: the commits of a tape that may still be growing, in another process or in this one, each once
 * and in order. The follower has a reader of its own; it looks again when it is told of a change, and in any case
 * after a pause that grows from 10 to 250 ms while nothing happens.
 */
import { asyncScheduler, type SchedulerLike } from "rxjs";
import type { TapeReader } from "../tape/reader.js";
import type { CommitEntry } from "../tape/types.js";
import { Pause } from "./pause.js";
import type { Retraction } from "./read-event.js";
import type { TapeSource, Until } from "./tape-source.js";

export interface FollowOptions {
  /** `durable` shows a commit only when it is known to survive power loss. Default `written`. */
  readonly until?: Until;
  /** The clock of the pauses between two looks at the tape. */
  readonly scheduler?: SchedulerLike;
}

export interface Follower {
  /** Delivers these commits, in order; resolves when it can take more. */
  deliver(reader: TapeReader, entries: readonly CommitEntry[], after: number): Promise<void>;
  onRetraction(retraction: Retraction): void;
  readonly isClosed: boolean;
  onClose(teardown: () => void): void;
}

const busyMs = 10;
const idleMs = 250;

/** Resolves when the tape has ended and everything on it was delivered, or when the follower left. */
export async function follow(source: TapeSource, options: FollowOptions, follower: Follower): Promise<void> {
  const { until = "written", scheduler = asyncScheduler } = options;
  const pause = new Pause(scheduler);
  follower.onClose(() => pause.end());
  const reader = await source.open({ until });
  const unwatch = source.watch?.(() => pause.nudge());
  try {
    await run(source, reader, follower, pause);
  } finally {
    unwatch?.();
    await reader.close();
  }
}

async function run(source: TapeSource, reader: TapeReader, follower: Follower, pause: Pause): Promise<void> {
  let shown = 0;
  let fresh = reader.commits;
  let waitMs = busyMs;
  while (!follower.isClosed) {
    await follower.deliver(reader, fresh, shown);
    shown = fresh.at(-1)?.sequence ?? shown;
    if (reader.isEnded || follower.isClosed) return;
    await pause.wait(waitMs);
    if (follower.isClosed) return;
    const { added, retracted } = await reader.refresh();
    if (retracted > 0) {
      const kept = reader.commits[reader.commits.length - added.length - 1]?.sequence ?? 0;
      if (kept < shown) follower.onRetraction(retractionOf(source, kept, shown));
      shown = Math.min(shown, kept);
    }
    fresh = added;
    waitMs = added.length > 0 ? busyMs : Math.min(idleMs, waitMs * 1.5);
  }
}

function retractionOf({ id, label }: TapeSource, kept: number, shown: number): Retraction {
  const first = kept + 1;
  const which = first === shown ? `Commit ${first}` : `Commits ${first}-${shown}`;
  return {
    kind: "retracted",
    tape: id,
    firstSequence: first,
    lastSequence: shown,
    text:
      `${which} of tape "${label}", which you saw, ${first === shown ? "was" : "were"} never confirmed before a crash ` +
      `and ${first === shown ? "has" : "have"} been withdrawn. Everything up to commit ${kept} stands. Continue from ${kept}.`,
  };
}

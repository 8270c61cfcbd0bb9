/**
 * For hosts that stop code from outside, as a notebook kernel does with a loop. Stopped code runs no `finally` and loses
 * the promises that were about to go on: what a session and its tape know of each other must not be left half changed.
 */
import { reviveSessions } from "../record/exit.js";
import { Session } from "../record/session.js";

/** Told around every synchronous part of a call on a session. */
export interface SessionGuard {
  /** The host stops nothing from now on. May throw instead: then the call does nothing. */
  enter(): void;
  leave(): void;
}

type Verb = (this: Session, first?: unknown, second?: unknown, third?: unknown) => unknown;

const verbs = [
  "capture",
  "commit",
  "queue",
  "flush",
  "finalize",
  "finalizeNow",
  "end",
  "endNow",
  "writeEdit",
  "note",
  "discard",
  "exportQueue",
] as const;

/**
 * Tells the guard of every call on every session from now on. Call the returned function after code was stopped: what
 * sessions had under way in the background, and may have lost, is begun again.
 */
export function guardSessions({ enter, leave }: SessionGuard): () => void {
  const methods = Session.prototype as unknown as Record<(typeof verbs)[number], Verb>;
  for (const name of verbs) {
    const original = methods[name];
    methods[name] = function (first, second, third) {
      enter();
      try {
        return original.call(this, first, second, third);
      } finally {
        leave();
      }
    };
  }
  return reviveSessions;
}

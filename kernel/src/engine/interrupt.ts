/** Stops code that blocks the main thread, from the worker. */

import { Session } from "node:inspector";

/** A native call can block main for minutes: terminations that nobody can take must not pile up. */
const WAIT_MS = 1_000;

export class MainInterrupter {
  #askedAt = Number.NEGATIVE_INFINITY;
  #stopped: Promise<void> = Promise.resolve();

  /**
   * Ends what the main thread computes now; promises that wait for it never settle. Resolves when it has taken effect:
   * asked for at a moment when nothing runs, it ends what runs next.
   */
  terminate(): Promise<void> {
    const now = performance.now();
    if (now - this.#askedAt < WAIT_MS) return this.#stopped;
    this.#askedAt = now;
    const session = new Session();
    session.connectToMainThread();
    this.#stopped = new Promise((resolve) => {
      session.post("Runtime.terminateExecution", () => {
        session.disconnect();
        this.#askedAt = Number.NEGATIVE_INFINITY;
        resolve();
      });
    });
    return this.#stopped;
  }
}

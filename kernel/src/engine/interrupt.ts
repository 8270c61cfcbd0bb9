/** Stops code that blocks the main thread, from the worker. */

import { Session } from "node:inspector";

/** A native call can block main for minutes: terminations that nobody can take must not pile up. */
const WAIT_MS = 1_000;

export class MainInterrupter {
  #askedAt = Number.NEGATIVE_INFINITY;

  /** Ends what the main thread computes now; promises that wait for it never settle. */
  terminate(): void {
    const now = performance.now();
    if (now - this.#askedAt < WAIT_MS) return;
    this.#askedAt = now;
    const session = new Session();
    session.connectToMainThread();
    // The answer comes when main is free again, so nobody waits for it.
    session.post("Runtime.terminateExecution", () => {
      session.disconnect();
      this.#askedAt = Number.NEGATIVE_INFINITY;
    });
  }
}

/** Stops code that blocks the main thread, from the worker. */

import { Session } from "node:inspector";

export class MainInterrupter {
  /** Ends what the main thread computes now; promises that wait for it never settle. */
  terminate(): void {
    const session = new Session();
    session.connectToMainThread();
    // The answer comes when main is free again, so nobody waits for it.
    session.post("Runtime.terminateExecution", () => session.disconnect());
  }
}

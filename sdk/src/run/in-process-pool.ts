/** Runs of modules in the launching process, one after the other: for a debugger, and where no process can be started. */
import { executeTask } from "./execute-task.js";
import type { RunHost } from "./launch.js";
import { errorText } from "./load-program.js";
import type { RunOutcome, RunPool, RunTask, TaskListener } from "./task.js";

/** Why a run was given up. */
class GivenUp extends Error {
  constructor(readonly outcome: RunOutcome) {
    super("error" in outcome ? outcome.error : outcome.status);
  }
}

export class InProcessPool implements RunPool {
  readonly kind = "in-process";
  readonly size = 1;
  readonly #host: RunHost;
  readonly #giveUp = new Map<string, (outcome: RunOutcome) => void>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(host: RunHost) {
    this.#host = host;
  }

  submit(task: RunTask, listener: TaskListener): Promise<RunOutcome> {
    const givenUp = new Promise<never>((_, reject) => {
      this.#giveUp.set(task.session, (outcome) => reject(new GivenUp(outcome)));
    });
    givenUp.catch(() => undefined); // also when nobody waits for it any more
    const done = this.#last.then(() => this.#execute(task, listener, givenUp));
    this.#last = done;
    return done;
  }

  /** What waits is given up at once; a loop that never waits cannot be. */
  cancel(session: string): void {
    this.#giveUp.get(session)?.({ status: "cancelled" });
  }

  async close(): Promise<void> {
    for (const session of this.#giveUp.keys()) this.cancel(session);
    await this.#last;
  }

  async #execute(task: RunTask, listener: TaskListener, givenUp: Promise<never>): Promise<RunOutcome> {
    const { session, timeoutMs } = task;
    const late = { status: "failed", error: `it took longer than ${timeoutMs} ms and was ended` } as const;
    const timer = timeoutMs && setTimeout(() => this.#giveUp.get(session)?.(late), timeoutMs);
    try {
      await executeTask(this.#host, task, listener, givenUp);
      return { status: "completed" };
    } catch (error) {
      return error instanceof GivenUp ? error.outcome : { status: "failed", error: errorText(error) };
    } finally {
      clearTimeout(timer || undefined);
      this.#giveUp.delete(session);
    }
  }
}

import { CellRun, type CellServices } from "./cell-run.js";
import { logLine } from "./log.js";
import { turn } from "./main-link.js";
import type { WireRequest } from "./outbox.js";

/** Cells run one after the other, in the order they came. */
export class ExecuteQueue {
  readonly #services: CellServices;
  #waiting: WireRequest[] = [];
  #isWorking = false;
  #isClosed = false;
  /** The cell that runs, or that has come and is about to. */
  current: CellRun | undefined;

  constructor(services: CellServices) {
    this.#services = services;
  }

  add(request: WireRequest): void {
    this.#waiting.push(request);
    if (this.#isClosed) this.#abortWaiting();
    if (this.#isWorking || this.#isClosed) return;
    this.#isWorking = true;
    this.#next();
    // What arrived together is in the queue before the first of it runs.
    setImmediate(() => void this.#work());
  }

  /** Nothing runs any more: the running cell and all that wait are answered `aborted`. */
  close(): void {
    this.#isClosed = true;
    this.current?.abort();
    this.#abortWaiting();
  }

  async #work(): Promise<void> {
    for (; this.current !== undefined; this.#next()) {
      try {
        await this.#run(this.current);
      } catch (error) {
        logLine(`a cell could not be ended: ${(error as Error).stack}`);
      }
    }
    this.#isWorking = false;
  }

  #next(): void {
    const request = this.#waiting.shift();
    this.current = request && new CellRun(request, this.#services);
  }

  async #run(cell: CellRun): Promise<void> {
    const { isOk, close } = await cell.run();
    const stops = !isOk && cell.stopsOnError;
    if (stops) await turn();
    this.current = undefined;
    close();
    if (stops) this.#abortWaiting();
  }

  #abortWaiting(): void {
    const { outbox, counter } = this.#services;
    for (const request of this.#waiting.splice(0)) {
      outbox.status("busy", request.header);
      const content = { status: "aborted", execution_count: counter.value, user_expressions: {}, payload: [] };
      outbox.reply(request, "execute_reply", content);
      outbox.status("idle", request.header);
    }
  }
}

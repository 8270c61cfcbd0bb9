import type { Interrupts } from "./interrupts.js";
import { logLine } from "./log.js";
import { type MainLink, within } from "./main-link.js";
import type { Output } from "./output.js";
import type { ExecuteQueue } from "./queue.js";
import type { Sockets } from "./sockets.js";

/** Time for main to finish what it does behind the last cell, as drawing the last picture of a plot. */
const FINISH_MS = 2_000;
/** Time for main to write what is queued, with what it took to get there. */
const FLUSH_MS = 5_000;
/** When nothing helps, the process kills itself: no kernel is left behind. */
const KILL_MS = 6_000;

export interface ShutdownServices {
  readonly main: MainLink;
  readonly queue: ExecuteQueue;
  readonly interrupts: Interrupts;
  readonly output: Output;
  readonly sockets: () => Sockets;
}

/** The way out: cells end, main writes what is queued, sockets close in this thread, the worker ends, then main. */
export class Shutdown {
  readonly #services: ShutdownServices;
  #flushed: (lines: readonly string[]) => void = () => undefined;
  #hasBegun = false;

  constructor(services: ShutdownServices) {
    this.#services = services;
  }

  /** Returns at once; a second call changes nothing. */
  begin(restart: boolean): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    setTimeout(() => process.kill(process.pid, "SIGKILL"), KILL_MS);
    void this.#end(restart);
  }

  /** Main has written what it could, and says what happened to the rest. */
  flushed(lines: readonly string[]): void {
    this.#flushed(lines);
  }

  async #end(restart: boolean): Promise<void> {
    const { main, queue, interrupts, output, sockets } = this.#services;
    const start = performance.now();
    const left = (): number => FLUSH_MS - (performance.now() - start);
    // What runs is ended before main is asked to flush: no termination can hit the flush itself.
    const isIdle = queue.current === undefined && main.isReady;
    if (!isIdle || !(await main.answers(FINISH_MS))) interrupts.request();
    queue.close();
    await within(main.ready, left(), undefined);
    await within(interrupts.settled(), left(), undefined);
    interrupts.close();
    const lines = new Promise<readonly string[]>((resolve) => {
      this.#flushed = resolve;
    });
    main.post({ type: "shutdown", restart, deadlineMs: Math.max(100, left()) });
    const told = await within(lines, Math.max(100, left()) + 400, undefined);
    for (const line of told ?? ["the main thread did not answer; what it held is lost"]) logLine(line);
    output.flushAll();
    main.close();
    await sockets().close();
    if (told === undefined) process.kill(process.pid, "SIGKILL"); // main would live on without this thread
    process.exit(0);
  }
}

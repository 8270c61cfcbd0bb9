import type { CellRun } from "./cell-run.js";
import type { MainLink } from "./main-link.js";
import type { Stdin } from "./stdin.js";

/** Time that main has to end a cell by itself, and to show that it is not blocked. */
const GRACE_MS = 100;
/** Times that main answers while the cell does not end, before the worker ends it. */
const PATIENCE = 20;
const BETWEEN_MS = 25;

export interface InterruptServices {
  readonly main: MainLink;
  readonly stdin: Stdin;
  /** The cell that runs now. */
  readonly current: () => CellRun | undefined;
  /** Stops the JavaScript that runs on the main thread at this moment; resolves when it has. */
  readonly terminate: () => Promise<void>;
}

/** Ends what runs on the main thread, and nothing that comes after it. */
export class Interrupts {
  readonly #services: InterruptServices;
  #work: Promise<void> | undefined;
  /** A termination that has not taken effect. */
  #underWay: Promise<void> | undefined;

  constructor(services: InterruptServices) {
    this.#services = services;
  }

  /** Resolves when nothing of an interrupt is under way any more: the next cell is safe. */
  settled(): Promise<void> {
    return this.#work ?? Promise.resolve();
  }

  /** Returns at once. A second interrupt of the same cell changes nothing. */
  request(): void {
    const { current, main, stdin } = this.#services;
    const cell = current();
    if (cell !== undefined && !cell.isInterrupted) {
      cell.interrupt();
      main.markInterrupted(cell.ref.key);
      stdin.interrupt();
    }
    if (this.#work !== undefined || !main.isReady) return;
    const work = cell?.isOnMain ? this.#endCell(cell) : this.#freeMain();
    this.#work = work.finally(() => {
      this.#work = undefined;
    });
  }

  /**
   * Stops what blocks main, also when it is no cell. Tells main nothing. A termination that comes too late would end the
   * next code, so main must have lived through it: what it takes then is a ping.
   */
  async unblock(): Promise<void> {
    for (let rounds = 0; rounds < PATIENCE; ) {
      if (!(await this.#services.main.answers(GRACE_MS))) this.#terminate();
      else if (this.#underWay === undefined) break;
      else {
        rounds++;
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
      }
    }
    this.#services.main.endStop();
  }

  /** Not while main records: it is tried again. */
  #terminate(): void {
    if (!this.#services.main.beginStop()) return;
    const stopped = this.#services.terminate();
    this.#underWay = stopped;
    void stopped.then(() => {
      if (this.#underWay === stopped) this.#underWay = undefined;
    });
  }

  async #endCell(cell: CellRun): Promise<void> {
    const { main } = this.#services;
    main.post({ type: "interrupt", key: cell.ref.key });
    let answers = 0;
    let hasTerminated = false;
    while (cell.isOnMain && answers < PATIENCE) {
      if (await main.answers(GRACE_MS)) {
        answers += 1;
        if (cell.isOnMain) await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
      } else {
        this.#terminate();
        hasTerminated = true;
        main.post({ type: "interrupt", key: cell.ref.key, terminated: true });
      }
    }
    cell.giveUp();
    if (hasTerminated) await this.unblock();
  }

  /** No cell runs: a timer or a handler may block main. */
  async #freeMain(): Promise<void> {
    const { main } = this.#services;
    while (!(await main.answers(GRACE_MS))) {
      this.#terminate();
      main.post({ type: "interrupt", key: 0, terminated: true });
    }
    await this.unblock();
  }
}

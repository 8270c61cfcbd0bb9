import type { CellRun } from "./cell-run.js";
import { type MainLink, turn } from "./main-link.js";
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
  #isClosed = false;

  constructor(services: InterruptServices) {
    this.#services = services;
  }

  /** Resolves when nothing of an interrupt is under way any more: the next cell is safe. */
  settled(): Promise<void> {
    return this.#work ?? Promise.resolve();
  }

  /** As a user asks for it: the cell that is meant may have come with it, and be read behind it from its own socket. */
  async ask(): Promise<void> {
    if (this.#services.current() === undefined) await turn();
    this.request();
  }

  /** Nothing is stopped any more, once what is under way has settled: main writes what it holds, and ends. */
  close(): void {
    this.#isClosed = true;
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
    if (this.#work !== undefined || !main.isReady || this.#isClosed) return;
    const work = cell?.isOnMain ? this.#endCell(cell) : this.#unblock(0, false);
    this.#work = work.finally(() => {
      this.#work = undefined;
    });
  }

  /**
   * Stops what blocks main: a timer or a handler, also behind the end of the cell with this key. A termination that comes
   * too late would end the next code, so main must have lived through it: what it takes then is a ping. What was due behind
   * stopped code has its turn before that counts. Main is told once, at the end, when nothing can swallow it.
   */
  async #unblock(key: number, wasTerminated: boolean): Promise<void> {
    const { main } = this.#services;
    let hasTerminated = wasTerminated;
    let isCalm = !wasTerminated;
    for (let rounds = 0; rounds < PATIENCE; ) {
      if (!(await main.answers(GRACE_MS))) {
        isCalm = false;
        hasTerminated = this.#terminate() || hasTerminated;
      } else if (isCalm && this.#underWay === undefined) break;
      else {
        isCalm = this.#underWay === undefined;
        rounds++;
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
      }
    }
    main.endStop();
    if (hasTerminated) main.post({ type: "interrupt", key, terminated: true });
  }

  /** False while main records: it is tried again. */
  #terminate(): boolean {
    if (!this.#services.main.beginStop()) return false;
    const stopped = this.#services.terminate();
    this.#underWay = stopped;
    void stopped.then(() => {
      if (this.#underWay === stopped) this.#underWay = undefined;
    });
    return true;
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
    if (hasTerminated) await this.#unblock(cell.ref.key, true);
  }
}

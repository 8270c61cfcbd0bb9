/** The main thread: runs cells, and tells the worker what they print, show and end with. It never waits for the worker. */
import { writeSync } from "node:fs";
import type { MessagePort, Worker } from "node:worker_threads";
import { display, installGlobals, isDisplayHandle, isLive } from "./display/api.js";
import { toBundle } from "./display/bundle.js";
import { CellInterrupted, hideContexts, inCell, outsideCells, type RunningCell, startCell } from "./display/cells.js";
import { receiveComm } from "./display/comms.js";
import { setHost } from "./display/host.js";
import { catchExit, catchLateErrors } from "./display/late.js";
import { stopAll, stopEarlierRuns } from "./display/live.js";
import { plotModule } from "./display/plots.js";
import { openLink, post, sharedMemory } from "./display/post.js";
import { answerQuestion } from "./display/questions.js";
import { connectRecording } from "./display/recording.js";
import { connectRuns, runModule } from "./display/runs.js";
import { openStdin } from "./display/stdin.js";
import { captureStreams, writeText } from "./display/streams.js";
import { cancelTimers, captureTimers, enter, lastEntered, takeStopped } from "./display/timers.js";
import { tslabModule } from "./display/tslab-display.js";
import { surviveTermination } from "./engine/async-stack.js";
import { CellRunner, type RunEnd } from "./engine/runner.js";
import { cellPlace, describeError } from "./engine/trace.js";
import {
  type CellCode,
  type CellDone,
  type CellError,
  type ExpressionResult,
  sharedCells,
  type ToMain,
} from "./link.js";
import { completeWords, installMagics, type Magics } from "./magics/main-side.js";

export interface MainThread {
  readonly worker: Worker;
  readonly shared: SharedArrayBuffer;
  /** Answers to input requests arrive here. */
  readonly input: MessagePort;
  /** Folder of the notebook. */
  readonly folder: string;
  /** The kernel's own session id. */
  readonly session: string;
}

/** Prepares the thread for cells and serves the worker until it ends, which ends the process. */
export function serve({ worker, shared, input, folder, session }: MainThread): void {
  openLink(worker, shared);
  openStdin(input);
  captureStreams();
  captureTimers();
  catchLateErrors();
  hideContexts();
  installGlobals();
  const { exit } = catchExit();
  const made = new Map<string, () => unknown>([
    ["tslab", tslabModule],
    ["tapelab/plot", plotModule],
    ["tapelab/run", runModule],
  ]);
  const runner = new CellRunner({ folder, made });
  setHost({
    describeError,
    placeOf: cellPlace,
    variable: (name) => (name in runner.locals ? runner.locals : (globalThis as Record<string, unknown>))[name],
  });
  const codes = new WeakMap<RunningCell, CellCode>();
  connectRuns((cell) => {
    const code = codes.get(cell);
    return code && { ...runner.reached(code), folder };
  });
  const { leave, notebook, settle } = connectRecording({ folder, session });
  const magics = installMagics({
    variables: () => runner.locals,
    forgetVariables: () => runner.reset(),
    post,
    folder,
    notebook,
  });
  const cells = new Cells(runner, magics, codes);
  const handlers = { ...handlersOf(runner, cells, leave), history: magics.history };
  const tidy = surviveTermination();
  worker.on("message", (message: ToMain) => {
    tidy();
    settle();
    hearSignals();
    outsideCells(() => handlers[message.type](message as never));
  });
  worker.on("error", (error) => writeSync(2, `tapelab-kernel: the worker failed: ${error.stack ?? error.message}\n`));
  worker.on("exit", (code) => {
    for (const line of leave()) writeSync(2, `tapelab: ${line}\n`);
    exit(code);
  });
  hearSignals();
  post({ type: "ready" });
}

type Signal = "SIGINT" | "SIGTERM" | "SIGHUP";

const signals = new Map(
  (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((name: Signal) => [name, () => post({ type: "signal", name })]),
);

/** While a cell's body runs Node takes the listeners of SIGINT away, and does not put them back after a termination. */
function hearSignals(): void {
  for (const [name, listener] of signals) if (!process.listeners(name).includes(listener)) process.on(name, listener);
}

type Handlers = { readonly [T in ToMain["type"]]: (message: Extract<ToMain, { readonly type: T }>) => void };

function handlersOf(runner: CellRunner, cells: Cells, leave: () => readonly string[]): Omit<Handlers, "history"> {
  return {
    run: (message) => void cells.run(message),
    evaluate: (message) => void cells.evaluate(message),
    interrupt: ({ key, terminated = false }) => cells.interrupt(key, terminated),
    comm: ({ cell, message }) => receiveComm(cell, message),
    ask: ({ id, question }) => {
      const isOfMagic = question.what === "words";
      const value = isOfMagic ? completeWords(question) : answerQuestion(question, runner.locals);
      void Promise.resolve(value).then((known) => post({ type: "answer", id, value: known }));
    },
    ping: ({ id }) => post({ type: "pong", id }),
    shutdown: () => {
      void stopAll().then(() => post({ type: "flushed", lines: leave() }));
    },
  };
}

/** The cells between their start and their end. */
class Cells {
  readonly #runner: CellRunner;
  readonly #magics: Magics;
  readonly #codes: WeakMap<RunningCell, CellCode>;
  readonly #running = new Map<number, RunningCell>();

  constructor(runner: CellRunner, magics: Magics, codes: WeakMap<RunningCell, CellCode>) {
    this.#runner = runner;
    this.#magics = magics;
    this.#codes = codes;
  }

  async run({ cell: ref, code, file }: Extract<ToMain, { readonly type: "run" }>): Promise<void> {
    const cell = startCell(ref, code.source);
    this.#codes.set(cell, code);
    stopEarlierRuns(cell);
    this.#running.set(ref.key, cell);
    Atomics.store(sharedMemory(), sharedCells.running, ref.key);
    enter(cell);
    await inCell(cell, async () => {
      try {
        this.#magics.beforeCell(cell, code);
        const end = await this.#runner.run(code, file);
        this.#finish(cell, await this.#doneOf(cell, end));
      } catch (error) {
        this.#finish(cell, failed(cell, error, []));
      }
    });
  }

  /** The cell's own end, unless what its magics do at the end fails. */
  async #doneOf(cell: RunningCell, end: RunEnd): Promise<CellDone> {
    try {
      await this.#magics.afterCell(cell, end.ok);
    } catch (error) {
      if (end.ok) return failed(cell, error, end.received);
    }
    return doneOf(cell, end);
  }

  async evaluate({ cell: ref, expressions }: Extract<ToMain, { readonly type: "evaluate" }>): Promise<void> {
    const cell = startCell(ref);
    const results: Record<string, ExpressionResult> = {};
    await inCell(cell, async () => {
      for (const [name, expression] of Object.entries(expressions)) {
        results[name] = await this.#evaluated(expression);
      }
    });
    post({ type: "evaluated", key: ref.key, results });
  }

  /** Ends the cell now: what it still does later, it does without recording, displaying and waiting. */
  interrupt(key: number, wasBlocked: boolean): void {
    const cell = this.#running.get(key);
    if (cell !== undefined) {
      stop(cell);
      const received = this.#runner.received();
      post({ type: "done", key, done: { status: "error", error: interrupted, received, payload: [] } });
      this.#runner.interrupt(cell.signal.reason);
      this.#forget(key);
    }
    if (wasBlocked) tellStopped(key);
  }

  #finish(cell: RunningCell, done: CellDone): void {
    const { key } = cell.ref;
    if (!this.#running.has(key)) return;
    post({ type: "done", key, done });
    this.#forget(key);
  }

  /** The last of its end: a termination may stop this thread between the lines, and what has been done is done again. */
  #forget(key: number): void {
    this.#running.delete(key);
    Atomics.store(sharedMemory(), sharedCells.running, 0);
  }

  async #evaluated(expression: string): Promise<ExpressionResult> {
    try {
      const { data, metadata } = await toBundle(this.#runner.evaluate(expression));
      return { status: "ok", data, metadata };
    } catch (error) {
      const { name, value, traceback } = describeError(error);
      return { status: "error", ename: name, evalue: value, traceback };
    }
  }
}

const interrupted: CellError = { name: "KeyboardInterrupt", value: "", traceback: ["KeyboardInterrupt"] };

function stop(cell: RunningCell): void {
  cell.interrupt();
  cancelTimers(cell);
}

/** Code was stopped while this cell, or none (0), was running: when it was other code, its cells are told. */
function tellStopped(key: number): void {
  const stopped = takeStopped();
  for (const cell of stopped) stop(cell);
  const guessed = key === 0 && stopped.length === 0 ? lastEntered() : undefined;
  for (const { ref } of guessed === undefined ? stopped : [guessed]) {
    if (ref.key === key) continue;
    const text = `Interrupted (in cell ${ref.count}): code that blocked the kernel was stopped.\n`;
    writeText(ref.key, "stderr", text);
  }
}

async function doneOf(cell: RunningCell, end: RunEnd): Promise<CellDone> {
  const { received } = end;
  if (!end.ok) {
    await cell.released(false);
    return failed(cell, end.error, received);
  }
  const isNothing = end.value === undefined || end.value === null || isDisplayHandle(end.value);
  const isShown = end.hasValue && !isNothing && !cell.ref.silent;
  const isOwnDisplay = isShown && isLive(end.value);
  if (isOwnDisplay) display(end.value);
  const result = isShown && !isOwnDisplay ? await toBundle(end.value) : undefined;
  await cell.released(true);
  return { status: "ok", result, received, payload: cell.payload };
}

function failed(cell: RunningCell, error: unknown, received: readonly string[]): CellDone {
  const { payload } = cell;
  if (!isInterrupt(cell, error)) return { status: "error", error: describeError(error), received, payload };
  stop(cell);
  return { status: "error", error: interrupted, received, payload };
}

/** Of this cell: ours, or the one that Node throws when SIGINT comes while a cell computes. */
function isInterrupt({ ref }: RunningCell, error: unknown): boolean {
  if (error instanceof CellInterrupted) return error.count === ref.count;
  return error instanceof Error && (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}

/** Runs the cells of one notebook in a kernel of its own, and puts their outputs into the notebook. */
import { dirname } from "node:path";
import type { Bundle } from "../link.js";
import type { WireMessage } from "../wire/frames.js";
import { KernelProcess } from "./kernel-process.js";
import { type Notebook, type NotebookCell, sourceOf } from "./notebook.js";
import { CellOutputs, displayIdOf, type Output } from "./outputs.js";

export interface RunOptions {
  readonly allowErrors: boolean;
  /** Longer cells are interrupted. */
  readonly timeoutMs: number | undefined;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface RunListener {
  /** True when `shown` prints errors, so that nobody else has to. */
  readonly tellsErrors?: boolean;
  /** A cell begins: the first is 1. */
  started(at: number, total: number, source: string): void;
  /** Something was shown, under the cell that is being run or an earlier one. */
  shown(output: Output): void;
}

export interface CellFailure {
  /** What the cell shows in brackets. */
  readonly count: number;
  /** Line of the cell, where the error says it. */
  readonly line: number | undefined;
  readonly name: string;
  readonly text: string;
  readonly traceback: readonly string[];
  readonly isTimeout: boolean;
}

export interface RunOutcome {
  readonly ran: number;
  readonly total: number;
  readonly failures: readonly CellFailure[];
}

/** Runs all code cells; the notebook then holds their outputs. */
export async function runNotebook(
  path: string,
  notebook: Notebook,
  options: RunOptions,
  listener: RunListener,
): Promise<RunOutcome> {
  const collector = new Collector(listener);
  const kernel = await KernelProcess.start({ folder: dirname(path), notebook: path }, collector);
  const stop = (): void => kernel.interrupt();
  options.signal.addEventListener("abort", stop);
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  const failures: CellFailure[] = [];
  let ran = 0;
  try {
    for (const cell of cells) {
      listener.started(++ran, cells.length, sourceOf(cell));
      const failure = await runCell(kernel, cell, collector, options);
      if (!failure || mayFail(cell)) continue;
      failures.push(failure);
      if (!options.allowErrors || options.signal.aborted) break;
    }
  } finally {
    options.signal.removeEventListener("abort", stop);
    await kernel.shutdown();
  }
  collector.store();
  describe(notebook, kernel.language);
  return { ran, total: cells.length, failures };
}

/** A cell that its interrupt does not end within this time takes the kernel with it. */
const PATIENCE_MS = 15_000;

async function runCell(
  kernel: KernelProcess,
  cell: NotebookCell,
  collector: Collector,
  { timeoutMs }: RunOptions,
): Promise<CellFailure | undefined> {
  const source = sourceOf(cell);
  cell.execution_count = null;
  cell.outputs = [];
  if (source.trim() === "") return undefined;
  const content = { code: source, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
  const { id, reply } = kernel.request("shell", "execute_request", { ...content, stop_on_error: true });
  const idle = collector.begin(id, cell);
  let isTimeout = false;
  let tooLate: NodeJS.Timeout | undefined;
  const late = setTimeout(
    () => {
      isTimeout = true;
      kernel.interrupt();
      tooLate = setTimeout(() => kernel.kill(), PATIENCE_MS);
    },
    timeoutMs ?? 2 ** 31 - 1,
  );
  try {
    const answer = (await reply).content;
    // What a cell shows comes on another socket than its answer, and ends with "idle".
    await kernel.orDeath(idle);
    if (typeof answer.execution_count === "number") cell.execution_count = answer.execution_count;
    return answer.status === "ok" ? undefined : failureOf(answer, isTimeout);
  } finally {
    clearTimeout(late);
    clearTimeout(tooLate);
  }
}

function failureOf(answer: Bundle, isTimeout: boolean): CellFailure {
  const traceback = Array.isArray(answer.traceback) ? answer.traceback.map(String) : [];
  const count = Number(answer.execution_count);
  const place = new RegExp(`Cell\\[${count}\\]:(\\d+)`).exec(traceback.join("\n"));
  return {
    count,
    line: place ? Number(place[1]) : undefined,
    name: String(answer.ename ?? answer.status),
    text: String(answer.evalue ?? ""),
    traceback,
    isTimeout,
  };
}

function mayFail(cell: NotebookCell): boolean {
  return Array.isArray(cell.metadata?.tags) && cell.metadata.tags.includes("raises-exception");
}

/** What Jupyter writes about the kernel that ran a notebook. */
function describe(notebook: Notebook, language: Bundle): void {
  notebook.metadata.kernelspec ??= { display_name: "TypeScript (Tapelab)", language: "typescript", name: "tapelab" };
  notebook.metadata.language_info = language;
}

/** Sorts what the kernel publishes by the cell it belongs to. */
class Collector {
  readonly #listener: RunListener;
  readonly #cells = new Map<string, { outputs: CellOutputs; cell: NotebookCell; idle: () => void }>();

  constructor(listener: RunListener) {
    this.#listener = listener;
  }

  /** A cell was sent; resolves when all that it showed has arrived. */
  begin(id: string, cell: NotebookCell): Promise<void> {
    return new Promise((idle) => this.#cells.set(id, { outputs: new CellOutputs(), cell, idle }));
  }

  published(message: WireMessage): void {
    const { header, content, parent } = message;
    const displayId = displayIdOf(content);
    if (header.msg_type === "update_display_data" && displayId !== undefined)
      for (const { outputs } of this.#cells.values()) outputs.update(displayId, content);
    const entry = this.#cells.get(String(parent.msg_id));
    if (!entry) return;
    const output = entry.outputs.take(message);
    if (output) this.#listener.shown(output);
    if (header.msg_type === "status" && content.execution_state === "idle") entry.idle();
  }

  asked(): void {
    // Cells are sent with allow_stdin false, so no question comes.
  }

  store(): void {
    for (const { outputs, cell } of this.#cells.values()) cell.outputs = outputs.toNotebook();
  }
}

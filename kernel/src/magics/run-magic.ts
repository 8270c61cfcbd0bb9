/** `__magic__`: a magic line is reached. Parse, values, one command, show. */
import { isTapelabError } from "tapelab";
import { currentCell, type RunningCell } from "../display/cells.js";
import type { CellCode, ToMain } from "../link.js";
import { AutoCapture } from "./auto-capture.js";
import type { AtEnd, MagicContext, RunCommand } from "./context.js";
import { settleCounters, showAt } from "./counter.js";
import { helpOf } from "./help.js";
import type { MagicsHost } from "./main-side.js";
import { noteNames } from "./notebook-variables.js";
import { MagicResult, type Outcome } from "./outcome.js";
import { type Call, parseMagic } from "./parse.js";
import { pointTo, UsageError, UsageProblem } from "./problem.js";
import type { MagicTable } from "./table.js";
import { Request, type Thunks } from "./values.js";

/** What becomes of the value: shown by the line itself, or handed to the cell. */
type Mode = "show" | "value" | "assign" | "as";

interface CellState {
  readonly code: CellCode;
  readonly startMs: number;
  readonly atEnd: AtEnd[];
}

/** What a magic does, by its name. */
export interface Commands {
  get(name: string): RunCommand | undefined;
}

const callsMax = 1000;

export class MagicRunner {
  readonly #host: MagicsHost;
  readonly #table: MagicTable;
  readonly #commands: Commands;
  readonly #auto = new AutoCapture();
  readonly #cells = new WeakMap<RunningCell, CellState>();
  readonly #calls = new Map<string, Call>();
  readonly #asked = new Map<number, (inputs: readonly { count: number; source: string }[]) => void>();
  #askedId = 0;

  constructor(host: MagicsHost, table: MagicTable, commands: Commands) {
    this.#host = host;
    this.#table = table;
    this.#commands = commands;
  }

  /**
   * Runs the magic that stands at index `at` of the line with this number. Synchronous up to the command, so that a
   * capture sees the cell on its stack, and values are those of the moment.
   */
  readonly run = (
    line: string,
    number: number,
    at: number,
    mode: Mode,
    thunks: Thunks,
    extra?: unknown,
  ): Promise<unknown> => {
    const cell = currentCell();
    const place = { count: cell?.ref.count ?? 0, line: number, text: line };
    let call: Call | undefined;
    const fail = (error: unknown): never => {
      if (error instanceof UsageProblem) throw new UsageError(error, place);
      // An expression's errors are the user's own: they keep their frames.
      if (call?.magic.rest === undefined && (isTapelabError(error) || isSystemError(error))) pointTo(error, place, at);
      throw error;
    };
    try {
      call = this.#read(line, at);
      const done = this.#start(call, this.#context(cell, fail), thunks, extra);
      const known = call;
      const end = (outcome: Outcome): unknown => this.#finish(outcome, known, mode, cell, `${number}:${at}`);
      return done instanceof Promise ? done.then(end).catch(fail) : Promise.resolve(end(done));
    } catch (error) {
      return Promise.reject(error).catch(fail);
    }
  };

  cellBegins(cell: RunningCell, code: CellCode): void {
    this.#cells.set(cell, { code, startMs: performance.now(), atEnd: [] });
    noteNames(code);
  }

  async cellEnds(cell: RunningCell, isOk: boolean): Promise<void> {
    const state = this.#cells.get(cell);
    if (state === undefined) return;
    const tookMs = performance.now() - state.startMs;
    for (const work of state.atEnd) {
      const outcome = await work(isOk);
      if (outcome?.shown !== undefined) showAt(cell, "end", outcome.shown);
    }
    settleCounters(cell);
    if (!isOk || state.atEnd.length > 0 || cell.ref.silent || !cell.ref.stores) return;
    const remark = await this.#auto.cellEnded(state.code, this.#host.variables(), tookMs);
    if (remark !== undefined) process.stderr.write(`tapelab: ${remark}\n`);
  }

  history({ id, inputs }: Extract<ToMain, { readonly type: "history" }>): void {
    this.#asked.get(id)?.(inputs);
    this.#asked.delete(id);
  }

  #read(line: string, at: number): Call {
    const key = `${this.#table.version}:${at}:${line}`;
    let call = this.#calls.get(key);
    if (call === undefined) {
      call = parseMagic(this.#table, line, at);
      if (this.#calls.size >= callsMax) this.#calls.clear();
      this.#calls.set(key, call);
    }
    return call;
  }

  #start(call: Call, context: MagicContext, thunks: Thunks, extra: unknown): Outcome | Promise<Outcome> {
    if (call.options.has("help")) {
      const data = helpOf(call);
      return { value: undefined, shown: { data, metadata: {} } };
    }
    const name = call.command === call.magic ? call.magic.name : `${call.magic.name} ${call.command.name}`;
    const run = this.#commands.get(call.isCell ? `%%${name}` : name) ?? this.#commands.get(name);
    if (run === undefined) throw new Error(`The magic ${call.title} has no command on the main thread.`);
    const known = (): readonly string[] => Object.keys(this.#host.variables());
    return run(new Request(call, thunks, known), context, extra);
  }

  #context(cell: RunningCell | undefined, fail: (error: unknown) => never): MagicContext {
    const state = cell && this.#cells.get(cell);
    return {
      host: this.#host,
      table: this.#table,
      auto: this.#auto,
      cell,
      code: state?.code,
      atEnd: (work) => void state?.atEnd.push(async (isOk) => Promise.resolve(isOk).then(work).catch(fail)),
      history: (count) => {
        this.#askedId++;
        const id = this.#askedId;
        this.#host.post({ type: "history", id, count });
        return new Promise((answer) => this.#asked.set(id, answer));
      },
    };
  }

  #finish(outcome: Outcome, call: Call, mode: Mode, cell: RunningCell | undefined, site: string): unknown {
    const shown = call.options.has("quiet") ? undefined : outcome.shown;
    const isAside = outcome.isRemark || mode === "show" || mode === "as";
    if (shown !== undefined && isAside) showAt(cell, site, shown);
    if (mode !== "value" || outcome.isRemark) return outcome.value;
    return shown === undefined ? undefined : new MagicResult(outcome.value, shown);
  }
}

/** What the system refuses (no such folder, no permission, disk full) is no mistake of the kernel. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error && "code" in error;
}

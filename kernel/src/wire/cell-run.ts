import type { Bundle, CellCode, CellDone, CellError, CellRef, ExpressionResult } from "../link.js";
import { errorContent } from "./channels.js";
import type { History } from "./history.js";
import { logLine } from "./log.js";
import { type MainLink, turn } from "./main-link.js";
import type { Outbox, WireRequest } from "./outbox.js";
import type { Output } from "./output.js";
import type { Parents } from "./parents.js";

/** What the source of a cell became. */
export type Compiled =
  | { readonly kind: "code"; readonly code: CellCode }
  /** Nothing to run: only blanks and comments. */
  | { readonly kind: "empty" }
  /** Taken in without running: a module of other cells. */
  | { readonly kind: "module" }
  /** Nothing to run: the front end shows a page of text. */
  | { readonly kind: "page"; readonly data: Bundle }
  | { readonly kind: "error"; readonly error: CellError };

/** Turns cells into code: TypeScript and magics, neither of which this folder knows. */
export interface Compiler {
  compile(source: string, count: number): Promise<Compiled>;
  /** Tells what the cell that was compiled last has left behind. */
  settle(outcome: { readonly received: readonly string[] } | "all"): void;
}

export interface CellServices {
  readonly outbox: Outbox;
  readonly output: Output;
  readonly parents: Parents;
  readonly history: History;
  readonly main: MainLink;
  readonly compiler: Compiler;
  /** Resolves when main can take a cell: it is ready, and no interrupt is under way. */
  readonly mainIsFree: () => Promise<void>;
  /** The count that the next cell shows. */
  readonly counter: { value: number };
}

type Expressions = Readonly<Record<string, ExpressionResult>>;
type Ending = CellDone & {
  readonly expressions: Expressions;
  readonly isAborted?: boolean;
  readonly isStored: boolean;
};

const interruptedError: CellError = { name: "KeyboardInterrupt", value: "", traceback: ["KeyboardInterrupt"] };
const interruptedCell: CellDone = { status: "error", error: interruptedError, received: [], payload: [] };
const nothing: CellDone = { status: "ok", received: [], payload: [] };

/** One `execute_request` from busy to idle. */
export class CellRun {
  readonly ref: CellRef;
  readonly #request: WireRequest;
  readonly #services: CellServices;
  /** Set while main has the cell; resolves its run. */
  #done: ((done: CellDone) => void) | undefined;
  #evaluated: ((results: Expressions) => void) | undefined;
  #state: "running" | "interrupted" | "aborted" = "running";

  constructor(request: WireRequest, services: CellServices) {
    this.#request = request;
    this.#services = services;
    this.ref = services.parents.addCell(request, services.counter.value);
  }

  /** True while user code of this cell may run on main. */
  get isOnMain(): boolean {
    return this.#done !== undefined || this.#evaluated !== undefined;
  }

  get isInterrupted(): boolean {
    return this.#state !== "running";
  }

  get isSilent(): boolean {
    return this.ref.silent;
  }

  /** Whether a failure of this cell aborts the cells behind it. */
  get stopsOnError(): boolean {
    return this.#request.content.stop_on_error !== false;
  }

  /** Runs the cell, and returns what sends its last messages. */
  async run(): Promise<{ readonly isOk: boolean; readonly close: () => void }> {
    const { outbox, output, counter } = this.#services;
    const code = String(this.#request.content.code ?? "");
    outbox.status("busy", this.#request.header);
    output.begin(this.ref.key);
    if (!this.ref.silent) {
      outbox.publish("execute_input", { code, execution_count: this.ref.count }, this.#request.header);
    }
    const ending = await this.#execute(code);
    if (ending.isStored) counter.value = this.ref.count + 1;
    return { isOk: ending.status === "ok" && ending.isAborted !== true, close: () => this.#close(code, ending) };
  }

  /** From now on this cell ends as interrupted, also when its conversion is still under way. */
  interrupt(): void {
    if (this.#state === "running") this.#state = "interrupted";
  }

  /** Main says that the cell has ended. */
  done(done: CellDone): void {
    this.#done?.(done);
  }

  evaluated(results: Expressions): void {
    this.#evaluated?.(results);
  }

  /** Ends the cell in place of main, which does not. */
  giveUp(): void {
    this.done(interruptedCell);
    this.evaluated({});
  }

  /** The kernel ends: the request is answered `aborted`. */
  abort(): void {
    this.#state = "aborted";
    this.giveUp();
  }

  async #execute(code: string): Promise<Ending> {
    try {
      return await this.#convertAndRun(code);
    } catch (error) {
      logLine(
        `cell ${this.ref.count} failed inside the kernel: ${error instanceof Error ? error.stack : String(error)}`,
      );
      const { ename, evalue, traceback } = errorContent(error instanceof Error ? error : new Error(String(error)));
      return failed({ name: String(ename), value: String(evalue), traceback: traceback as string[] }, this.ref.stores);
    }
  }

  async #convertAndRun(source: string): Promise<Ending> {
    const { compiler, mainIsFree } = this.#services;
    if (this.isInterrupted) return this.#ended();
    const compiled = await compiler.compile(source, this.ref.count);
    await turn(); // an interrupt that came during the conversion
    if (compiled.kind === "code") await mainIsFree();
    if (this.isInterrupted) {
      if (compiled.kind === "code") compiler.settle({ received: [] });
      return this.#ended();
    }
    if (compiled.kind === "error") return failed(compiled.error, this.ref.stores);
    if (compiled.kind === "empty") return { ...nothing, expressions: await this.#evaluate(), isStored: false };
    if (compiled.kind !== "code") {
      const payload = compiled.kind === "page" ? [{ source: "page", start: 0, data: compiled.data }] : [];
      return { ...nothing, payload, expressions: {}, isStored: this.ref.stores };
    }
    const done = await this.#onMain(compiled.code);
    compiler.settle(done.status === "ok" ? "all" : { received: done.received });
    const expressions = done.status === "ok" ? await this.#evaluate() : {};
    return { ...done, expressions, isStored: this.ref.stores, isAborted: this.#state === "aborted" };
  }

  /** As a cell ends that was interrupted or aborted before main had it. */
  #ended(): Ending {
    return { ...interruptedCell, expressions: {}, isStored: this.ref.stores, isAborted: this.#state === "aborted" };
  }

  async #onMain(code: CellCode): Promise<CellDone> {
    const done = new Promise<CellDone>((resolve) => {
      this.#done = resolve;
    });
    this.#services.main.post({ type: "run", cell: this.ref, code, file: undefined });
    const result = await done;
    this.#done = undefined;
    return result;
  }

  async #evaluate(): Promise<Expressions> {
    const given = Object.entries(this.#request.content.user_expressions ?? {});
    const expressions = Object.fromEntries(given.map(([name, text]) => [name, String(text)]));
    if (given.length === 0 || this.isInterrupted) return {};
    const { main, output, mainIsFree } = this.#services;
    await mainIsFree();
    const evaluated = new Promise<Expressions>((resolve) => {
      this.#evaluated = resolve;
    });
    main.post({ type: "evaluate", cell: this.ref, expressions });
    const results = await evaluated;
    this.#evaluated = undefined;
    output.flush(this.ref.key);
    const missing: ExpressionResult = { status: "error", ename: "KeyboardInterrupt", evalue: "", traceback: [] };
    return Object.fromEntries(given.map(([name]) => [name, results[name] ?? missing]));
  }

  #close(code: string, ending: Ending): void {
    const { outbox, output, history } = this.#services;
    const { header } = this.#request;
    const { count: execution_count, silent } = this.ref;
    output.end(this.ref.key);
    const error = ending.isAborted ? undefined : ending.error;
    const failure = error && { ename: error.name, evalue: error.value, traceback: error.traceback };
    if (ending.result && !silent) outbox.publish("execute_result", { execution_count, ...ending.result }, header);
    if (failure && !silent) outbox.publish("error", failure, header);
    if (ending.isStored) history.add(execution_count, code, textOf(ending.result?.data["text/plain"]));
    const status = ending.isAborted ? "aborted" : ending.status;
    const common = { status, execution_count, user_expressions: ending.expressions, payload: ending.payload };
    outbox.reply(this.#request, "execute_reply", { ...common, ...failure });
    outbox.status("idle", header);
  }
}

function failed(error: CellError, isStored: boolean): Ending {
  return { status: "error", error, received: [], payload: [], expressions: {}, isStored };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** Runs compiled cells with tslab's executor, on the main thread, and holds the notebook's variables. */

import { createRequire } from "node:module";
import { runInThisContext } from "node:vm";
import type { CellCode } from "../link.js";
import { importHelpers } from "./interop.js";
import { Modules } from "./modules.js";
import { Names } from "./names.js";
import { DeclaringCells, type ReachedCells } from "./reached-cells.js";
import { addMaps, mapStacks } from "./trace.js";
import { stubTypeScript } from "./typescript-stub.js";

export type RunEnd =
  | { readonly ok: true; readonly value: unknown; readonly hasValue: boolean; readonly received: string[] }
  | { readonly ok: false; readonly error: unknown; readonly received: string[] };

/** What tslab's executor takes in place of its converters. */
interface Converters {
  node: {
    convert(): { diagnostics: []; output: string; hasToplevelAwait: boolean; lastExpressionVar: string | undefined };
  };
  close(): void;
}

interface Executor {
  execute(source: string): Promise<boolean>;
  interrupt(): void;
  reset(): void;
  readonly locals: object;
}

interface TslabExecutor {
  createExecutor(
    folder: string,
    converters: Converters,
    console: { log(value: unknown): void; error(error: unknown): void },
  ): Executor;
}

interface Run {
  readonly code: CellCode;
  /** What the executor said: the raw value or the raw error. */
  value?: unknown;
  hasValue: boolean;
  error?: { readonly thrown: unknown };
  readonly end: (outcome: RunEnd) => void;
  isOver: boolean;
}

export class CellRunner {
  readonly #names = new Names();
  readonly #declaring = new DeclaringCells();
  readonly #modules: Modules;
  readonly #executor: Executor;
  #run: Run | undefined;

  /** `made`: modules that the kernel makes itself, by name. */
  constructor(options: { folder: string; made?: ReadonlyMap<string, () => unknown> }) {
    this.#modules = new Modules(options.folder, options.made);
    stubTypeScript();
    const { createExecutor } = createRequire(__filename)("tslab/dist/executor") as TslabExecutor;
    const converters = { node: { convert: () => this.#converted() }, close: () => undefined };
    this.#executor = createExecutor(options.folder, converters, {
      log: (value) => {
        if (this.#run !== undefined) Object.assign(this.#run, { value, hasValue: true });
      },
      error: (thrown) => {
        // What the executor says of an interrupted cell comes late: that cell has ended, another may run.
        const isLate = thrown instanceof Error && thrown.message === "Interrupted asynchronously";
        if (this.#run !== undefined && !isLate) this.#run.error = { thrown };
      },
    });
    this.#installGlobals();
    mapStacks();
  }

  /** The notebook's variables by name, live. */
  get locals(): Record<string, unknown> {
    return this.#names.values;
  }

  /** The cells that the code of this one stands on. */
  reached(code: CellCode): ReachedCells {
    return this.#declaring.from(code);
  }

  /** Names of the running cell that have received their value. */
  received(): string[] {
    return this.#names.received();
  }

  /** Runs one cell; settles also when the cell is interrupted and its own promise never does. */
  run(code: CellCode, _file: string | undefined): Promise<RunEnd> {
    return new Promise((end) => {
      const run: Run = { code, hasValue: false, end, isOver: false };
      this.#run = run;
      void this.#execute(run);
    });
  }

  /** Value of an expression with the notebook's names. */
  evaluate(expression: string): unknown {
    const text = `(function (names) { with (names) { return (${expression}\n); } })`;
    return (runInThisContext(text, { filename: "node:expression" }) as (names: object) => unknown)(this.#names.values);
  }

  /** Ends the running cell with this error; its code may go on until it waits. */
  interrupt(error: unknown): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#end(run, { thrown: error });
    this.#executor.interrupt();
  }

  /** Forgets all variables. */
  reset(): void {
    this.#names.clear();
    this.#declaring.forget();
    this.#executor.reset();
  }

  async #execute(run: Run): Promise<void> {
    try {
      this.#modules.update(run.code.sideOutputs);
      if (run.code.imports.length > 0) await this.#modules.prepare(run.code.imports);
      if (run.isOver) return;
      await this.#executor.execute("");
      this.#end(run, run.error);
    } catch (error) {
      this.#end(run, { thrown: error });
    }
  }

  #end(run: Run, failure: { readonly thrown: unknown } | undefined): void {
    if (run.isOver) return;
    run.isOver = true;
    const received = this.#names.settle(failure === undefined);
    this.#declaring.declared(run.code, received);
    this.#run = undefined;
    const { value, hasValue } = run;
    run.end(
      failure === undefined ? { ok: true, value, hasValue, received } : { ok: false, error: failure.thrown, received },
    );
  }

  /** The cell as tslab's executor takes it from a converter. */
  #converted(): ReturnType<Converters["node"]["convert"]> {
    const code = this.#run?.code;
    if (code === undefined) throw new Error("No cell is running.");
    // In a block, the cell may declare `require` and `exports` itself.
    const output = `{\n${code.js}\n}\n//# sourceURL=${addMaps(code)}`;
    return { diagnostics: [], output, hasToplevelAwait: code.isAsync, lastExpressionVar: code.lastValue };
  }

  /** `__tslab__`, through which emitted code and the executor reach us, and TypeScript's import helpers. */
  #installGlobals(): void {
    const own = (globalThis as unknown as { __tslab__: Record<string, unknown> }).__tslab__;
    own.require = this.#modules.cellRequire;
    own.import = (specifier: string, from?: string) => this.#modules.import(specifier, from);
    own.meta = (path?: string) => this.#modules.meta(path);
    own.names = this.#names.values;
    own.bind = this.#names.bind.bind(this.#names);
    for (const [name, value] of Object.entries(importHelpers)) {
      // tslib puts its own helpers there when a package loads it: ours stay.
      Object.defineProperty(globalThis, name, { get: () => value, set: () => undefined, configurable: true });
    }
  }
}

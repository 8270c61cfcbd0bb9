import type { CellConverter } from "./engine/converter.js";
import { MainInterrupter } from "./engine/interrupt.js";
import type { problemError } from "./engine/problems.js";
import type { Bundle, MagicSpec, WorkerSetup } from "./link.js";
import type { rewriteMagics } from "./magics/rewrite.js";
import type { MagicTable } from "./magics/table.js";
import type { Compiled } from "./wire/cell-run.js";
import type { CompletionItem } from "./wire/handlers.js";
import type { KernelLanguage, MakeLanguage } from "./wire/start.js";

/** What takes long to load: TypeScript, and the magics that read cells with it. */
interface Loaded {
  readonly converter: CellConverter;
  readonly table: MagicTable;
  readonly rewriteMagics: typeof rewriteMagics;
  readonly problemError: typeof problemError;
}

/** Joins magics and TypeScript to the language that the wire asks. */
export function makeLanguage(setup: WorkerSetup): MakeLanguage {
  return () => new NotebookLanguage(setup);
}

class NotebookLanguage implements KernelLanguage {
  readonly #setup: WorkerSetup;
  #loaded: Loaded | undefined;
  readonly #specs: MagicSpec[] = [];
  readonly #interrupter = new MainInterrupter();

  constructor(setup: WorkerSetup) {
    this.#setup = setup;
  }

  load(): void {
    this.#load();
  }

  async compile(source: string, count: number): Promise<Compiled> {
    const { converter, table, rewriteMagics, problemError } = this.#load();
    const rewritten = rewriteMagics(source, { table, count });
    if (rewritten.kind === "inspect") return this.#page(rewritten.code, rewritten.detail);
    if (rewritten.kind !== "code") return rewritten;
    const { code, generated, columnOf } = rewritten;
    const converted = converter.convert({ source, code, generated, count });
    if (converted.kind !== "problems") return converted;
    const problems = converted.problems.map((problem) =>
      problem.file === undefined ? { ...problem, column: columnOf(problem.line, problem.column) } : problem,
    );
    return { kind: "error", error: problemError(converted.name, problems, source, count) };
  }

  settle(outcome: { readonly received: readonly string[] } | "all"): void {
    this.#load().converter.settle(outcome === "all" ? outcome : { received: [...outcome.received] });
  }

  async complete(_code: string, offset: number): Promise<{ items: CompletionItem[]; start: number; end: number }> {
    return { items: [], start: offset, end: offset };
  }

  async inspect(_code: string, _offset: number, _detail: number): Promise<Bundle | undefined> {
    return undefined;
  }

  async isComplete(_code: string): Promise<{ status: "complete" | "incomplete" | "invalid"; indent: string }> {
    return { status: "complete", indent: "" };
  }

  terminateMain(): void {
    this.#interrupter.terminate();
  }

  addMagic(spec: MagicSpec): void {
    if (this.#loaded) this.#loaded.table.register(spec);
    else this.#specs.push(spec);
  }

  forget(): void {
    this.#loaded?.converter.forget();
  }

  async #page(name: string, detail: 0 | 1): Promise<Compiled> {
    const found = await this.inspect(name, name.length, detail);
    return { kind: "page", data: found ?? { "text/plain": `Nothing is known of ${name}.` } };
  }

  #load(): Loaded {
    if (this.#loaded) return this.#loaded;
    // Loaded here and not with this file, so that the first questions of a front end do not wait for TypeScript.
    const engine = require("./engine/converter.js") as typeof import("./engine/converter.js");
    const problems = require("./engine/problems.js") as typeof import("./engine/problems.js");
    const rewrite = require("./magics/rewrite.js") as typeof import("./magics/rewrite.js");
    const { MagicTable } = require("./magics/table.js") as typeof import("./magics/table.js");
    const table = new MagicTable();
    for (const spec of this.#specs) table.register(spec);
    const converter = engine.CellConverter.create({ folder: this.#setup.folder });
    this.#loaded = { converter, table, rewriteMagics: rewrite.rewriteMagics, problemError: problems.problemError };
    return this.#loaded;
  }
}

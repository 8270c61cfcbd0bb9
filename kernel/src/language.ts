import type { CellConverter } from "./engine/converter.js";
import { MainInterrupter } from "./engine/interrupt.js";
import type { Bundle, MagicSpec, WorkerSetup } from "./link.js";
import type { CompletionContext, MagicTable } from "./magics/worker-side.js";
import type { Compiled } from "./wire/cell-run.js";
import type { CompletionItem } from "./wire/handlers.js";
import type { MainLink } from "./wire/main-link.js";
import type { KernelLanguage, MakeLanguage } from "./wire/start.js";

/** What takes long to load: TypeScript, and the magics that read cells with it. */
interface Loaded {
  readonly converter: CellConverter;
  readonly table: MagicTable;
  readonly magics: typeof import("./magics/worker-side.js");
  readonly problemError: typeof import("./engine/problems.js").problemError;
  readonly inspectionBundle: typeof import("./engine/inspect.js").inspectionBundle;
}

interface Completion {
  readonly items: readonly CompletionItem[];
  readonly start: number;
  readonly end: number;
}

/** `df.getChild("pr` with the cursor at the end: a name inside the variable's value is wanted. */
const memberCall =
  /([\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*)\.\w+\(\s*["'`]([^"'`\\]*)$/u;

/** Joins magics and TypeScript to the language that the wire asks. */
export function makeLanguage(setup: WorkerSetup): MakeLanguage {
  return (main) => new NotebookLanguage(setup, main);
}

class NotebookLanguage implements KernelLanguage {
  readonly #setup: WorkerSetup;
  readonly #main: MainLink;
  #loaded: Loaded | undefined;
  readonly #specs: MagicSpec[] = [];
  readonly #interrupter = new MainInterrupter();

  constructor(setup: WorkerSetup, main: MainLink) {
    this.#setup = setup;
    this.#main = main;
  }

  load(): void {
    const steps = this.#load().converter.warm();
    // Between two steps the sockets are served.
    const next = (): void => {
      if (!steps.next().done) setImmediate(next);
    };
    next();
  }

  async compile(source: string, count: number): Promise<Compiled> {
    const { converter, table, magics, problemError } = this.#load();
    const isDeclared = (wanted: string): boolean => converter.declared().some(({ name }) => name === wanted);
    const rewritten = magics.rewriteMagics(source, { table, count, isDeclared });
    if (rewritten.kind === "inspect") return this.#page(rewritten.code, rewritten.detail);
    if (rewritten.kind !== "code") return rewritten;
    const { code, generated, columnOf } = rewritten;
    if (generated.length > 0) magics.prepareNames();
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

  async complete(code: string, offset: number): Promise<Completion> {
    const { converter, table, magics } = this.#load();
    const found = await magics.completeMagic(code, offset, this.#context());
    if (found) return { items: found.entries, start: found.start, end: found.end };
    const names = await this.#members(code.slice(0, offset));
    const { entries, start, end } = converter.complete(magics.maskMagics(code, table), offset);
    if (names === undefined) return { items: entries, start, end };
    // Inside of a string: what TypeScript offers replaces the same text.
    const own = names.found.map((text) => ({ text, type: "property" }));
    const others = start === names.start ? entries.filter(({ text }) => !names.found.includes(text)) : [];
    return { items: [...own, ...others], start: names.start, end: offset };
  }

  async inspect(code: string, offset: number, detail: number): Promise<Bundle | undefined> {
    const { converter, table, magics, inspectionBundle } = this.#load();
    const help = magics.inspectMagic(code, offset, table);
    if (help) return help;
    const found = converter.inspect(magics.maskMagics(code, table), offset);
    if (found === undefined || detail === 0) return found && inspectionBundle({ ...found, cell: undefined });
    const preview = await this.#main.ask({ what: "preview", name: found.name });
    return inspectionBundle(found, typeof preview === "string" ? [preview] : []);
  }

  async isComplete(code: string): ReturnType<KernelLanguage["isComplete"]> {
    const { converter, table, magics } = this.#load();
    return magics.isMagicCellComplete(code, table) ?? converter.isComplete(magics.maskMagics(code, table));
  }

  terminateMain(): Promise<void> {
    return this.#interrupter.terminate();
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
    return { kind: "page", data: found ?? { "text/plain": `There is nothing named ${name} here.` } };
  }

  /** Column or variable names of the table or scope in whose call the cursor stands. */
  async #members(before: string): Promise<{ found: readonly string[]; start: number } | undefined> {
    const [, path, written = ""] = memberCall.exec(before.slice(-500)) ?? [];
    if (path === undefined) return undefined;
    const names = await this.#main.ask({ what: "members", path });
    const found = Array.isArray(names) ? names.map(String).filter((name) => name.startsWith(written)) : [];
    return found.length > 0 ? { found, start: before.length - written.length } : undefined;
  }

  #context(): CompletionContext {
    const { table, converter, magics } = this.#load();
    const words = (magic: string, all: readonly string[]): Promise<unknown> =>
      this.#main.ask({ what: "words", magic, words: all });
    const variables = (): readonly string[] => converter.declared().map(({ name }) => name);
    return { table, folder: this.#setup.folder, variables, workspace: magics.workspaceNames, words };
  }

  #load(): Loaded {
    if (this.#loaded) return this.#loaded;
    // Loaded here and not with this file, so that the first questions of a front end do not wait for TypeScript.
    const { CellConverter } = require("./engine/converter.js") as typeof import("./engine/converter.js");
    const { problemError } = require("./engine/problems.js") as typeof import("./engine/problems.js");
    const { inspectionBundle } = require("./engine/inspect.js") as typeof import("./engine/inspect.js");
    const magics = require("./magics/worker-side.js") as typeof import("./magics/worker-side.js");
    const table = new magics.MagicTable();
    for (const spec of this.#specs) table.register(spec);
    const lib = process.env.TAPELAB_KERNEL__LIB?.split(/[\s,]+/).filter(Boolean);
    const converter = CellConverter.create({ folder: this.#setup.folder, lib });
    this.#loaded = { converter, table, magics, problemError, inspectionBundle };
    return this.#loaded;
  }
}

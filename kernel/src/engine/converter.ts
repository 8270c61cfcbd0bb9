/**
 * TypeScript of cells, in the worker: a cell's text goes in, JavaScript or problems come out. Holds the names that
 * earlier cells declared; a cell's own names count only when the main thread says that they received a value.
 */

import type ts from "@tslab/typescript-for-tslab";
import type { CellCode } from "../link.js";
import { type CellSyntax, readSyntax } from "./cell-syntax.js";
import { type Compiled, Compiler, isUnresolved, textStart } from "./compiler.js";
import { type Completions, fitting } from "./complete.js";
import { advance, type Declaration, readDeclarations, textOf } from "./declarations.js";
import { type Inspection, inspectionOf, placesToAsk } from "./inspect.js";
import { type Completeness, completenessOf } from "./is-complete.js";
import { packageOf } from "./own-packages.js";
import type { Problem } from "./problems.js";
import { lastValueName } from "./transform.js";

/** Part of a text, in UTF-16 units; `end` is not in it. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface Cell {
  /** As the user wrote it. */
  readonly source: string;
  /** With every magic line as one line of TypeScript. */
  readonly code: string;
  /** Those lines in `code`. */
  readonly generated: readonly TextRange[];
  readonly count: number;
}

export type Converted =
  | { readonly kind: "code"; readonly code: CellCode }
  /** Nothing but blanks and comments. */
  | { readonly kind: "empty" }
  | { readonly kind: "problems"; readonly name: string; readonly problems: readonly Problem[] }
  /** A `@module` cell: other cells can import it. */
  | { readonly kind: "module" };

interface Conversion {
  readonly result: Converted;
  readonly added: readonly Declaration[];
  /** Local files that took part, to tell whether the result still holds. */
  readonly files: string;
}

const cachedMax = 64;

export class CellConverter {
  readonly #folder: string;
  readonly #compiler: Compiler;
  #declarations: readonly Declaration[] = [];
  #text = "";
  #pending: readonly Declaration[] = [];
  readonly #cache = new Map<string, Conversion>();

  static create(options: { folder: string; lib?: readonly string[] }): CellConverter {
    return new CellConverter(options.folder.replaceAll("\\", "/").replace(/(?<=.)\/$/, ""), options.lib ?? ["es2022"]);
  }

  private constructor(folder: string, lib: readonly string[]) {
    this.#folder = folder;
    this.#compiler = new Compiler(folder, lib);
  }

  /** Prepares for the first cells while there is nothing else to do: each step takes some milliseconds. */
  warm(): Generator<void> {
    return this.#compiler.warm();
  }

  convert(cell: Cell): Converted {
    const key = JSON.stringify([this.#text, cell.code, cell.generated]);
    let found = this.#cache.get(key);
    if (found === undefined || found.files !== this.#compiler.localVersions()) {
      found = this.#convert(cell);
      if (found.result.kind === "code" || found.result.kind === "empty") this.#remember(key, found);
    }
    this.#pending = found.added.map((each) => ({ ...each, cell: cell.count }));
    const { result } = found;
    return result.kind === "code"
      ? { ...result, code: { ...result.code, source: cell.source, count: cell.count } }
      : result;
  }

  /** Ends the cell that was converted last: its names become those of the notebook as far as they received a value. */
  settle(outcome: { received: readonly string[] } | "all"): void {
    const received = outcome === "all" ? undefined : new Set(outcome.received);
    const added = this.#pending.filter(({ name, isLive }) => !isLive || received === undefined || received.has(name));
    this.#pending = [];
    this.#declarations = advance(this.#declarations, added);
    this.#text = textOf(this.#declarations);
  }

  /** Names of the notebook that have a value, newest last. */
  declared(): readonly { name: string; kind: string; cell: number }[] {
    const live = this.#declarations.filter(({ isLive }) => isLive);
    return [...new Map(live.map(({ name, kind, cell }) => [name, { name, kind, cell }])).values()];
  }

  complete(code: string, offset: number): Completions {
    return fitting(code, offset, this.#compiler.complete(this.#text, code, offset)?.original);
  }

  /** What stands at the offset, just before it, or is called around it. */
  inspect(code: string, offset: number): Inspection | undefined {
    for (const place of placesToAsk(code, offset)) {
      const info = this.#compiler.inspect(this.#text, code, place);
      if (info?.displayParts === undefined || info.displayParts.length === 0) continue;
      if (info.kind === "" && info.displayParts.length === 1) continue; // `any`: a name that nobody declared
      const name = code.slice(info.textSpan.start, info.textSpan.start + info.textSpan.length);
      const cell = this.#declarations.findLast((each) => each.name === name)?.cell;
      return inspectionOf(info, name, this.#compiler.printInspection(info), cell);
    }
    return undefined;
  }

  isComplete(code: string): Completeness {
    return completenessOf(this.#compiler.api, code);
  }

  forget(): void {
    this.#declarations = [];
    this.#pending = [];
    this.#text = "";
  }

  close(): void {
    this.#compiler.close();
  }

  #convert({ code, generated }: Cell): Conversion {
    const module = this.#addModule(code);
    if (module !== undefined) return { result: module, added: [], files: "" };
    const syntax = readSyntax(this.#compiler.api, code);
    if (syntax.errors.length > 0) return { result: this.#problems(syntax.errors), added: [], files: "" };
    if (syntax.exportsAll !== undefined) {
      return { result: refusal(exportAllText(syntax.exportsAll)), added: [], files: "" };
    }
    if (syntax.isEmpty) return { result: { kind: "empty" }, added: [], files: "" };
    let names: readonly string[] = [];
    const live = this.#declarations.filter(({ isLive }) => isLive).map(({ name }) => name);
    const plan = {
      kinds: syntax.kinds,
      earlier: new Set(live),
      hasValue: syntax.hasValue,
      declarations: () => this.#compiler.declarationsFile(),
      onNames: (found: readonly string[]) => {
        names = found;
      },
    };
    const compiled = this.#compiler.compile(this.#text, syntax.text, plan, (problem) =>
      isSaidByMagic(problem, generated),
    );
    if (compiled.problems.length > 0) return { result: this.#problems(compiled.problems), added: [], files: "" };
    const facetsOf = (name: string): { isValue: boolean; isType: boolean } => this.#compiler.facetsOf(name);
    const source = { dts: compiled.dts, kinds: syntax.kinds, live: new Set(names), facetsOf, cell: 0 };
    const declared = readDeclarations(this.#compiler.api, source);
    // A `var` in a block is not in the file that TypeScript writes.
    const nested = names.filter((name) => !declared.some((each) => each.name === name));
    const added = [...declared, ...nested.map((name) => varOf(name, this.#compiler.typeOf(name)))];
    const result: Converted = { kind: "code", code: this.#code(compiled, syntax, names) };
    return { result, added, files: this.#compiler.localVersions() };
  }

  #code(compiled: Compiled, syntax: CellSyntax, names: readonly string[]): CellCode {
    const earlier = new Set(this.#declarations.map(({ name }) => name));
    return {
      count: 0,
      js: compiled.cell.js,
      isAsync: syntax.isAsync,
      lastValue: syntax.hasValue ? lastValueName : undefined,
      declares: names,
      assigns: [...syntax.assigned].filter((name) => earlier.has(name) && !syntax.kinds.has(name)),
      imported: [...syntax.kinds].filter(([, kind]) => kind === "import").map(([name]) => name),
      imports: syntax.imports,
      maps: compiled.cell.maps,
      source: "",
      sideOutputs: compiled.sides,
    };
  }

  /** `@module` and `@browser` of tslab. */
  #addModule(code: string): Converted | undefined {
    if (!/@(?:module|browser)\b/.test(code)) return undefined;
    const meta = this.#compiler.metadata(code);
    if (meta.mode === "browser") {
      return refusal(
        "@browser is not supported. The cell did not run. Take @browser away, or show HTML with display().",
      );
    }
    if (meta.module === undefined) return undefined;
    const { file, problems } = this.#compiler.addModule(meta.module, code, meta);
    return problems.length > 0 ? this.#problems(problems, file) : { kind: "module" };
  }

  /** Errors of syntax come first; where there is one, those of types say nothing. */
  #problems(
    found: readonly ts.Diagnostic[],
    cellName: string | undefined = this.#compiler.cellFile()?.fileName,
  ): Converted {
    const syntax = found.filter(({ code }) => code < 2000);
    const shown = syntax.length > 0 ? syntax : found;
    const name = syntax.length > 0 ? "SyntaxError" : "TypeScriptError";
    return { kind: "problems", name, problems: shown.map((problem) => this.#problem(problem, cellName)) };
  }

  #problem({ file, start = 0, code, messageText }: ts.Diagnostic, cellName: string | undefined): Problem {
    const { api } = this.#compiler;
    const { line, character } =
      file === undefined ? { line: 0, character: 0 } : api.getLineAndCharacterOfPosition(file, start);
    const isCell = file === undefined || file.fileName === cellName || file.fileName === "cell.ts";
    const text = api.flattenDiagnosticMessageText(messageText, "\n");
    const place = {
      // What TypeScript says of the whole cell stands on the line before it.
      line: Math.max(1, line + (isCell ? 0 : 1)),
      column: character + 1,
      code,
      text: this.#missing(code, text) ?? text,
    };
    return isCell ? place : { ...place, file: file.fileName };
  }

  /** A package that is not there: what to do about it. */
  #missing(code: number, text: string): string | undefined {
    const specifier = isUnresolved(code) ? /Cannot find module '([^']+)'/.exec(text)?.[1] : undefined;
    if (specifier === undefined || /^[./]/.test(specifier)) return undefined;
    const install = `Install it there: npm install ${packageOf(specifier)}.`;
    return `Cannot find module "${specifier}" from ${this.#folder}. The cell did not run. ${install}`;
  }

  #remember(key: string, conversion: Conversion): void {
    this.#cache.delete(key);
    this.#cache.set(key, conversion);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > cachedMax && oldest !== undefined) this.#cache.delete(oldest);
  }
}

function refusal(text: string): Converted {
  return { kind: "problems", name: "UsageError", problems: [{ line: 1, column: 1, code: 0, text }] };
}

function exportAllText(specifier: string): string {
  return `A cell cannot export all of ${specifier}: nothing imports a cell. The cell did not run. Write import * as all from ${specifier}.`;
}

function varOf(name: string, type: string): Declaration {
  const text = `declare var ${name}: ${type};`;
  return { name, kind: "var", text, isValue: true, isType: false, isLive: true, cell: 0 };
}

/** A name that a magic line uses and nobody declared: the magic says so when it runs. */
function isSaidByMagic({ code, start = 0 }: ts.Diagnostic, generated: readonly TextRange[]): boolean {
  if (code !== 2304 && code !== 2552 && code !== 18004) return false;
  return generated.some((range) => start - textStart >= range.start && start - textStart < range.end);
}

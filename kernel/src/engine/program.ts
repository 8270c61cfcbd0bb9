/**
 * What tslab takes for a watching program. It watches nothing: a cell and its declarations are read when tslab says
 * that they have changed, and checked in surroundings that many cells share.
 */

import { relative } from "node:path";
import type ts from "@tslab/typescript-for-tslab";
import { CellFileReader, type CellFiles } from "./cell-files.js";
import { SourceFiles } from "./source-files.js";
import { type Resolutions, Surroundings } from "./surroundings.js";
import type { NotebookSystem } from "./system.js";
import type { TypeScript } from "./typescript.js";

/** What tslab gives to `createWatchCompilerHost`, kept as it is. */
export interface WatchHost {
  readonly roots: readonly string[];
  readonly options: ts.CompilerOptions;
  readonly sys: ts.System;
  afterProgramCreate?: (builder: CellBuilder) => void;
}

/** The part of a builder program that tslab uses. */
export interface CellBuilder {
  getSourceFile(name: string): ts.SourceFile | undefined;
  getProgram(): ts.Program;
  emit(
    target: ts.SourceFile,
    write: ts.WriteFileCallback,
    token: undefined,
    isDts: undefined,
    own: ts.CustomTransformers,
  ): void;
  getAllDependencies(file: ts.SourceFile): readonly string[];
}

/** Text of an emitted file and its source map. */
export interface Emitted {
  readonly code: string;
  readonly map: string;
}

type TransformersOf = (file: ts.SourceFile, program: ts.Program) => ts.CustomTransformers;

export class CellProgram {
  readonly #ts: TypeScript;
  readonly #host: WatchHost;
  readonly #globalsName: string;
  readonly #transformersOf: TransformersOf;
  readonly #declarationsName: string;
  readonly #cellName: string;
  readonly #surroundings: Surroundings;
  readonly #reader: CellFileReader;
  #files: CellFiles | undefined;
  /** What the last `emit` wrote, by output name. */
  readonly emitted: Map<string, Emitted> = new Map();

  constructor(api: TypeScript, host: WatchHost, system: NotebookSystem, transformersOf: TransformersOf) {
    this.#ts = api;
    this.#host = host;
    this.#globalsName = system.globalsName;
    this.#transformersOf = transformersOf;
    [this.#declarationsName = "", this.#cellName = ""] = host.roots;
    const files = new SourceFiles(api, host.sys, host.options, system);
    this.#surroundings = new Surroundings(api, files, host.options, [system.globalsName]);
    this.#reader = new CellFileReader(api, files, host.options);
    this.#listen();
    host.afterProgramCreate?.(this.#builder());
  }

  /** tslab adds a module cell. */
  updateRootFileNames(names: readonly string[]): void {
    const added = names.filter((name) => name !== this.#cellName && name !== this.#declarationsName);
    this.#surroundings.roots = [this.#globalsName, ...added];
    this.#host.sys.setTimeout?.(() => this.#host.afterProgramCreate?.(this.#builder()), 0);
  }

  close(): void {
    this.#surroundings.clear();
  }

  warm(modules: readonly string[]): Generator<void> {
    return this.#surroundings.warm(modules);
  }

  renew(): void {
    this.#surroundings.renew();
  }

  forgetResolutions(): void {
    this.#surroundings.forgetResolutions();
  }

  localVersions(): string {
    return this.#surroundings.versions();
  }

  /** Errors of one file. */
  check(name: string): readonly ts.Diagnostic[] {
    const program = this.#surroundings.last;
    const file = program?.getSourceFile(name);
    if (program === undefined || file === undefined) return [];
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  }

  /** Where a source file's JavaScript goes. */
  outputOf(path: string): string {
    const { rootDir = "", outDir = "" } = this.#host.options;
    return `${outDir}/${relative(rootDir, path).replace(/\.[jt]sx?$/, ".js")}`;
  }

  /** The source of a JavaScript path: `/lib/a.ts` of `/lib/a.js`. */
  sourceOf(path: string): string {
    const stem = path.replace(/\.js$/, "");
    const program = this.#surroundings.last;
    return [".ts", ".tsx", ".jsx"].map((end) => stem + end).find((name) => program?.getSourceFile(name)) ?? path;
  }

  cellFile(): ts.SourceFile | undefined {
    return this.#files?.cell;
  }

  declarationsFile(): ts.SourceFile | undefined {
    return this.#files?.declarations;
  }

  /** What a name that the cell imports stands for. */
  facetsOf(name: string): { isValue: boolean; isType: boolean } {
    let symbol = this.#symbol(name);
    if (symbol === undefined) return { isValue: true, isType: true };
    const { Alias, Value, Type } = this.#ts.SymbolFlags;
    if ((symbol.flags & Alias) !== 0)
      symbol = this.#surroundings.last?.getTypeChecker().getAliasedSymbol(symbol) ?? symbol;
    return { isValue: (symbol.flags & Value) !== 0, isType: (symbol.flags & Type) !== 0 };
  }

  /** Type of a top-level name of the cell, as text. */
  typeOf(name: string): string {
    const symbol = this.#symbol(name);
    const checker = this.#surroundings.last?.getTypeChecker();
    const file = this.#files?.cell;
    if (symbol === undefined || checker === undefined || file === undefined) return "any";
    const type = checker.getTypeOfSymbolAtLocation(symbol, file);
    return checker.typeToString(type, file, this.#ts.TypeFormatFlags.NoTruncation);
  }

  #symbol(name: string): ts.Symbol | undefined {
    const file = this.#files?.cell;
    return (file as (ts.SourceFile & { locals?: ReadonlyMap<string, ts.Symbol> }) | undefined)?.locals?.get(
      this.#ts.escapeLeadingUnderscores(name) as string,
    );
  }

  /** tslab tells that the cell or the declarations have changed; the last of its calls in a row makes a new builder. */
  #listen(): void {
    const { sys } = this.#host;
    let timer: unknown;
    const changed = (): void => {
      if (timer !== undefined) sys.clearTimeout?.(timer);
      timer = sys.setTimeout?.(() => {
        timer = undefined;
        this.#host.afterProgramCreate?.(this.#builder());
      }, 0);
    };
    for (const name of [this.#cellName, this.#declarationsName]) sys.watchFile?.(name, changed);
  }

  /** Names of a cell are known without a program; it is asked for once per cell. */
  #builder(): CellBuilder {
    let files: CellFiles | undefined;
    let program: ts.Program | undefined;
    const open = (): CellFiles => {
      files ??= this.#reader.read(this.#text(this.#cellName), this.#text(this.#declarationsName));
      this.#files = files;
      return files;
    };
    const make = (): ts.Program => {
      if (program !== undefined) return program;
      program = this.#surroundings.for(open().needs);
      open().resolve(this.#surroundings.resolutions);
      return program;
    };
    const fileOf = (name: string): ts.SourceFile | undefined => {
      if (name === this.#declarationsName) return open().shell;
      return name === this.#cellName || name === files?.cell.fileName ? open().cell : make().getSourceFile(name);
    };
    return {
      getSourceFile: fileOf,
      getProgram: make,
      getAllDependencies: (file) => this.#dependencies(make(), file),
      emit: (target, write, _token, _isDts, own) => this.#emit(make(), target, write, own),
    };
  }

  #text(name: string): string {
    return this.#host.sys.readFile(name) ?? "";
  }

  /** The cell and every local file that it needs. */
  #dependencies(program: ts.Program, cell: ts.SourceFile): readonly string[] {
    const { importedFiles } = this.#ts.preProcessFile(cell.text, true, true);
    const found = new Set<string>();
    const add = (target: ts.ResolvedModuleFull | undefined): void => {
      if (target === undefined || target.isExternalLibraryImport === true || target.extension === ".d.ts") return;
      found.add(target.resolvedFileName);
    };
    for (const { fileName } of importedFiles) {
      add(this.#surroundings.resolutions?.get(fileName, undefined)?.resolvedModule);
    }
    for (const name of found) {
      resolutionsOf(program.getSourceFile(name))?.forEach((resolution) => {
        add(resolution.resolvedModule);
      });
    }
    return [this.#cellName, ...found].filter(
      (name) => name === this.#cellName || program.getSourceFile(name) !== undefined,
    );
  }

  #emit(program: ts.Program, target: ts.SourceFile, write: ts.WriteFileCallback, own: ts.CustomTransformers): void {
    const transformers = { ...own, ...this.#transformersOf(target, program) };
    const outputs: [string, string][] = [];
    const collect: ts.WriteFileCallback = (name, text) => void outputs.push([name, text]);
    // Declarations are wanted also where a type cannot be named well: the last argument asks for them in any case.
    (program.emit as ForcedEmit)(target, collect, undefined, false, transformers, true);
    const map = outputs.find(([name]) => name.endsWith(".map"))?.[1] ?? "";
    for (const [name, text] of outputs) {
      if (name.endsWith(".map")) continue;
      const code = text.replace(/\n\/\/# sourceMappingURL=[^\n]*\s*$/, "\n");
      const output = target === this.#files?.cell ? this.#cellOutput(name) : name;
      this.emitted.set(output, { code, map: name.endsWith(".d.ts") ? "" : map });
      write(output, code, false);
    }
  }

  /** The name by which tslab expects the cell's output. */
  #cellOutput(name: string): string {
    const output = this.outputOf(this.#cellName);
    return name.endsWith(".d.ts") ? output.replace(/\.js$/, ".d.ts") : output;
  }
}

function resolutionsOf(file: ts.SourceFile | undefined): Resolutions | undefined {
  return (file as { resolvedModules?: Resolutions } | undefined)?.resolvedModules;
}

type ForcedEmit = (
  target: ts.SourceFile,
  write: ts.WriteFileCallback,
  token: undefined,
  isDts: boolean,
  transformers: ts.CustomTransformers,
  isForced: boolean,
) => ts.EmitResult;

/**
 * The program that a cell is checked in. tslab asks for a watching builder; this one builds a program only when its
 * types or its output are asked for, once per cell, and watches nothing.
 */

import { dirname, relative } from "node:path";
import type ts from "@tslab/typescript-for-tslab";
import { Libraries } from "./libraries.js";
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
  code: string;
  map: string;
}

type TransformersOf = (file: ts.SourceFile, program: ts.Program) => ts.CustomTransformers;

interface Versioned {
  readonly file: ts.SourceFile;
  readonly version: string;
}

export class CellProgram {
  readonly #ts: TypeScript;
  readonly #host: WatchHost;
  readonly #system: NotebookSystem;
  readonly #transformersOf: TransformersOf;
  readonly #declarationsName: string;
  readonly #cellName: string;
  readonly #files = new Map<string, Versioned>();
  readonly #libFolder: string;
  readonly #libraries: Libraries;
  #resolutions: ts.ModuleResolutionCache;
  #roots: readonly string[];
  #program: ts.Program | undefined;
  #isStale = false;
  /** What the last `emit` wrote, by output name. */
  readonly emitted: Map<string, Emitted> = new Map();

  constructor(api: TypeScript, host: WatchHost, system: NotebookSystem, transformersOf: TransformersOf) {
    this.#ts = api;
    this.#host = host;
    this.#system = system;
    this.#transformersOf = transformersOf;
    this.#roots = host.roots;
    this.#libFolder = dirname(api.sys.getExecutingFilePath());
    this.#libraries = new Libraries(this.#libFolder, (path) => host.sys.readFile(path));
    [this.#declarationsName = "", this.#cellName = ""] = host.roots;
    this.#resolutions = this.#newResolutions();
    this.#listen();
    host.afterProgramCreate?.(this.#builder());
  }

  updateRootFileNames(roots: readonly string[]): void {
    this.#roots = [...roots, this.#system.globalsName];
    this.#host.sys.setTimeout?.(() => this.#host.afterProgramCreate?.(this.#builder()), 0);
  }

  close(): void {
    this.#program = undefined;
    this.#files.clear();
  }

  /** Modules are looked for again: a package may have been installed, a file written. */
  forgetResolutions(): void {
    this.#isStale = true;
  }

  /** Local files that the cell and the notebook's declarations import, directly or not, with their versions. */
  localVersions(): string {
    const names = (this.#program?.getSourceFiles() ?? []).map(({ fileName }) => fileName);
    const local = names.filter((name) => !this.#isVirtual(name) && !isFixed(name));
    return local.map((name) => `${name}:${this.#versionOf(name)}`).join("\n");
  }

  /** Errors of one file. */
  check(name: string): readonly ts.Diagnostic[] {
    const program = this.#program ?? this.#build();
    const file = program.getSourceFile(name);
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
    return [".ts", ".tsx", ".jsx"].map((end) => stem + end).find((name) => this.#program?.getSourceFile(name)) ?? path;
  }

  declarationsFile(): ts.SourceFile | undefined {
    return this.#program?.getSourceFile(this.#declarationsName);
  }

  /** What a name that the cell imports stands for. */
  facetsOf(name: string): { isValue: boolean; isType: boolean } {
    let symbol = this.#symbol(name);
    if (symbol === undefined) return { isValue: true, isType: true };
    const { Alias, Value, Type } = this.#ts.SymbolFlags;
    if ((symbol.flags & Alias) !== 0) symbol = this.#program?.getTypeChecker().getAliasedSymbol(symbol) ?? symbol;
    return { isValue: (symbol.flags & Value) !== 0, isType: (symbol.flags & Type) !== 0 };
  }

  /** Type of a top-level name of the cell, as text. */
  typeOf(name: string): string {
    const symbol = this.#symbol(name);
    const checker = this.#program?.getTypeChecker();
    const file = this.#program?.getSourceFile(this.#cellName);
    if (symbol === undefined || checker === undefined || file === undefined) return "any";
    const type = checker.getTypeOfSymbolAtLocation(symbol, file);
    return checker.typeToString(type, file, this.#ts.TypeFormatFlags.NoTruncation);
  }

  #symbol(name: string): ts.Symbol | undefined {
    const file = this.#program?.getSourceFile(this.#cellName);
    return (file as (ts.SourceFile & { locals?: ReadonlyMap<string, ts.Symbol> }) | undefined)?.locals?.get(name);
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
    for (const name of [this.#cellName, this.#declarationsName]) {
      this.#files.delete(name);
      sys.watchFile?.(name, () => {
        this.#files.delete(name);
        changed();
      });
    }
  }

  #builder(): CellBuilder {
    let program: ts.Program | undefined;
    const make = (): ts.Program => {
      program ??= this.#build();
      return program;
    };
    return {
      // Names of a file are known without a program.
      getSourceFile: (name) => program?.getSourceFile(name) ?? this.#bound(name),
      getProgram: make,
      getAllDependencies: (file) => this.#dependencies(make(), file),
      emit: (target, write, _token, _isDts, own) => this.#emit(make(), target, write, own),
    };
  }

  #build(): ts.Program {
    if (this.#isStale) {
      this.#resolutions = this.#newResolutions();
      this.#system.refresh();
    }
    const oldProgram = this.#isStale ? undefined : this.#program;
    this.#isStale = false;
    const program = this.#ts.createProgram({
      rootNames: this.#roots,
      options: this.#host.options,
      host: this.#compilerHost(),
      ...(oldProgram === undefined ? {} : { oldProgram }),
    });
    this.#program = program;
    // Binds the files: completion fails on a program whose checker has not been made.
    program.getTypeChecker();
    return program;
  }

  #newResolutions(): ts.ModuleResolutionCache {
    return this.#ts.createModuleResolutionCache(
      this.#system.sys.getCurrentDirectory(),
      (name) => name,
      this.#host.options,
    );
  }

  #compilerHost(): ts.CompilerHost & { hasChangedAutomaticTypeDirectiveNames(): boolean } {
    const { sys } = this.#host;
    return {
      getSourceFile: (name, options) => this.#file(name, options),
      getDefaultLibLocation: () => this.#libFolder,
      getDefaultLibFileName: (options) => `${this.#libFolder}/${this.#ts.getDefaultLibFileName(options)}`,
      writeFile: () => undefined,
      getCurrentDirectory: () => sys.getCurrentDirectory(),
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      fileExists: (name) => this.#isVirtual(name) || sys.fileExists(name),
      readFile: (name) => sys.readFile(name),
      directoryExists: (name) => sys.directoryExists(name),
      realpath: (name) => sys.realpath?.(name) ?? name,
      getModuleResolutionCache: () => this.#resolutions,
      hasChangedAutomaticTypeDirectiveNames: () => false,
    };
  }

  #isVirtual(name: string): boolean {
    return name === this.#cellName || name === this.#declarationsName;
  }

  /** Packages and libraries are read once; the cell and local files whenever they have changed. */
  #file(name: string, options: ts.CreateSourceFileOptions | ts.ScriptTarget): ts.SourceFile | undefined {
    const version = this.#isVirtual(name) ? "" : this.#versionOf(name);
    const known = this.#files.get(name);
    if (known?.version === version) return known.file;
    const text = this.#libraries.textOf(name) ?? this.#host.sys.readFile(name);
    if (text === undefined) return undefined;
    const file = this.#ts.createSourceFile(name, text, options, false);
    this.#files.set(name, { file, version });
    if (known !== undefined) this.#system.changed(name);
    else if (version !== "") this.#host.sys.watchFile?.(name, () => undefined);
    return file;
  }

  #versionOf(name: string): string {
    if (isFixed(name)) return "";
    const time = this.#host.sys.getModifiedTime?.(name)?.getTime();
    // A module cell is no file of the disk: its text tells it from an earlier one.
    return time === undefined ? (this.#host.sys.readFile(name) ?? "") : String(time);
  }

  #bound(name: string): ts.SourceFile | undefined {
    const { options } = this.#host;
    const file = this.#file(name, {
      languageVersion: options.target ?? this.#ts.ScriptTarget.ES2022,
      setExternalModuleIndicator: this.#ts.getSetExternalModuleIndicator(options),
    });
    if (file !== undefined) this.#ts.bindSourceFile(file, options);
    return file;
  }

  /** The file itself and every local file that it needs. */
  #dependencies(program: ts.Program, start: ts.SourceFile): readonly string[] {
    const found = new Set([start.fileName]);
    for (const name of found) {
      const file = program.getSourceFile(name) as (ts.SourceFile & { resolvedModules?: Resolutions }) | undefined;
      file?.resolvedModules?.forEach(({ resolvedModule: target }) => {
        if (target === undefined || target.isExternalLibraryImport === true || target.extension === ".d.ts") return;
        found.add(target.resolvedFileName);
      });
    }
    return [...found].filter((name) => program.getSourceFile(name) !== undefined);
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
      this.emitted.set(name, { code, map: name.endsWith(".d.ts") ? "" : map });
      write(name, code, false);
    }
  }
}

/** Read once: packages and declarations do not change while a notebook is open. */
function isFixed(name: string): boolean {
  return name.includes("/node_modules/") || name.endsWith(".d.ts");
}

interface Resolutions {
  forEach(visit: (resolution: { resolvedModule?: ts.ResolvedModuleFull }) => void): void;
}

type ForcedEmit = (
  target: ts.SourceFile,
  write: ts.WriteFileCallback,
  token: undefined,
  isDts: boolean,
  transformers: ts.CustomTransformers,
  isForced: boolean,
) => ts.EmitResult;

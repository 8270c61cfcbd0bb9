/** Files that TypeScript reads, parsed once: packages and libraries for good, local files until they change. */

import { dirname, join } from "node:path";
import type ts from "@tslab/typescript-for-tslab";
import { parseWithoutDocs } from "./docs.js";
import { Libraries } from "./libraries.js";
import type { NotebookSystem } from "./system.js";
import type { TypeScript } from "./typescript.js";

interface Versioned {
  readonly file: ts.SourceFile;
  readonly version: string;
}

export class SourceFiles {
  readonly #ts: TypeScript;
  readonly #sys: ts.System;
  readonly #options: ts.CompilerOptions;
  readonly #system: NotebookSystem;
  readonly #files = new Map<string, Versioned>();
  readonly libFolder: string;
  readonly #libraries: Libraries;
  #resolutions: ts.ModuleResolutionCache;

  /** `sys` is tslab's: it knows the module cells. */
  constructor(api: TypeScript, sys: ts.System, options: ts.CompilerOptions, system: NotebookSystem) {
    this.#ts = api;
    this.#sys = sys;
    this.#options = options;
    this.#system = system;
    this.libFolder = dirname(api.sys.getExecutingFilePath());
    this.#libraries = new Libraries(this.libFolder, (path) => sys.readFile(path));
    this.#resolutions = this.#newResolutions();
  }

  /** Modules are looked for again: a package may have been installed, a file written. */
  forgetResolutions(): void {
    this.#resolutions = this.#newResolutions();
    this.#system.refresh();
  }

  /** A file that only the program knows, by text. */
  parse(name: string, text: string): ts.SourceFile {
    const file = withoutOriginal(this.#ts.createSourceFile(name, text, this.#parseOptions()));
    // The names by which a program knows its files.
    return Object.assign(file, { path: name, resolvedPath: name, originalFileName: name });
  }

  /** Parses the files behind roots and module specifiers, one file per step, for a program that will want them. */
  *readAhead(roots: readonly string[], specifiers: readonly string[], from: string): Generator<void> {
    const found = new Set(roots);
    const add = (name: string | undefined): void => {
      if (name !== undefined) found.add(name);
    };
    for (const specifier of specifiers) add(this.#resolve(specifier, from));
    for (const name of found) {
      const file = this.#file(name, this.#parseOptions());
      if (file === undefined) continue;
      this.#ts.bindSourceFile(file, this.#options);
      yield;
      for (const { fileName } of file.referencedFiles) add(join(dirname(name), fileName));
      for (const specifier of specifiersOf(this.#ts, file)) add(this.#resolve(specifier, name));
    }
  }

  #resolve(specifier: string, from: string): string | undefined {
    const host = this.host(new Map());
    const { resolvedModule } = this.#ts.resolveModuleName(specifier, from, this.#options, host, this.#resolutions);
    return resolvedModule?.resolvedFileName;
  }

  #parseOptions(): ts.CreateSourceFileOptions {
    return {
      languageVersion: this.#options.target ?? this.#ts.ScriptTarget.ES2022,
      setExternalModuleIndicator: this.#ts.getSetExternalModuleIndicator(this.#options),
    };
  }

  host(extra: ReadonlyMap<string, ts.SourceFile>): ts.CompilerHost {
    const sys = this.#sys;
    const host: ts.CompilerHost & { hasChangedAutomaticTypeDirectiveNames(): boolean } = {
      getSourceFile: (name, options) => extra.get(name) ?? this.#file(name, options),
      getDefaultLibLocation: () => this.libFolder,
      getDefaultLibFileName: (options) => `${this.libFolder}/${this.#ts.getDefaultLibFileName(options)}`,
      writeFile: () => undefined,
      getCurrentDirectory: () => sys.getCurrentDirectory(),
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      fileExists: (name) => sys.fileExists(name),
      readFile: (name) => sys.readFile(name),
      directoryExists: (name) => sys.directoryExists(name),
      realpath: (name) => sys.realpath?.(name) ?? name,
      getModuleResolutionCache: () => this.#resolutions,
      hasChangedAutomaticTypeDirectiveNames: () => false,
    };
    return host;
  }

  /** Empty for files that never change. */
  versionOf(name: string): string {
    if (name.includes("/node_modules/") || name.endsWith(".d.ts")) return "";
    const time = this.#sys.getModifiedTime?.(name)?.getTime();
    // A module cell is no file of the disk: its text tells it from an earlier one.
    return time === undefined ? (this.#sys.readFile(name) ?? "") : String(time);
  }

  clear(): void {
    this.#files.clear();
  }

  #file(name: string, options: ts.CreateSourceFileOptions | ts.ScriptTarget): ts.SourceFile | undefined {
    const version = this.versionOf(name);
    const known = this.#files.get(name);
    if (known?.version === version) return known.file;
    const text = this.#libraries.textOf(name) ?? this.#sys.readFile(name);
    if (text === undefined) return undefined;
    const parse = (given: string): ts.SourceFile => this.#ts.createSourceFile(name, given, options, false);
    const file = withoutOriginal(version === "" ? parseWithoutDocs(text, parse) : parse(text));
    this.#files.set(name, { file, version });
    // tslab keeps a list of local files that it has compiled, and takes one off when it is told of a change.
    if (known !== undefined) this.#system.changed(name);
    else if (version !== "") this.#sys.watchFile?.(name, () => undefined);
    return file;
  }

  #newResolutions(): ts.ModuleResolutionCache {
    return this.#ts.createModuleResolutionCache(this.#sys.getCurrentDirectory(), (name) => name, this.#options);
  }
}

/**
 * A file with `await` at its top level is parsed twice, and TypeScript 5.0 keeps the first tree as its original; naming a
 * type in a declaration then fails on that tree, which nobody has prepared.
 */
function withoutOriginal(file: ts.SourceFile): ts.SourceFile {
  return Object.assign(file, { original: undefined });
}

/** Modules that a file imports or exports from, at its top level. */
function specifiersOf(api: TypeScript, file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    const isImport = api.isImportDeclaration(statement) || api.isExportDeclaration(statement);
    const specifier = isImport ? statement.moduleSpecifier : undefined;
    return specifier !== undefined && api.isStringLiteral(specifier) ? [specifier.text] : [];
  });
}

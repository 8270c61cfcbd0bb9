/**
 * Modules for cells, on the main thread: what `require` and `import()` of a cell answer. Bare names come from the
 * notebook's folder, some from the kernel; local files are compiled by the worker and kept until they change.
 */

import { readFileSync, statSync } from "node:fs";
import { createRequire, isBuiltin, Module } from "node:module";
import { dirname, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { types } from "node:util";
import { constants, Script } from "node:vm";
import { toNamespace } from "./interop.js";
import { isOwn, isShared, ownRequireFor, packageOf } from "./own-packages.js";
import { addFileMaps } from "./trace.js";

/** A local file or `@module` cell as CommonJS. */
export interface SideOutput {
  readonly path: string;
  readonly js: string;
  readonly maps: readonly string[];
}

interface Loaded {
  readonly module: { exports: unknown };
  readonly users: Set<string>;
}

/** Codes with which `require` says that only `import()` can load something. */
const REFUSALS: readonly string[] = ["ERR_REQUIRE_ESM", "ERR_REQUIRE_ASYNC_MODULE", "ERR_PACKAGE_PATH_NOT_EXPORTED"];

/** What a path without or with the ending of JavaScript may stand for. */
const ENDINGS: readonly string[] = ["", ".ts", ".tsx", ".js", ".jsx", ".json", "/index.ts", "/index.js"];

export class Modules {
  readonly #folder: string;
  readonly #require: NodeJS.Require;
  /** `import()` as written in a file of the notebook's folder. */
  readonly #import: (specifier: string) => Promise<unknown>;
  readonly #sources = new Map<string, string>();
  readonly #loaded = new Map<string, Loaded>();
  /** Namespaces of ES modules that cells import statically. */
  readonly #namespaces = new Map<string, unknown>();
  readonly #failures = new Map<string, unknown>();
  readonly #json = new Map<string, { time: number; value: unknown }>();
  /** Modules that the kernel makes itself, by name. */
  readonly #made: ReadonlyMap<string, () => unknown>;

  constructor(folder: string, made: ReadonlyMap<string, () => unknown> = new Map()) {
    this.#folder = folder;
    this.#made = made;
    const file = join(folder, "cell.js");
    this.#require = createRequire(file);
    const plainImport = new Script("(specifier) => import(specifier)", {
      filename: file,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext() as (specifier: string) => Promise<unknown>;
    this.#import = (specifier) => quietly(() => plainImport(specifier));
  }

  /** `require` as cells have it: with `resolve` and `cache` of the notebook's folder. */
  get cellRequire(): NodeJS.Require {
    return Object.assign((specifier: string) => this.require(specifier), this.#require);
  }

  /** Takes compiled local files; those that use a changed one are loaded again, too. */
  update(outputs: readonly SideOutput[]): void {
    for (const { path, js, maps } of outputs) {
      this.#sources.set(path, js);
      addFileMaps(path, maps);
      this.#drop(path);
    }
  }

  /** Loads the ES modules among a cell's static imports, so that its `require` can answer. */
  async prepare(specifiers: readonly string[]): Promise<void> {
    for (const specifier of specifiers) {
      if (
        this.#namespaces.has(specifier) ||
        isBuiltin(specifier) ||
        this.#localPath(specifier, this.#folder) !== undefined
      ) {
        continue;
      }
      try {
        if (types.isModuleNamespaceObject(this.#requireBare(specifier))) await this.#keepNamespace(specifier);
      } catch (error) {
        // Everything else is the cell's own error: it is thrown again when the cell asks for the module.
        if (REFUSALS.includes(codeOf(error) ?? "")) await this.#keepNamespace(specifier);
      }
    }
  }

  require(specifier: string, from: string = this.#folder): unknown {
    const path = this.#localPath(specifier, from);
    return path === undefined ? this.#requireOther(specifier, from) : this.#load(path);
  }

  /** A real `import()`, from the notebook's folder or from the local file `from`. */
  async import(specifier: string, from?: string): Promise<unknown> {
    const folder = from === undefined ? this.#folder : dirname(from);
    const path = this.#localPath(specifier, folder);
    if (path !== undefined) return toNamespace(this.#load(path));
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return this.#import(pathToFileURL(resolve(folder, specifier)).href);
    return this.#importBare(specifier);
  }

  /** `import.meta` of a cell, which stands for a file in the notebook's folder, or of a local file. */
  meta(path: string = join(this.#folder, "cell.ts")): { url: string; filename: string; dirname: string } {
    return { url: pathToFileURL(path).href, filename: path, dirname: dirname(path) };
  }

  #requireOther(specifier: string, from: string): unknown {
    if (this.#failures.has(specifier)) {
      const failure = this.#failures.get(specifier);
      this.#failures.delete(specifier);
      throw failure;
    }
    const namespace = this.#namespaces.get(specifier);
    if (namespace !== undefined) return namespace;
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return this.#requireFile(specifier, resolve(from, specifier));
    return this.#requireBare(specifier);
  }

  #requireFile(specifier: string, path: string): unknown {
    try {
      return this.#require(path);
    } catch (error) {
      if (!isMissing(error, path)) throw error;
      throw Object.assign(new Error(`Cannot find module "${specifier}" from ${dirname(path)}.`), {
        code: codeOf(error),
      });
    }
  }

  #requireBare(specifier: string): unknown {
    const made = this.#made.get(specifier);
    if (made !== undefined) return made();
    const name = packageOf(specifier);
    if (isShared(name)) return ownRequireFor(name)(specifier);
    try {
      return quietly(() => this.#require(specifier));
    } catch (error) {
      if (!isMissing(error, specifier)) throw error;
      if (isOwn(name)) return ownRequireFor(name)(specifier);
      throw this.#missing(specifier);
    }
  }

  async #importBare(specifier: string): Promise<unknown> {
    const made = this.#made.get(specifier);
    if (made !== undefined) return toNamespace(made());
    const name = packageOf(specifier);
    if (isShared(name)) return this.#import(pathToFileURL(ownRequireFor(name).resolve(specifier)).href);
    try {
      return await this.#import(specifier);
    } catch (error) {
      if (!isMissing(error, specifier)) throw error;
      if (isOwn(name)) return this.#import(pathToFileURL(ownRequireFor(name).resolve(specifier)).href);
      throw this.#missing(specifier);
    }
  }

  async #keepNamespace(specifier: string): Promise<void> {
    try {
      this.#namespaces.set(specifier, await this.#importBare(specifier));
    } catch (error) {
      // The cell gets it where it imports, and the next cell tries again.
      this.#failures.set(specifier, error);
    }
  }

  #missing(specifier: string): Error {
    const install = `Install it there: npm install ${packageOf(specifier)}.`;
    const text = `Cannot find module "${specifier}" from ${this.#folder}. The cell stopped here. ${install}`;
    return Object.assign(new Error(text), { code: "MODULE_NOT_FOUND" });
  }

  /** A compiled local file or a JSON file; undefined: Node loads it. */
  #localPath(specifier: string, from: string): string | undefined {
    if (!/^(?:\.{1,2}(?:\/|$)|\/)/.test(specifier)) return undefined;
    const path = resolve(from, specifier);
    const stem = path.replace(/\.jsx?$/, "");
    const candidates = [...ENDINGS.map((ending) => path + ending), `${stem}.ts`, `${stem}.tsx`];
    return candidates.find(
      (each) => this.#sources.has(each) || (extname(each) === ".json" && timeOf(each) !== undefined),
    );
  }

  #load(path: string): unknown {
    if (extname(path) === ".json") return this.#loadJson(path);
    const known = this.#loaded.get(path);
    if (known !== undefined) return known.module.exports;
    const module = new Module(path) as Module & { _compile(code: string, path: string): void };
    module.filename = path;
    module.require = Object.assign((specifier: string) => {
      const used = this.#localPath(specifier, dirname(path));
      const value = this.require(specifier, dirname(path));
      if (used !== undefined) this.#loaded.get(used)?.users.add(path);
      return value;
    }, this.#require);
    this.#loaded.set(path, { module, users: new Set() });
    try {
      module._compile(this.#sources.get(path) ?? "", path);
    } catch (error) {
      this.#loaded.delete(path);
      if (codeOf(error) !== "ERR_REQUIRE_ASYNC_MODULE") throw error;
      const advice = "Put the await into an async function of the file, and await that in the cell.";
      throw new Error(`${path} awaits at its top level, which a local file cannot. ${advice}`);
    }
    return module.exports;
  }

  #loadJson(path: string): unknown {
    const time = timeOf(path) ?? 0;
    const known = this.#json.get(path);
    if (known?.time === time) return known.value;
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    this.#json.set(path, { time, value });
    return value;
  }

  #drop(path: string): void {
    const loaded = this.#loaded.get(path);
    this.#loaded.delete(path);
    for (const user of loaded?.users ?? []) this.#drop(user);
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}

/** The module itself is missing, not one that it needs. */
function isMissing(error: unknown, specifier: string): boolean {
  const code = codeOf(error);
  if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") return false;
  const text = String((error as Error).message);
  return text.includes(`'${specifier}'`) || text.includes(`'${packageOf(specifier)}'`);
}

function timeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** Node warns that loading ES modules these ways is an experiment; the user of a notebook can do nothing about it. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (rest[0] !== "ExperimentalWarning") emitWarning.call(process, warning, ...rest);
  }) as typeof emitWarning;
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

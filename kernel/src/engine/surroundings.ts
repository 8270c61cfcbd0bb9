/**
 * Everything around a cell: libraries, packages, local files, in one program with one type checker that many cells
 * share. It is made anew when a cell imports something else or a local file changes, and now and then, because a checker
 * remembers all that it has checked.
 */

import type ts from "@tslab/typescript-for-tslab";
import type { SourceFiles } from "./source-files.js";
import type { TypeScript } from "./typescript.js";

/** What a cell needs of its surroundings. */
export interface Needs {
  /** Module specifiers, as the cell and the notebook's declarations write them. */
  readonly modules: ReadonlySet<string>;
  /** `declare global` and `declare module` blocks: they change packages, so they are part of the program. */
  readonly augmentations: string;
  /** Length of all cells and declarations that have been read so far. */
  readonly readLength: number;
}

/** Resolutions of module specifiers from the notebook's folder, as TypeScript keeps them with a file. */
export interface Resolutions {
  get(specifier: string, mode: undefined): { readonly resolvedModule?: ts.ResolvedModuleFull } | undefined;
  forEach(visit: (resolution: { readonly resolvedModule?: ts.ResolvedModuleFull }) => void): void;
}

interface Built {
  readonly program: ts.Program;
  readonly needs: Needs;
  readonly roots: readonly string[];
  readonly resolutions: Resolutions | undefined;
  readonly locals: readonly string[];
  readonly versions: string;
}

/** A checker keeps about a hundred times as much memory. */
const lengthMax = 500_000;

export class Surroundings {
  readonly #ts: TypeScript;
  readonly #files: SourceFiles;
  readonly #options: ts.CompilerOptions;
  readonly #importsName: string;
  #roots: readonly string[];
  #built: Built | undefined;
  #isStale = false;

  constructor(api: TypeScript, files: SourceFiles, options: ts.CompilerOptions, roots: readonly string[]) {
    this.#ts = api;
    this.#files = files;
    this.#options = options;
    this.#roots = roots;
    this.#importsName = `${options.rootDir}/__imports__.ts`;
  }

  set roots(roots: readonly string[]) {
    this.#roots = roots;
  }

  /** The program as it was for the last cell. */
  get last(): ts.Program | undefined {
    return this.#built?.program;
  }

  /** How the last cell's specifiers were resolved. */
  get resolutions(): Resolutions | undefined {
    return this.#built?.resolutions;
  }

  /** Local files of the program and their versions. */
  versions(): string {
    return this.#versionsOf(this.#built?.locals ?? []);
  }

  forgetResolutions(): void {
    this.#isStale = true;
  }

  /** The next cell gets a new program and checker. */
  renew(): void {
    this.#built = undefined;
  }

  clear(): void {
    this.renew();
    this.#files.clear();
  }

  /** Makes a program with these modules, in steps. */
  *warm(modules: readonly string[]): Generator<void> {
    const { lib = [], typeRoots = [], types = [] } = this.#options;
    const libraries = lib.map((name) => `${this.#files.libFolder}/${name}`);
    const ambient = typeRoots.flatMap((root) => types.map((name) => `${root}/${name}/index.d.ts`));
    yield* this.#files.readAhead([...libraries, ...ambient, ...this.#roots], [], this.#importsName);
    this.for({ modules: new Set(), augmentations: "", readLength: 0 });
    yield* this.#files.readAhead([], modules, this.#importsName);
    this.for({ modules: new Set(modules), augmentations: "", readLength: 0 });
    yield;
  }

  /** A program that has what the next cell needs. */
  for(needs: Needs): ts.Program {
    const built = this.#built;
    if (built === undefined || this.#isOutdated(built, needs)) return this.#build(needs).program;
    return built.program;
  }

  #isOutdated(built: Built, { modules, augmentations, readLength }: Needs): boolean {
    if (this.#isStale || readLength - built.needs.readLength > lengthMax || built.roots !== this.#roots) return true;
    if (augmentations !== built.needs.augmentations) return true;
    for (const specifier of modules) if (!built.needs.modules.has(specifier)) return true;
    return this.#versionsOf(built.locals) !== built.versions;
  }

  #build({ modules, augmentations, readLength }: Needs): Built {
    if (this.#isStale) this.#files.forgetResolutions();
    const earlier = this.#isStale ? undefined : this.#built;
    this.#isStale = false;
    const all = new Set([...(earlier?.needs.modules ?? []), ...modules]);
    const text = [...all].map((specifier) => `import ${JSON.stringify(specifier)};\n`).join("");
    const imports = this.#files.parse(this.#importsName, `export {};\n${text}${augmentations}`);
    const program = this.#ts.createProgram({
      rootNames: [...this.#roots, this.#importsName],
      options: this.#options,
      host: this.#files.host(new Map([[this.#importsName, imports]])),
      ...(earlier === undefined ? {} : { oldProgram: earlier.program }),
    });
    const names = program.getSourceFiles().map(({ fileName }) => fileName);
    const locals = names.filter((name) => name !== this.#importsName && this.#files.versionOf(name) !== "");
    // Binds all files: completion fails on a program whose checker has not been made.
    program.getTypeChecker();
    this.#built = {
      program,
      needs: { modules: all, augmentations, readLength },
      roots: this.#roots,
      resolutions: (imports as ts.SourceFile & { resolvedModules?: Resolutions }).resolvedModules,
      locals,
      versions: this.#versionsOf(locals),
    };
    return this.#built;
  }

  #versionsOf(locals: readonly string[]): string {
    return locals.map((name) => `${name}:${this.#files.versionOf(name)}`).join("\n");
  }
}

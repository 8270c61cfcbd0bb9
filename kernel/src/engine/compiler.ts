/** tslab's converter with our program, options and files in it. Knows no declarations: those come with every call. */

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type ts from "@tslab/typescript-for-tslab";
import { prefix } from "./cell-syntax.js";
import { readDocs } from "./docs.js";
import { globalsText } from "./globals.js";
import { findFolder, folderOf } from "./own-packages.js";
import { CellProgram, type WatchHost } from "./program.js";
import { createSystem, type NotebookSystem } from "./system.js";
import { type CellPlan, cellTransformer, importTransformer, namesTransformer } from "./transform.js";
import {
  type CellMetadata,
  type Hooks,
  type TslabCompletion,
  type TslabConverter,
  type TypeScript,
  tslabWith,
  typescript,
} from "./typescript.js";

/** A compiled file: CommonJS and the source maps back to what the user wrote, from the last step to the first. */
export interface CompiledFile {
  readonly path: string;
  readonly js: string;
  readonly maps: readonly string[];
}

export interface Compiled {
  readonly problems: readonly ts.Diagnostic[];
  readonly cell: CompiledFile;
  readonly sides: readonly CompiledFile[];
  readonly dts: string;
}

export class Compiler {
  readonly api: TypeScript;
  readonly #hooks: Hooks;
  readonly #system: NotebookSystem;
  readonly #tslab: TslabConverter;
  #program!: CellProgram;
  #plan: CellPlan | undefined;
  #problems: readonly ts.Diagnostic[] = [];
  /** Source map of the CommonJS step, by its output. */
  readonly #maps = new Map<string, string>();
  readonly cellName: string;

  constructor(folder: string, lib: readonly string[]) {
    const api = typescript();
    this.api = api;
    this.cellName = `${folder}/__tslab__.ts`;
    this.#system = createSystem(api.sys, folder, api.FileWatcherEventKind.Changed, globalsText());
    const plain = plainFunctions(api);
    this.#hooks = {
      sys: this.#system.sys,
      createWatchCompilerHost: (roots, options, sys): WatchHost => ({
        roots,
        options: { ...options, ...optionsFor(api, folder, lib) },
        sys,
      }),
      createWatchProgram: (host) => {
        this.#program = new CellProgram(api, host as WatchHost, this.#system, (file, program) =>
          this.#transformers(file, program),
        );
        return this.#program;
      },
      transpileModule: (code, options) => this.#transpile(plain.transpileModule, code, options),
      getQuickInfoAtPosition(file, checker, token, position) {
        readDocs(api, file, checker, position);
        return plain.getQuickInfoAtPosition(file, checker, token, position);
      },
      getPreEmitDiagnosticsOfFiles: (program, files) => this.#check(program, files),
    };
    this.#tslab = this.#with().createConverter({ isJS: false, isBrowser: false });
  }

  /** Reads what most notebooks import, and compiles samples, in steps. */
  *warm(): Generator<void> {
    yield* this.#program.warm(["tapelab", "rxjs", "apache-arrow"]);
    const plan: CellPlan = {
      kinds: new Map(),
      earlier: new Set(),
      hasValue: false,
      declarations: () => this.declarationsFile(),
      onNames: () => undefined,
    };
    for (const sample of samples) {
      this.compile("", sample, plan, () => true);
      yield;
    }
  }

  /** Compiles a cell's text against the declarations of earlier ones. */
  compile(
    declarations: string,
    text: string,
    plan: CellPlan,
    isIgnored: (problem: ts.Diagnostic) => boolean,
  ): Compiled {
    this.#with();
    this.#plan = plan;
    this.#isIgnored = isIgnored;
    this.#maps.clear();
    this.#program.emitted.clear();
    const { output = "", sideOutputs = [] } = this.#retried(() => this.#tslab.convert(declarations, text));
    const emitted = this.#program.emitted;
    const compiled = (path: string, js: string, from: string): CompiledFile => {
      const first = emitted.get(from)?.map ?? "";
      return { path, js, maps: [this.#maps.get(js) ?? "", first] };
    };
    const sides = sideOutputs.map(({ path, data }) => {
      return compiled(this.#program.sourceOf(path), data, this.#program.outputOf(path));
    });
    const problems = this.#problems;
    if (problems.some(({ code }) => isUnresolved(code))) this.#program.forgetResolutions();
    const dts = emitted.get(this.#program.outputOf(this.cellName).replace(/\.js$/, ".d.ts"))?.code ?? "";
    return { problems, cell: compiled(this.cellName, output, this.#program.outputOf(this.cellName)), sides, dts };
  }

  #isIgnored: (problem: ts.Diagnostic) => boolean = () => false;

  complete(declarations: string, text: string, offset: number): TslabCompletion | undefined {
    this.#with();
    try {
      return this.#tslab.complete(declarations, text, offset);
    } catch {
      return undefined; // TypeScript's completion of paths fails on hosts that list no folders
    }
  }

  inspect(declarations: string, text: string, offset: number): ts.QuickInfo | undefined {
    this.#with();
    return this.#retried(() => this.#tslab.inspect(declarations, text, offset));
  }

  printInspection(info: ts.QuickInfo): string {
    return this.#with().printQuickInfo(info);
  }

  metadata(source: string): CellMetadata {
    return this.#with().getCodeMetadata(source);
  }

  /** Makes the text importable as `./name`. */
  addModule(name: string, text: string, meta: CellMetadata): { file: string; problems: readonly ts.Diagnostic[] } {
    this.#with();
    this.#tslab.addModule(name, text, { jsx: meta.jsx === true });
    const file = `${dirname(this.cellName)}/${name}.ts${meta.jsx === true ? "x" : ""}`;
    return { file, problems: this.#program.check(file) };
  }

  /** The last cell as a file. */
  cellFile(): ts.SourceFile | undefined {
    return this.#program.cellFile();
  }

  /** The file of the declarations that the last cell was compiled against. */
  declarationsFile(): ts.SourceFile | undefined {
    return this.#program.declarationsFile();
  }

  /** What an imported name of the last compiled cell stands for. */
  facetsOf(name: string): { isValue: boolean; isType: boolean } {
    return this.#program.facetsOf(name);
  }

  /** Type of a top-level name of the last compiled cell, as text. */
  typeOf(name: string): string {
    return this.#program.typeOf(name);
  }

  /** Local files that the last cell and the declarations need, with their versions. */
  localVersions(): string {
    return this.#program.localVersions();
  }

  close(): void {
    this.#tslab.close();
  }

  /** Many cells share one type checker. Should it fail, the cell is worth a second try with a new one. */
  #retried<T>(work: () => T): T {
    try {
      return work();
    } catch {
      this.#program.renew();
      return work();
    }
  }

  #with(): ReturnType<typeof tslabWith> {
    return tslabWith(this.#hooks);
  }

  #transformers(file: ts.SourceFile, program: ts.Program): ts.CustomTransformers {
    const { api } = this;
    const plan = file === this.#program.cellFile() ? this.#plan : undefined;
    if (plan === undefined) return { after: [importTransformer(api, file.fileName)] };
    const before = [namesTransformer(api, plan, program.getTypeChecker())];
    return { before, after: [cellTransformer(api, plan, file)] };
  }

  /** The second step, modules to CommonJS. Its helpers are main's own, see `modules.ts`. */
  #transpile(plain: TypeScript["transpileModule"], code: string, options: ts.TranspileOptions): ts.TranspileOutput {
    // Without modules there is nothing to do.
    if (!/^(?:import|export)\b/m.test(code)) return { outputText: code };
    const compilerOptions = { ...options.compilerOptions, sourceMap: true, noEmitHelpers: true };
    const output = plain(code, { ...options, compilerOptions });
    const outputText = output.outputText.replace(/\n?\/\/# sourceMappingURL=[^\n]*\s*$/, "\n");
    this.#maps.set(outputText, output.sourceMapText ?? "");
    return { ...output, outputText };
  }

  /** Errors in the cell and its local files. Types that cannot be named in a declaration are no error of the user. */
  #check(program: ts.Program, files: readonly ts.SourceFile[]): readonly ts.Diagnostic[] {
    // tslab names the cell twice, under its own name and under ours.
    const found = [...new Set(files)].flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]);
    const { Error: isError } = this.api.DiagnosticCategory;
    this.#problems = found.filter((problem) => problem.category === isError && !this.#isIgnored(problem));
    return this.#problems;
  }
}

/** What first cells look like. */
const samples: readonly string[] = [
  "const x = [1, 2].map((each) => each + 1); console.log(`${x}`);",
  'import { of, map } from "rxjs"; const doubled = of(1, 2).pipe(map((x) => x * 2));',
  'import { tableFromArrays } from "apache-arrow"; const table = tableFromArrays({ t: new Float64Array(2) });',
  'import { tape } from "tapelab"; const started = tape.start;',
];

/** Codes that say that a module was not found. */
export function isUnresolved(code: number): boolean {
  return code === 2307 || code === 2792 || code === 7016;
}

type PlainFunctions = Pick<TypeScript, "transpileModule" | "getQuickInfoAtPosition">;

let plainOnes: PlainFunctions | undefined;

/** TypeScript's own functions, from before the first hooks. */
function plainFunctions({ transpileModule, getQuickInfoAtPosition }: TypeScript): PlainFunctions {
  plainOnes ??= { transpileModule, getQuickInfoAtPosition };
  return plainOnes;
}

/** Where the cell's text begins in the file that TypeScript sees. */
export const textStart: number = prefix.length;

function optionsFor(api: TypeScript, folder: string, lib: readonly string[]): ts.CompilerOptions {
  return {
    // Packages that have nothing but an `exports` map are found.
    moduleResolution: api.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    lib: lib.map((name) => `lib.${name}.d.ts`),
    types: ["node"],
    typeRoots: typeRootsFor(folder),
    checkJs: false,
    sourceMap: true,
    disableTopLevelAwait: false,
    allowUnreachableCode: true,
    allowUnusedLabels: true,
  };
}

/** Folder above @types/node: the nearest from the notebook upward, else the kernel's own. */
function typeRootsFor(folder: string): string[] {
  const near = findFolder("@types/node", createRequire(join(folder, "cell.js")));
  const node = near ?? folderOf("@types/node");
  return node === undefined ? [] : [dirname(node)];
}

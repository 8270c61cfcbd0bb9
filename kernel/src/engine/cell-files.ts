/**
 * A cell and the declarations of earlier cells as files that a finished program can check. They are not part of it: a
 * program and its type checker serve many cells, and each cell comes under a name of its own.
 */

import type ts from "@tslab/typescript-for-tslab";
import type { SourceFiles } from "./source-files.js";
import type { Needs, Resolutions } from "./surroundings.js";
import type { TypeScript } from "./typescript.js";

type ForeignFile = ts.SourceFile & {
  imports?: readonly ts.StringLiteralLike[];
  resolvedModules?: Resolutions | undefined;
  parent?: ts.Node;
};

interface NameTable {
  keys(): Iterable<string>;
  delete(name: string): void;
  forEach(visit: (symbol: unknown, name: string) => void): void;
}

interface Opened {
  readonly file: ForeignFile;
  readonly modules: readonly string[];
  readonly augmentations: string;
}

export interface CellFiles {
  readonly cell: ts.SourceFile;
  /** What tslab takes for the declarations: an empty file inside them, so that it finds none to print. */
  readonly shell: ts.SourceFile;
  readonly declarations: ts.SourceFile;
  readonly needs: Needs;
  /** Lets imports of the cell find what the program has found. */
  resolve(resolutions: Resolutions | undefined): void;
}

export class CellFileReader {
  readonly #ts: TypeScript;
  readonly #files: SourceFiles;
  readonly #options: ts.CompilerOptions;
  readonly #stem: string;
  #serial = 0;
  #readLength = 0;
  #declarations: { readonly text: string; readonly opened: Opened; readonly shell: ForeignFile } | undefined;

  constructor(api: TypeScript, files: SourceFiles, options: ts.CompilerOptions) {
    this.#ts = api;
    this.#files = files;
    this.#options = options;
    this.#stem = `${options.rootDir}/__cell`;
  }

  /** Parses and binds both; the declarations only when they have changed. */
  read(cellText: string, declarationText: string): CellFiles {
    const declarations = this.#declarationsOf(declarationText);
    const cell = this.#open("ts", cellText);
    const { opened, shell } = declarations;
    return {
      cell: cell.file,
      shell,
      declarations: opened.file,
      needs: {
        modules: new Set([...opened.modules, ...cell.modules]),
        augmentations: opened.augmentations + cell.augmentations,
        readLength: this.#readLength,
      },
      resolve(resolutions) {
        cell.file.resolvedModules = resolutions;
        opened.file.resolvedModules = resolutions;
      },
    };
  }

  #declarationsOf(text: string): { readonly opened: Opened; readonly shell: ForeignFile } {
    if (this.#declarations?.text !== text) {
      const opened = this.#open("d.ts", text);
      const { file: shell } = this.#open("d.ts", "export {};\n");
      // Names are looked for in what stands around a node: in the cell, then in the declarations.
      shell.parent = opened.file;
      this.#declarations = { text, opened, shell };
    }
    return this.#declarations;
  }

  #open(ending: string, text: string): Opened {
    this.#serial += 1;
    this.#readLength += text.length;
    const file: ForeignFile = this.#files.parse(`${this.#stem}${this.#serial}__.${ending}`, text);
    this.#ts.bindSourceFile(file, this.#options);
    // Blocks that augment are bound as names, too: `__global`, `"rxjs"`. They are none of the cell.
    const { locals } = file as { locals?: NameTable };
    for (const name of locals?.keys() ?? []) if (/^(?:__global$|")/.test(name)) locals?.delete(name);
    if (locals !== undefined) this.#nameAsWritten(locals);
    file.imports = file.statements.flatMap((statement) => this.#specifierOf(statement));
    const modules = this.#ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
    const augmenting = file.statements.filter((statement) => this.#augments(statement));
    return { file, modules, augmentations: augmenting.map((each) => `${each.getText(file)}\n`).join("") };
  }

  /** TypeScript keeps `__a` as `___a`; tslab goes through the names and writes them into an `export` list. */
  #nameAsWritten(locals: NameTable): void {
    const original = locals.forEach.bind(locals);
    locals.forEach = (visit) =>
      original((symbol, name) => visit(symbol, this.#ts.unescapeLeadingUnderscores(name as ts.__String)));
  }

  #specifierOf(statement: ts.Statement): ts.StringLiteralLike[] {
    const isImport = this.#ts.isImportDeclaration(statement) || this.#ts.isExportDeclaration(statement);
    const specifier = isImport ? statement.moduleSpecifier : undefined;
    return specifier !== undefined && this.#ts.isStringLiteralLike(specifier) ? [specifier] : [];
  }

  #augments(statement: ts.Statement): boolean {
    if (!this.#ts.isModuleDeclaration(statement)) return false;
    return this.#ts.isStringLiteral(statement.name) || (statement.flags & this.#ts.NodeFlags.GlobalAugmentation) !== 0;
  }
}

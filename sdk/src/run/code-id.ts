/**
 * What code a run executes, as one text. Git's commit where the program is in a repository, with a hash of what differs
 * from it; else a hash over the program and everything it imports by a relative path. Unknown code never hits a cache.
 */
import { dirname, resolve } from "node:path";
import { type Disk, runNow } from "../base/disk.js";
import { badOption } from "../base/options.js";
import { hex, sha256 } from "../base/sha256.js";
import { readSmall } from "../base/small-file.js";
import { canonicalText } from "./canonical.js";
import { type CellTexts, cellsHere } from "./cell-code.js";
import {
  type CodeFiles,
  entriesOf,
  fileHash,
  filesFrom,
  importsOf,
  lockAbove,
  moduleAt,
  realFile,
  scriptEnding,
} from "./code-files.js";
import { gitCode } from "./code-git.js";
import type { Program } from "./task.js";

/** Runs with this id are recorded and never answer another one. */
export const unknownCode = "unknown_code_version";

const codeModes = ["git", "modules", "cells", "source"] as const;

/** How the code of a run is identified; left out: by git where it tracks the program, else by the modules it imports. */
export type CodeMode = (typeof codeModes)[number];

/** The code that a run executes: a program, a file, or one function and the file that calls it. */
export type CodeSource =
  | { readonly program: Program }
  | { readonly file: string }
  | { readonly function: (...values: never[]) => unknown; readonly file?: string };

export interface CodeOptions {
  /** The caller's word for it. */
  readonly given?: string;
  readonly mode?: CodeMode;
  /** Files that belong to the code and are not imported. */
  readonly extraDeps?: readonly string[];
  /** Further tracked files that count, as globs (`run.code_paths`). */
  readonly codePaths?: readonly string[];
}

/** What code it is, and the files that this stands for. */
export interface Code {
  readonly id: string;
  readonly files: CodeFiles;
}

const unknown: Code = { id: unknownCode, files: [] };

/** Throws `bad-option` for a mode that this code cannot have. What nothing tells is `unknownCode`. */
export function codeOf(disk: Disk, source: CodeSource, options: CodeOptions = {}): Code {
  const { given, mode, extraDeps = [], codePaths } = options;
  if (mode !== undefined && !codeModes.includes(mode)) throw refused("code", codeModes.join(", "), String(mode));
  if (given !== undefined) return { id: `given:${given}`, files: [] };
  const { cells, files = [] } = placeOf(disk, source);
  if (mode === "source") return sourceCode("function" in source ? source.function : undefined);
  if (cells && (mode === undefined || mode === "cells")) return cellsCode(disk, cells, extraDeps);
  if (mode === "cells") throw refused("code", "a mode for files outside of notebooks", '"cells"');
  // Git knows nothing of files that it does not track: whoever names some wants them to count.
  const isAsked = mode !== "modules" && extraDeps.length === 0;
  for (const file of isAsked ? files : []) {
    const tracked = gitCode(disk, file, codePaths);
    if (tracked) return tracked;
  }
  if (mode === "git") throw refused("code", "a program that git tracks, and no extraDeps", '"git"');
  const file = files.find((one) => scriptEnding.test(one)) ?? (extraDeps.length > 0 ? files[0] : undefined);
  return file === undefined ? unknown : modulesCode(disk, file, extraDeps);
}

/** The same for a program alone. */
export function codeIdOf(disk: Disk, program: Program, given?: string): string {
  return codeOf(disk, { program }, { given }).id;
}

interface CodePlace {
  readonly cells?: CellTexts;
  /** Files that may be the program, as they are named. */
  readonly files?: readonly string[];
}

function placeOf(disk: Disk, source: CodeSource): CodePlace {
  const filesAt = (paths: readonly string[]): string[] => {
    const found = paths.map((path) => fileAt(disk, path));
    return found.filter((path) => path !== undefined);
  };
  if (!("program" in source)) {
    const cells = "function" in source ? cellsHere() : undefined;
    return { ...(cells && { cells }), files: filesAt(source.file === undefined ? [] : [source.file]) };
  }
  const { program } = source;
  if (program.kind === "module") return { files: filesAt([program.path]) };
  if (program.kind === "container") return { files: [] };
  if (program.notebook === undefined) return { files: filesAt(program.argv) };
  return { cells: notebookCells(disk, program.notebook) };
}

function fileAt(disk: Disk, path: string): string | undefined {
  const full = resolve(path);
  return realFile(disk, full) && disk.now.realpath(full);
}

/** The text of one function; what it reaches outside of itself does not count. */
function sourceCode(fn: ((...values: never[]) => unknown) | undefined): Code {
  if (fn === undefined) throw refused("code", "a mode for programs", '"source"');
  const text = Function.prototype.toString.call(fn);
  return /\{\s*\[native code\]\s*\}\s*$/.test(text) ? unknown : { id: `source:${hashOf(text)}`, files: [] };
}

/** The program, what it imports by relative paths, what was named besides, and the nearest lock file. */
function modulesCode(disk: Disk, file: string, extraDeps: readonly string[]): Code {
  const base = dirname(file);
  const found = filesFrom(disk, [file]);
  const lock = lockAbove(disk, base);
  for (const path of [...(lock === undefined ? [] : [lock]), ...depsOf(disk, extraDeps)])
    found.set(path, fileHash(disk, path) ?? "missing");
  const files = entriesOf(found, base);
  return { id: `modules:${hashOf(canonicalText(files))}`, files };
}

/** Each cell by its place in the list, then what they import by relative paths. */
function cellsCode(disk: Disk, { texts, names, imports, folder }: CellTexts, extraDeps: readonly string[]): Code {
  const cells = texts.map((text, n) => [String(n), hashOf(text)] as const);
  const starts = [...imports.map((path) => moduleAt(disk, resolve(folder, path))), ...depsOf(disk, extraDeps)];
  const files = entriesOf(filesFrom(disk, starts), folder);
  const named = cells.map(([n, hash]) => [names?.[Number(n)] ?? n, hash] as const);
  return { id: `cells:${hashOf(canonicalText([...cells, ...files]))}`, files: [...named, ...files] };
}

function depsOf(disk: Disk, extraDeps: readonly string[]): string[] {
  return extraDeps.map((path) => {
    const full = resolve(path);
    if (disk.now.stat(full)?.kind === "directory") throw refused("extraDeps", "paths of files", `the folder ${full}`);
    return realFile(disk, full) ?? full;
  });
}

/** The code cells of a notebook; its outputs and texts are no code. */
function notebookCells(disk: Disk, path: string): CellTexts | undefined {
  const bytes = runNow(disk, readSmall(path, 256 << 20));
  if (!bytes) return undefined;
  const { cells = [] } = JSON.parse(Buffer.from(bytes).toString("utf8")) as {
    cells?: readonly { cell_type?: string; source?: string | readonly string[] }[];
  };
  const texts = cells.filter((one) => one.cell_type === "code").map(({ source = "" }) => [source].flat().join(""));
  return { texts, imports: texts.flatMap(importsOf), folder: dirname(path) };
}

function hashOf(text: string): string {
  return hex(sha256(Buffer.from(text, "utf8")));
}

function refused(option: string, expected: string, found: string): Error {
  return badOption("run", option, { expected, found, outcome: "Nothing was started." });
}

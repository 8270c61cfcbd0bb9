/**
 * What code a run executes, as one text. Git's commit where the program is in a repository, with a hash of what differs
 * from it; else a hash over the program and everything it imports by a relative path. Unknown code never hits a cache.
 */
import { spawnSync } from "node:child_process";
import { dirname, relative, resolve } from "node:path";
import { byCodePoint } from "../base/canonical-json.js";
import { type Disk, runNow } from "../base/disk.js";
import { hex, sha256 } from "../base/sha256.js";
import { readSmall } from "../base/small-file.js";
import { headCommit } from "../record/git.js";
import { canonicalText } from "./canonical.js";
import { type CellTexts, cellsHere } from "./cell-code.js";
import type { Program } from "./task.js";

/** Runs with this id are recorded and never answer another one. */
export const unknownCode = "unknown_code_version";

const fileMax = 64 << 20;
const codeEnding = /\.(?:[cm]?[tj]s|tsx|jsx|json|wasm|proto|py|jl|R|sh|sql)$/;
const locks = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];
/** `import … from "./x"`, `export … from`, `import("./x")`, `require("./x")`. */
const importPattern = /\b(?:from|import|require)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g;

/** How the code of a run is identified; left out: by git where it tracks the program, else by the modules it imports. */
export type CodeMode = "git" | "modules" | "cells" | "source";

/** The code that a run executes: a program, a file, or one function. */
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
  readonly files: readonly (readonly [string, string])[];
}

export function codeOf(disk: Disk, source: CodeSource, options: CodeOptions = {}): Code {
  const cells = "function" in source ? cellsOf(options) : undefined;
  if (cells) return cellsCode(disk, cells);
  const program = "program" in source ? source.program : { kind: "module" as const, path: source.file ?? "" };
  return { id: codeIdOf(disk, program, options.given), files: [] };
}

/** The code id of a program; `given` is the caller's word for it. */
export function codeIdOf(disk: Disk, program: Program, given?: string): string {
  if (given !== undefined) return `given:${given}`;
  const file =
    program.kind === "module" ? program.path : program.argv.map((one) => resolve(one)).find((one) => isFile(disk, one));
  if (file === undefined) return unknownCode;
  return gitCode(disk, file) ?? (program.kind === "module" ? modulesCode(disk, file) : unknownCode);
}

/** The commit, and what tracked files of code differ from it; undefined where git does not track the program. */
function gitCode(disk: Disk, file: string): string | undefined {
  const folder = dirname(file);
  const head = headCommit(disk, folder.replaceAll("\\", "/"));
  if (head === undefined || git(folder, ["ls-files", "--error-unmatch", "--", file]) === undefined) return undefined;
  const root = git(folder, ["rev-parse", "--show-toplevel"])?.trim();
  const changed = git(folder, ["diff", "--name-only", "-z", "HEAD", "--"]);
  if (root === undefined || changed === undefined) return undefined;
  const paths = changed.split("\0").filter((path) => codeEnding.test(path));
  if (paths.length === 0) return head;
  const list = paths.sort(byCodePoint).map((path) => [path, hashOf(disk, `${root}/${path}`) ?? "deleted"]);
  return `${head}-dirty-${hex(sha256(Buffer.from(`${head}\n${canonicalText(list)}`))).slice(0, 12)}`;
}

function git(folder: string, args: readonly string[]): string | undefined {
  const options = ["--no-optional-locks", "-c", "core.fsmonitor=false"];
  const { status, stdout } = spawnSync("git", [...options, ...args], { cwd: folder, encoding: "utf8", timeout: 5_000 });
  return status === 0 ? stdout : undefined;
}

/** The program, what it imports by relative paths, and the nearest lock file. */
function modulesCode(disk: Disk, file: string): string {
  const base = dirname(file);
  const found = filesFrom(disk, [file]);
  const lock = lockAbove(disk, base);
  if (lock !== undefined) found.set(lock, hashOf(disk, lock) ?? "missing");
  return `modules:${hex(sha256(Buffer.from(canonicalText(entriesOf(found, base)))))}`;
}

/** In a notebook cells are the default for functions. */
function cellsOf({ given, mode = "cells" }: CodeOptions): CellTexts | undefined {
  return given === undefined && mode === "cells" ? cellsHere() : undefined;
}

/** Each cell by its place in the list, then what they import by relative paths. */
function cellsCode(disk: Disk, { texts, imports, folder }: CellTexts): Code {
  const cells = texts.map((text, n) => [String(n), hex(sha256(Buffer.from(text)))] as const);
  const starts = imports.map((path) => moduleAt(disk, resolve(folder, path)));
  const files = [...cells, ...entriesOf(filesFrom(disk, starts), folder)];
  return { id: `cells:${hex(sha256(Buffer.from(canonicalText(files))))}`, files };
}

/** Paths below `base` with their hashes, by path. */
function entriesOf(found: ReadonlyMap<string, string>, base: string): (readonly [string, string])[] {
  const list = [...found].map(([path, hash]) => [relative(base, path).replaceAll("\\", "/"), hash] as const);
  return list.sort(([a], [b]) => byCodePoint(a, b));
}

/** The files and what they import by relative paths, transitively. */
function filesFrom(disk: Disk, starts: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const waiting = [...starts];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const bytes = runNow(disk, readSmall(path, fileMax));
    found.set(path, bytes ? hex(sha256(bytes)) : "missing");
    if (!bytes || !/\.(?:[cm]?[tj]s|tsx|jsx)$/.test(path)) continue;
    for (const [, name = ""] of Buffer.from(bytes).toString("utf8").matchAll(importPattern))
      waiting.push(moduleAt(disk, resolve(dirname(path), name)));
  }
  return found;
}

/** The file that an import means: as written, with an ending, `.js` written for `.ts`, or a folder's index. */
function moduleAt(disk: Disk, path: string): string {
  const bare = path.replace(/\.[cm]?js$/, "");
  const endings = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"];
  const names = [path, ...endings.map((end) => path + end), ...endings.slice(0, 3).map((end) => bare + end)];
  const all = [...names, ...endings.map((end) => `${path}/index${end}`)];
  return all.find((one) => isFile(disk, one)) ?? path;
}

function lockAbove(disk: Disk, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const lock = locks.map((name) => `${at}/${name}`).find((path) => isFile(disk, path));
    if (lock !== undefined) return lock;
    if (dirname(at) === at) return undefined;
  }
}

function hashOf(disk: Disk, path: string): string | undefined {
  const bytes = runNow(disk, readSmall(path, fileMax));
  return bytes && hex(sha256(bytes));
}

function isFile(disk: Disk, path: string): boolean {
  return disk.now.stat(path)?.kind === "file";
}

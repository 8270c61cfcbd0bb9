/** Programs as users name them: a module, a notebook, or a command. */
import { createRequire } from "node:module";
import { basename, dirname, extname, join, resolve } from "node:path";
import { type Disk, runNow } from "../base/disk.js";
import { readSmall } from "../base/small-file.js";
import { badSpec } from "./failures.js";
import type { Program } from "./task.js";

/**
 * The path of a module that exports `(context, run) => outputs`, or of a notebook; or a command that is started without a
 * shell.
 */
export type ProgramSource =
  | string
  | { readonly module: string; readonly export?: string }
  | { readonly command: readonly string[] };

const kernelName = "tapelab-kernel";

/** Rejects with `bad-spec` where there is no such program. */
export function programOf(disk: Disk, source: ProgramSource): Program {
  if (typeof source === "object" && "command" in source) {
    const [first = "", ...rest] = source.command;
    if (first === "") throw badSpec("The command of a launch is empty", "Name a program.");
    const path = resolve(first);
    return isNotebook(path) && isFile(disk, path)
      ? notebook(disk, path, rest)
      : { kind: "command", argv: source.command };
  }
  const { module, export: name } = typeof source === "string" ? { module: source, export: undefined } : source;
  const path = resolve(module);
  if (!isFile(disk, path))
    throw badSpec(`There is no program at ${path}`, "Name a JavaScript or TypeScript file, or a notebook.");
  if (isNotebook(path)) return notebook(disk, path, []);
  return { kind: "module", path, ...(name !== undefined && { export: name }) };
}

/** The name of its sessions where none is given. */
export function programName(program: Program): string {
  const file = program.kind === "module" ? program.path : (program.notebook ?? program.argv[0] ?? "");
  return basename(file, extname(file)) || "run";
}

/** A notebook is a command: the kernel of its project executes it from top to bottom. Its file is not written. */
function notebook(disk: Disk, path: string, args: readonly string[]): Program {
  return { kind: "command", argv: [process.execPath, kernelOf(disk, path), "run", ...args, path], notebook: path };
}

/** The kernel that is installed beside the notebook, in the current folder, or beside this package. */
function kernelOf(disk: Disk, path: string): string {
  for (const from of [path, resolve("x"), __filename]) {
    const facts = resolved(from, `${kernelName}/package.json`);
    if (facts === undefined) continue;
    const text = Buffer.from(runNow(disk, readSmall(facts, 1 << 20)) ?? []).toString("utf8");
    const { bin } = JSON.parse(text) as { bin?: Readonly<Record<string, string>> };
    const file = bin?.[kernelName];
    if (file !== undefined) return join(dirname(facts), file);
  }
  throw badSpec(
    `${basename(path)} is a notebook, and no ${kernelName} is installed in its project`,
    `Install it there: npm install ${kernelName}`,
  );
}

function resolved(from: string, name: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    return undefined;
  }
}

function isNotebook(path: string): boolean {
  return extname(path).toLowerCase() === ".ipynb";
}

function isFile(disk: Disk, path: string): boolean {
  return disk.now.stat(path)?.kind === "file";
}

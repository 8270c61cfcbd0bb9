/** Programs as users name them: a module, a notebook, or a command. */
import { basename, dirname, extname, join, resolve } from "node:path";
import { type Disk, runNow } from "../base/disk.js";
import { readIfSmall } from "../base/small-file.js";
import type { ContainerSpec } from "./container.js";
import { badSpec } from "./failures.js";
import type { Program } from "./task.js";

/**
 * The path of a module that exports `(context, run) => outputs`, or of a notebook; a command that is started without a
 * shell; or a container. `cwd`: the folder that processes of the module are started in; with `jobs: 0` there is none.
 */
export type ProgramSource =
  | string
  | { readonly module: string; readonly export?: string; readonly cwd?: string }
  | { readonly command: readonly string[] }
  | { readonly container: ContainerSpec };

const kernelName = "tapelab-kernel";

/** Rejects with `bad-spec` where there is no such program. */
export function programOf(disk: Disk, source: Exclude<ProgramSource, { readonly container: unknown }>): Program {
  if (typeof source === "object" && "command" in source) {
    const [first = "", ...rest] = source.command;
    if (first === "") throw badSpec("The command of a launch is empty", "Name a program.");
    const path = resolve(first);
    return isNotebook(path) && isFile(disk, path)
      ? notebook(disk, path, rest)
      : { kind: "command", argv: source.command };
  }
  const { module, export: name, cwd } = typeof source === "string" ? { module: source } : source;
  const path = resolve(module);
  if (!isFile(disk, path))
    throw badSpec(`There is no program at ${path}`, "Name a JavaScript or TypeScript file, or a notebook.");
  if (isNotebook(path)) return notebook(disk, path, []);
  return {
    kind: "module",
    path,
    ...(name !== undefined && { export: name }),
    ...(cwd !== undefined && { cwd: resolve(cwd) }),
  };
}

/** The name of its sessions where none is given. */
export function programName(program: Program): string {
  if (program.kind === "container") return imageName(program.container.spec.image);
  const file = program.kind === "module" ? program.path : (program.notebook ?? program.argv[0] ?? "");
  return basename(file, extname(file)) || "run";
}

/** `model` of `registry.org/team/model:3` and of `images/model.sif`. */
function imageName(image: string): string {
  return basename(image, ".sif").replace(/[:@].*$/s, "") || "run";
}

/** What besides its file makes a program another one: part of the signature of its runs. */
export function programParts(program: Program): Readonly<Record<string, unknown>> {
  if (program.kind === "module") return program.export === undefined ? {} : { export: program.export };
  if (program.kind !== "command") return {};
  if (program.notebook === undefined) return { command: program.argv };
  const args = program.argv.slice(kernelWords, -1);
  return args.length === 0 ? {} : { arguments: args };
}

/** Node, the kernel, `run`. */
const kernelWords = 3;

/** A notebook is a command: the kernel of its project executes it from top to bottom. Its file is not written. */
function notebook(disk: Disk, path: string, args: readonly string[]): Program {
  return { kind: "command", argv: [process.execPath, kernelOf(disk, path), "run", ...args, path], notebook: path };
}

/** The kernel that is installed above the notebook, above the current folder, or beside this package. */
function kernelOf(disk: Disk, path: string): string {
  for (const start of [dirname(path), resolve("."), __dirname]) {
    for (let at = start; ; at = dirname(at)) {
      const folder = join(at, "node_modules", kernelName);
      const facts = runNow(disk, readIfSmall(join(folder, "package.json"), 1 << 20));
      const bin = facts && (JSON.parse(Buffer.from(facts).toString("utf8")) as KernelFacts).bin?.[kernelName];
      if (bin !== undefined) return join(folder, bin);
      if (dirname(at) === at) break;
    }
  }
  throw badSpec(
    `${basename(path)} is a notebook, and no ${kernelName} is installed in its project`,
    `Install it there: npm install ${kernelName}`,
  );
}

interface KernelFacts {
  readonly bin?: Readonly<Record<string, string>>;
}

function isNotebook(path: string): boolean {
  return extname(path).toLowerCase() === ".ipynb";
}

function isFile(disk: Disk, path: string): boolean {
  return disk.now.stat(path)?.kind === "file";
}

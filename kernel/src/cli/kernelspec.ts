/**
 * The description of the kernel that Jupyter reads: kernel.json and three icons in a folder of their own. The bytes
 * depend on the options only, so installing twice changes nothing.
 */
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";

export interface SpecOptions {
  readonly displayName?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What lies at the place of a spec: nothing, ours, or something that another program made. */
export type Occupant = "none" | "ours" | "foreign";

const MADE_BY = "tapelab-kernel";
const LOGOS = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];
const packageFolder = resolve(__dirname, "../..");

export const kernelMain: string = resolve(__dirname, "../main.js");

/** Node's options for the kernel: without this one, an interrupted timer ends the process. */
export const nodeOptions: readonly string[] = ["--no-force-async-hooks-checks"];

export function specText(options: SpecOptions): string {
  const spec = {
    argv: [process.execPath, ...nodeOptions, kernelMain, "{connection_file}"],
    display_name: options.displayName ?? "TypeScript (Tapelab)",
    language: "typescript",
    interrupt_mode: "message",
    env: options.env ?? {},
    metadata: { debugger: false, made_by: MADE_BY },
  };
  return `${JSON.stringify(spec, undefined, 2)}\n`;
}

export function occupantOf(folder: string): Occupant {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (!stat) return "none";
  if (!stat.isDirectory()) return "foreign";
  if (readdirSync(folder).length === 0) return "none";
  return readSpec(folder)?.metadata?.made_by === MADE_BY ? "ours" : "foreign";
}

export interface Spec {
  readonly argv?: readonly string[];
  readonly display_name?: string;
  readonly metadata?: { readonly made_by?: unknown };
}

/** The spec in a folder; undefined when there is none that can be read. */
export function readSpec(folder: string): Spec | undefined {
  const file = join(folder, "kernel.json");
  if (!existsSync(file)) return undefined;
  try {
    const spec: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof spec === "object" && spec !== null ? spec : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Writes the spec and its icons. Whatever is there and is not ours is removed first. */
export function writeSpec(folder: string, text: string): void {
  if (occupantOf(folder) === "foreign") rmSync(folder, { recursive: true });
  mkdirSync(folder, { recursive: true });
  for (const logo of LOGOS) copyFileSync(join(packageFolder, "logos", logo), join(folder, logo));
  const unfinished = join(folder, `kernel.json.${process.pid}`);
  writeFileSync(unfinished, text);
  renameSync(unfinished, join(folder, "kernel.json"));
}

/** Removes what `writeSpec` wrote, and returns the names of what else lies there. */
export function removeSpec(folder: string): string[] {
  for (const name of ["kernel.json", ...LOGOS]) rmSync(join(folder, name), { force: true });
  const left = readdirSync(folder);
  if (left.length === 0) rmdirSync(folder);
  return left;
}

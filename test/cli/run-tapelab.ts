/** Runs the built command the way a shell does, and records small tapes for it to look at. */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll } from "vitest";

const bin = resolve(import.meta.dirname, "../../sdk/bin/tapelab.js");
const sdk = resolve(import.meta.dirname, "../../sdk");

export interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `tapelab …args` to its end. */
export function tapelab(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Result> {
  return node([bin, ...args], options);
}

/** Runs a script with `tapelab` in scope, in the folder. */
export function script(source: string, cwd: string, env: Record<string, string> = {}): Promise<Result> {
  const body = `const tapelab = require(${JSON.stringify(sdk)});\n(async () => {${source}})().catch((e) => { console.error(e); process.exit(1); });`;
  return node(["-e", body], { cwd, env });
}

function node(
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Record<string, string> },
): Promise<Result> {
  const { TAPELAB_WORKSPACE: _, NO_COLOR: __, ...inherited } = process.env;
  return new Promise((done) => {
    execFile(
      process.execPath,
      [...args],
      { cwd, env: { ...inherited, ...env }, maxBuffer: 1 << 28 },
      (error, out, err) => {
        done({ code: error ? (typeof error.code === "number" ? error.code : null) : 0, out, err });
      },
    );
  });
}

/** Starts `tapelab …args` and leaves it running. */
export function startTapelab(args: readonly string[]): ReturnType<typeof spawn> {
  return spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

const folders: string[] = [];

/** A fresh folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tapelab-cli-"));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

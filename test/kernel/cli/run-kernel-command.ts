/** Runs the built `tapelab-kernel` the way a shell does. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll } from "vitest";

export const bin: string = resolve(import.meta.dirname, "../../../kernel/bin/tapelab-kernel.js");

export interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Given on standard input. */
  readonly input?: string;
}

/** Runs `tapelab-kernel …args` to its end. */
export function tapelabKernel(args: readonly string[], { cwd, env = {}, input }: RunOptions = {}): Promise<Result> {
  const { TAPELAB_WORKSPACE: _, TAPELAB_SRC_FILE: __, JPY_SESSION_NAME: ___, ...inherited } = process.env;
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [bin, ...args],
      { cwd, env: { ...inherited, ...env }, maxBuffer: 1 << 26 },
      (error, out, err) => done({ code: error ? (typeof error.code === "number" ? error.code : null) : 0, out, err }),
    );
    child.stdin?.end(input ?? "");
  });
}

const folders: string[] = [];

/** A fresh folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tapelab-kernel-cli-"));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

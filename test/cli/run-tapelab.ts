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

/** A script that goes on running: it is waited for by what it says, and answered through its standard input. */
export function startScript(
  source: string,
  cwd: string,
): {
  says(word: string): Promise<void>;
  tell(word: string): void;
  /** Everything it said, once it has ended. */
  ended(): Promise<string>;
} {
  const body = `const tapelab = require(${JSON.stringify(sdk)});\n(async () => {${source}})().catch((e) => { console.log(e); process.exit(1); });`;
  const child = spawn(process.execPath, ["-e", body], { cwd, stdio: ["pipe", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (data: Buffer) => {
    said += data.toString();
  });
  const closed = new Promise<void>((done) => child.on("close", () => done()));
  return {
    says: async (word) => {
      while (!said.includes(word)) {
        if (child.exitCode !== null) throw new Error(`The script ended: ${said}`);
        await new Promise((done) => setTimeout(done, 20));
      }
    },
    tell: (word) => void child.stdin.write(word),
    ended: () => closed.then(() => said),
  };
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

const RECORD = `
  const ws = await tapelab.openWorkspace(".");
  const session = await ws.startSession("lorenz", { labels: ["run-b"], meta: { sigma: 10 } });
  for (let i = 0; i < 60; i++) {
    session.capture("step", { t: i / 10, x: Math.sin(i), mode: i % 2 ? "odd" : "even" });
    if (i % 10 === 9) session.queue("chunk " + (i + 1) / 10);
  }
  await session.finalize("done");
`;

/** A workspace with one ended session of 6 commits (sequences 2 to 7) and 60 scopes. */
export async function recorded(end = "await session.end();"): Promise<string> {
  const folder = temporaryFolder();
  const { code, err } = await script(RECORD + end, folder);
  if (code !== 0) throw new Error(err);
  return folder;
}

export const lines = (text: string): string[] => text.trimEnd().split("\n");

/** The lines of an output as JSON. */
export const json = (text: string): Record<string, unknown>[] =>
  lines(text).map((line) => JSON.parse(line) as Record<string, unknown>);

/** Programs that record in a process of their own, with the built package, as a user runs them. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder, removed after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tapelab-test-"));
  folders.push(folder);
  return folder;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** Starts the program text with the folder as workspace; `tapelab` is what `require("tapelab")` gives. */
export function startProgram(
  folder: string,
  text: string,
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const program = `const tapelab = require("tapelab"); const { tape } = tapelab; (async () => { ${text} })().catch((e) => { console.error(e); process.exitCode = 1; });`;
  const env = { ...process.env, TAPELAB_WORKSPACE: folder };
  const child = spawn(process.execPath, ["-e", program], { cwd: repository, env, stdio: ["ignore", "pipe", "pipe"] });
  const start = performance.now();
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr, ms: performance.now() - start }));
  });
  return { child, ended };
}

/** Resolves when the program has printed the text. */
export function printed(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = "";
    child.stdout?.on("data", (chunk) => {
      seen += chunk;
      if (seen.includes(text)) resolve();
    });
    child.on("close", () => reject(new Error(`The program ended without printing ${text}: ${seen}`)));
  });
}

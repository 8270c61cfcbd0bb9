/**
 * Runs as child processes of this machine. The operating system tells when one is gone, so no heartbeat is needed here;
 * a program that blocks its thread for an hour is a program that works.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { type Disk, runNow } from "../base/disk.js";
import { isCode, writeNew } from "../base/small-file.js";
import { shown } from "../base/text.js";
import { containerName, killContainer } from "./container-engine.js";
import type { ProgramFacts } from "./describe.js";
import { nodeArgs } from "./node-args.js";
import { hasGroups, signalGroup } from "./process-group.js";
import type { Guarded } from "./run-guard.js";
import { removeStaged } from "./staging.js";
import {
  factsText,
  type Program,
  type RunOutcome,
  type RunPool,
  type RunProgress,
  type RunTask,
  type TaskListener,
  taskEnvironment,
} from "./task.js";

export interface LocalPoolOptions {
  readonly disk: Disk;
  readonly size: number;
  /** The script that executes modules: it gets the task as a message. */
  readonly entry: string;
  /** The script that ends what a launcher which was killed has left running. */
  readonly guard: string;
  /** A folder of this launch alone, for the contexts of commands; removed by `close`. */
  readonly folder: string;
}

/** What the script for modules says back. */
export type ChildMessage =
  | { readonly kind: "progress"; readonly progress: RunProgress }
  | { readonly kind: "failed"; readonly error: string }
  | { readonly kind: "finished" }
  | { readonly kind: "described"; readonly facts: ProgramFacts };

interface Running {
  readonly child: ChildProcess;
  readonly kind: Program["kind"];
  isCancelled: boolean;
  isTimedOut: boolean;
  told: ChildMessage | undefined;
  lastLines: string[];
}

const lastLinesMax = 5;
/** What Node prints around the reason of an end. */
const isNoise = /^\s*(?:at |\^*$|Node\.js v|\d+: 0x|-{3,} |<---)/;
const graceMs = 5_000;

export class LocalPool implements RunPool {
  readonly kind = "local";
  readonly size: number;
  readonly #options: LocalPoolOptions;
  readonly #running = new Map<string, Running>();
  #guard: ChildProcess | undefined;

  constructor(options: LocalPoolOptions) {
    this.size = options.size;
    this.#options = options;
  }

  async submit(task: RunTask, listener: TaskListener): Promise<RunOutcome> {
    const { disk, folder } = this.#options;
    const contextFile = `${folder}/${task.session}.json`;
    const factsFile = task.program.kind === "command" ? `${folder}/${task.session}.facts.json` : undefined;
    const staged = [contextFile, ...(factsFile ? [factsFile] : [])];
    let child: ChildProcess;
    try {
      disk.now.mkdir(folder);
      runNow(disk, writeNew(contextFile, Buffer.from(task.linkage.run_space_context), 0o600));
      if (factsFile) runNow(disk, writeNew(factsFile, Buffer.from(factsText(task)), 0o600));
      child = this.#spawn(task, taskEnvironment(task, contextFile, factsFile));
    } catch (error) {
      for (const file of staged) removeStaged(disk, file);
      return { status: "failed", error: `it could not be started: ${(error as Error).message}` };
    }
    const { kind } = task.program;
    const running: Running = { child, kind, isCancelled: false, isTimedOut: false, told: undefined, lastLines: [] };
    if (this.#running.size === 0) process.on("exit", this.#killAll);
    this.#running.set(task.session, running);
    this.#tellGuard();
    const timer = task.timeoutMs && setTimeout(() => this.#stop(running, "timeout"), task.timeoutMs);
    try {
      const over = outcomeOf(running, task, listener);
      // Behind the guard: what executes nothing yet needs none. A child that is gone already is told by its end.
      if (kind !== "command" && child.connected) child.send(task, () => undefined);
      const outcome = await over;
      if (outcome.status !== "completed") await leaveNoContainer(task);
      return outcome;
    } finally {
      clearTimeout(timer || undefined);
      this.#running.delete(task.session);
      this.#tellGuard();
      if (this.#running.size === 0) process.off("exit", this.#killAll);
      for (const file of staged) removeStaged(disk, file);
    }
  }

  cancel(session: string, grace: number): void {
    const running = this.#running.get(session);
    if (running) this.#stop(running, "cancel", grace);
  }

  async close(): Promise<void> {
    const left = [...this.#running.values()];
    const gone = left.map(({ child }) => new Promise<void>((resolve) => void child.once("close", () => resolve())));
    for (const running of left) this.#stop(running, "cancel", 0);
    await Promise.all(gone);
    if (this.#guard?.connected) this.#guard.disconnect();
    const { disk, folder } = this.#options;
    removeStaged(disk, folder);
  }

  #spawn(task: RunTask, own: Readonly<Record<string, string>>): ChildProcess {
    const env = { ...process.env, ...own };
    const { program } = task;
    if (program.kind === "command") {
      const [command = "", ...args] = program.argv;
      return spawn(command, args, { env, detached: hasGroups, stdio: ["ignore", "pipe", "pipe"] });
    }
    const cwd = program.kind === "module" ? program.cwd : undefined;
    return spawn(process.execPath, [...nodeArgs(), this.#options.entry], {
      env,
      cwd,
      detached: hasGroups,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
  }

  /** What executes a container waits, and takes the container with it. */
  #tellGuard(): void {
    const all = [...this.#running.values()];
    if (!this.#guard && all.every(({ kind }) => kind === "container")) return;
    if (!this.#guard?.connected) {
      const { guard } = this.#options;
      this.#guard = spawn(process.execPath, [guard], { detached: true, stdio: ["ignore", "ignore", "ignore", "ipc"] });
      this.#guard.on("error", () => undefined); // then runs are not guarded, and go on all the same
      this.#guard.unref();
      this.#guard.channel?.unref();
    }
    const pidsOf = (kind: Program["kind"]): number[] =>
      all.flatMap(({ child, kind: own }) => (own === kind ? (child.pid ?? []) : []));
    if (!this.#guard.connected) return;
    this.#guard.send({ commands: pidsOf("command"), modules: pidsOf("module") } satisfies Guarded, () => undefined);
  }

  #stop(running: Running, why: "cancel" | "timeout", grace = graceMs): void {
    if (why === "cancel") running.isCancelled = true;
    else running.isTimedOut = true;
    const { child } = running;
    signalled(child, grace > 0 ? "SIGTERM" : "SIGKILL");
    const timer = setTimeout(() => signalled(child, "SIGKILL"), grace);
    child.once("exit", () => clearTimeout(timer));
  }

  /** Whoever leaves in a hurry leaves nothing running. */
  readonly #killAll = (): void => {
    for (const { child } of this.#running.values()) signalled(child, "SIGKILL");
  };
}

/** Also to what the process has started: a shell in front of a program, a kernel behind a notebook. */
function signalled(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child;
  if (hasGroups && pid !== undefined && child.exitCode === null && child.signalCode === null) signalGroup(pid, signal);
  else child.kill(signal);
}

/** Containers are no children of the process that asked for them, and outlive it. */
async function leaveNoContainer({ program, session }: RunTask): Promise<void> {
  if (program.kind === "container") await killContainer(program.container.identity.backend, containerName(session));
}

function outcomeOf(running: Running, task: RunTask, listener: TaskListener): Promise<RunOutcome> {
  const { child } = running;
  const heard = (line: string): void => {
    if (!isNoise.test(line)) running.lastLines = [...running.lastLines, line.trim()].slice(-lastLinesMax);
    listener.printed(line);
  };
  forEachLine(child.stdout, listener.printed);
  forEachLine(child.stderr, heard);
  child.on("message", (message: ChildMessage) => {
    if (message.kind === "progress") listener.progress(message.progress);
    else running.told = message;
  });
  // What it has left running may hold its pipes for ever.
  const leave = (): void => [child.stdout, child.stderr].forEach((pipe) => void pipe?.destroy());
  child.once("exit", () => {
    const timer = setTimeout(leave, graceMs);
    child.once("close", () => clearTimeout(timer));
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ status: "failed", error: notStarted(error, task) }));
    child.once("close", (code, signal) => resolve(ended(running, task, { code, signal })));
  });
}

function notStarted(error: Error, { program }: RunTask): string {
  const name = program.kind === "command" && isCode(error, "ENOENT") ? program.argv[0] : undefined;
  return `it could not be started: ${name === undefined ? error.message : `there is no program ${shown(name, 200)}`}`;
}

function ended(
  { isCancelled, isTimedOut, told, lastLines }: Running,
  { program, timeoutMs }: RunTask,
  { code, signal }: { code: number | null; signal: string | null },
): RunOutcome {
  const isDone = program.kind === "command" ? code === 0 : told?.kind === "finished";
  // A command that was asked to stop and says 0 may have done a part; what a module has done is on its tape.
  if (isDone && (told || !(isCancelled || isTimedOut))) return { status: "completed" };
  if (isCancelled) return { status: "cancelled" };
  if (isTimedOut) return { status: "failed", error: `it took longer than ${timeoutMs} ms and was ended` };
  if (told?.kind === "failed") return { status: "failed", error: told.error };
  const said = lastLines.length === 0 ? "" : `; its last lines: ${lastLines.join(" | ")}`;
  if (signal !== null) return { status: "lost", error: `its process was ended by ${signal}${said}` };
  if (program.kind === "command") return { status: "failed", error: `its process ended with code ${code}${said}` };
  return { status: "lost", error: `its process ended with code ${code} before the program had returned${said}` };
}

function forEachLine(stream: NodeJS.ReadableStream | null, take: (line: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8");
  stream?.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
  stream?.on("end", () => {
    if (rest !== "") take(rest);
  });
}

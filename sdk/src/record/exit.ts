/**
 * What happens when the process goes. Writing is synchronous, so one procedure serves all ways out: signals, the end of
 * the event loop, `process.exit` and uncaught exceptions (which end in the `exit` event).
 */

import { systemClock } from "../base/clock.js";
import { shown } from "../base/text.js";

export interface ExitHook {
  readonly deadlineMs: number;
  /**
   * Writes what is queued; false when some of it may be lost. `isFast`: the time is up, do not wait for the disk. Must
   * not throw.
   */
  flush(isFast: boolean): boolean;
  /** Goes on in the background after a host stopped code from outside. */
  revive(): void;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const hooks = new Set<ExitHook>();
let isInstalled = false;
let isHosted = false;

/** Registers the hook; returns what takes it away again. */
export function onExit(hook: ExitHook): () => void {
  hooks.add(hook);
  if (!isInstalled) install();
  return () => {
    hooks.delete(hook);
  };
}

/**
 * Listens to no signal from now on: the host decides which of them end the process. Returns what then does, once, the
 * work of the end: it writes what is queued and says what is lost.
 *
 * @example
 * const leave = takeOverExit();
 * process.on("SIGTERM", () => { leave(); process.exit(0); });
 */
export function takeOverExit(): () => void {
  isHosted = true;
  for (const signal of signals) process.off(signal, onSignal);
  return () => {
    flushAll();
    hooks.clear();
  };
}

/** Of all sessions that are open: begins again what a host's stop may have lost. */
export function reviveSessions(): void {
  for (const hook of hooks) hook.revive();
}

function install(): void {
  isInstalled = true;
  process.on("exit", onEnd);
  if (!isHosted) for (const signal of signals) process.on(signal, onSignal);
}

/** Who waits for this process must not go on as if a commit were there that is lost. */
function onEnd(): void {
  if (!flushAll()) process.exitCode ||= 1;
}

/** False when commits may be lost. */
function flushAll(): boolean {
  const start = systemClock.mono();
  let isWhole = true;
  for (const hook of hooks) {
    const isFast = Number(systemClock.mono() - start) / 1e6 > hook.deadlineMs;
    isWhole = hook.flush(isFast) && isWhole;
  }
  return isWhole;
}

/** Flushes, then lets the signal do what it would have done without us. */
function onSignal(signal: NodeJS.Signals): void {
  flushAll();
  if (process.listenerCount(signal) > 1) return; // the program handles it itself
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}

/** What a session offers for the way out. */
export interface Leaving {
  readonly label: string;
  readonly mode: "flush" | "finalize" | "drop";
  staged(): number;
  queued(): number;
  /** Makes the stage a commit in the queue. */
  finalize(): void;
  flush(): void;
  sync(): void;
  notify(text: string): void;
}

/** Writes what is queued, and says what is lost: false when that is a commit. Never throws. */
export function leaveAtExit({ label, mode, staged, queued, finalize, flush, sync, notify }: Leaving): boolean {
  if (mode === "drop") return true;
  const name = shown(label, 80);
  let isWhole = true;
  try {
    if (mode === "finalize" && staged() > 0) finalize();
    flush();
    sync();
  } catch (error) {
    isWhole = false;
    notify(unwrittenText(name, queued(), error));
  }
  if (staged() > 0) notify(lostText(name, staged()));
  return isWhole;
}

/** What is told when scopes were never committed. */
function lostText(label: string, scopes: number): string {
  const [what, was, is] = scopes === 1 ? ["1 scope", "was", "is"] : [`${scopes} scopes`, "were", "are"];
  return `${what} of session "${label}" ${was} captured and never committed, and ${is} lost. End with \`await tape.finalize()\`, or set session.on_exit to "finalize".`;
}

/** What is told when the queue could not be written at the end. */
function unwrittenText(label: string, commits: number, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (commits === 0)
    return `The last commits of session "${label}" are written and may not survive a power loss. ${reason}`;
  return `${commits} queued ${commits === 1 ? "commit" : "commits"} of session "${label}" could not be written. ${reason}`;
}

/**
 * What happens when the process goes. Writing is synchronous, so one procedure serves all ways out: signals, the end of
 * the event loop, `process.exit` and uncaught exceptions (which end in the `exit` event).
 */

export interface ExitHook {
  readonly deadlineMs: number;
  /** Writes what is queued. `isFast`: the time is up, do not wait for the disk. Must not throw. */
  flush(isFast: boolean): void;
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const hooks = new Set<ExitHook>();
let isInstalled = false;

/** Registers the hook; returns what takes it away again. */
export function onExit(hook: ExitHook): () => void {
  hooks.add(hook);
  if (!isInstalled) install();
  return () => {
    hooks.delete(hook);
  };
}

function install(): void {
  isInstalled = true;
  process.on("exit", flushAll);
  for (const signal of signals) process.on(signal, onSignal);
}

function flushAll(): void {
  const start = performance.now();
  for (const hook of hooks) hook.flush(performance.now() - start > hook.deadlineMs);
}

/** Flushes, then lets the signal do what it would have done without us. */
function onSignal(signal: NodeJS.Signals): void {
  flushAll();
  if (process.listenerCount(signal) > 1) return; // the program handles it itself
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}

/** What is told when scopes were never committed. */
export function lostText(label: string, scopes: number): string {
  const [what, was, is] = scopes === 1 ? ["1 scope", "was", "is"] : [`${scopes} scopes`, "were", "are"];
  return `${what} of session "${label}" ${was} captured and never committed, and ${is} lost. End with \`await tape.finalize()\`, or set session.on_exit to "finalize".`;
}

/** What is told when the queue could not be written at the end. */
export function unwrittenText(label: string, commits: number, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `${commits} queued ${commits === 1 ? "commit" : "commits"} of session "${label}" could not be written. ${reason}`;
}

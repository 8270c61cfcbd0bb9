import { constants } from "node:os";

/** libuv's own watcher of a signal, as Node uses it below `process.on`. */
interface SignalWatcher {
  onsignal: (signal: number) => void;
  start(signal: number): number;
  unref(): void;
}

interface Bindings {
  noDeprecation?: boolean | undefined;
  binding(name: "signal_wrap"): { readonly Signal: new () => SignalWatcher };
}

/** Kept for as long as the thread lives: a collected watcher hears nothing. */
const watchers: SignalWatcher[] = [];

/**
 * Calls `heard` in this thread when the process shall end. Node tells a worker no signals, and the main thread hears
 * them only between callbacks: a cell that loops would keep the kernel alive until SIGKILL, and lose what is queued.
 * Where a Node has no such watcher, the main thread alone hears them.
 */
export function hearStopSignals(heard: () => void): boolean {
  const bindings = process as unknown as Bindings;
  const earlier = bindings.noDeprecation;
  bindings.noDeprecation = true;
  try {
    const { Signal } = bindings.binding("signal_wrap");
    for (const name of ["SIGTERM", "SIGHUP"] as const) {
      const watcher = new Signal();
      watcher.onsignal = heard;
      watcher.start(constants.signals[name]);
      watcher.unref();
      watchers.push(watcher);
    }
    return true;
  } catch {
    return false;
  } finally {
    bindings.noDeprecation = earlier;
  }
}

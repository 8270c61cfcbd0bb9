/**
 * What goes on after its cell has ended: views of Observables, plots, bars. Each is stopped by an interrupt of its cell,
 * when the cell runs again, and when the kernel ends.
 */
import { outsideCells, type RunningCell } from "./cells.js";

export type StopReason = "interrupt" | "rerun" | "kernel";

export interface Live {
  /** Called once at most. After `rerun` nobody sees what it shows. */
  stop(reason: StopReason): void | Promise<void>;
}

const lives = new Map<Live, RunningCell | undefined>();
const hooks = new Map<() => void, RunningCell>();

/** Stops it when its time has come; the returned function forgets it. */
export function keepLive(cell: RunningCell | undefined, live: Live): () => void {
  const stop = (): void => void end(live, "interrupt");
  lives.set(live, cell);
  cell?.signal.addEventListener("abort", stop, { once: true });
  if (cell?.isInterrupted) stop();
  return () => {
    lives.delete(live);
    cell?.signal.removeEventListener("abort", stop);
  };
}

/** Calls back when the cell runs again, whatever it shows is gone then. */
export function whenRunAgain(cell: RunningCell, call: () => void): void {
  hooks.set(call, cell);
}

/** The cell runs again: it is known by the front end's id, else by its text. */
export function stopEarlierRuns(cell: RunningCell): void {
  // What shows ends before what it shows: so nothing is shown where nobody looks.
  for (const [live, of] of [...lives].reverse()) if (isEarlierRun(of, cell)) void end(live, "rerun");
  for (const [call, of] of hooks) if (isEarlierRun(of, cell) && hooks.delete(call)) call();
}

function isEarlierRun(of: RunningCell | undefined, { ref, text }: RunningCell): boolean {
  if (of === undefined || of.ref === ref || text === "") return false;
  return ref.id !== "" && of.ref.id !== "" ? of.ref.id === ref.id : of.text === text;
}

const lastWork = new Set<Promise<void>>();

/** Work that the end of the kernel waits for. */
export function finishFirst(work: Promise<void>): void {
  lastWork.add(work);
  const forget = (): void => void lastWork.delete(work);
  work.then(forget, forget);
}

/** The kernel ends: resolves when each shows its last state. */
export async function stopAll(): Promise<void> {
  await Promise.allSettled([...lives.keys()].map((live) => end(live, "kernel")));
  await Promise.allSettled(lastWork);
}

/** How many there are. */
export function liveCount(): number {
  return lives.size;
}

function end(live: Live, reason: StopReason): void | Promise<void> {
  if (lives.delete(live)) return outsideCells(() => live.stop(reason));
}

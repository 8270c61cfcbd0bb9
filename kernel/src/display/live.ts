/**
 * What goes on after its cell has ended: views of Observables, plots, bars. Each is stopped by an interrupt of its cell,
 * when the cell runs again, and when the kernel ends.
 */
import { outsideCells, type RunningCell } from "./cells.js";

export type StopReason = "interrupt" | "rerun" | "kernel";

export interface Live {
  /** Called once at most. After `rerun` nobody sees what it shows. */
  stop(reason: StopReason): void;
}

const lives = new Map<Live, RunningCell | undefined>();

/** Stops it when its time has come; the returned function forgets it. */
export function keepLive(cell: RunningCell | undefined, live: Live): () => void {
  const stop = (): void => end(live, "interrupt");
  lives.set(live, cell);
  cell?.signal.addEventListener("abort", stop, { once: true });
  if (cell?.isInterrupted) stop();
  return () => {
    lives.delete(live);
    cell?.signal.removeEventListener("abort", stop);
  };
}

/** The cell runs again: it is known by the front end's id, else by its text. */
export function stopEarlierRuns(cell: RunningCell): void {
  const { id } = cell.ref;
  for (const [live, of] of lives) {
    if (of === undefined || of === cell) continue;
    const isSame = id !== "" && of.ref.id !== "" ? of.ref.id === id : of.text === cell.text;
    if (isSame && cell.text !== "") end(live, "rerun");
  }
}

/** The kernel ends. */
export function stopAll(): void {
  for (const live of [...lives.keys()]) end(live, "kernel");
}

/** How many there are. */
export function liveCount(): number {
  return lives.size;
}

function end(live: Live, reason: StopReason): void {
  if (lives.delete(live)) outsideCells(() => live.stop(reason));
}

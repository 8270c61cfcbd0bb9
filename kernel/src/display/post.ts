/**
 * What main says to the worker. Output waits here while the worker holds too much that it has not sent, so that a cell
 * which prints for ever does not fill the memory. An interrupt ends the wait.
 */
import type { MessagePort, TransferListItem, Worker } from "node:worker_threads";
import { sharedCells, type ToWorker, unsentMax } from "../link.js";

/** Messages that count as unsent output. */
export type Output = Extract<ToWorker, { readonly bytes: number }>;

type Unsized<T> = T extends unknown ? Omit<T, "bytes"> : never;

let worker: Pick<Worker | MessagePort, "postMessage"> | undefined;
let cells: Int32Array = new Int32Array(16);

/** Where messages go from now on. */
export function openLink(to: Pick<Worker | MessagePort, "postMessage">, shared: SharedArrayBuffer): void {
  worker = to;
  cells = new Int32Array(shared);
}

/** The shared memory. */
export function sharedMemory(): Int32Array {
  return cells;
}

export function post(message: Exclude<ToWorker, Output>): void {
  worker?.postMessage(message);
}

/** Posts output of `bytes` bytes. Returns when the worker can take more; buffers in `moved` are not copied. */
export function postOutput(message: Unsized<Output>, bytes: number, moved: readonly TransferListItem[] = []): void {
  const size = Math.min(bytes, 2 ** 30);
  Atomics.add(cells, sharedCells.unsent, size);
  worker?.postMessage({ ...message, bytes: size }, moved);
  let unsent = Atomics.load(cells, sharedCells.unsent);
  if (unsent <= unsentMax) return;
  while (unsent > unsentMax / 2) {
    Atomics.wait(cells, sharedCells.unsent, unsent, 1_000);
    unsent = Atomics.load(cells, sharedCells.unsent);
  }
}

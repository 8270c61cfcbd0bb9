/** A worker that only keeps what main posts, and cells to post from. */

import type { Worker } from "node:worker_threads";
import { type RunningCell, startCell } from "#kernel/display/cells.js";
import { openLink } from "#kernel/display/post.js";
import { type CellRef, sharedBytes, sharedCells, type ToWorker } from "#kernel/link.js";

export interface FakeWorker {
  readonly posted: ToWorker[];
  readonly shared: Int32Array;
  /** Posted messages of one type. */
  of<T extends ToWorker["type"]>(type: T): Extract<ToWorker, { readonly type: T }>[];
  /** Everything posted has been sent. */
  sendAll(): void;
}

export function fakeWorker(): FakeWorker {
  const posted: ToWorker[] = [];
  const memory = new SharedArrayBuffer(sharedBytes);
  const shared = new Int32Array(memory);
  // Copied and moved, as a real thread would get it: what cannot be cloned fails here too.
  const postMessage = (message: ToWorker, transfer: ArrayBuffer[] = []): void => {
    posted.push(structuredClone(message, { transfer }));
  };
  openLink({ postMessage } as Worker, memory);
  return {
    posted,
    shared,
    of: (type) => posted.filter((message) => message.type === type) as never,
    sendAll: () => void Atomics.store(shared, sharedCells.unsent, 0),
  };
}

let keys = 100;

export function cellRef(given: Partial<CellRef> = {}): CellRef {
  keys++;
  return { key: keys, count: keys, id: "", silent: false, stores: true, allowStdin: true, ...given };
}

export function newCell(given: Partial<CellRef> = {}): RunningCell {
  return startCell(cellRef(given));
}

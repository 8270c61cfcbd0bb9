import type { MessagePort, TransferListItem } from "node:worker_threads";
import { type Question, sharedCells, type ToMain, unsentMax } from "../link.js";

/** No question to main waits longer than this. */
const ASK_MS = 100;
/** What main records is soon done; when not, the next attempt comes. */
const STOP_MS = 50;

/** The main thread as the worker sees it: it may be busy, blocked, or not ready yet. */
export class MainLink {
  readonly #port: Pick<MessagePort, "postMessage">;
  readonly #cells: Int32Array;
  readonly #pings = new Map<number, () => void>();
  readonly #questions = new Map<number, (value: unknown) => void>();
  #count = 0;
  #setReady: () => void = () => undefined;
  readonly ready: Promise<void>;
  isReady = false;

  constructor(port: Pick<MessagePort, "postMessage">, shared: SharedArrayBuffer) {
    this.#port = port;
    this.#cells = new Int32Array(shared);
    this.ready = new Promise((resolve) => {
      this.#setReady = resolve;
    });
  }

  post(message: ToMain, moved: readonly TransferListItem[] = []): void {
    this.#port.postMessage(message, moved);
  }

  setReady(): void {
    this.isReady = true;
    this.#setReady();
  }

  /** Resolves when main has handled everything that was posted before. Lost pings are answered by later ones. */
  ping(): Promise<void> {
    const id = ++this.#count;
    this.post({ type: "ping", id });
    return new Promise((resolve) => this.#pings.set(id, resolve));
  }

  pong(id: number): void {
    for (const [older, resolve] of this.#pings) {
      if (older > id) break;
      this.#pings.delete(older);
      resolve();
    }
  }

  /** Whether main answers within this time. */
  async answers(withinMs: number): Promise<boolean> {
    return within(
      this.ping().then(() => true),
      withinMs,
      false,
    );
  }

  /** The answer of main, or undefined when it is busy. */
  async ask(question: Question): Promise<unknown> {
    if (!this.isReady) return undefined;
    const id = ++this.#count;
    this.post({ type: "ask", id, question });
    const answer = new Promise<unknown>((resolve) => this.#questions.set(id, resolve));
    const value = await within(answer, ASK_MS, undefined);
    this.#questions.delete(id);
    return value;
  }

  answer(id: number, value: unknown): void {
    this.#questions.get(id)?.(value);
  }

  /** Code of this cell, and what it started, must not go on. */
  markInterrupted(key: number): void {
    Atomics.store(this.#cells, sharedCells.interrupted, key);
  }

  /** Whether code on main may be stopped: not while it records. It does not begin to until `endStop`. */
  beginStop(): boolean {
    Atomics.store(this.#cells, sharedCells.stopping, 1);
    Atomics.wait(this.#cells, sharedCells.recording, 1, STOP_MS);
    return Atomics.load(this.#cells, sharedCells.recording) === 0;
  }

  endStop(): void {
    Atomics.store(this.#cells, sharedCells.stopping, 0);
  }

  /** Output of so many bytes has been sent: wakes main when it waits for that. */
  sent(bytes: number): void {
    if (bytes === 0) return;
    const before = Atomics.sub(this.#cells, sharedCells.unsent, bytes);
    const half = unsentMax / 2;
    if (before > half && before - bytes <= half) Atomics.notify(this.#cells, sharedCells.unsent);
  }

  /** Nothing is sent any more: main must not wait for it. */
  close(): void {
    Atomics.store(this.#cells, sharedCells.unsent, -(2 ** 31));
    Atomics.notify(this.#cells, sharedCells.unsent);
  }
}

/** The promise's value, or the other one when it takes longer. */
export async function within<T>(promise: Promise<T>, ms: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when everything that has arrived at the sockets by now has been received. */
export async function turn(): Promise<void> {
  for (let count = 0; count < 2; count++) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Comms: messages between a cell and a program in the front end, with buffers that arrive byte for byte. Messages of one
 * comm are delivered in order, also while a cell waits; a handler that throws is reported and closes nothing.
 */
import { randomUUID } from "node:crypto";
import type { Bundle, CellRef, CommMessage } from "../link.js";
import { assertNotInterrupted, currentCell, inCell, outputKey, RunningCell } from "./cells.js";
import { reportLate } from "./late.js";
import { postOutput } from "./post.js";
import { writeText } from "./streams.js";
import { enter } from "./timers.js";

/** Bytes that can be sent: they are copied, so what happens to them afterwards does not matter. */
export type CommBytes = ArrayBuffer | ArrayBufferView;

export interface CommSendOptions {
  readonly buffers?: readonly CommBytes[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What the front end sent. */
export interface CommReceived {
  readonly data: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
}

export type CommListener = (received: CommReceived) => unknown;

/** One open channel to the front end. */
export class Comm {
  readonly id: string;
  readonly target: string;
  /** Output goes to the cell that opened the comm. */
  readonly #key: number;
  readonly #listeners = { msg: new Set<CommListener>(), close: new Set<CommListener>() };

  /** @internal Comms come from `comms.open` and from the front end. */
  constructor(id: string, target: string, key: number) {
    this.id = id;
    this.target = target;
    this.#key = key;
  }

  get isClosed(): boolean {
    return !live.has(this.id);
  }

  /** Sends data, which must be JSON, and buffers. */
  send(data: unknown = {}, options: CommSendOptions = {}): void {
    if (this.isClosed) throw new Error(`Comm "${this.target}" is closed. Nothing was sent. Open another one.`);
    sendComm(this.#key, { action: "msg", commId: this.id }, data, options);
  }

  /** Closes the channel on both sides. Closing twice is once. */
  close(data: unknown = {}, options: CommSendOptions = {}): void {
    if (this.isClosed) return;
    sendComm(this.#key, { action: "close", commId: this.id }, data, options);
    live.delete(this.id);
  }

  /** Hears messages from now on; the returned function ends it. */
  onMessage(listener: CommListener): () => void {
    return listen(this.#listeners.msg, listener);
  }

  /** Hears that the front end closed the comm. */
  onClose(listener: CommListener): () => void {
    return listen(this.#listeners.close, listener);
  }

  /** @internal */
  deliver(action: "msg" | "close", received: CommReceived): void {
    for (const listener of [...this.#listeners[action]]) call(() => listener(received));
  }
}

export type CommTarget = (comm: Comm, opened: CommReceived) => unknown;

const live = new Map<string, Comm>();
const targets = new Map<string, CommTarget>();

export const comms = {
  /** Says who answers when the front end opens a comm with this target; the returned function takes it back. */
  register(target: string, opened: CommTarget): () => void {
    if (typeof target !== "string" || target === "" || typeof opened !== "function") {
      throw new TypeError("comms.register: expected a name and a function. Nothing was registered.");
    }
    targets.set(target, opened);
    return () => {
      if (targets.get(target) === opened) targets.delete(target);
    };
  },

  /** Opens a comm to the program that the front end has registered under this target. */
  open(target: string, data: unknown = {}, options: CommSendOptions = {}): Comm {
    const comm = new Comm(randomUUID().replaceAll("-", ""), target, outputKey());
    sendComm(outputKey(), { action: "open", commId: comm.id, target }, data, options);
    live.set(comm.id, comm);
    return comm;
  },
};

/** Delivers a message of the front end. What its handlers write belongs to the message's request. */
export function receiveComm(ref: CellRef, message: CommMessage): void {
  const cell = new RunningCell(ref);
  enter(cell);
  inCell(cell, () => {
    const { action, commId, target = "", data, metadata, buffers } = message;
    const received = { data, metadata, buffers };
    if (action === "open") {
      open(ref, commId, target, received);
      return;
    }
    const comm = live.get(commId);
    if (action === "close") live.delete(commId);
    comm?.deliver(action, received);
  });
}

function open(ref: CellRef, id: string, target: string, received: CommReceived): void {
  const opened = targets.get(target);
  if (opened === undefined) {
    writeText(ref.key, "stderr", `No comm target ${JSON.stringify(target)} is registered. The comm was closed.\n`);
    sendComm(ref.key, { action: "close", commId: id }, {}, {});
    return;
  }
  const comm = new Comm(id, target, ref.key);
  live.set(id, comm);
  call(() => opened(comm, received));
}

/** Calls a handler of the user, which may be asynchronous. */
function call(handler: () => unknown): void {
  const cell = currentCell();
  const report = (error: unknown): void => reportLate(error, cell);
  try {
    const result = handler();
    if (result instanceof Promise) result.catch(report);
  } catch (error) {
    report(error);
  }
}

type CommHead = Pick<CommMessage, "action" | "commId" | "target">;

function sendComm(key: number, head: CommHead, data: unknown, options: CommSendOptions): void {
  assertNotInterrupted();
  const buffers = (options.buffers ?? []).map(copied);
  const text = JSON.stringify({ data, metadata: options.metadata ?? {} });
  const plain = JSON.parse(text) as { data?: unknown; metadata: Bundle };
  const message: CommMessage = { ...head, data: plain.data ?? {}, metadata: plain.metadata, buffers };
  const bytes = buffers.reduce((sum, { byteLength }) => sum + byteLength, text.length);
  const moved = buffers.map(({ buffer }) => buffer as ArrayBuffer);
  postOutput({ type: "comm", key, message }, bytes, moved);
}

function copied(bytes: CommBytes): Uint8Array {
  if (ArrayBuffer.isView(bytes)) {
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice();
  }
  if (Object.prototype.toString.call(bytes) === "[object ArrayBuffer]") return new Uint8Array(bytes).slice();
  throw new TypeError("comm: expected buffers of bytes (Uint8Array, ArrayBuffer). Nothing was sent.");
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

import { Excess } from "./excess.js";

export type StreamName = "stdout" | "stderr";

/** Where text goes, and who hears that bytes have been sent. */
export interface OutputTarget {
  stream(key: number, name: StreamName, text: string): void;
  sent(bytes: number): void;
}

interface Pending {
  readonly name: StreamName;
  readonly since: number;
  readonly texts: string[];
  size: number;
  bytes: number;
}

/** One cell's text. */
interface Account {
  pending: Pending | undefined;
  timer: NodeJS.Timeout | undefined;
  flushedAt: number;
  /** Bytes shown so far. */
  shown: number;
  excess: Excess | undefined;
}

const JOIN_MS = 20;
const JOIN_SIZE = 64 * 1024;
const PACE_MS = 10;
const ACCOUNTS_MAX = 1_000;

/**
 * Joins the small writes of a cell into few messages, in the order written. Text beyond the limit is counted, and its
 * end is shown when the cell ends.
 */
export class Output {
  readonly #target: OutputTarget;
  readonly #limit: number;
  readonly #accounts = new Map<number, Account>();
  #running: number | undefined;

  constructor(target: OutputTarget, limitBytes: number) {
    this.#target = target;
    this.#limit = limitBytes;
  }

  /** A cell starts: what it writes until its end counts against one limit. */
  begin(key: number): void {
    this.#running = key;
    this.#accounts.delete(key);
  }

  write(key: number, name: StreamName, text: string, bytes: number): void {
    const account = this.#account(key);
    if (account.excess) {
      account.excess.add(name, text);
      this.#target.sent(bytes);
      return;
    }
    if (account.pending && account.pending.name !== name) this.flush(key);
    const now = performance.now();
    account.pending ??= { name, since: now, texts: [], size: 0, bytes: 0 };
    const { pending } = account;
    pending.texts.push(text);
    pending.size += text.length;
    pending.bytes += bytes;
    const isFull = pending.size >= JOIN_SIZE && now - account.flushedAt >= PACE_MS;
    if (isFull || now - pending.since >= JOIN_MS) this.flush(key);
    else account.timer ??= setTimeout(() => this.flush(key), JOIN_MS);
  }

  /** Sends what waits for this cell: before any other message of it. */
  flush(key: number): void {
    const account = this.#accounts.get(key);
    if (!account?.pending) return;
    const { name, texts, bytes } = account.pending;
    clearTimeout(account.timer);
    account.timer = undefined;
    account.pending = undefined;
    account.flushedAt = performance.now();
    this.#show(account, key, name, texts.join(""));
    this.#target.sent(bytes);
  }

  /** The cell has ended: everything it wrote is sent, with the end of what was too much. */
  end(key: number): void {
    this.flush(key);
    const account = this.#accounts.get(key);
    if (account?.excess) for (const { name, text } of account.excess.end()) this.#target.stream(key, name, text);
    this.#accounts.delete(key);
    if (this.#running === key) this.#running = undefined;
  }

  flushAll(): void {
    for (const key of [...this.#accounts.keys()]) this.flush(key);
  }

  #show(account: Account, key: number, name: StreamName, text: string): void {
    const size = Buffer.byteLength(text);
    if (account.shown + size <= this.#limit) {
      account.shown += size;
      this.#target.stream(key, name, text);
      return;
    }
    const cut = lineEnd(text, this.#limit - account.shown);
    if (cut > 0) this.#target.stream(key, name, text.slice(0, cut));
    account.excess = new Excess(this.#limit);
    account.excess.add(name, text.slice(cut));
    // A cell that has ended does not end again: its late text stops here.
    if (key !== this.#running) this.#target.stream(key, "stderr", account.excess.refusal());
  }

  #account(key: number): Account {
    const known = this.#accounts.get(key);
    if (known) return known;
    for (const [old, { pending }] of this.#accounts) {
      if (this.#accounts.size < ACCOUNTS_MAX) break;
      if (!pending && old !== this.#running) this.#accounts.delete(old);
    }
    const account = { pending: undefined, timer: undefined, flushedAt: 0, shown: 0, excess: undefined };
    this.#accounts.set(key, account);
    return account;
  }
}

/** Where the last whole line ends that lies within the first `size` units; without one, before a whole character. */
function lineEnd(text: string, size: number): number {
  const newline = text.lastIndexOf("\n", size - 1);
  if (newline >= 0) return newline + 1;
  const unit = text.charCodeAt(size);
  return unit >= 0xdc00 && unit <= 0xdfff ? size - 1 : size;
}

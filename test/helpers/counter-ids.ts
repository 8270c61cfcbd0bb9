import type { Ids } from "#sdk/base/ids.js";

/** Ids that count: the n-th random bytes are the number n, big-endian. */
export class CounterIds implements Ids {
  #count: number;
  readonly #process: { host: string; bootId: string; pid: number };

  constructor(first = 1, process: Partial<{ host: string; bootId: string; pid: number }> = {}) {
    this.#count = first;
    this.#process = { host: "lab3", bootId: "b007".repeat(8), pid: 812, ...process };
  }

  random(size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    let rest = this.#count++;
    for (let i = size - 1; i >= 0 && rest > 0; i--) {
      bytes[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return bytes;
  }

  host(): string {
    return this.#process.host;
  }

  bootId(): string {
    return this.#process.bootId;
  }

  pid(): number {
    return this.#process.pid;
  }
}

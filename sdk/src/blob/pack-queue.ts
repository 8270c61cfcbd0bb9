/** Packs contents one after another, so that recording keeps the thread pool for itself; what would pile up is left as it is. */
import { pack } from "./pack.js";

const waitingBytesMax = 64 * 1024 * 1024;
const quietMs = 50;

export class PackQueue {
  #last: Promise<unknown> = Promise.resolve();
  #waitingBytes = 0;
  #writes = 0;

  /** Something was written on the calling stack: somebody records. */
  noteWrite(): void {
    this.#writes++;
  }

  /**
   * The packed form; undefined where it is not worth it, or too much waits already. What is not urgent, because it is
   * safe on disk, waits until nobody records.
   */
  async add(content: Uint8Array, isUrgent: boolean): Promise<Uint8Array | undefined> {
    if (this.#waitingBytes > 0 && this.#waitingBytes + content.length > waitingBytesMax) return undefined;
    this.#waitingBytes += content.length;
    try {
      if (!isUrgent) await this.#quiet();
      const turn = this.#last.then(() => pack(content));
      this.#last = turn.catch(() => undefined); // whoever asked is told
      return await turn;
    } finally {
      this.#waitingBytes -= content.length;
    }
  }

  async #quiet(): Promise<void> {
    let before: number;
    do {
      before = this.#writes;
      await new Promise((resolve) => setTimeout(resolve, quietMs));
    } while (before !== this.#writes);
  }
}

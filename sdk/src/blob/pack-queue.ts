/** Packs contents one after another, so that recording keeps the thread pool for itself; what would pile up is left as it is. */
import { pack } from "./pack.js";

const waitingBytesMax = 64 * 1024 * 1024;

export class PackQueue {
  #last: Promise<unknown> = Promise.resolve();
  #waitingBytes = 0;

  /** The packed form; undefined where it is not worth it, or too much waits already. */
  async add(content: Uint8Array): Promise<Uint8Array | undefined> {
    if (this.#waitingBytes > 0 && this.#waitingBytes + content.length > waitingBytesMax) return undefined;
    this.#waitingBytes += content.length;
    const turn = this.#last.then(() => pack(content));
    this.#last = turn.catch(() => undefined); // whoever asked is told
    try {
      return await turn;
    } finally {
      this.#waitingBytes -= content.length;
    }
  }
}

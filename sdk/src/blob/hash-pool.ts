/** Hashes of blobs in the background, two at a time: each one in flight holds a copy of its bytes. */
import { limits } from "../base/limits.js";
import { sha256, sha256Later } from "../base/sha256.js";

const inFlightMax = 2;

export interface PendingHash {
  /** The hash, computed on the calling thread if it is not there yet. */
  now(): Uint8Array;
  later(): Promise<Uint8Array>;
}

export class HashPool {
  #inFlight = 0;
  readonly #waiting: (() => void)[] = [];

  /** Small bytes are hashed when somebody asks: quicker than the way to the pool and back. */
  start(bytes: Uint8Array): PendingHash {
    let hash: Uint8Array | undefined;
    const now = (): Uint8Array => {
      hash ??= sha256(bytes);
      return hash;
    };
    if (bytes.length <= limits.inlineHashBytes) return { now, later: async () => now() };
    const done = this.#turn().then(async () => {
      try {
        hash ??= await sha256Later(bytes);
        return hash;
      } finally {
        this.#inFlight--;
        this.#waiting.shift()?.();
      }
    });
    // Nobody may ever ask; whoever does gets the error.
    done.catch(() => undefined);
    return { now, later: () => done };
  }

  #turn(): Promise<void> {
    if (this.#inFlight < inFlightMax) {
      this.#inFlight++;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        this.#inFlight++;
        resolve();
      });
    });
  }
}

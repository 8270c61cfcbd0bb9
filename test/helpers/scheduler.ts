import type { Operation } from "./fault-disk.js";
import type { Rng } from "./rng.js";

/** Lets several processes run one disk operation at a time, in an order that the seed decides. */
export class Scheduler {
  readonly #rng: Rng;
  #waiting: { readonly process: number; readonly go: () => void }[] = [];
  #favorite = 0;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  /** The gate of one process. */
  gateOf(process: number): (operation: Operation) => Promise<void> {
    return () => new Promise((go) => this.#waiting.push({ process, go }));
  }

  /** Runs the processes until all have ended. */
  async run(processes: readonly Promise<unknown>[]): Promise<void> {
    let isDone = false;
    const all = Promise.all(processes).finally(() => {
      isDone = true;
    });
    all.catch(() => undefined); // thrown below, where it is awaited
    for (let idle = 0; !isDone; ) {
      await new Promise((resolve) => setImmediate(resolve));
      idle = this.#waiting.length === 0 ? idle + 1 : 0;
      if (idle > 10_000) throw new Error("the processes wait for something that is no disk operation");
      this.#next()?.go();
    }
    await all;
  }

  /** Stays with one process for a while, so that the others stand still as if they were stopped. */
  #next(): { go: () => void } | undefined {
    if (this.#waiting.length === 0) return undefined;
    if (this.#rng.chance(0.3)) this.#favorite = this.#rng.pick(this.#waiting).process;
    const favorite = this.#waiting.findIndex(({ process }) => process === this.#favorite);
    return this.#waiting.splice(favorite < 0 ? this.#rng.below(this.#waiting.length) : favorite, 1)[0];
  }
}

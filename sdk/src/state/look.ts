/** When to look at a growing tape again: soon after something was found, ever later while nothing happens. */
import type { Disk } from "../base/disk.js";

const busyMs = 10;
const idleMs = 250;

export class Look {
  readonly #unwatch: (() => void) | undefined;
  #waitMs = busyMs;
  #isEnded = false;
  #wake: (() => void) | undefined;

  constructor(disk: Disk, dir: string) {
    this.#unwatch = disk.watch?.(dir, () => this.#wake?.());
  }

  /** Resolves when it is time, when the folder has changed, or when it has ended. */
  async wait(): Promise<void> {
    if (this.#isEnded) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, this.#waitMs);
    });
    clearTimeout(timer);
    this.#waitMs = Math.min(idleMs, this.#waitMs * 1.5);
  }

  found(): void {
    this.#waitMs = busyMs;
  }

  end(): void {
    this.#isEnded = true;
    this.#unwatch?.();
    this.#wake?.();
  }
}

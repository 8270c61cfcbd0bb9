/** Waiting that ends early: by the clock of a scheduler, by a nudge, or because nobody listens any more. */
import type { SchedulerLike, Subscription } from "rxjs";

export class Pause {
  readonly #scheduler: SchedulerLike;
  #wake: (() => void) | undefined;
  #timer: Subscription | undefined;
  #isNudged = false;
  #isOver = false;

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  /** Resolves after the time, at the next nudge (also one given since the last wait), or at the end. */
  wait(ms: number): Promise<void> {
    if (this.#isNudged || this.#isOver) {
      this.#isNudged = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#timer = this.#scheduler.schedule(() => this.#resume(), ms);
    });
  }

  /** Something happened: look now. */
  nudge(): void {
    if (this.#wake) this.#resume();
    else this.#isNudged = true;
  }

  /** Ends every wait, now and later; no timer is left. */
  end(): void {
    this.#isOver = true;
    this.#resume();
  }

  #resume(): void {
    const wake = this.#wake;
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#wake = undefined;
    wake?.();
  }
}

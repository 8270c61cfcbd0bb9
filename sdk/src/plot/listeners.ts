/** Who is told of the changes of a plot: at most once in so many milliseconds, the latest always. */
import type { SchedulerLike, Subscriber, Subscription } from "rxjs";
import type { PlotPicture } from "./picture.js";

export class Listeners {
  readonly #scheduler: SchedulerLike;
  readonly #picture: () => PlotPicture;
  readonly #all = new Set<Subscriber<PlotPicture>>();
  #timer: Subscription | undefined;
  /** Keeps the program running while somebody waits for what is to come. */
  #hold: NodeJS.Timeout | undefined;

  constructor(scheduler: SchedulerLike, picture: () => PlotPicture) {
    this.#scheduler = scheduler;
    this.#picture = picture;
  }

  /** Returns what takes it out again. */
  add(subscriber: Subscriber<PlotPicture>): () => void {
    this.#all.add(subscriber);
    this.hold();
    return () => {
      this.#all.delete(subscriber);
      if (this.#all.size > 0) return;
      this.cancel();
      this.#release();
    };
  }

  hold(): void {
    this.#hold ??= setInterval(() => undefined, 2 ** 30);
  }

  /** Tells of the change later, once, however many there are until then. */
  plan(delayMs: number): void {
    if (this.#timer || this.#all.size === 0) return;
    this.#timer = this.#scheduler.schedule(() => {
      this.#timer = undefined;
      this.tell();
    }, delayMs);
  }

  cancel(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }

  tell(): void {
    if (this.#all.size === 0) return;
    const picture = this.#picture();
    for (const listener of [...this.#all]) listener.next(picture);
  }

  /** Tells of the last state, and of nothing more. */
  finish(): void {
    this.#release();
    this.tell();
    for (const listener of this.#all) listener.complete();
    this.#all.clear();
  }

  #release(): void {
    clearInterval(this.#hold);
    this.#hold = undefined;
  }
}

/** Those who wait until a commit is durable. */
import { TapelabError } from "../errors.js";

interface Waiter {
  readonly sequence: number;
  readonly resolve: () => void;
  readonly reject: (error: TapelabError) => void;
}

export class Waiters {
  readonly #tape: string;
  #waiting: Waiter[] = [];

  constructor(tape: string) {
    this.#tape = tape;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  wait(sequence: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ sequence, resolve, reject });
    });
  }

  resolve(sequence: number): void {
    const due = this.#waiting.filter((waiter) => waiter.sequence <= sequence);
    this.#waiting = this.#waiting.filter((waiter) => waiter.sequence > sequence);
    for (const waiter of due) waiter.resolve();
  }

  /** The first learns what happened; those behind it that they are held back. */
  reject(error: TapelabError): void {
    const [first, ...others] = this.#waiting;
    this.#waiting = [];
    first?.reject(error);
    for (const { sequence, reject } of others)
      reject(error.code === "fenced" ? error : this.#heldBack(sequence, error));
  }

  #heldBack(sequence: number, cause: TapelabError): TapelabError {
    const text = `Commit ${sequence} of tape ${this.#tape} waits behind one that could not be made durable. It is held in memory and written again by the next commit, flush or finalize.`;
    return new TapelabError("commit-held-back", text, { tape: this.#tape, sequence }, { cause });
  }
}

/** Reads the sources of a plot: tapes and tables one after another, Observables at once. */
import { Tape } from "../read/tape.js";
import { isTable } from "./batch-chunk.js";
import type { Chunk } from "./chunk.js";
import { type Intake, type Intaking, type One, takeIn } from "./sources.js";

export interface Receiver extends Omit<Intake, "take"> {
  take(run: number, chunk: Chunk): void;
  /** An Observable was subscribed. */
  onLive(): void;
  /** Everything has been read that there is now. */
  onCaughtUp(): void;
  /** Nothing more will come. */
  onEnd(): void;
  onFailure(error: unknown): void;
}

export class SourceReader {
  readonly #sources: readonly One[];
  readonly #receiver: Receiver;
  #intakings: Intaking[] = [];
  #reading: number;
  #open: number;
  #isClosed = false;

  constructor(sources: readonly One[], receiver: Receiver) {
    this.#sources = sources;
    this.#receiver = receiver;
    this.#reading = sources.length;
    this.#open = sources.length;
  }

  get isCaughtUp(): boolean {
    return this.#reading === 0;
  }

  begin(): void {
    this.#beginFrom(0);
  }

  /** Takes what waits to be taken together. */
  flush(): void {
    for (const intaking of this.#intakings) intaking.flush();
  }

  /** No timer, subscription or open tape is left, and nobody is told of anything any more. */
  close(): void {
    this.#isClosed = true;
    for (const intaking of this.#intakings.splice(0)) intaking.close();
  }

  /** In this order equal sources give equal pictures, and of Observables nothing is missed. */
  #beginFrom(run: number): void {
    const source = this.#sources[run];
    if (!source || this.#isClosed) return;
    const { take: _, ...receiver } = this.#receiver;
    const take = (chunk: Chunk): void => {
      if (!this.#isClosed) this.#receiver.take(run, chunk);
    };
    let intaking: Intaking;
    try {
      intaking = takeIn(source, { ...receiver, take });
    } catch (error) {
      receiver.onFailure(error);
      return;
    }
    this.#intakings.push(intaking);
    if (this.#isClosed) intaking.close();
    const isWaitedFor = source instanceof Tape || isTable(source);
    const unlessClosed =
      <T>(work: (value: T) => void): ((value: T) => void) =>
      (value) => {
        if (!this.#isClosed) work(value);
      };
    const failed = unlessClosed(receiver.onFailure);
    intaking.caughtUp.then(
      unlessClosed(() => {
        this.#reading--;
        if (isWaitedFor) this.#beginFrom(run + 1);
        if (this.#reading === 0) receiver.onCaughtUp();
      }),
      failed,
    );
    intaking.ended.then(
      unlessClosed(() => {
        if (--this.#open === 0) receiver.onEnd();
      }),
      failed,
    );
    if (isWaitedFor) return;
    receiver.onLive();
    this.#beginFrom(run + 1);
  }
}

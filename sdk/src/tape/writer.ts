/**
 * Appends commits to one tape. Images enter, batches leave; what is acknowledged survives what its level promises.
 *
 * Writing is synchronous: when `append` returns, the bytes are with the operating system and survive the end of this
 * process. Becoming durable is not: hashes are computed on the pool, then one anchor, one fdatasync and one look at the
 * directory acknowledge everything written before it started, in order. After a failed write or fsync a new segment is
 * claimed, and what was not durable is written again, with the same sequences and hashes.
 */
import { type Io, runLater, runNow } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { isTapelabError, type TapelabError } from "../errors.js";
import type { Image } from "../value/image.js";
import { Appender, type AppenderDeps, type AppenderInit, type Place } from "./appender.js";
import { diskFailure } from "./failure.js";
import { takeLease } from "./lease.js";
import { type Recovery, recoverTape, tapeIdOf } from "./recover.js";
import { Waiters } from "./waiters.js";
import { WrittenCommit } from "./written.js";

export interface WriterDeps extends AppenderDeps {
  /** False: no timers; the caller decides when things become durable. */
  readonly background?: boolean;
}

/** What a new tape may do without. */
export interface NewTape {
  /** Others see while it is written that somebody writes it. */
  readonly hasLease?: boolean;
  /** False: every commit survives power loss, and its end, when it ends at once, only the end of this process. */
  readonly isEndDurable?: boolean;
}

export interface AppendResult {
  /** In order; shorter than what was asked for when `error` is set. */
  readonly written: readonly WrittenCommit[];
  readonly error: TapelabError | undefined;
}

export class TapeWriter {
  readonly dir: string;
  readonly tapeId: string;
  readonly #deps: WriterDeps;
  readonly #appender: Appender;
  readonly #waiters: Waiters;
  #goal = 0;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #fenced: TapelabError | undefined;
  #failure: TapelabError | undefined;
  #isClosed = false;
  #isEndWritten = false;
  #isEndDurable = true;

  private constructor(deps: WriterDeps, init: Omit<AppenderInit, "tapeId" | "onDurable" | "newCommit">) {
    this.dir = init.dir;
    this.tapeId = tapeIdOf(init.dir);
    this.#deps = deps;
    this.#waiters = new Waiters(this.tapeId);
    this.#appender = new Appender(deps, {
      ...init,
      tapeId: this.tapeId,
      onDurable: (sequence) => this.#acknowledge(sequence),
      newCommit: (sequence, image) => new WrittenCommit(sequence, image, this.#hashNow, this.#whenDurable),
    });
  }

  /**
   * A writer for a new tape. The directory is made and the first segment claimed by the first append. A tape that ends on
   * the stack on which it begins needs no lease.
   */
  static create(
    dir: string,
    workspaceId: string,
    deps: WriterDeps,
    { hasLease = true, isEndDurable = true }: NewTape = {},
  ): TapeWriter {
    const writer = new TapeWriter(deps, { dir, workspaceId, isNew: true, hasLease, lastSequence: 0, highest: 0 });
    writer.#isEndDurable = isEndDurable;
    return writer;
  }

  /** A writer for an existing tape; rejects with `tape-busy` while another one is alive. Claims at the first append. */
  static async resume(
    dir: string,
    deps: WriterDeps,
    options: { takeOver?: boolean } = {},
  ): Promise<{ writer: TapeWriter; recovery: Recovery }> {
    const recovery = await runLater(deps.disk, recoverTape(dir));
    await runLater(deps.disk, takeLease(dir, deps.ids, deps.clock, options.takeOver ?? false));
    const { workspaceId, nextSequence, highest } = recovery;
    const writer = new TapeWriter(deps, {
      ...{ dir, workspaceId, isNew: false, hasLease: true },
      ...{ lastSequence: nextSequence - 1, highest },
    });
    return { writer, recovery };
  }

  get nextSequence(): number {
    return this.#appender.nextSequence;
  }

  /** Of the newest segment. */
  get segmentNumber(): number {
    return this.#appender.segmentNumber;
  }

  get durableSequence(): number {
    return this.#appender.durableSequence;
  }

  /** Commits that were written and have to be written again, because their disk failed. */
  get heldCount(): number {
    return this.#appender.heldCount;
  }

  /** Bytes of images that are kept until they are durable. */
  get heldBytes(): number {
    return this.#appender.ledger.heldBytes;
  }

  /** A failure that no waiter was told of; asking for it forgets it. */
  takeFailure(): TapelabError | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** Claims the tape now instead of at the first append. */
  async open(): Promise<void> {
    await this.#appender.open();
  }

  /** Writes the commits in order; those returned survive the end of this process. Never throws. */
  append(images: readonly Image[]): AppendResult {
    const written: WrittenCommit[] = [];
    let error: TapelabError | undefined;
    let from: Place | undefined;
    try {
      this.#checkFenced();
      this.#appender.ready();
      from = this.#appender.place;
      this.#appender.write(images, (commits) => written.push(...commits));
    } catch (cause) {
      error = this.#failed(cause);
    }
    if (written.length === 0 || !from) return { written, error };
    try {
      this.#appender.checkFence();
    } catch (cause) {
      const failed = this.#failed(cause); // nobody may be told that these were written
      return { written: this.#fenced ? [] : this.#appender.takeBack(written, from), error: failed };
    }
    this.#schedule();
    return { written, error };
  }

  /** Resolves when the commit and all before it survive power loss. */
  durable(sequence: number): Promise<void> {
    if (sequence <= this.durableSequence) return Promise.resolve();
    if (this.#fenced) return Promise.reject(this.#fenced);
    const waiting = this.#waiters.wait(sequence);
    this.#want(sequence);
    return waiting;
  }

  /** Makes everything written durable on the calling stack: the exit path, and loops that never yield. */
  durableNow(): void {
    if (this.#isClosed || (this.durableSequence >= this.nextSequence - 1 && this.#appender.isWhole)) return;
    try {
      this.#checkFenced();
      this.#appender.ready();
      this.#appender.ledger.hashNow();
      runNow(this.#deps.disk, this.#appender.sync());
    } catch (cause) {
      const error = this.#failed(cause);
      this.#tell(error);
      throw error;
    }
  }

  /** States on the tape how far it is durable, once, so that readers and recovery know. */
  stateDurable(): void {
    if (!this.#appender.isWhole || this.#fenced || this.#isClosed) return;
    try {
      this.#appender.anchor();
    } catch (cause) {
      this.#tell(this.#failed(cause));
    }
  }

  /** Ends the tape: everything durable, end frame, directory, lease released. After a failure the tape is usable. */
  async end(): Promise<void> {
    if (this.#appender.isClaimed && !this.#isClosed) {
      await this.durable(this.nextSequence - 1);
      try {
        this.#writeEnd();
        await runLater(this.#deps.disk, this.#appender.sync());
      } catch (cause) {
        if (!this.#isClosed) throw this.#failed(cause);
      }
    }
    await this.close();
  }

  /** The same on the calling stack, also while `end` waits for the disk. */
  endNow(): void {
    if (this.#appender.isClaimed && !this.#isClosed) {
      this.durableNow();
      try {
        this.#writeEnd();
        if (this.#isEndDurable) runNow(this.#deps.disk, this.#appender.sync());
        else this.#appender.checkFence();
      } catch (cause) {
        throw this.#failed(cause);
      }
    }
    runNow(this.#deps.disk, this.#closing());
  }

  #writeEnd(): void {
    if (this.#isEndWritten || this.#isClosed) return; // the other way of ending was here
    this.#checkFenced();
    this.#appender.writeEnd();
    this.#isEndWritten = true;
  }

  /** Lets go of the files. What is not durable stays as it is. */
  async close(): Promise<void> {
    await this.#running;
    await runLater(this.#deps.disk, this.#closing());
  }

  /** For a start that failed: lets go of the files, and takes them away when nobody can have been told of a commit. */
  abandon(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    runNow(this.#deps.disk, this.#appender.abandoning());
  }

  *#closing(): Io<void> {
    if (this.#isClosed) return;
    this.stateDurable(); // else a damaged last block of a tape that nobody ended would look like a torn tail
    this.#isClosed = true;
    clearTimeout(this.#timer);
    yield* this.#appender.closing(this.#fenced !== undefined);
  }

  #hashNow = (commit: WrittenCommit): Uint8Array => {
    this.#appender.ledger.hashNow();
    return commit.chain!;
  };

  #whenDurable = (sequence: number): Promise<void> => this.durable(sequence);

  #acknowledge(sequence: number): void {
    if (sequence <= this.durableSequence) return;
    this.#appender.ledger.acknowledge(sequence);
    this.#waiters.resolve(sequence);
  }

  #want(sequence: number): void {
    this.#goal = Math.max(this.#goal, sequence);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#goal > this.durableSequence && !this.#waiters.isEmpty && !this.#fenced) this.#want(this.#goal);
    });
  }

  /** Code was stopped from outside, which loses steps of a sync: what somebody waits for is asked for again. */
  revive(): void {
    this.#running = undefined;
    if (this.#goal > this.durableSequence && !this.#fenced && !this.#isClosed) this.#want(this.#goal);
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // commits called in the same turn share one sync
    while (this.#goal > this.durableSequence && !this.#fenced && !this.#isClosed) {
      try {
        this.#appender.ready();
        await this.#appender.ledger.hashLater();
        if (!this.#appender.isWhole) continue; // an append failed meanwhile: that file is not written to again
        await runLater(this.#deps.disk, this.#appender.sync());
      } catch (cause) {
        this.#tell(this.#failed(cause));
        return;
      }
    }
    this.#later(limits.anchorMs);
  }

  /** Level os: what nobody waits for becomes durable soon, or at once when too much is held in memory. */
  #schedule(): void {
    if (this.#appender.ledger.heldBytes > limits.unsyncedBytes) {
      try {
        this.durableNow();
      } catch (error) {
        if (!isTapelabError(error)) throw error;
        this.#failure = error;
      }
    } else if (this.#deps.background === false) return;
    else if (
      this.#appender.ledger.heldBytes > limits.backgroundSyncBytes ||
      this.#appender.unprovedBatches >= limits.anchorBatches
    )
      this.#want(this.nextSequence - 1);
    else if (!this.#timer) this.#later(limits.backgroundSyncMs);
  }

  /** An idle writer makes durable what is not, and then says so on the tape. */
  #later(ms: number): void {
    if (this.#deps.background === false || this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.durableSequence < this.nextSequence - 1 && !this.#fenced) this.#want(this.nextSequence - 1);
      else this.stateDurable();
    }, ms);
    this.#timer.unref();
  }

  #checkFenced(): void {
    if (this.#fenced) throw this.#fenced;
  }

  /** Takes note of a failure: the next write goes to a new segment, or to none when the tape was taken over. */
  #failed(cause: unknown): TapelabError {
    this.#isEndWritten = false;
    if (isTapelabError(cause, "fenced")) this.#fenced = cause;
    else this.#appender.breakOff();
    const error = isTapelabError(cause)
      ? cause
      : diskFailure(cause, this.tapeId, this.#appender.segmentNumber, this.durableSequence);
    if (this.#fenced) this.#tell(error);
    return error;
  }

  /** Tells everybody who waits; when nobody does, the next call on the session learns of it. */
  #tell(error: TapelabError): void {
    this.#goal = this.durableSequence;
    if (this.#waiters.isEmpty) this.#failure = error;
    this.#waiters.reject(error);
  }
}

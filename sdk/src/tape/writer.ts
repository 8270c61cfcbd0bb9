/**
 * Appends commits to one tape. Images enter, batches leave; what is acknowledged survives what its level promises.
 *
 * Writing is synchronous: when `append` returns, the bytes are with the operating system and survive the end of this
 * process. Becoming durable is not: hashes are computed on the pool, then one anchor, one fdatasync and one look at the
 * directory acknowledge everything written before it started, in order. After a failed write or fsync a new segment is
 * claimed, and what was not durable is written again, with the same sequences and hashes.
 */
import type { Proof } from "tapelab-proto";
import { type Disk, type Io, io, runLater, runNow } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { sha256Later } from "../base/sha256.js";
import { isTapelabError, TapelabError } from "../errors.js";
import type { Image } from "../value/image.js";
import { composeAnchor, composeBatch, composeEnd, groupImages } from "./batch.js";
import { appendAll } from "./bytes.js";
import { chainNext, chainStart } from "./chain.js";
import { type ClaimDeps, type Claimed, claimAfterRecovery, claimFirst, claimNext, fenced } from "./claim.js";
import { diskFailure } from "./failure.js";
import { segmentNumbers } from "./layout.js";
import { removeLease, takeLease } from "./lease.js";
import { LiveSegment } from "./live-segment.js";
import { type Recovery, recoverTape, tapeIdOf } from "./recover.js";
import { WrittenCommit } from "./written.js";

export interface WriterDeps extends ClaimDeps {
  readonly disk: Disk;
  /** False: no timers; the caller decides when things become durable. */
  readonly background?: boolean;
}

export interface AppendResult {
  /** In order; shorter than what was asked for when `error` is set. */
  readonly written: readonly WrittenCommit[];
  readonly error: TapelabError | undefined;
}

interface Waiter {
  readonly sequence: number;
  readonly resolve: () => void;
  readonly reject: (error: TapelabError) => void;
}

/** Where a new segment has to continue after a failure. */
interface Break {
  readonly previous: number;
  readonly previousLength: number;
  /** False after a failed fsync: the file is never fsynced again, and only its durable part counts. */
  readonly isTrusted: boolean;
}

const nothing = new Uint8Array(0);

export class TapeWriter {
  readonly dir: string;
  readonly tapeId: string;
  readonly #workspaceId: string;
  readonly #deps: WriterDeps;
  #segment: LiveSegment | undefined;
  #highest = 0;
  #generation = 1;
  #isFirstClaim: "new" | "resumed" | undefined;
  #next = 1;
  /** Sequence of the last commit that lies in the history of the present segment. */
  #placed = 0;
  #break: Break | undefined;
  /** Written and not durable, in order. */
  #records: WrittenCommit[] = [];
  #heldBytes = 0;
  #hashed = 0;
  #hashedChain: Uint8Array;
  #proved = 0;
  #provedChain: Uint8Array;
  #durable = 0;
  #durableChain: Uint8Array;
  /** The `durable_seq` that the last marker on the tape states. */
  #stated = 0;
  #unprovedBatches = 0;
  #goal = 0;
  #waiters: Waiter[] = [];
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #fenced: TapelabError | undefined;
  #failure: TapelabError | undefined;
  #isClosed = false;

  private constructor(dir: string, workspaceId: string, deps: WriterDeps, isNew: boolean) {
    this.dir = dir;
    this.tapeId = tapeIdOf(dir);
    this.#workspaceId = workspaceId;
    this.#deps = { ...deps, onCreated: (number) => this.#created(number) };
    this.#isFirstClaim = isNew ? "new" : "resumed";
    this.#hashedChain = chainStart(workspaceId, this.tapeId);
    this.#provedChain = this.#hashedChain;
    this.#durableChain = this.#hashedChain;
  }

  /** A writer for a new tape. The directory is made and the first segment claimed by the first append. */
  static create(dir: string, workspaceId: string, deps: WriterDeps): TapeWriter {
    return new TapeWriter(dir, workspaceId, deps, true);
  }

  /** A writer for an existing tape; rejects with `tape-busy` while another one is alive. Claims at the first append. */
  static async resume(
    dir: string,
    deps: WriterDeps,
    options: { takeOver?: boolean } = {},
  ): Promise<{ writer: TapeWriter; recovery: Recovery }> {
    const recovery = await runLater(deps.disk, recoverTape(dir));
    await runLater(deps.disk, takeLease(dir, deps.ids, deps.clock, options.takeOver ?? false));
    const writer = new TapeWriter(dir, recovery.workspaceId, deps, false);
    writer.#next = recovery.nextSequence;
    writer.#durable = recovery.nextSequence - 1;
    writer.#highest = recovery.highest;
    return { writer, recovery };
  }

  get nextSequence(): number {
    return this.#next;
  }

  get durableSequence(): number {
    return this.#durable;
  }

  /** Commits that were written and have to be written again, because their disk failed. */
  get heldCount(): number {
    return this.#break && !this.#break.isTrusted ? this.#records.length : 0;
  }

  /** Bytes of images that are kept until they are durable. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** A failure that no waiter was told of; asking for it forgets it. */
  takeFailure(): TapelabError | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** Claims the tape now instead of at the first append. */
  async open(): Promise<void> {
    if (this.#isFirstClaim) this.#adopt(await runLater(this.#deps.disk, this.#claimFirst()));
  }

  /** Writes the commits in order; those returned survive the end of this process. Never throws. */
  append(images: readonly Image[]): AppendResult {
    const written: WrittenCommit[] = [];
    let error: TapelabError | undefined;
    try {
      this.#checkFenced();
      this.#ready();
      for (const group of groupImages(images)) written.push(...this.#write(group, undefined));
    } catch (cause) {
      error = this.#failed(cause);
    }
    if (written.length === 0) return { written, error };
    try {
      this.#checkNames(this.#deps.disk.now.readdir(this.dir), written.at(-1));
    } catch (cause) {
      return { written: [], error: this.#failed(cause) }; // nobody may be told that these were written
    }
    this.#schedule();
    return { written, error };
  }

  /** Resolves when the commit and all before it survive power loss. */
  durable(sequence: number): Promise<void> {
    if (sequence <= this.#durable) return Promise.resolve();
    if (this.#fenced) return Promise.reject(this.#fenced);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ sequence, resolve, reject });
      this.#want(sequence);
    });
  }

  /** Makes everything written durable on the calling stack: the exit path, and loops that never yield. */
  durableNow(): void {
    if (this.#isClosed || (this.#durable >= this.#next - 1 && !this.#break)) return;
    try {
      this.#checkFenced();
      this.#ready();
      this.#hashInline();
      runNow(this.#deps.disk, this.#sync());
    } catch (cause) {
      const error = this.#failed(cause);
      this.#tell(error);
      throw error;
    }
  }

  /** States on the tape how far it is durable, once, so that readers and recovery know. */
  stateDurable(): void {
    if (this.#segment && !this.#break && !this.#fenced && this.#stated < this.#durable) {
      try {
        this.#anchor();
      } catch (cause) {
        this.#tell(this.#failed(cause));
      }
    }
  }

  /** Ends the tape: everything durable, end frame, directory, lease released. */
  async end(): Promise<void> {
    if (this.#next > 1 && this.#segment && !this.#isClosed) {
      await this.durable(this.#next - 1);
      this.#writeEnd();
      await runLater(this.#deps.disk, this.#sync());
    }
    await this.close();
  }

  /** The same on the calling stack. */
  endNow(): void {
    if (this.#next > 1 && this.#segment && !this.#isClosed) {
      this.durableNow();
      this.#writeEnd();
      runNow(this.#deps.disk, this.#sync());
    }
    runNow(this.#deps.disk, this.#closing());
  }

  #writeEnd(): void {
    try {
      this.#checkFenced();
      this.#ready();
      this.#hashInline();
      this.#anchor();
      this.#seal(composeEnd(this.#segment!.salt));
    } catch (cause) {
      throw this.#failed(cause);
    }
  }

  /** Lets go of the files. What is not durable stays as it is. */
  async close(): Promise<void> {
    await this.#running;
    await runLater(this.#deps.disk, this.#closing());
  }

  *#closing(): Io<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    if (this.#segment) this.#retire(this.#segment);
    if (!this.#fenced) yield* removeLease(this.dir);
  }

  // --- claiming

  #created(number: number): void {
    this.#highest = Math.max(this.#highest, number);
  }

  /** Makes sure that there is a segment to append to. */
  #ready(): void {
    if (this.#isFirstClaim) this.#adopt(runNow(this.#deps.disk, this.#claimFirst()));
    else if (this.#break) this.#continue(this.#break);
  }

  *#claimFirst(): Io<LiveSegment> {
    if (this.#isFirstClaim === "new") {
      const claimed = yield* claimFirst(this.dir, this.#highest + 1, this.tapeId, this.#workspaceId, this.#deps);
      yield* takeLease(this.dir, this.#deps.ids, this.#deps.clock, true); // the directory is ours: nobody else can know it
      return new LiveSegment(claimed, this.tapeId);
    }
    const claimed = yield* claimAfterRecovery(this.dir, this.tapeId, this.#deps);
    const { past } = claimed;
    const before = past.baseSequence - 1;
    this.#next = past.baseSequence;
    this.#generation = past.generation;
    this.#hashed = this.#proved = this.#durable = this.#stated = this.#placed = before;
    this.#hashedChain = this.#provedChain = this.#durableChain = past.previousHash;
    return new LiveSegment(claimed, this.tapeId);
  }

  #adopt(segment: LiveSegment): void {
    this.#segment = segment;
    this.#isFirstClaim = undefined;
    this.#break = undefined;
  }

  /** Goes on in a new segment, and writes again what lies in no segment that counts. */
  #continue(from: Break): void {
    this.#hashInline();
    const placed = from.isTrusted ? this.#placed : this.#durable;
    const previousHash = this.#records.find((record) => record.sequence === placed)?.chain ?? this.#durableChain;
    const generation = this.#generation;
    const past = { ...from, baseSequence: placed + 1, previousHash, generation, workspaceId: this.#workspaceId };
    const previous = this.#segment;
    let claimed: Claimed;
    try {
      claimed = runNow(
        this.#deps.disk,
        claimNext(this.dir, this.#highest + 1, this.tapeId, this.#deps, past, from.isTrusted),
      );
    } catch (cause) {
      // It may have been the fsync of the segment before: from now on only what was durable earlier counts.
      if (previous && from.isTrusted)
        this.#break = { previous: previous.number, previousLength: previous.durableSize, isTrusted: false };
      throw cause;
    }
    if (previous) this.#retire(previous);
    this.#adopt(new LiveSegment(claimed, this.tapeId));
    this.#proved = this.#placed = placed;
    this.#provedChain = previousHash;
    if (from.isTrusted && !previous?.syncing) {
      this.#checkNames(this.#deps.disk.now.readdir(this.dir), this.#records.at(-1));
      this.#acknowledge(placed);
    }
    const again = this.#records.filter((record) => record.sequence > placed);
    for (const group of groupImages(again.map((record) => record.image!))) this.#write(group, this.#placed + 1);
  }

  #retire(segment: LiveSegment): void {
    segment.isRetired = true;
    if (segment.syncing === 0) this.#deps.disk.now.close(segment.file);
  }

  /** Closes a full segment and goes on in the next. */
  #roll(): void {
    const full = this.#segment!;
    this.#hashInline();
    this.#anchor();
    this.#seal(nothing);
    this.#continue({ previous: full.number, previousLength: full.size, isTrusted: true });
  }

  // --- writing

  /** Writes one batch. With a sequence: commits that are known already are written again. */
  #write(images: readonly Image[], again: number | undefined): WrittenCommit[] {
    const first = again ?? this.#next;
    let batch = this.#compose(images, first);
    if (this.#segment!.size + batch.bytes.length > limits.segmentSoftBytes && this.#segment!.size > 1024) {
      this.#roll();
      batch = this.#compose(images, first);
    }
    const segment = this.#segment!;
    appendAll(this.#deps.disk.now, segment.file, batch.bytes);
    segment.add(images, batch);
    this.#placed = first + images.length - 1;
    this.#unprovedBatches++;
    if (again !== undefined) return [];
    const written = images.map((image, i) => new WrittenCommit(first + i, image, this.#hashNow, this.#whenDurable));
    for (const record of written) {
      this.#records.push(record);
      this.#heldBytes += record.size;
    }
    this.#next += images.length;
    return written;
  }

  #compose(images: readonly Image[], first: number): ReturnType<typeof composeBatch> {
    const segment = this.#segment!;
    const newShapes = segment.newShapes(images);
    this.#stated = Math.max(this.#stated, this.#durable);
    return composeBatch(images, {
      firstSequence: first,
      salt: segment.salt,
      newShapes,
      durableSequence: this.#durable,
    });
  }

  /** Writes the anchor that proves everything hashed so far and states how far the tape is durable. */
  #anchor(): void {
    const segment = this.#segment!;
    const proofs: Proof[] = [];
    for (const record of this.#records) {
      const isDue = record.sequence > this.#proved && record.sequence <= this.#hashed;
      if (isDue) proofs.push({ length: 0, crc: 0, imageHash: record.hashImage() });
    }
    if (proofs.length === 0 && this.#stated >= this.#durable) return;
    const chain =
      proofs.length > 0 ? { before: this.#provedChain, after: this.#hashedChain } : { before: nothing, after: nothing };
    const facts = { salt: segment.salt, durableSequence: this.#durable };
    const bytes = composeAnchor(this.#proved + 1, proofs, chain, facts);
    appendAll(this.#deps.disk.now, segment.file, bytes);
    segment.size += bytes.length;
    this.#stated = this.#durable;
    this.#unprovedBatches = 0;
    if (proofs.length === 0) return;
    this.#proved = this.#hashed;
    this.#provedChain = this.#hashedChain;
  }

  #seal(end: Uint8Array): void {
    const segment = this.#segment!;
    if (end.length > 0) {
      appendAll(this.#deps.disk.now, segment.file, end);
      segment.size += end.length;
    }
    const seal = segment.seal(this.#hashedChain, this.#durable);
    appendAll(this.#deps.disk.now, segment.file, seal);
    segment.size += seal.length;
  }

  // --- proving and becoming durable

  #hashNow = (commit: WrittenCommit): Uint8Array => {
    this.#hashInline();
    return commit.chain!;
  };

  #whenDurable = (sequence: number): Promise<void> => this.durable(sequence);

  #hashInline(): void {
    for (const record of this.#records) if (record.sequence > this.#hashed) record.hashImage();
    this.#fold();
  }

  /** Extends the chain over all records whose image hash is known. */
  #fold(): void {
    for (const record of this.#records) {
      if (record.sequence <= this.#hashed) continue;
      if (!record.imageHash) return;
      this.#hashedChain = chainNext(this.#hashedChain, this.tapeId, record.sequence, record.size, record.imageHash);
      record.chain = this.#hashedChain;
      this.#hashed = record.sequence;
    }
  }

  /** Hashes what is written: small images here, large ones on the pool, two at a time. */
  async #hashLater(): Promise<void> {
    const due = this.#records.filter((record) => record.sequence > this.#hashed && !record.imageHash);
    const large = due.filter((record) => record.size > limits.inlineHashBytes);
    const take = async (): Promise<void> => {
      for (let record = large.shift(); record; record = large.shift()) {
        if (record.imageHash || !record.image) continue;
        const hash = await sha256Later(record.image.bytes);
        record.imageHash ??= hash;
      }
    };
    const both = [take(), take()];
    for (const record of due) if (record.size <= limits.inlineHashBytes && record.image) record.hashImage();
    await Promise.all(both);
    this.#fold();
  }

  *#sync(): Io<void> {
    this.#anchor();
    const segment = this.#segment!;
    const mark = this.#proved;
    const { size } = segment;
    segment.syncing++;
    try {
      yield* io((ops) => ops.sync(segment.file));
      segment.durableSize = Math.max(segment.durableSize, size);
    } catch (cause) {
      this.#break = { previous: segment.number, previousLength: segment.durableSize, isTrusted: false };
      throw cause;
    } finally {
      segment.syncing--;
      if (segment.isRetired && segment.syncing === 0) yield* io((ops) => ops.close(segment.file));
    }
    const names = yield* io((ops) => ops.readdir(this.dir));
    this.#checkNames(names, this.#records.at(-1));
    // A segment that was rolled over meanwhile was fsynced whole by the claim of the next one.
    this.#acknowledge(segment.isRetired ? Math.max(mark, this.#segment!.base - 1) : mark);
  }

  #acknowledge(sequence: number): void {
    if (sequence <= this.#durable) return;
    let count = 0;
    for (const record of this.#records) {
      if (record.sequence > sequence) break;
      record.image?.release();
      record.image = undefined;
      this.#heldBytes -= record.size;
      this.#durableChain = record.chain!;
      count++;
    }
    this.#records.splice(0, count);
    this.#durable = sequence;
    const waiting = this.#waiters;
    this.#waiters = waiting.filter((waiter) => waiter.sequence > sequence);
    for (const waiter of waiting) if (waiter.sequence <= sequence) waiter.resolve();
  }

  #want(sequence: number): void {
    this.#goal = Math.max(this.#goal, sequence);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#goal > this.#durable && this.#waiters.length > 0 && !this.#fenced) this.#want(this.#goal);
    });
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // commits called in the same turn share one sync
    while (this.#goal > this.#durable && !this.#fenced && !this.#isClosed) {
      try {
        if (this.#isFirstClaim || this.#break) this.#ready();
        await this.#hashLater();
        await runLater(this.#deps.disk, this.#sync());
      } catch (cause) {
        this.#tell(this.#failed(cause));
        return;
      }
    }
    this.#later(limits.anchorMs);
  }

  /** Level os: what nobody waits for becomes durable soon, or at once when too much is held in memory. */
  #schedule(): void {
    if (this.#heldBytes > limits.unsyncedBytes) {
      try {
        this.durableNow();
      } catch (error) {
        if (!isTapelabError(error)) throw error;
        this.#failure = error;
      }
    } else if (this.#deps.background === false) return;
    else if (this.#heldBytes > limits.backgroundSyncBytes || this.#unprovedBatches >= limits.anchorBatches)
      this.#want(this.#next - 1);
    else if (!this.#timer) this.#later(limits.backgroundSyncMs);
  }

  /** An idle writer makes durable what is not, and then says so on the tape. */
  #later(ms: number): void {
    if (this.#deps.background === false || this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#durable < this.#next - 1 && !this.#fenced) this.#want(this.#next - 1);
      else this.stateDurable();
    }, ms);
    this.#timer.unref();
  }

  // --- fence and failures

  #checkNames(names: readonly string[], last: WrittenCommit | undefined): void {
    const highest = segmentNumbers(names).at(-1) ?? 0;
    if (highest > this.#highest) throw fenced(this.tapeId, highest, last?.hash);
  }

  #checkFenced(): void {
    if (this.#fenced) throw this.#fenced;
  }

  /** Takes note of a failure: the next write goes to a new segment, or to none when the tape was taken over. */
  #failed(cause: unknown): TapelabError {
    const segment = this.#segment;
    if (isTapelabError(cause, "fenced")) this.#fenced = cause;
    else if (segment) this.#break ??= { previous: segment.number, previousLength: segment.size, isTrusted: true };
    const error = isTapelabError(cause) ? cause : diskFailure(cause, this.tapeId, segment?.number ?? 1, this.#durable);
    if (this.#fenced) this.#tell(error);
    return error;
  }

  /** Tells everybody who waits; when nobody does, the next call on the session learns of it. */
  #tell(error: TapelabError): void {
    const [first, ...others] = this.#waiters;
    this.#waiters = [];
    this.#goal = this.#durable;
    if (!first) this.#failure = error;
    first?.reject(error);
    for (const waiter of others)
      waiter.reject(error.code === "fenced" ? error : heldBack(this.tapeId, waiter.sequence, error));
  }
}

function heldBack(tape: string, sequence: number, cause: TapelabError): TapelabError {
  const text = `Commit ${sequence} of tape ${tape} waits behind one that could not be made durable. It is held in memory and written again by the next commit, flush or finalize.`;
  return new TapelabError("commit-held-back", text, { tape, sequence }, { cause });
}

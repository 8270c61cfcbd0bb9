/**
 * The bytes of a writer: claims segments, appends batches, anchors and seals, syncs, and goes on in a new segment after a
 * failure. Everything but the sync happens on the calling stack. When something must become durable, and who waits for
 * it, is the writer's business.
 */
import { type Disk, type Io, io, runLater, runNow } from "../base/disk.js";
import { limits } from "../base/limits.js";
import type { Image } from "../value/image.js";
import { removeBegun } from "./abandon.js";
import { type Batch, composeAnchor, composeBatch, composeEnd, groupImages } from "./batch.js";
import { appendAll } from "./bytes.js";
import { chainStart } from "./chain.js";
import { type ClaimDeps, claimAfterRecovery, claimFirst, claimNext, fenced, pathOf, placesOf } from "./claim.js";
import { HEADER_SIZE, segmentNumbers } from "./layout.js";
import { removeLease, takeLease } from "./lease.js";
import { Ledger } from "./ledger.js";
import { LiveSegment } from "./live-segment.js";
import type { WrittenCommit } from "./written.js";

export interface AppenderDeps extends ClaimDeps {
  readonly disk: Disk;
}

export interface AppenderInit {
  readonly dir: string;
  readonly tapeId: string;
  readonly workspaceId: string;
  readonly isNew: boolean;
  /** Others see while it is written that somebody writes it. */
  readonly hasLease: boolean;
  /** Commits on the tape already, and the highest segment number in its directory. */
  readonly lastSequence: number;
  readonly highest: number;
  /** Called when commits became durable, behind the look at the fence. */
  onDurable(sequence: number): void;
  newCommit(sequence: number, image: Image): WrittenCommit;
}

/** Where a new segment has to continue after a failure. */
interface Break {
  readonly previous: number;
  readonly previousLength: number;
  /** False after a failed fsync: the file is never fsynced again, and only its durable part counts. */
  readonly isTrusted: boolean;
}

/** A position on the tape, for `takeBack`. */
export interface Place {
  readonly segment: LiveSegment | undefined;
  readonly size: number;
}

const nothing = new Uint8Array(0);

export class Appender {
  readonly #init: AppenderInit;
  readonly #deps: AppenderDeps;
  #segment: LiveSegment | undefined;
  #highest: number;
  #generation = 1;
  #isClaimed = false;
  #next: number;
  /** Sequence of the last commit that lies in the history of the present segment. */
  #placed = 0;
  #break: Break | undefined;
  #ledger: Ledger;
  /** The `durable_seq` that the last marker on the tape states. */
  #stated = 0;
  #unprovedBatches = 0;
  /** Folders in which the tape has to become durable before anything of it is acknowledged. */
  #places: readonly string[] = [];

  constructor(deps: AppenderDeps, init: AppenderInit) {
    const { tapeId, workspaceId, lastSequence, highest } = init;
    this.#init = init;
    this.#deps = { ...deps, onCreated: (number) => this.#created(number) };
    this.#next = lastSequence + 1;
    this.#highest = highest;
    // The hash of a resumed tape is known at the claim.
    this.#ledger = new Ledger(tapeId, lastSequence, lastSequence === 0 ? chainStart(workspaceId, tapeId) : nothing);
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  get nextSequence(): number {
    return this.#next;
  }

  get durableSequence(): number {
    return this.#ledger.durable.sequence;
  }

  get unprovedBatches(): number {
    return this.#unprovedBatches;
  }

  get segmentNumber(): number {
    return this.#segment?.number ?? this.#highest;
  }

  /** Something was written, and nothing is broken. */
  get isWhole(): boolean {
    return this.#segment !== undefined && this.#break === undefined;
  }

  get isClaimed(): boolean {
    return this.#isClaimed;
  }

  /** Commits that have to be written again, because their disk failed. */
  get heldCount(): number {
    return this.#break && !this.#break.isTrusted ? this.#ledger.count : 0;
  }

  /** Claims the tape, every disk operation awaited. */
  async open(): Promise<void> {
    if (!this.#isClaimed) this.#adopt(await runLater(this.#deps.disk, this.#claimFirst()));
  }

  /** Notes that a write failed: the next one goes to a new segment. */
  breakOff(): void {
    const segment = this.#segment;
    if (segment) this.#break ??= { previous: segment.number, previousLength: segment.size, isTrusted: true };
  }

  /** Throws `fenced` when a segment is there that this writer did not claim. Whoever claims takes the next number. */
  checkFence(): void {
    const { dir } = this.#init;
    const ops = this.#deps.disk.now;
    if (ops.stat(pathOf(dir, this.#highest + 1)) !== undefined) this.#checkNames(ops.readdir(dir));
  }

  #checkNames(names: readonly string[]): void {
    const highest = segmentNumbers(names).at(-1) ?? 0;
    if (highest > this.#highest) throw fenced(this.#init.tapeId, highest, this.#ledger.last?.hash);
  }

  /** Where the next batch will lie. */
  get place(): Place {
    return { segment: this.#segment, size: this.#segment?.size ?? 0 };
  }

  /**
   * Takes commits back that nobody may be told of, because the fence could not be looked at: the next segment counts
   * this one only up to the place where they begin. Segments that were left on the way were looked after when they
   * were left; returns the commits in those.
   */
  takeBack(written: readonly WrittenCommit[], from: Place): WrittenCommit[] {
    const segment = this.#segment!;
    const isSame = from.segment === segment;
    const first = isSame ? written[0]!.sequence : segment.base;
    const previousLength = isSame ? from.size : HEADER_SIZE;
    this.#break = { previous: segment.number, previousLength, isTrusted: true };
    this.#ledger.forget(first);
    this.#next = first;
    this.#placed = first - 1;
    return written.filter((commit) => commit.sequence < first);
  }

  /** Appends the end frame and the directory of the segment. */
  writeEnd(): void {
    this.ready();
    this.#ledger.hashNow();
    this.anchor();
    this.#seal(composeEnd(this.#segment!.salt));
  }

  /** Lets go of the files. */
  *closing(isFenced: boolean): Io<void> {
    if (this.#segment) this.#retire(this.#segment);
    if (!isFenced && this.#init.hasLease) yield* removeLease(this.#init.dir);
  }

  /** The same, with the folder of a tape on which nothing was confirmed. */
  *abandoning(): Io<void> {
    if (!this.#init.isNew || this.durableSequence > 0) yield* this.closing(true);
    else yield* removeBegun(this.#init.dir, this.#highest, this.#segment?.file);
  }

  #created(number: number): void {
    this.#highest = Math.max(this.#highest, number);
  }

  /** Makes sure that there is a segment to append to. */
  ready(): void {
    if (!this.#isClaimed) this.#adopt(runNow(this.#deps.disk, this.#claimFirst()));
    else if (this.#break) this.#continue(this.#break);
  }

  *#claimFirst(): Io<LiveSegment> {
    const { dir, tapeId, workspaceId, isNew, hasLease } = this.#init;
    const { ids, clock } = this.#deps;
    if (isNew) {
      const claimed = yield* claimFirst(dir, this.#highest + 1, tapeId, workspaceId, this.#deps);
      this.#places = placesOf(dir);
      if (hasLease) yield* takeLease(dir, ids, clock, true); // the directory is ours: nobody else can know it
      return LiveSegment.of(claimed, tapeId);
    }
    const claimed = yield* claimAfterRecovery(dir, tapeId, this.#deps);
    const { past } = claimed;
    const before = past.baseSequence - 1;
    this.#next = past.baseSequence;
    this.#generation = past.generation;
    this.#stated = this.#placed = before;
    this.#ledger = new Ledger(tapeId, before, past.previousHash);
    return LiveSegment.of(claimed, tapeId);
  }

  #adopt(segment: LiveSegment): void {
    this.#segment = segment;
    this.#isClaimed = true;
    this.#break = undefined;
  }

  /** Goes on in a new segment, and writes again what lies in no segment that counts. */
  #continue(from: Break): void {
    const { dir, tapeId, workspaceId } = this.#init;
    this.#ledger.hashNow();
    const placed = from.isTrusted ? this.#placed : this.#ledger.durable.sequence;
    const previousHash = this.#ledger.chainAt(placed);
    const previous = this.#segment;
    // A sync that was under way at the failure may have ended well since then.
    const previousLength = from.isTrusted || !previous ? from.previousLength : previous.durableSize;
    const generation = this.#generation;
    const past = { ...from, previousLength, baseSequence: placed + 1, previousHash, generation, workspaceId };
    const segment = new LiveSegment(this.#highest + 1, placed + 1, tapeId);
    const groups = groupImages(this.#ledger.after(placed).map((record) => record.image!));
    const batches = this.#composeAll(segment, groups, placed + 1);
    try {
      runNow(this.#deps.disk, this.#settle());
      const options = { trustPrevious: from.isTrusted, batches };
      segment.attach(runNow(this.#deps.disk, claimNext(dir, segment.number, tapeId, this.#deps, past, options)).file);
    } catch (cause) {
      // It may have been the fsync of the segment before: from now on only what was durable earlier counts.
      if (previous && from.isTrusted)
        this.#break = { previous: previous.number, previousLength: previous.durableSize, isTrusted: false };
      throw cause;
    }
    if (previous) this.#retire(previous);
    this.#adopt(segment);
    this.#placed = placed + groups.flat().length;
    this.#unprovedBatches = groups.length;
    this.#ledger.restart(placed, previousHash);
    if (!from.isTrusted || previous?.syncing) return;
    this.checkFence();
    this.#init.onDurable(placed);
  }

  #composeAll(segment: LiveSegment, groups: readonly Image[][], first: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let sequence = first;
    for (const group of groups) {
      const batch = this.#compose(segment, group, sequence);
      parts.push(Uint8Array.from(batch.bytes)); // it may lie in the image's own buffer
      segment.add(group, batch);
      sequence += group.length;
    }
    return Buffer.concat(parts);
  }

  #retire(segment: LiveSegment): void {
    segment.isRetired = true;
    if (segment.syncing === 0) this.#deps.disk.now.close(segment.file);
  }

  /** Closes a full segment and goes on in the next. */
  #roll(): void {
    const full = this.#segment!;
    this.#ledger.hashNow();
    this.anchor();
    this.#seal(nothing);
    this.#continue({ previous: full.number, previousLength: full.size, isTrusted: true });
  }

  /** Writes images, those of one group as one batch. Tells of each commit as soon as it is written. */
  write(images: readonly Image[], onWritten: (commits: readonly WrittenCommit[]) => void): void {
    for (const group of groupImages(images)) onWritten(this.#writeGroup(group));
  }

  #writeGroup(images: readonly Image[]): WrittenCommit[] {
    const first = this.#next;
    let batch = this.#compose(this.#segment!, images, first);
    if (this.#segment!.size + batch.bytes.length > limits.segmentSoftBytes && this.#segment!.size > HEADER_SIZE) {
      this.#roll();
      batch = this.#compose(this.#segment!, images, first);
    }
    const segment = this.#segment!;
    this.#put(segment, batch.bytes);
    segment.add(images, batch);
    this.#unprovedBatches++;
    const written = images.map((image, i) => this.#init.newCommit(first + i, image));
    this.#ledger.add(written);
    this.#next += images.length;
    this.#placed = this.#next - 1;
    return written;
  }

  /** After a failure nothing is appended behind the torn bytes, from the very next call on. */
  #put(segment: LiveSegment, bytes: Uint8Array): void {
    try {
      appendAll(this.#deps.disk.now, segment.file, bytes);
    } catch (cause) {
      this.breakOff();
      throw cause;
    }
  }

  #compose(segment: LiveSegment, images: readonly Image[], first: number): Batch {
    const newShapes = segment.newShapes(images);
    this.#stated = Math.max(this.#stated, this.durableSequence);
    return composeBatch(images, {
      firstSequence: first,
      salt: segment.salt,
      newShapes,
      durableSequence: this.durableSequence,
    });
  }

  /** Writes the anchor that proves everything hashed so far and states how far the tape is durable. */
  anchor(): void {
    const segment = this.#segment!;
    const { durable, proved, hashed } = this.#ledger;
    const proofs = this.#ledger.dueProofs();
    if (proofs.length === 0 && this.#stated >= durable.sequence) return;
    const isProof = proofs.length > 0;
    const chain = { before: isProof ? proved.chain : nothing, after: isProof ? hashed.chain : nothing };
    const facts = { salt: segment.salt, durableSequence: durable.sequence };
    const bytes = composeAnchor(proved.sequence + 1, proofs, chain, facts);
    this.#put(segment, bytes);
    segment.size += bytes.length;
    this.#stated = durable.sequence;
    this.#unprovedBatches = 0;
    if (isProof) this.#ledger.markProved();
  }

  #seal(end: Uint8Array): void {
    const segment = this.#segment!;
    if (end.length > 0) {
      this.#put(segment, end);
      segment.size += end.length;
    }
    const seal = segment.seal(this.#ledger.hashed.chain, this.#ledger.durable.sequence);
    this.#put(segment, seal);
    segment.size += seal.length;
  }

  /** Makes the folders of a new tape durable. */
  *#settle(): Io<void> {
    for (const place of this.#places) yield* io((ops) => ops.fsyncDir(place));
    this.#places = [];
  }

  /** Proves, syncs, looks at the fence, acknowledges. */
  *sync(): Io<void> {
    this.anchor();
    const segment = this.#segment!;
    const mark = this.#ledger.proved.sequence;
    const { size } = segment;
    segment.syncing++;
    try {
      yield* io((ops) => ops.sync(segment.file));
      yield* this.#settle();
      segment.durableSize = Math.max(segment.durableSize, size);
    } catch (cause) {
      this.#break = { previous: segment.number, previousLength: segment.durableSize, isTrusted: false };
      throw cause;
    } finally {
      segment.syncing--;
      if (segment.isRetired && segment.syncing === 0) yield* io((ops) => ops.close(segment.file));
    }
    const names = yield* io((ops) => ops.readdir(this.#init.dir));
    this.#checkNames(names);
    // Of a segment that was left meanwhile, what the next one counts was fsynced by its claim; the rest is written again.
    this.#init.onDurable(segment.isRetired ? this.#segment!.base - 1 : mark);
  }
}

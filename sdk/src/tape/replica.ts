/**
 * Writes the segments of a replica or of a compaction: commits whose sequences and hashes are given, into a folder that nobody reads yet.
 *
 * There is no fence and no acknowledgement here. Whoever publishes the segments does it by giving them their names
 * (a rename, or links), after `finish` has made them durable. A gap begins a new segment, whose header states the hash
 * of the commit in front of it; so readers see what is missing, and every H stays what it was.
 */
import { encodeFooter, type FooterCommit, footerEnvelope } from "tapelab-proto";
import type { Clock } from "../base/clock.js";
import { crc32 } from "../base/crc.js";
import { type Disk, type DiskFile, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { limits } from "../base/limits.js";
import { hex, sha256, unhex } from "../base/sha256.js";
import type { Image } from "../value/image.js";
import { type Batch, composeAnchor, composeBatch, groupImages } from "./batch.js";
import { appendWhole } from "./bytes.js";
import { chainNext } from "./chain.js";
import { pathOf } from "./claim.js";
import { encodeFrame, FRAME, FRAME_HEAD_SIZE } from "./frame.js";
import { encodeHeader, encodeTrailer, frameSalt, HEADER_SIZE } from "./layout.js";
import { composeSealed, type SealedBatch } from "./seal.js";

/** What the first segment of the replica continues. */
export interface ReplicaStart {
  readonly tapeId: string;
  readonly workspaceId: string;
  /** Number of the first segment. */
  readonly segment: number;
  /** The segment before, 0 = none, and how many bytes of it count. */
  readonly previous: number;
  readonly previousLength: number;
  readonly generation: number;
  readonly baseSequence: number;
  /** H(baseSequence - 1), 32 bytes. */
  readonly previousHash: Uint8Array;
  /** `ROLE.writer` for a copy that is a tape of its own. */
  readonly role: number;
  /** The first segment, created and empty, where that was the claim. */
  readonly file?: DiskFile | undefined;
  /** Images are packed where that pays. */
  readonly isPacking?: boolean;
}

export interface ReplicaDeps {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
}

const DIRECTORY_MAX = 100_000;
const nothing = new Uint8Array(0);

interface OpenSegment {
  readonly number: number;
  readonly base: number;
  readonly salt: number;
  readonly file: DiskFile;
  readonly shapes: Map<string, Uint8Array>;
  dictionary: Uint8Array | undefined;
  size: number;
  isEnded: boolean;
  directory: FooterCommit[] | undefined;
}

export class ReplicaWriter {
  readonly #dir: string;
  readonly #start: ReplicaStart;
  readonly #deps: ReplicaDeps;
  readonly #segments: number[] = [];
  #segment: OpenSegment | undefined;
  #previous: number;
  #previousLength: number;
  #next: number;
  #chain: Uint8Array;
  #waiting: Image[] = [];
  #waitingBytes = 0;
  #proofs: Uint8Array[] = [];
  #provedChain: Uint8Array;

  /** Writes into an existing folder of its own. */
  constructor(dir: string, start: ReplicaStart, deps: ReplicaDeps) {
    this.#dir = dir;
    this.#start = start;
    this.#deps = deps;
    this.#previous = start.previous;
    this.#previousLength = start.previousLength;
    this.#next = start.baseSequence;
    this.#chain = start.previousHash;
    this.#provedChain = start.previousHash;
  }

  /** Takes the next commit. `hash` is H of it: needed behind a gap whose own hash is not known, else computed. */
  async append(image: Image, hash: Uint8Array): Promise<void> {
    if (this.#chain.length === 0) {
      await this.#begin(image, hash);
      return;
    }
    this.#waiting.push(image);
    this.#waitingBytes += image.bytes.length;
    const isFull = this.#waiting.length >= limits.sharedBlockCommits || this.#waitingBytes >= limits.sharedBlockBytes;
    if (isFull) await this.#flush();
  }

  /** The first commit behind a gap whose hash is not known: its own is stated at once, and the chain goes on from it. */
  async #begin(image: Image, hash: Uint8Array): Promise<void> {
    await this.#write([image]);
    this.#chain = hash;
    await this.#prove(await this.#ready());
  }

  /** H of the newest commit that was taken, 32 bytes. */
  async hash(): Promise<Uint8Array> {
    await this.#flush();
    return this.#chain;
  }

  /** Commits up to `last` are lost; `hash` is H(last), or nothing when it is not known. */
  async skip(last: number, hash: Uint8Array): Promise<void> {
    await this.#leave();
    this.#next = last + 1;
    this.#chain = hash;
    this.#provedChain = hash;
  }

  /** A record without a number, verbatim. Behind an end a new segment begins. */
  async record(kind: number, payload: Uint8Array): Promise<void> {
    await this.#flush();
    const segment = await this.#ready();
    if (kind === FRAME.end) await this.#confirm(segment);
    await this.#put(segment, encodeFrame(kind, payload, segment.salt));
    segment.isEnded = kind === FRAME.end;
  }

  /** States what is proved, and then that it is on disk: what is missing later is known to be lost. */
  async #confirm(segment: OpenSegment): Promise<void> {
    await this.#prove(segment);
    await this.#deps.disk.later.sync(segment.file);
    await this.#prove(segment, this.#next - 1);
  }

  /**
   * Makes everything durable; returns the numbers of the segments, in order. `close` is called when all commits are on
   * disk and the last segment has no directory yet; what it returns is written in front of that.
   */
  async finish(close?: (segments: readonly number[], salt: number) => Promise<Uint8Array>): Promise<readonly number[]> {
    if (close && !this.#segment) await this.#ready(); // behind a gap at the end nothing stands yet that says so
    await this.#leave(close);
    await this.#deps.disk.later.fsyncDir(this.#dir);
    return this.#segments;
  }

  async #flush(): Promise<void> {
    const groups = groupImages(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const images of groups) await this.#write(images);
  }

  async #write(images: readonly Image[]): Promise<void> {
    let segment = await this.#ready();
    let batch = this.#compose(segment, images);
    if (segment.size + batch.bytes.length > limits.segmentSoftBytes && segment.size > HEADER_SIZE) {
      await this.#leave();
      segment = await this.#ready();
      batch = this.#compose(segment, images);
    }
    if (batch.dictionary) segment.dictionary = batch.dictionary;
    for (const [i, image] of images.entries()) {
      for (const shape of image.shapes) segment.shapes.set(shape.id, shape.bytes);
      list(segment, image, segment.size + batch.offsets[i]!, batch.pieces !== undefined, batch.stored?.[i]);
      const imageHash = sha256(image.bytes);
      const sequence = this.#next++;
      if (this.#chain.length > 0)
        this.#chain = chainNext(this.#chain, this.#start.tapeId, sequence, image.bytes.length, imageHash);
      this.#proofs.push(imageHash);
    }
    await this.#put(segment, batch.bytes);
    if (this.#proofs.length >= limits.anchorBatches) await this.#prove(segment);
  }

  #compose(segment: OpenSegment, images: readonly Image[]): Batch & Partial<SealedBatch> {
    const facts = this.#facts(segment, images);
    const sealed = this.#start.isPacking ? composeSealed(images, facts, segment.dictionary) : undefined;
    return sealed ?? composeBatch(images, facts);
  }

  #facts(segment: OpenSegment, images: readonly Image[]): Parameters<typeof composeBatch>[1] {
    const added = new Map<string, Uint8Array>();
    for (const { shapes } of images)
      for (const shape of shapes) if (!segment.shapes.has(shape.id)) added.set(shape.id, shape.bytes);
    const { salt } = segment;
    return { firstSequence: this.#next, salt, newShapes: [...added.values()], durableSequence: 0 };
  }

  /** States the hashes of what was written since the last time. */
  async #prove(segment: OpenSegment, durableSequence = 0): Promise<void> {
    if (this.#proofs.length === 0 && durableSequence === 0) return;
    const first = this.#next - this.#proofs.length;
    const proofs = this.#proofs.map((imageHash) => ({ length: 0, crc: 0, imageHash }));
    const isProof = proofs.length > 0;
    const chain = { before: isProof ? this.#provedChain : nothing, after: isProof ? this.#chain : nothing };
    this.#proofs = [];
    this.#provedChain = this.#chain;
    await this.#put(segment, composeAnchor(first, proofs, chain, { salt: segment.salt, durableSequence }));
  }

  async #ready(): Promise<OpenSegment> {
    if (this.#segment?.isEnded) await this.#leave();
    if (this.#segment) return this.#segment;
    const { disk, clock, ids } = this.#deps;
    const { tapeId, workspaceId, generation, role } = this.#start;
    const number = this.#start.segment + this.#segments.length;
    const claimed = this.#segments.length === 0 ? this.#start.file : undefined;
    const file = claimed ?? (await disk.later.createExcl(pathOf(this.#dir, number)));
    const base = this.#next;
    const salt = frameSalt(tapeId, number, role);
    const shapes = new Map<string, Uint8Array>();
    const empty = { shapes, dictionary: undefined, size: 0, isEnded: false, directory: [] };
    this.#segment = { number, base, salt, file, ...empty };
    this.#segments.push(number);
    const header = encodeHeader({
      segment: number,
      previous: this.#previous,
      generation,
      previousLength: this.#previousLength,
      baseSequence: base,
      role,
      tapeId,
      workspaceId,
      previousHash: hex(this.#chain).padStart(64, "0"),
      createdMs: clock.now(),
      nonce: ids.random(16),
    });
    await this.#put(this.#segment, header);
    return this.#segment;
  }

  /** Seals the segment and makes it durable: first what it holds, then the word that it is on disk. */
  async #leave(close?: (segments: readonly number[], salt: number) => Promise<Uint8Array>): Promise<void> {
    await this.#flush();
    const segment = this.#segment;
    if (!segment) return;
    const { later } = this.#deps.disk;
    const last = this.#next - 1;
    if (!segment.isEnded) await this.#confirm(segment);
    if (close) {
      await later.sync(segment.file);
      await this.#put(segment, await close(this.#segments, segment.salt));
    }
    await this.#put(segment, seal(segment, this.#chain, last));
    await later.sync(segment.file);
    await later.close(segment.file);
    this.#previous = segment.number;
    this.#previousLength = segment.size;
    this.#segment = undefined;
  }

  /** Lets go of the file, whatever became of it. */
  async abandon(): Promise<void> {
    if (this.#segment) await this.#deps.disk.later.close(this.#segment.file);
    this.#segment = undefined;
  }

  async #put(segment: OpenSegment, bytes: Uint8Array): Promise<void> {
    await runLater(this.#deps.disk, appendWhole(segment.file, bytes));
    segment.size += bytes.length;
  }
}

function list(segment: OpenSegment, image: Image, offset: number, isInParts: boolean, stored?: number): void {
  if (isInParts || (segment.directory?.length ?? 0) >= DIRECTORY_MAX) segment.directory = undefined;
  const { crc, rows, kind, label, wallMs, strips } = image;
  const own = rows >= limits.ownBlockRows && strips.length > 0 && stored === undefined;
  const listed = own ? strips.map((strip) => ({ ...strip, shape: unhex(strip.shape) })) : undefined;
  segment.directory?.push({
    offset,
    length: image.bytes.length,
    crc,
    rows,
    kind,
    label,
    wallMs,
    stored,
    strips: listed,
  });
}

/** Directory and trailer, or nothing where a scan is as good. */
function seal(segment: OpenSegment, chain: Uint8Array, durableSeq: number): Uint8Array {
  const { directory: commits, base: firstSeq, salt, number, dictionary, isEnded } = segment;
  if (!commits || commits.length === 0) return nothing;
  const shapes = [...segment.shapes.values()];
  const footer = encodeFooter({
    firstSeq,
    shapes,
    commits,
    imageHashes: nothing,
    chain,
    durableSeq,
    dictionary,
    isEnded,
  });
  const payload = footerEnvelope(footer);
  if (payload.length > limits.framePayloadBytes) return nothing;
  const facts = {
    footerOffset: segment.size + FRAME_HEAD_SIZE,
    footerLength: payload.length,
    footerCrc: crc32(payload),
  };
  return Buffer.concat([encodeFrame(FRAME.footer, payload, salt), encodeTrailer(facts, number)]);
}

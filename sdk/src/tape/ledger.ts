/**
 * What a writer knows of its commits between written and durable: their images, hashes and how far they are proved.
 *
 * durable <= proved <= hashed <= written, as sequences; for the first three the chain hash at that point is kept.
 */
import type { Proof } from "tapelab-proto";
import { limits } from "../base/limits.js";
import { sha256Later } from "../base/sha256.js";
import { chainNext } from "./chain.js";
import type { WrittenCommit } from "./written.js";

interface Point {
  readonly sequence: number;
  /** H(sequence), 32 bytes. */
  readonly chain: Uint8Array;
}

export class Ledger {
  readonly #tapeId: string;
  #records: WrittenCommit[] = [];
  #heldBytes = 0;
  #hashed: Point;
  #proved: Point;
  #durable: Point;

  /** Everything up to `sequence` is durable, and `chain` is its hash. */
  constructor(tapeId: string, sequence: number, chain: Uint8Array) {
    this.#tapeId = tapeId;
    this.#hashed = { sequence, chain };
    this.#proved = this.#hashed;
    this.#durable = this.#hashed;
  }

  get hashed(): Point {
    return this.#hashed;
  }

  get proved(): Point {
    return this.#proved;
  }

  get durable(): Point {
    return this.#durable;
  }

  /** Bytes of the images that are kept. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  get count(): number {
    return this.#records.length;
  }

  get last(): WrittenCommit | undefined {
    return this.#records.at(-1);
  }

  add(records: readonly WrittenCommit[]): void {
    for (const record of records) {
      this.#records.push(record);
      this.#heldBytes += record.size;
    }
  }

  /** Lets go of the commits from a sequence on: they are not on the tape after all. */
  forget(first: number): void {
    for (const record of this.after(first - 1)) this.#heldBytes -= record.size;
    this.#records = this.#records.filter((record) => record.sequence < first);
  }

  /** Commits behind a sequence, in order. */
  after(sequence: number): WrittenCommit[] {
    return this.#records.filter((record) => record.sequence > sequence);
  }

  /** H(sequence) of a commit that is kept, or of the durable end. */
  chainAt(sequence: number): Uint8Array {
    return this.#records.find((record) => record.sequence === sequence)?.chain ?? this.#durable.chain;
  }

  /** Hashes everything on the calling stack. */
  hashNow(): void {
    for (const record of this.#records) if (record.sequence > this.#hashed.sequence) record.hashImage();
    this.#fold();
  }

  /** Hashes what is written: small images here, large ones on the pool, two at a time. */
  async hashLater(): Promise<void> {
    const due = this.after(this.#hashed.sequence).filter((record) => !record.imageHash);
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

  /** Extends the chain over all commits whose image hash is known. */
  #fold(): void {
    for (const record of this.#records) {
      if (record.sequence <= this.#hashed.sequence) continue;
      if (!record.imageHash) return;
      const { sequence, size, imageHash } = record;
      record.chain = chainNext(this.#hashed.chain, this.#tapeId, sequence, size, imageHash);
      this.#hashed = { sequence, chain: record.chain };
    }
  }

  /** What an anchor has to state: image hashes of everything hashed and not proved. Marker and frame know the lengths. */
  dueProofs(): Proof[] {
    const proofs: Proof[] = [];
    for (const record of this.#records) {
      const isDue = record.sequence > this.#proved.sequence && record.sequence <= this.#hashed.sequence;
      if (isDue) proofs.push({ length: 0, crc: 0, imageHash: record.hashImage() });
    }
    return proofs;
  }

  markProved(): void {
    this.#proved = this.#hashed;
  }

  /** A new segment begins behind this sequence: its header states the hash, what follows has to be proved again. */
  restart(sequence: number, chain: Uint8Array): void {
    this.#proved = { sequence, chain };
  }

  /** Lets go of the images up to a sequence that is on disk. */
  acknowledge(sequence: number): void {
    let count = 0;
    for (const record of this.#records) {
      if (record.sequence > sequence) break;
      record.image?.release();
      record.image = undefined;
      this.#heldBytes -= record.size;
      this.#durable = { sequence: record.sequence, chain: record.chain! };
      count++;
    }
    this.#records.splice(0, count);
  }
}

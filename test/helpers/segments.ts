/** Segments made by hand, frame by frame, for tests of what a writer would never write. */
import { hex, sha256, unhex } from "#sdk/base/sha256.js";
import { composeAnchor, composeBatch, composeEnd } from "#sdk/tape/batch.js";
import { chainNext, chainStart } from "#sdk/tape/chain.js";
import { encodeHeader, frameSalt, type SegmentHeader, segmentName } from "#sdk/tape/layout.js";
import type { Image } from "#sdk/value/image.js";
import { Bytes } from "./bytes.js";
import type { MemoryDisk } from "./memory-disk.js";

export const testTapeId = "0198f0c0ffee70008000000000000001";
export const testWorkspaceId = "0198f0c0ffee70008000000000000002";
export const testTapesDir = "/w/.tapelab/tapes";
export const testTapeDir = `${testTapesDir}/${testTapeId}`;

/** One tape's segments, in the making. */
export class SegmentBuilder {
  readonly header: SegmentHeader;
  readonly salt: number;
  /** Copies of all images, in order. */
  readonly images: Uint8Array[] = [];
  readonly #bytes = new Bytes();
  readonly #shapes = new Set<string>();
  /** H of the commit in front of this segment, then of each commit in it. */
  readonly #hashes: Uint8Array[];
  #next: number;

  constructor(facts: Partial<SegmentHeader> = {}) {
    this.header = {
      segment: 1,
      previous: 0,
      generation: 1,
      previousLength: 0,
      baseSequence: 1,
      role: 0,
      tapeId: testTapeId,
      workspaceId: testWorkspaceId,
      previousHash: hex(chainStart(testWorkspaceId, testTapeId)),
      createdMs: 1_767_323_045_000,
      nonce: new Uint8Array(16).fill(7),
      ...facts,
    };
    this.#hashes = [unhex(this.header.previousHash)];
    this.#next = this.header.baseSequence;
    this.salt = frameSalt(this.header.tapeId, this.header.segment);
    this.#bytes.append(encodeHeader(this.header));
  }

  get next(): number {
    return this.#next;
  }

  /** H of the newest commit, hex. */
  get hash(): string {
    return hex(this.#hashAt(this.#next - 1));
  }

  batch(images: readonly Image[], durableSequence = 0): this {
    const newShapes = images
      .flatMap(({ shapes }) => shapes)
      .filter(({ id }) => !this.#shapes.has(id) && this.#shapes.add(id));
    const facts = {
      firstSequence: this.#next,
      salt: this.salt,
      newShapes: newShapes.map(({ bytes }) => bytes),
      durableSequence,
    };
    const copies = images.map(({ bytes }) => bytes.slice());
    this.#bytes.append(composeBatch(images, facts).bytes);
    for (const image of copies) {
      const before = this.#hashAt(this.#next - 1);
      this.#hashes.push(chainNext(before, testTapeId, this.#next++, image.length, sha256(image)));
      this.images.push(image);
    }
    return this;
  }

  /** States the hashes of the newest commits, and that everything is on disk. */
  anchor(count: number, durableSequence: number = this.#next - 1): this {
    const first = this.#next - count;
    const proofs = this.images.slice(-count).map((image) => ({ length: 0, crc: 0, imageHash: sha256(image) }));
    const chain = { before: this.#hashAt(first - 1), after: this.#hashAt(this.#next - 1) };
    this.#bytes.append(composeAnchor(first, proofs, chain, { salt: this.salt, durableSequence }));
    return this;
  }

  end(): this {
    return this.raw(composeEnd(this.salt));
  }

  raw(bytes: Uint8Array): this {
    this.#bytes.append(bytes);
    return this;
  }

  bytes(): Uint8Array {
    return this.#bytes.copy();
  }

  /** Facts of a segment that continues this one. */
  following(segment: number = this.header.segment + 1): Partial<SegmentHeader> {
    const previousLength = this.#bytes.size;
    return {
      segment,
      previous: this.header.segment,
      previousLength,
      baseSequence: this.#next,
      previousHash: this.hash,
    };
  }

  #hashAt(sequence: number): Uint8Array {
    return this.#hashes[sequence - this.header.baseSequence + 1]!;
  }

  putOn(disk: MemoryDisk, bytes: Uint8Array = this.bytes()): void {
    disk.put(`${testTapeDir}/${segmentName(this.header.segment)}`, bytes);
  }
}

/** A commit that has been written, on its way from the page cache to proved and durable. */
import { hex, sha256 } from "../base/sha256.js";
import type { Image } from "../value/image.js";

export class WrittenCommit {
  readonly sequence: number;
  readonly label: string;
  readonly rows: number;
  readonly size: number;
  readonly #hashNow: (commit: WrittenCommit) => Uint8Array;
  readonly #whenDurable: (sequence: number) => Promise<void>;
  /** Held until the bytes are durable, so that they can be written again. */
  image: Image | undefined;
  imageHash: Uint8Array | undefined;
  chain: Uint8Array | undefined;

  constructor(
    sequence: number,
    image: Image,
    hashNow: (commit: WrittenCommit) => Uint8Array,
    whenDurable: (sequence: number) => Promise<void>,
  ) {
    this.sequence = sequence;
    this.label = image.label;
    this.rows = image.rows;
    this.size = image.bytes.length;
    this.image = image;
    this.#hashNow = hashNow;
    this.#whenDurable = whenDurable;
  }

  /** H(sequence), hex. Computed on demand while it is not proved yet. */
  get hash(): string {
    return hex(this.chain ?? this.#hashNow(this));
  }

  /** Resolves when the commit survives power loss. */
  durable(): Promise<void> {
    return this.#whenDurable(this.sequence);
  }

  /** I(sequence), computed now if it is not known. */
  hashImage(): Uint8Array {
    this.imageHash ??= sha256(this.image!.bytes);
    return this.imageHash;
  }
}

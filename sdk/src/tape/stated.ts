/** What the markers of a segment state of its images and of the chain, in few bytes: there may be as many as commits. */
import type { Marker } from "tapelab-proto";
import { hex } from "../base/sha256.js";

/** What is stated of an image; its hash stands in an anchor behind it, and may be missing. */
export interface Stated {
  readonly length: number;
  readonly crc: number;
  readonly imageHash: Uint8Array | undefined;
}

/** Of so many images what is stated lies together: length, CRC-32 and sha256 of each, zeros where nothing is. */
const BLOCK = 16;
const IMAGE_BYTES = 40;

export class StatedImages {
  /** Chain hashes by sequence, hex. */
  readonly chains: Map<number, string> = new Map();
  readonly #blocks = new Map<number, DataView<ArrayBuffer>>();

  /** Where markers differ, the last one counts. */
  add({ firstSeq, proofs, prevChain, chain }: Marker): void {
    if (prevChain.length === 32) this.chains.set(firstSeq - 1, hex(prevChain));
    if (chain.length === 32) this.chains.set(firstSeq + proofs.length - 1, hex(chain));
    for (const [i, { length, crc, imageHash }] of proofs.entries()) {
      if (length === 0 && imageHash.length !== 32) continue;
      const { block, at } = this.#placeOf(firstSeq + i);
      if (length > 0) {
        block.setUint32(at, length);
        block.setUint32(at + 4, crc);
      }
      if (imageHash.length === 32) new Uint8Array(block.buffer, at + 8, 32).set(imageHash);
    }
  }

  /** Undefined: no marker speaks of the image. */
  at(sequence: number): Stated | undefined {
    const block = this.#blocks.get(Math.floor(sequence / BLOCK));
    if (!block) return undefined;
    const at = (sequence % BLOCK) * IMAGE_BYTES;
    const [length, crc] = [block.getUint32(at), block.getUint32(at + 4)];
    const hash = new Uint8Array(block.buffer, at + 8, 32);
    const imageHash = hash.some((byte) => byte !== 0) ? hash : undefined;
    return length > 0 || imageHash ? { length, crc, imageHash } : undefined;
  }

  #placeOf(sequence: number): { block: DataView<ArrayBuffer>; at: number } {
    const number = Math.floor(sequence / BLOCK);
    let block = this.#blocks.get(number);
    if (!block) {
      block = new DataView(new ArrayBuffer(BLOCK * IMAGE_BYTES));
      this.#blocks.set(number, block);
    }
    return { block, at: (sequence % BLOCK) * IMAGE_BYTES };
  }
}

/** The segment that a writer is appending to, and its seal. */
import { encodeFooter, type FooterCommit, footerEnvelope } from "tapelab-proto";
import { crc32 } from "../base/crc.js";
import type { DiskFile } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { unhex } from "../base/sha256.js";
import type { Image } from "../value/image.js";
import type { Batch } from "./batch.js";
import type { Claimed } from "./claim.js";
import { encodeFrame, FRAME, FRAME_HEAD_SIZE } from "./frame.js";
import { encodeTrailer, frameSalt, HEADER_SIZE } from "./layout.js";

// A directory of more commits than this costs more memory than scanning the segment costs time.
const DIRECTORY_MAX = 100_000;

export class LiveSegment {
  readonly number: number;
  readonly base: number;
  readonly salt: number;
  readonly shapes: Map<string, Uint8Array> = new Map();
  /** Behind the last whole batch. */
  size: number = HEADER_SIZE;
  /** How much of it is known to be on disk. */
  durableSize: number = HEADER_SIZE;
  /** How many fdatasyncs are using the file. */
  syncing: number = 0;
  isRetired: boolean = false;
  #file: DiskFile | undefined;
  #directory: FooterCommit[] | undefined = [];

  constructor(number: number, base: number, tapeId: string) {
    this.number = number;
    this.base = base;
    this.salt = frameSalt(tapeId, number);
  }

  /** The segment as it was claimed. */
  static of(claimed: Claimed, tapeId: string): LiveSegment {
    const segment = new LiveSegment(claimed.number, claimed.past.baseSequence, tapeId);
    segment.#file = claimed.file;
    return segment;
  }

  attach(file: DiskFile): void {
    this.#file = file;
  }

  get file(): DiskFile {
    return this.#file!;
  }

  /** Shapes of the images that this segment does not hold yet, canonical bytes. */
  newShapes(images: readonly Image[]): Uint8Array[] {
    const added = new Map<string, Uint8Array>();
    for (const image of images) {
      for (const shape of image.shapes) if (!this.shapes.has(shape.id)) added.set(shape.id, shape.bytes);
    }
    return [...added.values()];
  }

  /** Takes note of a batch that was written whole. */
  add(images: readonly Image[], batch: Batch): void {
    for (const [i, image] of images.entries()) {
      for (const shape of image.shapes) this.shapes.set(shape.id, shape.bytes);
      this.#list(image, this.size + batch.offsets[i]!, batch.pieces !== undefined);
    }
    this.size += batch.bytes.length;
  }

  #list(image: Image, offset: number, isInParts: boolean): void {
    if (isInParts || (this.#directory?.length ?? 0) >= DIRECTORY_MAX) this.#directory = undefined;
    if (!this.#directory) return;
    const { crc, rows, kind, label, wallMs } = image;
    const strips =
      rows >= limits.ownBlockRows ? image.strips.map((strip) => ({ ...strip, shape: unhex(strip.shape) })) : undefined;
    this.#directory.push({ offset, length: image.bytes.length, crc, rows, kind, label, wallMs, strips });
  }

  /** Footer frame and trailer, or nothing when the segment is read faster without. */
  seal(chain: Uint8Array, durableSequence: number): Uint8Array {
    if (!this.#directory || this.#directory.length === 0) return new Uint8Array(0);
    const shapes = [...this.shapes.values()];
    const footer = encodeFooter({
      firstSeq: this.base,
      shapes,
      commits: this.#directory,
      imageHashes: new Uint8Array(0),
      chain,
      durableSeq: durableSequence,
    });
    const payload = footerEnvelope(footer);
    if (payload.length > limits.framePayloadBytes) return new Uint8Array(0);
    return Buffer.concat([encodeFrame(FRAME.footer, payload, this.salt), this.#trailer(payload)]);
  }

  #trailer(payload: Uint8Array): Uint8Array {
    return encodeTrailer(
      { footerOffset: this.size + FRAME_HEAD_SIZE, footerLength: payload.length, footerCrc: crc32(payload) },
      this.number,
    );
  }
}

/**
 * Reads one segment frame by frame: bytes in, batches and holes out. Pure; nothing here touches a disk.
 *
 * Every byte counts only if a checksum covers it. Behind damage the scan resumes at the next marker or micro frame that
 * verifies, and the batch in front of it is located by its own length. What a hole means - a torn tail or a loss - is
 * decided later, with the evidence of the whole tape (`settle`).
 */
import type { Envelope, Marker } from "tapelab-proto";
import { crc32 } from "../base/crc.js";
import { limits } from "../base/limits.js";
import { isClosing } from "./closing.js";
import { FLAG_ANCHOR, FRAME, type Frame, frameAt, frameClaim } from "./frame.js";
import { isTrailerStart, TRAILER_SIZE } from "./layout.js";
import { locateImages } from "./locate.js";
import {
  frameImages,
  type ImageFrame,
  imageFrame,
  isReadable,
  packedImage,
  piecedImage,
  type ScannedImage,
  wholeImage,
} from "./scan-image.js";
import { findDictionary, isInPlace, type Look, openFrame } from "./scan-look.js";
import { StatedImages } from "./stated.js";
import type { Notice, Piece } from "./types.js";

/** A run of bytes that says how it ends, or (`images` empty, `isHole`) one that verifies as nothing. */
export interface ScannedBatch {
  readonly start: number;
  readonly end: number;
  readonly first: number;
  readonly last: number;
  readonly images: readonly ScannedImage[];
  readonly isHole: boolean;
}

export interface SegmentScan {
  readonly batches: readonly ScannedBatch[];
  readonly shapes: Map<string, Uint8Array>;
  /** What packed images refer to. */
  readonly dictionary: Uint8Array | undefined;
  readonly stated: StatedImages;
  readonly notices: readonly Notice[];
  /** Greatest `durable_seq` of all markers. */
  readonly durableSequence: number;
  readonly isEnded: boolean;
  /** Behind the last frame that verified. */
  readonly end: number;
  /** Unknown frame kinds, skipped. */
  readonly opaque: number;
}

export interface ScanInput {
  /** A window of the file; positions in the result are positions in the file. */
  readonly bytes: Uint8Array;
  /** File position of the window's first byte, a multiple of 8. */
  readonly origin: number;
  readonly salt: number;
  readonly segment: number;
  /** Sequence that the next commit must have. */
  readonly nextSequence: number;
  /** Up to this commit a later segment vouches for this one. */
  readonly provenSequence?: number;
  /** Known from earlier windows. */
  readonly shapes?: Map<string, Uint8Array>;
  readonly dictionary?: Uint8Array | undefined;
  readonly stated?: StatedImages;
}

export function scanSegment(input: ScanInput): SegmentScan {
  return new Scanner(input).run();
}

class Scanner {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #input: ScanInput;
  readonly #batches: ScannedBatch[] = [];
  readonly #shapes: Map<string, Uint8Array>;
  #dictionary: Uint8Array | undefined;
  /** Shapes (and the dictionary) of which one copy was seen, and after how many batches. */
  readonly #singles = new Map<string, number>();
  readonly #stated: StatedImages;
  readonly #notices: Notice[] = [];
  #at = 0;
  #batchStart = 0;
  #next: number;
  #pending: ImageFrame | undefined;
  #parts: Piece[] = [];
  #durable = 0;
  #isEnded = false;
  #opaque = 0;
  /** Bytes that verify as nothing, and where the batch began in which they stand; unset once a batch follows. */
  #damage: { readonly start: number; readonly at: number } | undefined;
  #hashBudget: number;
  readonly #look: Look;
  #found: { readonly dictionary: Uint8Array | undefined } | undefined;

  constructor(input: ScanInput) {
    this.#input = input;
    this.#bytes = input.bytes;
    this.#view = new DataView(input.bytes.buffer, input.bytes.byteOffset, input.bytes.byteLength);
    this.#next = input.nextSequence;
    this.#shapes = input.shapes ?? new Map();
    this.#dictionary = input.dictionary;
    this.#stated = input.stated ?? new StatedImages();
    this.#hashBudget = limits.searchHashFactor * input.bytes.length;
    this.#look = { bytes: this.#bytes, view: this.#view, salt: input.salt, budget: this.#hashBudget };
  }

  run(): SegmentScan {
    const limit = this.#bytes.length;
    while (this.#at < limit) {
      const frame = this.#frameAt(this.#at);
      if (frame && this.#take(frame)) this.#at = frame.end;
      else if (this.#isAtTrailer(limit)) break;
      else if (!this.#resync(limit)) return this.#ended(limit);
    }
    this.#mend(false);
    // The copy behind a tape's last batch may have been cut off with the tail.
    for (const [name, batches] of this.#singles)
      if (this.#batches.length > batches + 1)
        this.#note("shape-copy-damaged", this.#batchStart, `one of the two copies of ${name} is damaged`);
    return this.#ended(limit);
  }

  /** Nothing more is there: a torn tail, or commits of which a later segment knows that they were. */
  #ended(limit: number): SegmentScan {
    const proven = this.#input.provenSequence ?? 0;
    if (this.#next <= proven) this.#hole(limit, proven);
    return this.#result();
  }

  #result(): SegmentScan {
    return {
      batches: this.#batches,
      shapes: this.#shapes,
      dictionary: this.#dictionary,
      stated: this.#stated,
      notices: this.#notices,
      durableSequence: this.#durable,
      isEnded: this.#isEnded,
      end: this.#input.origin + this.#batchStart,
      opaque: this.#opaque,
    };
  }

  #frameAt(at: number): Frame | undefined {
    return frameAt(this.#bytes, this.#view, at, this.#bytes.length, this.#input.salt);
  }

  /** What packed images refer to; the second copy stands in for a first one that is damaged. */
  get #words(): Uint8Array | undefined {
    if (this.#dictionary) return this.#dictionary;
    this.#found ??= { dictionary: findDictionary(this.#look) };
    return this.#found.dictionary;
  }

  #isAtTrailer(limit: number): boolean {
    if (!this.#isEnded && this.#batchStart !== this.#at) return false;
    if (limit - this.#at < TRAILER_SIZE || !isTrailerStart(this.#bytes, this.#at)) return false;
    this.#batchStart = this.#at + TRAILER_SIZE;
    return true;
  }

  /** Takes in one verified frame; false when its content makes no sense, which is handled as damage. */
  #take(frame: Frame): boolean {
    const envelope = openFrame(this.#bytes, frame);
    if (!envelope) return false;
    if (frame.padDamaged) this.#note("padding-damaged", frame.start, "padding bits are set");
    switch (frame.kind) {
      case FRAME.shape:
        return this.#takeShape(envelope, frame);
      case FRAME.dictionary:
        return this.#takeDictionary(envelope, frame);
      case FRAME.data:
      case FRAME.sealed:
        this.#pending = imageFrame(envelope.body, frame.payloadStart);
        return true;
      case FRAME.part:
        return this.#takePart(envelope, frame);
      case FRAME.marker:
        return this.#takeMarker(envelope, frame);
      case FRAME.micro:
        return this.#takeMicro(envelope, frame);
      case FRAME.end:
        this.#isEnded = true;
        this.#closeAt(frame.end);
        return true;
      case FRAME.generation:
      case FRAME.footer:
        this.#closeAt(frame.end);
        return true;
      default:
        this.#opaque++;
        return true;
    }
  }

  #closeAt(end: number): void {
    this.#pending = undefined;
    this.#parts = [];
    this.#batchStart = end;
  }

  #takeShape(envelope: Envelope, frame: Frame): boolean {
    if (envelope.body.member !== "shape") return false;
    const bytes = envelope.body.bytes.slice();
    const id = shapeId(bytes);
    const isSecond = this.#shapes.has(id);
    this.#shapes.set(id, bytes);
    return this.#takeCopy(`shape ${id}`, isSecond, frame);
  }

  #takeDictionary(envelope: Envelope, frame: Frame): boolean {
    if (envelope.body.member !== "dictionary") return false;
    const isSecond = this.#dictionary !== undefined;
    this.#dictionary = envelope.body.bytes.slice();
    return this.#takeCopy("the dictionary", isSecond, frame);
  }

  #takeCopy(name: string, isSecond: boolean, frame: Frame): boolean {
    if (!isSecond) this.#singles.set(name, this.#batches.length);
    else this.#singles.delete(name);
    // The second copy closes the batch before; a first one opens the batch that follows.
    if (isSecond && !this.#pending && this.#parts.length === 0 && !this.#damage) this.#batchStart = frame.end;
    return true;
  }

  #takePart(envelope: Envelope, frame: Frame): boolean {
    if (envelope.body.member !== "part") return false;
    const { start, end, index } = envelope.body;
    if (index !== this.#parts.length) return false;
    this.#parts.push({ offset: frame.payloadStart + start, size: end - start });
    return true;
  }

  #takeMarker(envelope: Envelope, frame: Frame): boolean {
    if (envelope.body.member !== "marker") return false;
    const { marker } = envelope.body;
    const { firstSeq, proofs } = marker;
    const last = firstSeq + proofs.length - 1;
    const isCopy = (frame.flags & FLAG_ANCHOR) !== 0 || last < this.#next;
    if (!isCopy) {
      const images = firstSeq === this.#next ? this.#pendingImages(marker) : undefined;
      if (!images) return false; // resync locates the batch by the marker's own length
      this.#push(this.#batchStart, frame.end, firstSeq, images);
      this.#mend(false);
    }
    this.#remember(marker);
    this.#closeAt(frame.end);
    return true;
  }

  #remember(marker: Marker): void {
    this.#stated.add(marker);
    this.#durable = Math.max(this.#durable, marker.durableSeq);
  }

  /** Images of the data frame just read, when the marker agrees with it. The frame's checksum covers their bytes. */
  #pendingImages(marker: Marker): ScannedImage[] | undefined {
    const { proofs, firstSeq } = marker;
    const [only] = proofs;
    if (this.#parts.length > 0 && proofs.length === 1 && only) {
      return [piecedImage(this.#input, firstSeq, only.length, only.crc, this.#parts)];
    }
    return this.#pending && frameImages(this.#input, this.#pending, firstSeq, this.#words, proofs);
  }

  #takeMicro(envelope: Envelope, frame: Frame): boolean {
    if (envelope.body.member !== "micro" || envelope.seq < this.#next) return false;
    const isSkip = envelope.seq > this.#next;
    if (isSkip && !isInPlace(this.#look, frame.end, this.#next, envelope.seq)) return false;
    const isLost = isSkip && this.#hole(frame.start, envelope.seq - 1);
    const start = frame.payloadStart + envelope.body.image.start;
    const end = frame.payloadStart + envelope.body.image.end;
    const crc = crc32(this.#bytes.subarray(start, end));
    const image = wholeImage(this.#input, envelope.seq, start, end, crc);
    this.#push(isSkip ? frame.start : this.#batchStart, frame.end, envelope.seq, [image]);
    this.#mend(isLost);
    this.#closeAt(frame.end);
    return true;
  }

  #push(start: number, end: number, first: number, images: readonly ScannedImage[]): void {
    const { origin } = this.#input;
    const last = first + images.length - 1;
    this.#batches.push({ start: origin + start, end: origin + end, first, last, images, isHole: false });
    this.#next = last + 1;
  }

  /**
   * Commits up to `last` are missing in front of a position; whole data frames in there are taken without a marker.
   * True when some stay missing.
   */
  #hole(end: number, last: number): boolean {
    let from = this.#damage?.start ?? this.#batchStart;
    for (let at = from; at < end && this.#next <= last; ) {
      const images = this.#unmarked(at, end, last);
      if (!images) {
        at += 8;
        continue;
      }
      const commits = `${this.#next}-${this.#next + images.length - 1}`;
      const frame = this.#frameAt(at)!;
      this.#note("marker-damaged", frame.end, `the marker of commits ${commits} is damaged`);
      this.#push(from, frame.end, this.#next, images);
      from = at = frame.end;
    }
    if (this.#next > last) return false;
    const { origin } = this.#input;
    this.#batches.push({ start: origin + from, end: origin + end, first: this.#next, last, images: [], isHole: true });
    this.#next = last + 1;
    return true;
  }

  #unmarked(at: number, end: number, last: number): ScannedImage[] | undefined {
    const claim = frameClaim(this.#bytes, this.#view, at, end);
    if ((claim?.kind !== FRAME.data && claim?.kind !== FRAME.sealed) || !this.#spend(claim)) return undefined;
    const frame = this.#frameAt(at);
    const envelope = frame && openFrame(this.#bytes, frame);
    const found = frame && envelope && imageFrame(envelope.body, frame.payloadStart);
    if (!found || envelope.seq !== this.#next || envelope.seq + found.images.length - 1 > last) return undefined;
    return frameImages(this.#input, found, envelope.seq, this.#words);
  }

  /** Hashing in search of something is limited, so that forged frame heads cost no more than their bytes. */
  #spend(frame: Frame): boolean {
    this.#hashBudget -= frame.end - frame.start;
    return this.#hashBudget >= 0;
  }

  /** Finds the next frame behind bad bytes that closes something, and takes it in. False: there is none. */
  #resync(limit: number): boolean {
    this.#damage ??= { start: this.#batchStart, at: this.#at };
    for (let at = this.#at + 8; at + 16 <= limit; at += 8) {
      const claim = frameClaim(this.#bytes, this.#view, at, limit);
      if (!claim || !isClosing(claim.kind)) continue;
      if (!this.#spend(claim)) return false;
      const frame = this.#frameAt(at);
      if (!frame || !this.#resumeAt(frame)) continue;
      this.#at = frame.end;
      return true;
    }
    return false;
  }

  #resumeAt(frame: Frame): boolean {
    const body = openFrame(this.#bytes, frame)?.body;
    if (body?.member !== "marker") return this.#take(frame);
    const closesNothing = (frame.flags & FLAG_ANCHOR) !== 0 || body.marker.proofs.length === 0;
    if (closesNothing || body.marker.firstSeq < this.#next) return this.#take(frame);
    if (body.marker.firstSeq > this.#next && !isInPlace(this.#look, frame.end, this.#next, body.marker.firstSeq))
      return false;
    this.#resumeAtMarker(frame, body.marker);
    return true;
  }

  #resumeAtMarker(frame: Frame, marker: Marker): void {
    const start = Math.max(this.#damage?.start ?? this.#batchStart, frame.end - marker.batchLength);
    const isLost = marker.firstSeq > this.#next && this.#hole(start, marker.firstSeq - 1);
    const dictionary = marker.proofs.some(({ stored }) => stored !== undefined) ? this.#words : undefined;
    const places =
      this.#parts.length > 0
        ? [this.#parts] // one large image: every part has to be there anyway
        : locateImages(this.#bytes, this.#view, { marker, frame, start, salt: this.#input.salt, dictionary });
    const images = marker.proofs.map((proof, i) => {
      const place = places[i] ?? [];
      const sequence = marker.firstSeq + i;
      if (proof.stored === undefined) return piecedImage(this.#input, sequence, proof.length, proof.crc, place);
      return packedImage(this.#input, sequence, place[0] ?? { offset: 0, size: 0 }, dictionary, proof);
    });
    this.#push(start, frame.end, marker.firstSeq, images);
    this.#mend(isLost || !images.every(isReadable));
    this.#remember(marker);
    this.#closeAt(frame.end);
  }

  /** Behind damage the next whole batch has been found. What no commit depends on is only noted. */
  #mend(isLost: boolean): void {
    if (this.#damage && !isLost)
      this.#note("bytes-damaged", this.#damage.at, "bytes are damaged that no commit depends on");
    this.#damage = undefined;
  }

  #note(code: string, at: number, what: string): void {
    if (this.#notices.length >= 100) return;
    const text = `Segment ${this.#input.segment}, byte ${this.#input.origin + at}: ${what}. Nothing is lost.`;
    this.#notices.push({ code, text });
  }
}

/** Id of canonical shape bytes: field 1, fixed64, stands first. */
export function shapeId(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(1, 9)).toString("hex");
}

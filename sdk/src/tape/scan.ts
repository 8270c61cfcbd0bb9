/**
 * Reads one segment frame by frame: bytes in, batches and holes out. Pure; nothing here touches a disk.
 *
 * Every byte counts only if a checksum covers it. Behind damage the scan resumes at the next marker or micro frame that
 * verifies, and the batch in front of it is located by its own length. What a hole means - a torn tail or a loss - is
 * decided later, with the evidence of the whole tape (`settle`).
 */
import { BadBytes, decodeCommit, type Envelope, type Marker, openEnvelope } from "tapelab-proto";
import { crc32 } from "../base/crc.js";
import { limits } from "../base/limits.js";
import { FLAG_ANCHOR, FRAME, type Frame, frameAt, frameClaim } from "./frame.js";
import { isTrailerStart, TRAILER_SIZE } from "./layout.js";
import { locateImages } from "./locate.js";
import type { Notice, Piece } from "./types.js";

/** An image in the file; `head` is undefined when its bytes do not match their checksum. */
export interface ScannedImage {
  readonly sequence: number;
  readonly offset: number;
  readonly size: number;
  readonly crc: number;
  readonly pieces: readonly Piece[] | undefined;
  readonly head:
    | { readonly kind: number; readonly label: string; readonly wallMs: number; readonly rows: number }
    | undefined;
}

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
  readonly markers: readonly Marker[];
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
  /** Shapes known from an earlier window. */
  readonly shapes?: Map<string, Uint8Array>;
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
  readonly #shapeCopies = new Map<string, number>();
  readonly #markers: Marker[] = [];
  readonly #notices: Notice[] = [];
  #at = 0;
  #batchStart = 0;
  #next: number;
  #pending: Envelope["body"] | undefined;
  #parts: Piece[] = [];
  #durable = 0;
  #isEnded = false;
  #opaque = 0;
  #hashBudget: number;

  constructor(input: ScanInput) {
    this.#input = input;
    this.#bytes = input.bytes;
    this.#view = new DataView(input.bytes.buffer, input.bytes.byteOffset, input.bytes.byteLength);
    this.#next = input.nextSequence;
    this.#shapes = input.shapes ?? new Map();
    this.#hashBudget = limits.searchHashFactor * input.bytes.length;
  }

  run(): SegmentScan {
    const limit = this.#bytes.length;
    while (this.#at < limit) {
      const frame = this.#frameAt(this.#at);
      if (frame && this.#take(frame)) this.#at = frame.end;
      else if (this.#isAtTrailer(limit)) break;
      else if (!this.#resync(limit)) break;
    }
    return {
      batches: this.#batches,
      shapes: this.#shapes,
      markers: this.#markers,
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

  #isAtTrailer(limit: number): boolean {
    if (!this.#isEnded && this.#batchStart !== this.#at) return false;
    if (limit - this.#at < TRAILER_SIZE || !isTrailerStart(this.#bytes, this.#at)) return false;
    this.#batchStart = this.#at + TRAILER_SIZE;
    return true;
  }

  /** Takes in one verified frame; false when its content makes no sense, which is handled as damage. */
  #take(frame: Frame): boolean {
    let envelope: Envelope;
    try {
      envelope = openEnvelope(this.#bytes.subarray(frame.payloadStart, frame.payloadEnd));
    } catch (error) {
      if (error instanceof BadBytes) return false;
      throw error;
    }
    if (frame.padDamaged) this.#note("padding-damaged", frame.start, "padding bits are set");
    switch (frame.kind) {
      case FRAME.shape:
        return this.#takeShape(envelope);
      case FRAME.data:
        this.#pending = shift(envelope.body, frame.payloadStart);
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

  #takeShape(envelope: Envelope): boolean {
    if (envelope.body.member !== "shape") return false;
    const bytes = envelope.body.bytes.slice();
    const id = shapeId(bytes);
    this.#shapes.set(id, bytes);
    this.#shapeCopies.set(id, (this.#shapeCopies.get(id) ?? 0) + 1);
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
    }
    this.#remember(marker);
    this.#closeAt(frame.end);
    return true;
  }

  #remember(marker: Marker): void {
    this.#markers.push(marker);
    if (marker.durableSeq > this.#durable) this.#durable = marker.durableSeq;
  }

  /** Images of the data frame just read, when the marker agrees with it. The frame's checksum covers their bytes. */
  #pendingImages(marker: Marker): ScannedImage[] | undefined {
    const { proofs, firstSeq } = marker;
    const [only] = proofs;
    if (this.#parts.length > 0 && proofs.length === 1 && only) {
      return [this.#image(firstSeq, only.length, only.crc, this.#parts)];
    }
    if (this.#pending?.member !== "data" || this.#pending.images.length !== proofs.length) return undefined;
    const images: ScannedImage[] = [];
    for (const [i, { start, end }] of this.#pending.images.entries()) {
      const proof = proofs[i]!;
      if (proof.length !== end - start) return undefined;
      images.push(this.#whole(firstSeq + i, start, end, proof.crc));
    }
    return images;
  }

  #takeMicro(envelope: Envelope, frame: Frame): boolean {
    if (envelope.body.member !== "micro" || envelope.seq < this.#next) return false;
    const start = frame.payloadStart + envelope.body.image.start;
    const end = frame.payloadStart + envelope.body.image.end;
    if (envelope.seq > this.#next) this.#hole(this.#batchStart, frame.start, envelope.seq - 1);
    this.#push(this.#batchStart, frame.end, envelope.seq, [
      this.#whole(envelope.seq, start, end, crc32(this.#bytes.subarray(start, end))),
    ]);
    this.#closeAt(frame.end);
    return true;
  }

  /** An image whose bytes some verified checksum covers. */
  #whole(sequence: number, start: number, end: number, crc: number): ScannedImage {
    const head = headOf(this.#bytes.subarray(start, end));
    return { sequence, offset: this.#input.origin + start, size: end - start, crc, pieces: undefined, head };
  }

  /** An image in pieces, or one whose bytes have still to be checked. */
  #image(sequence: number, size: number, crc: number, parts: readonly Piece[]): ScannedImage {
    let actual = 0;
    let length = 0;
    for (const part of parts) {
      actual = crc32(this.#bytes.subarray(part.offset, part.offset + part.size), actual);
      length += part.size;
    }
    const first = parts[0];
    const isGood = length === size && actual === crc && first !== undefined;
    const head = isGood ? headOf(joined(this.#bytes, parts)) : undefined;
    const pieces = parts.map((part) => ({ offset: part.offset + this.#input.origin, size: part.size }));
    return {
      sequence,
      offset: pieces[0]?.offset ?? 0,
      size,
      crc,
      pieces: pieces.length > 1 ? pieces : undefined,
      head,
    };
  }

  #push(start: number, end: number, first: number, images: readonly ScannedImage[]): void {
    const { origin } = this.#input;
    const last = first + images.length - 1;
    this.#batches.push({ start: origin + start, end: origin + end, first, last, images, isHole: false });
    this.#next = last + 1;
  }

  /** Commits up to `last` are missing between two positions; whole data frames in there are taken without a marker. */
  #hole(start: number, end: number, last: number): void {
    let from = start;
    for (let at = start; at < end && this.#next <= last; ) {
      const frame = this.#frameAt(at);
      const images = frame && frame.end <= end ? this.#unmarked(frame, last) : undefined;
      if (frame && images) {
        this.#note(
          "marker-damaged",
          frame.end,
          `the marker of commits ${this.#next}-${this.#next + images.length - 1} is damaged`,
        );
        this.#push(from, frame.end, this.#next, images);
        from = frame.end;
      }
      at = frame ? frame.end : at + 8;
    }
    if (this.#next > last) return;
    const { origin } = this.#input;
    this.#batches.push({ start: origin + from, end: origin + end, first: this.#next, last, images: [], isHole: true });
    this.#next = last + 1;
  }

  #unmarked(frame: Frame, last: number): ScannedImage[] | undefined {
    if (frame.kind !== FRAME.data) return undefined;
    const envelope = openEnvelope(this.#bytes.subarray(frame.payloadStart, frame.payloadEnd));
    const body = shift(envelope.body, frame.payloadStart);
    if (body.member !== "data" || envelope.seq !== this.#next || envelope.seq + body.images.length - 1 > last)
      return undefined;
    return body.images.map(({ start, end }, i) =>
      this.#whole(envelope.seq + i, start, end, crc32(this.#bytes.subarray(start, end))),
    );
  }

  /** Finds the next frame behind bad bytes that closes something, and takes it in. False: there is none. */
  #resync(limit: number): boolean {
    const from = this.#at;
    for (let at = from + 8; at + 16 <= limit; at += 8) {
      const claim = frameClaim(this.#bytes, this.#view, at, limit);
      if (!claim || !isClosing(claim.kind)) continue;
      this.#hashBudget -= claim.end - claim.start;
      if (this.#hashBudget < 0) return false;
      const frame = this.#frameAt(at);
      if (!frame || !this.#resumeAt(frame, from)) continue;
      this.#at = frame.end;
      return true;
    }
    return false;
  }

  #resumeAt(frame: Frame, damagedAt: number): boolean {
    let envelope: Envelope;
    try {
      envelope = openEnvelope(this.#bytes.subarray(frame.payloadStart, frame.payloadEnd));
    } catch (error) {
      if (error instanceof BadBytes) return false;
      throw error;
    }
    const { body } = envelope;
    const before = this.#batches.length;
    if (body.member === "marker" && (frame.flags & FLAG_ANCHOR) === 0 && body.marker.firstSeq >= this.#next) {
      this.#resumeAtMarker(frame, body.marker);
    } else if (!this.#take(frame)) return false;
    const found = this.#batches.slice(before);
    if (!found.some((batch) => batch.isHole || batch.images.some((image) => !image.head)))
      this.#note("bytes-damaged", damagedAt, "bytes are damaged that no commit depends on");
    return true;
  }

  #resumeAtMarker(frame: Frame, marker: Marker): void {
    const start = Math.max(this.#batchStart, frame.end - marker.batchLength);
    if (marker.firstSeq > this.#next) this.#hole(this.#batchStart, start, marker.firstSeq - 1);
    const places =
      this.#parts.length > 0
        ? [this.#parts] // one large image: every part has to be there anyway
        : locateImages(this.#bytes, this.#view, { marker, frame, start, salt: this.#input.salt });
    const images = marker.proofs.map((proof, i) => {
      const pieces = places[i] ?? [];
      return this.#image(marker.firstSeq + i, proof.length, proof.crc, pieces);
    });
    this.#push(start, frame.end, marker.firstSeq, images);
    this.#remember(marker);
    this.#closeAt(frame.end);
  }

  #note(code: string, at: number, what: string): void {
    if (this.#notices.length >= 100) return;
    const text = `Segment ${this.#input.segment}, byte ${this.#input.origin + at}: ${what}. Nothing is lost.`;
    this.#notices.push({ code, text });
  }
}

function isClosing(kind: number): boolean {
  return kind === FRAME.marker || kind === FRAME.micro || kind === FRAME.end || kind === FRAME.footer;
}

function shift(body: Envelope["body"], by: number): Envelope["body"] {
  if (body.member !== "data") return body;
  return { member: "data", images: body.images.map(({ start, end }) => ({ start: start + by, end: end + by })) };
}

function joined(bytes: Uint8Array, parts: readonly Piece[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return bytes.subarray(only.offset, only.offset + only.size);
  return Buffer.concat(parts.map((part) => bytes.subarray(part.offset, part.offset + part.size)));
}

/** Id of canonical shape bytes: field 1, fixed64, stands first. */
export function shapeId(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(1, 9)).toString("hex");
}

function headOf(image: Uint8Array): ScannedImage["head"] {
  try {
    const { kind, label, wallMs, strips } = decodeCommit(image);
    let rows = 0;
    for (const strip of strips) rows += strip.rows;
    return { kind, label, wallMs, rows };
  } catch (error) {
    if (error instanceof BadBytes) return undefined; // a commit nobody can read is reported as damaged
    throw error;
  }
}

/** Opens one segment: header, then its commits from the footer or frame by frame. A pure read. */
import { BadBytes, decodeFooter, type Footer, type FooterCommit, openEnvelope } from "tapelab-proto";
import { type DiskFile, type Io, io } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { hex } from "../base/sha256.js";
import { isMissing } from "../base/small-file.js";
import { TapelabError } from "../errors.js";
import { readRange } from "./bytes.js";
import { FRAME, FRAME_HEAD_SIZE, frameAt } from "./frame.js";
import {
  decodeHeader,
  decodeTrailer,
  frameSalt,
  HEADER_SIZE,
  isTrailerStart,
  ROLE,
  type SegmentHeader,
  segmentName,
  TRAILER_SIZE,
} from "./layout.js";
import { scanSegment, shapeId } from "./scan.js";
import { type Evidence, type Settled, settle } from "./settle.js";
import type { StatedImages } from "./stated.js";
import type { CommitEntry, Notice, StripInfo } from "./types.js";

/** A segment file whose header was read. */
export interface OpenSegment {
  readonly number: number;
  readonly path: string;
  readonly size: number;
  /** Undefined when both copies are bad: its facts are then derived from its neighbours. */
  readonly header: SegmentHeader | undefined;
  readonly headerCopyDamaged: boolean;
  /** `ROLE`; without a header, what is known of it. */
  readonly role: number;
  /** Start value of the CRC of its frames. */
  readonly salt: number;
}

/** What a segment holds, as far as it counts. */
export interface SegmentContent extends Settled {
  readonly shapes: Map<string, Uint8Array>;
  /** Chain hashes that markers state, by sequence, hex. */
  readonly chains: Map<number, string>;
  readonly notices: readonly Notice[];
  readonly durableSequence: number;
  readonly isEnded: boolean;
  /** What its markers state; set when the content was scanned: frames of it verified just now. */
  readonly stated: StatedImages | undefined;
}

export function* openSegment(dir: string, tapeId: string, number: number): Io<OpenSegment | undefined> {
  const path = `${dir}/${segmentName(number)}`;
  const stat = yield* io((ops) => ops.stat(path));
  const bytes = stat?.kind === "file" ? yield* headerBytes(path) : undefined;
  if (!stat || !bytes) return undefined;
  const reading = decodeHeader(bytes, tapeId, number);
  if (reading.kind === "newer") {
    const text = `Tape ${tapeId} uses format ${reading.major}; this Tapelab reads 1. Nothing was changed. Upgrade Tapelab to read it.`;
    throw new TapelabError("newer-format", text, { path, found: reading.major, supported: 1 });
  }
  const header = reading.kind === "header" ? reading.header : undefined;
  const headerCopyDamaged = reading.kind === "header" && reading.copyDamaged;
  const role = header?.role ?? ROLE.writer;
  const salt = frameSalt(tapeId, number, role);
  return { number, path, size: stat.size, header, headerCopyDamaged, role, salt };
}

/** Undefined when a compaction took the segment away since it was listed. */
function* headerBytes(path: string): Io<Uint8Array | undefined> {
  try {
    return yield* withFile(path, (file) => readRange(file, 0, HEADER_SIZE));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Opens a file, runs the procedure on it and closes it, whatever happens. */
export function* withFile<T>(path: string, use: (file: DiskFile) => Io<T>): Io<T> {
  const file = yield* io((ops) => ops.openRead(path));
  try {
    return yield* use(file);
  } finally {
    yield* io((ops) => ops.close(file));
  }
}

/** Reads the segment's commits: from its footer when that is whole and trusted, else by scanning every frame. */
export function* readSegment(segment: OpenSegment, evidence: Evidence, useFooter: boolean): Io<SegmentContent> {
  return yield* withFile(segment.path, function* (file): Io<SegmentContent> {
    const notices: Notice[] = [];
    // Whoever reads every frame still says that the directory is damaged.
    const footer = yield* readFooter(file, segment, evidence, notices);
    if (footer && useFooter) return footer;
    const { salt } = segment;
    const bytes = yield* readRange(file, HEADER_SIZE, Math.max(0, evidence.limit - HEADER_SIZE));
    const scan = scanSegment({
      bytes,
      origin: HEADER_SIZE,
      salt,
      segment: segment.number,
      nextSequence: evidence.base,
      provenSequence: evidence.durable,
    });
    const durable = Math.max(evidence.durable, scan.durableSequence);
    const settled = settle(scan, { ...evidence, durable });
    return {
      ...settled,
      shapes: scan.shapes,
      chains: scan.stated.chains,
      notices: [...notices, ...scan.notices],
      durableSequence: scan.durableSequence,
      isEnded: scan.isEnded,
      stated: scan.stated,
    };
  });
}

/** What was appended since the segment was read; undefined when it has to be read anew. */
export function* readGrowth(
  known: { readonly content: SegmentContent },
  grown: { readonly segment: OpenSegment; readonly limit: number },
): Io<SegmentContent | undefined> {
  const { content } = known;
  const { segment, limit } = grown;
  if (!content.stated || content.isEnded || content.losses.length > 0 || limit < content.end) return undefined;
  const { salt } = segment;
  const bytes = yield* withFile(segment.path, (file) => readRange(file, content.end, limit - content.end));
  const { shapes, stated, nextSequence } = content;
  const scan = scanSegment({ bytes, origin: content.end, salt, segment: segment.number, nextSequence, shapes, stated });
  const durable = Math.max(content.durableSequence, scan.durableSequence);
  const settled = settle(scan, { segment: segment.number, durable, base: nextSequence, limit });
  return {
    ...settled,
    entries: settled.entries.length === 0 ? content.entries : [...content.entries, ...settled.entries],
    shapes,
    chains: stated.chains,
    notices: [...content.notices, ...scan.notices],
    durableSequence: durable,
    isEnded: scan.isEnded,
    stated,
  };
}

const END_FRAME_SIZE = 24;

function* readFooter(
  file: DiskFile,
  segment: OpenSegment,
  evidence: Evidence,
  notices: Notice[],
): Io<SegmentContent | undefined> {
  const { size } = segment;
  if (evidence.limit !== size || size < HEADER_SIZE + TRAILER_SIZE) return undefined;
  const last = yield* readRange(file, size - TRAILER_SIZE, TRAILER_SIZE);
  const trailer = decodeTrailer(last, segment.number);
  if (!trailer) {
    if (isTrailerStart(last, 0)) notices.push({ code: "footer-damaged", text: footerText(segment.number) });
    return undefined;
  }
  const start = trailer.footerOffset - FRAME_HEAD_SIZE - END_FRAME_SIZE;
  if (start < HEADER_SIZE || trailer.footerOffset >= size || start % 8 !== 0) return undefined;
  const bytes = yield* readRange(file, start, size - TRAILER_SIZE - start);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { salt } = segment;
  const frame = frameAt(bytes, view, END_FRAME_SIZE, bytes.length, salt);
  const footer =
    frame?.kind === FRAME.footer ? openFooter(bytes.subarray(frame.payloadStart, frame.payloadEnd)) : undefined;
  if (!footer || footer.firstSeq !== evidence.base || !pointsInside(footer, size)) {
    notices.push({ code: "footer-damaged", text: footerText(segment.number) });
    return undefined;
  }
  const isEnded = footer.isEnded || frameAt(bytes, view, 0, END_FRAME_SIZE, salt)?.kind === FRAME.end;
  return contentOf(footer, segment, isEnded);
}

/** A directory that points out of its segment must not make anybody allocate what it claims. */
function pointsInside(footer: Footer, size: number): boolean {
  return footer.commits.every(
    ({ offset, length, stored }) => offset >= HEADER_SIZE && offset + (stored ?? length) <= size,
  );
}

export function footerText(segment: number): string {
  return `The directory of segment ${segment} is damaged; the segment was read frame by frame. Nothing is lost.`;
}

function openFooter(payload: Uint8Array): Footer | undefined {
  try {
    const { body } = openEnvelope(payload);
    return body.member === "footer" ? decodeFooter(body.bytes) : undefined;
  } catch (error) {
    if (error instanceof BadBytes) return undefined; // a footer is a convenience: the frames decide
    throw error;
  }
}

function contentOf(footer: Footer, segment: OpenSegment, isEnded: boolean): SegmentContent {
  const dictionary = footer.dictionary?.slice();
  const entries = footer.commits.map((commit, i) => entryOf(commit, footer.firstSeq + i, segment.number, dictionary));
  const nextSequence = footer.firstSeq + entries.length;
  return {
    entries,
    losses: [],
    end: segment.size,
    nextSequence,
    shapes: new Map(footer.shapes.map((bytes) => [shapeId(bytes), bytes.slice()])),
    chains: new Map(footer.chain.length === 32 ? [[nextSequence - 1, hex(footer.chain)]] : []),
    notices: [],
    durableSequence: footer.durableSeq,
    isEnded,
    stated: undefined,
  };
}

function entryOf(
  commit: FooterCommit,
  sequence: number,
  segment: number,
  dictionary: Uint8Array | undefined,
): CommitEntry {
  const { offset, length: size, crc, kind, label, wallMs, rows, stored } = commit;
  const packed = stored === undefined ? undefined : { size: stored, dictionary };
  const pieces = undefined;
  // Written out: there are as many as commits, and this form takes an eighth of the memory of one with a getter.
  if (rows < limits.ownBlockRows)
    return { sequence, segment, offset, size, crc, kind, label, wallMs, rows, strips: undefined, pieces, packed };
  let strips: readonly StripInfo[] | undefined | "unread" = "unread";
  return {
    ...{ sequence, segment, offset, size, crc, kind, label, wallMs, rows, pieces, packed },
    get strips() {
      if (strips === "unread") strips = stripsOf(commit);
      return strips;
    },
  };
}

/** Where the columns lie; undefined, and the image has to be read, where the directory makes no sense. */
function stripsOf(commit: FooterCommit): readonly StripInfo[] | undefined {
  try {
    const { strips, length } = commit;
    const isInside = strips?.every((strip) => strip.offsets.every((at, i) => at + (strip.lengths[i] ?? 0) <= length));
    return isInside ? strips?.map((strip) => ({ ...strip, shape: hex(strip.shape), labels: strip.labels })) : undefined;
  } catch (error) {
    if (error instanceof BadBytes) return undefined; // a footer is a convenience: the frames decide
    throw error;
  }
}

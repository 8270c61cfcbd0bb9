/**
 * The newest commits of a tape, found from its end: a handful of reads, however long the tape is.
 *
 * A look that never guesses. It answers only where the end of the newest segment is whole and known to be on disk; in
 * every other case (a torn tail, a claim without commits, a shape that is not at hand) it gives nothing, and whoever
 * asked opens the tape.
 */
import { decodeCommit, openEnvelope } from "tapelab-proto";
import { type DiskFile, type Io, io } from "../base/disk.js";
import { hex } from "../base/sha256.js";
import { readRange } from "./bytes.js";
import { FLAG_ANCHOR, FRAME, FRAME_HEAD_SIZE, type Frame, frameAt } from "./frame.js";
import { frameEndingAt, generationOf } from "./generation.js";
import { decodeTrailer, HEADER_SIZE, ROLE, segmentNumbers, TRAILER_SIZE } from "./layout.js";
import { listRepairs } from "./overlay.js";
import { unpackImage } from "./pack.js";
import { type RecoveredSegment, type Recovery, tapeIdOf } from "./recover.js";
import { type SegmentScan, scanSegment } from "./scan.js";
import { isReadable } from "./scan-image.js";
import { type OpenSegment, openSegment, withFile } from "./segment.js";
import { settle } from "./settle.js";
import { type CommitEntry, KIND, storedSize } from "./types.js";

const WINDOW = 4_096;
const HEAD_WINDOW = 16_384;
const BATCH_MAX = 16 << 20;
const STEPS_MAX = 64;
const TAIL_MAGIC = 0x314d4c54; // "TLM1"

/** Recovery of commit 1 and the newest commits alone; undefined where only a whole recovery can tell. */
export function* recoverTail(dir: string): Io<Recovery | undefined> {
  const tapeId = tapeIdOf(dir);
  const names = yield* io((ops) => ops.readdir(dir));
  if (names.includes("repairs") && (yield* listRepairs(dir)).length > 0) return undefined; // what was repaired is known to the whole tape alone
  const numbers = segmentNumbers(names);
  const newest = yield* openOwn(dir, tapeId, numbers.at(-1));
  const oldest = numbers.length > 1 ? yield* openOwn(dir, tapeId, numbers[0]) : newest;
  // Commit 1 is the same in every generation.
  if (!newest || !oldest || oldest.header?.baseSequence !== 1) return undefined;
  if (newest.role === ROLE.compaction && !(yield* generationOf(newest))) return undefined;
  const first = yield* readHead(oldest);
  const [start] = first.entries;
  if (start?.sequence !== 1) return undefined;
  const own = newest === oldest ? first : yield* readHead(newest);
  const end = yield* withFile(newest.path, (file) => new TailWalk(file, newest, own.dictionary).run());
  const last = end?.entries.at(-1);
  if (!end || !last) return undefined;
  const { shapes } = own;
  for (const [id, bytes] of end.shapes) shapes.set(id, bytes);
  for (const id of end.shapeIds) if (!shapes.has(id)) return undefined;
  const content = { ...end.content, shapes };
  const tail = { segment: newest, content, base: newest.header!.baseSequence, limit: newest.size };
  const head = {
    segment: oldest,
    content: { ...content, entries: [start], shapes: first.shapes },
    base: 1,
    limit: oldest.size,
  };
  const segments: RecoveredSegment[] = newest === oldest ? [tail] : [head, tail];
  return {
    dir,
    tapeId,
    workspaceId: newest.header!.workspaceId,
    segments,
    entries: end.entries[0]!.sequence === 1 ? end.entries : [start, ...end.entries],
    losses: [],
    notices: [],
    tornBytes: 0,
    nextSequence: last.sequence + 1,
    durableSequence: last.sequence,
    isEnded: content.isEnded,
    generation: newest.header!.generation,
    highest: newest.number,
  };
}

function* openOwn(dir: string, tapeId: string, number: number | undefined): Io<OpenSegment | undefined> {
  const segment = number === undefined ? undefined : yield* openSegment(dir, tapeId, number);
  return segment?.header && segment.role !== ROLE.replica ? segment : undefined;
}

/** The first frames of a segment: commit 1, and most shapes. */
function* readHead(segment: OpenSegment): Io<{
  entries: readonly CommitEntry[];
  shapes: Map<string, Uint8Array>;
  dictionary: Uint8Array | undefined;
}> {
  const bytes = yield* withFile(segment.path, (file) => readRange(file, HEADER_SIZE, HEAD_WINDOW));
  const base = segment.header!.baseSequence;
  const scan = scanPart(bytes, HEADER_SIZE, segment, base);
  const { entries } = settle(scan, { segment: segment.number, durable: 0, base, limit: segment.size });
  return { entries, shapes: scan.shapes, dictionary: scan.dictionary };
}

function scanPart(
  bytes: Uint8Array,
  origin: number,
  { salt, number: segment }: OpenSegment,
  nextSequence: number,
  dictionary?: Uint8Array,
): SegmentScan {
  return scanSegment({ bytes, origin, salt, segment, nextSequence, dictionary });
}

interface Tail {
  readonly entries: readonly CommitEntry[];
  readonly shapes: ReadonlyMap<string, Uint8Array>;
  /** Of the shapes that the commits use. */
  readonly shapeIds: ReadonlySet<string>;
  readonly content: RecoveredSegment["content"];
}

class TailWalk {
  readonly #file: DiskFile;
  readonly #segment: OpenSegment;
  readonly #dictionary: Uint8Array | undefined;
  readonly #salt: number;
  #window = new Uint8Array(0);
  #origin = 0;
  #entries: CommitEntry[] = [];
  readonly #shapes = new Map<string, Uint8Array>();
  readonly #shapeIds = new Set<string>();
  #durable = 0;
  #isEnded = false;

  constructor(file: DiskFile, segment: OpenSegment, dictionary: Uint8Array | undefined) {
    this.#file = file;
    this.#segment = segment;
    this.#dictionary = dictionary;
    this.#salt = segment.salt;
  }

  *run(): Io<Tail | undefined> {
    const { size } = this.#segment;
    let at = size;
    yield* this.#load(at);
    const trailer = decodeTrailer(this.#bytes(Math.max(HEADER_SIZE, size - TRAILER_SIZE), size), this.#segment.number);
    if (trailer) at = trailer.footerOffset - FRAME_HEAD_SIZE;
    for (let step = 0; step < STEPS_MAX && !this.#entries.some((entry) => entry.kind !== KIND.system); step++) {
      if (at <= HEADER_SIZE) break;
      const before = yield* this.#step(at);
      if (before === undefined) return undefined;
      at = before;
    }
    const last = this.#entries.at(-1);
    // A batch in front of it may be torn: without proof that it was on disk only the whole segment tells what counts.
    if (!last || (!this.#isEnded && last.sequence > this.#durable)) return undefined;
    return {
      entries: this.#entries,
      shapes: this.#shapes,
      shapeIds: this.#shapeIds,
      content: this.#content(last.sequence),
    };
  }

  #content(last: number): RecoveredSegment["content"] {
    return {
      entries: this.#entries,
      losses: [],
      end: this.#segment.size,
      nextSequence: last + 1,
      shapes: new Map(),
      chains: new Map(),
      notices: [],
      durableSequence: last,
      isEnded: this.#isEnded,
      stated: undefined,
    };
  }

  /** Takes in what ends at a position; returns where it begins. */
  *#step(end: number): Io<number | undefined> {
    yield* this.#load(end);
    if (end - this.#origin < 24) return undefined;
    const tail = this.#bytes(end - 8, end);
    const view = new DataView(tail.buffer, tail.byteOffset, 8);
    if (view.getUint32(4, true) === TAIL_MAGIC) return yield* this.#takeBatch(end, view.getUint32(0, true));
    return this.#takeFrame(end);
  }

  *#takeBatch(end: number, length: number): Io<number | undefined> {
    const start = end - length;
    if (start < HEADER_SIZE || start % 8 !== 0 || length > BATCH_MAX) return undefined;
    if (start < this.#origin) yield* this.#read(start, length);
    const bytes = this.#bytes(start, end);
    const marker = this.#markerIn(bytes);
    if (!marker) return undefined;
    if (marker.isAnchor) {
      this.#durable = Math.max(this.#durable, marker.durableSequence);
      return start;
    }
    return this.#takeScan(
      scanPart(bytes, start, this.#segment, marker.firstSequence, this.#dictionary),
      bytes,
      start,
      end,
    );
  }

  #markerIn(bytes: Uint8Array): { isAnchor: boolean; firstSequence: number; durableSequence: number } | undefined {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length; ) {
      const frame = frameAt(bytes, view, at, bytes.length, this.#salt);
      if (!frame) return undefined;
      at = frame.end;
      if (frame.kind !== FRAME.marker) continue;
      const { body } = openEnvelope(bytes.subarray(frame.payloadStart, frame.payloadEnd));
      if (body.member !== "marker") return undefined;
      const { firstSeq, durableSeq } = body.marker;
      return { isAnchor: (frame.flags & FLAG_ANCHOR) !== 0, firstSequence: firstSeq, durableSequence: durableSeq };
    }
    return undefined;
  }

  /** A frame that ends here and closes itself: micro, end, or the copy of a shape. */
  #takeFrame(end: number): number | undefined {
    const bytes = this.#window;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const limit = end - this.#origin;
    const frame = frameEndingAt(bytes, view, limit, this.#salt);
    return frame && this.#takeSmall(frame, bytes);
  }

  #takeSmall(frame: Frame, bytes: Uint8Array): number | undefined {
    const start = this.#origin + frame.start;
    if (frame.kind === FRAME.end) {
      this.#isEnded = true;
      return start;
    }
    if (frame.kind === FRAME.generation || frame.kind === FRAME.dictionary) return start;
    if (frame.kind !== FRAME.micro && frame.kind !== FRAME.shape) return undefined;
    const { seq } = openEnvelope(bytes.subarray(frame.payloadStart, frame.payloadEnd));
    const own = bytes.subarray(frame.start, frame.end);
    return this.#takeScan(scanPart(own, start, this.#segment, seq), own, start, start + own.length);
  }

  #takeScan(scan: SegmentScan, bytes: Uint8Array, start: number, end: number): number | undefined {
    for (const [id, shape] of scan.shapes) this.#shapes.set(id, shape);
    const images = scan.batches.flatMap((batch) => batch.images);
    const isWhole = scan.notices.length === 0 && scan.batches.every((batch) => !batch.isHole);
    if (!isWhole || images.some((image) => !isReadable(image) || image.pieces)) return undefined;
    if (images.length > 0 && scan.end !== end) return undefined;
    for (const found of images) {
      const from = found.offset - start;
      const stored = bytes.subarray(from, from + storedSize(found));
      const image = found.packed ? unpackImage(stored, found.size, found.packed.dictionary) : stored;
      if (!image) return undefined;
      for (const strip of decodeCommit(image).strips) this.#shapeIds.add(hex(strip.shape));
    }
    const base = images[0]?.sequence ?? 0;
    const { entries } = settle(scan, { segment: this.#segment.number, durable: 0, base, limit: end });
    this.#entries = [...entries, ...this.#entries];
    return start;
  }

  *#load(end: number): Io<void> {
    const isThere = this.#window.length > 0 && end <= this.#origin + this.#window.length;
    if (isThere && end - this.#origin >= Math.min(WINDOW, end - HEADER_SIZE) / 2) return;
    const start = Math.max(HEADER_SIZE, (end - WINDOW) & ~7);
    yield* this.#read(start, end - start);
  }

  *#read(start: number, size: number): Io<void> {
    this.#window = (yield* readRange(this.#file, start, size)) as Uint8Array<ArrayBuffer>;
    this.#origin = start;
  }

  #bytes(start: number, end: number): Uint8Array {
    return this.#window.subarray(Math.max(0, start - this.#origin), Math.max(0, end - this.#origin));
  }
}

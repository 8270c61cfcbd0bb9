/** Records of a tape that have no number: ends, and frames of kinds that a newer version wrote. What archives carry along. */
import { type DiskFile, type Io, io } from "../base/disk.js";
import { readRange } from "./bytes.js";
import { FRAME, FRAME_HEAD_SIZE, type Frame, frameAt, frameClaim } from "./frame.js";
import { HEADER_SIZE, isTrailerStart, TRAILER_SIZE } from "./layout.js";
import type { RecoveredSegment, Recovery } from "./recover.js";
import { withFile } from "./segment.js";

export interface ExtraFrame {
  /** Sequence of the commit that the record follows. */
  readonly after: number;
  /** Kind of the frame. */
  readonly kind: number;
  readonly payload: Uint8Array;
}

const WINDOW_BYTES = 1 << 20;
const LAYOUT: ReadonlySet<number> = new Set([
  FRAME.shape,
  FRAME.data,
  FRAME.marker,
  FRAME.micro,
  FRAME.footer,
  FRAME.generation,
  FRAME.sealed,
  FRAME.part,
  FRAME.dictionary,
]);

/** In order. Frame heads alone are read, except of the records that are returned. */
export function* extrasOf(recovery: Recovery): Io<ExtraFrame[]> {
  const found: ExtraFrame[] = [];
  for (const part of recovery.segments) {
    const { salt } = part.segment;
    const frames = yield* withFile(part.segment.path, (file) => walk(new Window(file), part, salt));
    if (frames.length > 0) place(frames, part, found);
  }
  const returned = returnedExtras(recovery);
  return returned.length === 0 ? found : [...found, ...returned].sort((a, b) => a.after - b.after);
}

/** Of a segment that is gone, the records came back with its commits. */
function returnedExtras({ repairs, segments }: Recovery): ExtraFrame[] {
  const returned: ExtraFrame[] = [];
  for (const { sequence, extras } of repairs?.values() ?? []) {
    const isHere = segments.some(({ base, content }) => base <= sequence && sequence < content.nextSequence);
    if (!isHere) for (const { kind, payload } of extras) returned.push({ after: sequence, kind, payload });
  }
  return returned;
}

interface Found {
  readonly at: number;
  readonly kind: number;
  readonly payload: Uint8Array;
}

function* walk(window: Window, part: RecoveredSegment, salt: number): Io<Found[]> {
  const found: Found[] = [];
  const limit = Math.min(part.limit, part.content.end);
  let isLost = false;
  let budget = 4 * limit; // hashing in search of the way behind damage
  for (let at = HEADER_SIZE; at + FRAME_HEAD_SIZE <= limit; ) {
    const head = yield* window.read(at, Math.max(FRAME_HEAD_SIZE, Math.min(TRAILER_SIZE, limit - at)));
    if (head.length >= TRAILER_SIZE && isTrailerStart(head, 0)) break;
    const claim = frameClaim(head, viewOf(head), 0, limit - at);
    const isExtra = claim !== undefined && !LAYOUT.has(claim.kind);
    if (claim && !isExtra && !isLost) {
      at += claim.end;
      continue;
    }
    const size = claim ? claim.end : 0;
    budget -= size;
    const bytes = claim && budget >= 0 ? yield* window.read(at, size) : undefined;
    const frame: Frame | undefined = bytes && frameAt(bytes, viewOf(bytes), 0, bytes.length, salt);
    isLost = frame === undefined;
    if (frame && bytes && isExtra)
      found.push({ at, kind: frame.kind, payload: bytes.slice(frame.payloadStart, frame.payloadEnd) });
    at += frame ? frame.end : 8;
  }
  return found;
}

/** Says of each record which commit, readable or lost, it follows. Both lie in the order of the file. */
function place(frames: readonly Found[], part: RecoveredSegment, into: ExtraFrame[]): void {
  const { entries, losses } = part.content;
  const commits = [
    ...entries.map(({ sequence, offset }) => ({ last: sequence, offset })),
    ...losses.map(({ last, offset }) => ({ last, offset })),
  ].sort((a, b) => a.offset - b.offset);
  let after = Math.max(1, part.base - 1);
  let next = 0;
  for (const { at, kind, payload } of frames) {
    for (; next < commits.length && commits[next]!.offset < at; next++) after = Math.max(after, commits[next]!.last);
    into.push({ after, kind, payload });
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A file read in order through a window. */
class Window {
  readonly #file: DiskFile;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(file: DiskFile) {
    this.#file = file;
  }

  *read(at: number, size: number): Io<Uint8Array> {
    const from = at - this.#at;
    if (from >= 0 && from + size <= this.#bytes.length) return this.#bytes.subarray(from, from + size);
    const rest = (yield* io((ops) => ops.size(this.#file))) - at;
    this.#bytes = yield* readRange(this.#file, at, Math.max(0, Math.min(rest, Math.max(size, WINDOW_BYTES))));
    this.#at = at;
    return this.#bytes.subarray(0, size);
  }
}

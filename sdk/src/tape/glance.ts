/**
 * What a list of sessions wants to know of a tape, for the price of a few reads: who it is, to whom it belongs, and
 * whether it has ended. A look, not a proof: whoever needs certainty opens the tape.
 */
import { crc32 } from "../base/crc.js";
import { type Io, io } from "../base/disk.js";
import { errorCode, readRange } from "./bytes.js";
import { FRAME, FRAME_HEAD_SIZE } from "./frame.js";
import { frameEndingAt } from "./generation.js";
import { entryPath, readImage } from "./hashes.js";
import { decodeTrailer, frameSalt, HEADER_SIZE, ROLE, segmentName, segmentNumbers, TRAILER_SIZE } from "./layout.js";
import { unpackImage } from "./pack.js";
import { recoverTape, tapeIdOf } from "./recover.js";
import { scanSegment } from "./scan.js";
import { isReadable } from "./scan-image.js";
import { openSegment, withFile } from "./segment.js";
import { storedSize } from "./types.js";

const FIRST_WINDOW = 256 * 1024;
/** An end frame, or in a compacted segment that and the generation frames behind it. */
const END_WINDOW = 16 * 1024;

/** The image of commit 1; undefined when it is missing or damaged. */
export function* firstImage(dir: string): Io<Uint8Array | undefined> {
  const [number] = segmentNumbers(yield* io((ops) => ops.readdir(dir)));
  if (number === undefined) return undefined;
  const tapeId = tapeIdOf(dir);
  const segment = yield* openSegment(dir, tapeId, number);
  if (segment === undefined) return undefined;
  const bytes = yield* withFile(segment.path, (file) => readRange(file, HEADER_SIZE, FIRST_WINDOW));
  const { salt } = segment;
  const { batches } = scanSegment({ bytes, origin: HEADER_SIZE, salt, segment: number, nextSequence: 1 });
  const [image] = batches[0]?.images ?? [];
  if (image?.sequence !== 1 || !isReadable(image) || image.pieces !== undefined) return yield* firstOf(dir);
  const start = image.offset - HEADER_SIZE;
  const stored = bytes.slice(start, start + storedSize(image));
  const found = image.packed ? unpackImage(stored, image.size, image.packed.dictionary) : stored;
  return found && crc32(found) === image.crc ? found : yield* firstOf(dir);
}

/** The same the long way, when commit 1 is not where a new tape has it. */
function* firstOf(dir: string): Io<Uint8Array | undefined> {
  const [entry] = (yield* recoverTape(dir)).entries;
  if (entry?.sequence !== 1) return undefined;
  return yield* withFile(entryPath(dir, entry), (file) => readImage(file, entry));
}

/** Id of the workspace that the tape belongs to; undefined when no segment's header can be read. */
export function* workspaceOf(dir: string): Io<string | undefined> {
  const tapeId = tapeIdOf(dir);
  for (const number of segmentNumbers(yield* io((ops) => ops.readdir(dir))).reverse()) {
    const segment = yield* openSegment(dir, tapeId, number);
    if (segment?.header !== undefined) return segment.header.workspaceId;
  }
  return undefined;
}

/**
 * Are there segments, and in none of them a byte behind its header? Then a start was cut off before anything could be
 * confirmed. Without any segment nobody knows.
 */
export function* looksEmpty(dir: string): Io<boolean> {
  const numbers = segmentNumbers(yield* io((ops) => ops.readdir(dir)));
  for (const number of numbers) {
    const stat = yield* io((ops) => ops.stat(`${dir}/${segmentName(number)}`));
    if (stat?.kind !== "file" || stat.size > HEADER_SIZE) return false;
  }
  return numbers.length > 0;
}

function endsWithEnd(bytes: Uint8Array, view: DataView, salt: number): boolean {
  let last = frameEndingAt(bytes, view, bytes.length, salt);
  while (last?.kind === FRAME.generation) last = frameEndingAt(bytes, view, last.start, salt);
  return last?.kind === FRAME.end;
}

/** Does the newest segment say that the session ended? */
export function* looksEnded(dir: string): Io<boolean> {
  const number = segmentNumbers(yield* io((ops) => ops.readdir(dir))).at(-1);
  if (number === undefined) return false;
  try {
    return yield* withFile(`${dir}/${segmentName(number)}`, function* (file): Io<boolean> {
      const size = yield* io((ops) => ops.size(file));
      const trailer = decodeTrailer(yield* readRange(file, Math.max(0, size - TRAILER_SIZE), TRAILER_SIZE), number);
      const end = trailer === undefined ? size : trailer.footerOffset - FRAME_HEAD_SIZE;
      const start = Math.max(HEADER_SIZE, (end - END_WINDOW) & ~7);
      if (start >= end || end > size) return false;
      const bytes = yield* readRange(file, start, end - start);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return [ROLE.writer, ROLE.compaction].some((role) =>
        endsWithEnd(bytes, view, frameSalt(tapeIdOf(dir), number, role)),
      );
    });
  } catch (error) {
    if (["ENOENT", "EINVAL", "ELOOP"].includes(errorCode(error))) return false;
    throw error;
  }
}

/** The facts of a segment whose two headers are both bad, from its content. */
import type { Io } from "../base/disk.js";
import { readRange } from "./bytes.js";
import { frameSalt, HEADER_SIZE } from "./layout.js";
import { scanSegment } from "./scan.js";
import { type OpenSegment, withFile } from "./segment.js";

/** Sequence of the first commit that verifies; undefined when nothing in the file does. */
export function* deriveBase(segment: OpenSegment, tapeId: string): Io<number | undefined> {
  if (segment.size <= HEADER_SIZE) return undefined;
  const bytes = yield* withFile(segment.path, (file) => readRange(file, HEADER_SIZE, segment.size - HEADER_SIZE));
  const salt = frameSalt(tapeId, segment.number);
  const scan = scanSegment({ bytes, origin: HEADER_SIZE, salt, segment: segment.number, nextSequence: 1 });
  return scan.batches.find((batch) => !batch.isHole)?.first;
}

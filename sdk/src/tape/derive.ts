/** The facts of a segment whose two headers are both bad, from its content. */
import type { Io } from "../base/disk.js";
import { readRange } from "./bytes.js";
import { frameSalt, HEADER_SIZE, ROLE } from "./layout.js";
import { scanSegment } from "./scan.js";
import { type OpenSegment, withFile } from "./segment.js";

export interface DerivedFacts {
  /** 1 for the first segment of a tape, else the sequence of the first commit that verifies. */
  readonly base: number;
  readonly role: number;
  readonly salt: number;
}

/** Undefined when nothing in the file verifies. Frames of a compaction verify from another start. */
export function* deriveFacts(segment: OpenSegment, tapeId: string): Io<DerivedFacts | undefined> {
  const { number, path, size } = segment;
  if (size <= HEADER_SIZE) return undefined;
  const bytes = yield* withFile(path, (file) => readRange(file, HEADER_SIZE, size - HEADER_SIZE));
  for (const role of [ROLE.writer, ROLE.compaction]) {
    const salt = frameSalt(tapeId, number, role);
    const scan = scanSegment({ bytes, origin: HEADER_SIZE, salt, segment: number, nextSequence: 1 });
    const first = scan.batches.find((batch) => !batch.isHole);
    if (first) return { base: number === 1 ? 1 : first.first, role, salt };
  }
  return undefined;
}

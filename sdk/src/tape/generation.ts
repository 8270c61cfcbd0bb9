/**
 * Generation frames: what makes the segments of a compaction count (proto/SPEC.md, "Generations"). The frame stands
 * twice at the end of the last segment of the set, in front of its directory.
 */
import { BadBytes, type Generation, generationEnvelope, generationMessage, openEnvelope } from "tapelab-proto";
import type { Io } from "../base/disk.js";
import { readRange } from "./bytes.js";
import { encodeFrame, FRAME, FRAME_HEAD_SIZE, type Frame, frameAt, frameClaim } from "./frame.js";
import { decodeTrailer, HEADER_SIZE, ROLE, TRAILER_SIZE } from "./layout.js";
import { type OpenSegment, withFile } from "./segment.js";

/** Where the frame is looked for: so many bytes in front of the directory, or of the end of the file. */
const WINDOW = 64 * 1024;

/** Both copies. */
export function composeGeneration(generation: Generation, salt: number): Uint8Array {
  const frame = encodeFrame(FRAME.generation, generationEnvelope(generationMessage.encode(generation)), salt);
  return Buffer.concat([frame, frame]);
}

/** What the generation frame of a segment says; undefined when none verifies, and the segment is not the last of a set. */
export function* generationOf(segment: OpenSegment): Io<Generation | undefined> {
  if (segment.role !== ROLE.compaction) return undefined;
  return yield* withFile(segment.path, function* (file): Io<Generation | undefined> {
    const { size, number, salt } = segment;
    const trailer = decodeTrailer(yield* readRange(file, Math.max(0, size - TRAILER_SIZE), TRAILER_SIZE), number);
    const end = trailer ? Math.min(size, trailer.footerOffset - FRAME_HEAD_SIZE) : size;
    const start = Math.max(HEADER_SIZE, (end - WINDOW) & ~7);
    const bytes = yield* readRange(file, start, Math.max(0, end - start));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + FRAME_HEAD_SIZE <= bytes.length; at += 8) {
      if (frameClaim(bytes, view, at, bytes.length)?.kind !== FRAME.generation) continue;
      const frame = frameAt(bytes, view, at, bytes.length, salt);
      const generation = frame && decoded(bytes.subarray(frame.payloadStart, frame.payloadEnd));
      if (generation?.segments.at(-1) === number) return generation;
    }
    return undefined;
  });
}

function decoded(payload: Uint8Array): Generation | undefined {
  try {
    const { body } = openEnvelope(payload);
    return body.member === "generation" ? generationMessage.decode(body.bytes.slice()) : undefined;
  } catch (error) {
    if (error instanceof BadBytes) return undefined; // a compaction that cannot say that it is complete is not
    throw error;
  }
}

/** The verified frame that ends at a position. */
export function frameEndingAt(bytes: Uint8Array, view: DataView, limit: number, salt: number): Frame | undefined {
  for (let at = limit - 24; at >= 0; at -= 8) {
    if (frameClaim(bytes, view, at, limit)?.end !== limit) continue;
    const frame = frameAt(bytes, view, at, limit, salt);
    if (frame) return frame;
  }
  return undefined;
}

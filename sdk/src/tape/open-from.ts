/**
 * A tape from one of its commits on: what is behind a known place is read, what is in front of it is not.
 *
 * The place was noted when somebody had read the tape up to there. It is believed only where the tape itself states the
 * hash that was noted with it. Wherever anything is out of the ordinary (damage, a compaction, a place that does not fit)
 * there is no answer, and whoever asked opens the whole tape.
 */
import { type Io, io } from "../base/disk.js";
import { hex, unhex } from "../base/sha256.js";
import { readRange } from "./bytes.js";
import { FRAME_HEAD_SIZE } from "./frame.js";
import { foldFrom, isKnown } from "./hashes.js";
import type { Link } from "./history.js";
import { decodeTrailer, HEADER_SIZE, ROLE, segmentNumbers, TRAILER_SIZE } from "./layout.js";
import { listRepairs } from "./overlay.js";
import { durableOf, noticesOf, type RecoveredSegment, type Recovery, recoverLink, tapeIdOf } from "./recover.js";
import { openSegment, readGrowth, type SegmentContent, withFile } from "./segment.js";
import { StatedImages } from "./stated.js";
import { type CommitEntry, storedSize } from "./types.js";

/** Behind which commit a tape goes on, and where that is on disk. */
export interface TapePlace {
  readonly sequence: number;
  /** H(sequence), hex. */
  readonly hash: string;
  readonly segment: number;
  /** A multiple of 8. */
  readonly offset: number;
}

/** Where a tape goes on behind a commit that is the last of its batch. */
export function placeBehind(entry: CommitEntry, hash: string): TapePlace {
  const { sequence, segment, pieces } = entry;
  const last = pieces?.at(-1);
  const end = last ? last.offset + last.size : entry.offset + storedSize(entry);
  return { sequence, hash, segment, offset: Math.ceil(end / 8) * 8 };
}

/** Recovery of the commits behind the place; undefined where only the whole tape can tell. */
export function* recoverFrom(
  dir: string,
  place: TapePlace,
  known?: ReadonlyMap<number, RecoveredSegment>,
): Io<Recovery | undefined> {
  const tapeId = tapeIdOf(dir);
  const names = yield* io((ops) => ops.readdir(dir));
  const numbers = segmentNumbers(names);
  const links = yield* linksFrom(dir, tapeId, numbers, place);
  if (!links) return undefined;
  const segments: RecoveredSegment[] = [];
  const useFooters = !names.includes("repairs") || (yield* listRepairs(dir)).length === 0;
  for (const [i, link] of links.entries()) {
    const after = links[i + 1];
    const part =
      i === 0
        ? yield* partFrom(link, after, place, known?.get(link.segment.number))
        : yield* recoverLink(link, after, 0, { known, useFooters });
    const isWhole = part && part.content.losses.length === 0 && (!after || part.content.nextSequence === after.base);
    if (!isWhole) return undefined;
    segments.push(part);
  }
  const last = segments.at(-1)!;
  const recovery: Recovery = {
    dir,
    tapeId,
    workspaceId: last.segment.header!.workspaceId,
    segments,
    entries: segments.flatMap(({ content }) => content.entries),
    losses: [],
    notices: segments.flatMap(noticesOf),
    tornBytes: last.content.isEnded ? 0 : Math.max(0, last.limit - last.content.end),
    nextSequence: last.content.nextSequence,
    durableSequence: durableOf(segments),
    isEnded: last.content.isEnded,
    generation: last.segment.header!.generation,
    highest: numbers.at(-1) ?? 0,
  };
  return (yield* isProved(recovery, place)) ? recovery : undefined;
}

/** The segments from the place on, by way of the newest one. */
function* linksFrom(dir: string, tapeId: string, numbers: readonly number[], place: TapePlace): Io<Link[] | undefined> {
  const links: Link[] = [];
  let limit = Number.POSITIVE_INFINITY;
  for (let number = numbers.at(-1) ?? 0; number >= place.segment; ) {
    const segment = yield* openSegment(dir, tapeId, number);
    // That a compaction counts was known when the place was noted in it, and of no other one.
    const isLaterCompaction = segment?.role === ROLE.compaction && number !== place.segment;
    if (!segment?.header || isLaterCompaction) return undefined;
    const { baseSequence, previous, previousLength } = segment.header;
    links.unshift({ segment, base: baseSequence, limit: Math.min(limit, segment.size) });
    if (number === place.segment) break;
    limit = previousLength;
    number = previous;
  }
  const [first] = links;
  const fits =
    first?.segment.number === place.segment &&
    first.base <= place.sequence &&
    place.offset >= HEADER_SIZE &&
    place.offset % 8 === 0 &&
    place.offset <= first.limit;
  return fits ? links : undefined;
}

function* partFrom(
  link: Link,
  after: Link | undefined,
  place: TapePlace,
  known: RecoveredSegment | undefined,
): Io<RecoveredSegment | undefined> {
  const limit = yield* withoutDirectory(link, place);
  const start = known && !after ? known.content : contentAt(after, place);
  const read =
    (yield* readGrowth({ content: start }, { segment: link.segment, limit })) ??
    (yield* readGrowth({ content: contentAt(after, place) }, { segment: link.segment, limit }));
  const content = read && (read.end === limit ? { ...read, end: link.limit } : read);
  return content && { segment: link.segment, base: link.base, limit: link.limit, content };
}

/** Where the commits of a segment end: its directory tells of all of them, and is as long as the segment is old. */
function* withoutDirectory({ segment, limit }: Link, place: TapePlace): Io<number> {
  if (limit !== segment.size || limit < place.offset + TRAILER_SIZE) return limit;
  const last = yield* withFile(segment.path, (file) => readRange(file, limit - TRAILER_SIZE, TRAILER_SIZE));
  const trailer = decodeTrailer(last, segment.number);
  const start = trailer ? trailer.footerOffset - FRAME_HEAD_SIZE : limit;
  return start >= place.offset && start <= limit && start % 8 === 0 ? start : limit;
}

/** A segment of which everything up to the place has been read. */
function contentAt(after: Link | undefined, { sequence, offset }: TapePlace): SegmentContent {
  const stated = new StatedImages();
  return {
    ...{ entries: [], losses: [], end: offset, nextSequence: sequence + 1, shapes: new Map() },
    ...{ notices: [], durableSequence: after ? after.base - 1 : 0, isEnded: false, stated, chains: stated.chains },
  };
}

/** Whether the first hash that is stated from the place on is the one that follows from the place's own. */
function* isProved(recovery: Recovery, { sequence, hash }: TapePlace): Io<boolean> {
  const stated = new Map<number, string>();
  for (const { base, segment, content } of recovery.segments) {
    const previous = segment.header?.previousHash ?? "";
    if (base > sequence && isKnown(previous)) stated.set(base - 1, previous);
    for (const [at, one] of content.chains) if (at >= sequence) stated.set(at, one);
  }
  if (stated.size === 0) return false;
  const nearest = Math.min(...stated.keys());
  const found = yield* foldFrom(recovery, { sequence, hash: unhex(hash) }, nearest);
  return found !== undefined && hex(found) === stated.get(nearest);
}

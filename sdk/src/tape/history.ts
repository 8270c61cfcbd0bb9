/** Which segments of a directory are the tape's one history, and in which order (proto/SPEC.md, "Recovery"). */
import type { Generation } from "tapelab-proto";
import type { Io } from "../base/disk.js";
import { deriveFacts } from "./derive.js";
import { generationOf } from "./generation.js";
import { ROLE } from "./layout.js";
import type { OpenSegment } from "./segment.js";
import type { Notice } from "./types.js";

export interface Link {
  readonly segment: OpenSegment;
  readonly base: number;
  /** Where the next segment says this one ends; the whole file for the last. */
  readonly limit: number;
}

export interface History {
  /** In order of history. */
  readonly links: readonly Link[];
  /** What the newest compaction in it says of itself. */
  readonly compaction: Generation | undefined;
}

/**
 * Follows prevSeg from the highest segment that counts. A compaction counts when its generation frame verifies and
 * all its segments are there, when a later segment that counts continues it, or (`isForced`) when nothing else is left.
 */
export function* historyOf(
  found: readonly OpenSegment[],
  tapeId: string,
  notices: Notice[],
  isForced = false,
): Io<History> {
  const byNumber = new Map(found.map((segment) => [segment.number, segment]));
  const links: Link[] = [];
  const ignored: number[] = [];
  let compaction: Generation | undefined;
  let limit: number | undefined;
  let number = found.at(-1)?.number ?? 0;
  while (number > 0) {
    const older = found.findLast((other) => other.number < number)?.number ?? 0;
    const named = byNumber.get(number);
    const known = named && (yield* withFacts(named, tapeId));
    const isCompaction = known?.segment.role === ROLE.compaction;
    const generation = known && isCompaction && !compaction ? yield* generationOf(known.segment) : undefined;
    const isWhole = generation?.segments.every((one) => byNumber.has(one)) ?? false;
    if (!known || (isCompaction && !isWhole && limit === undefined && !isForced)) {
      if (isCompaction) ignored.push(number);
      number = older; // missing, empty or unfinished: the next best older one
      limit = undefined;
      continue;
    }
    compaction ??= generation;
    const { segment, base } = known;
    notices.push(...headerNotices(segment));
    links.push({ segment, base, limit: Math.min(limit ?? segment.size, segment.size) });
    limit = segment.header?.previousLength;
    // The segment that holds commit 1 follows none.
    number = segment.header ? segment.header.previous : base === 1 ? 0 : older;
  }
  if (links.length === 0 && ignored.length > 0) return yield* historyOf(found, tapeId, notices, true);
  if (ignored.length > 0) notices.push(incomplete(ignored.reverse()));
  return { links: links.reverse(), compaction };
}

/** First sequence of a segment, and its role; undefined when nothing in it can be read. */
function* withFacts(segment: OpenSegment, tapeId: string): Io<{ segment: OpenSegment; base: number } | undefined> {
  if (segment.header) return { segment, base: segment.header.baseSequence };
  const facts = yield* deriveFacts(segment, tapeId);
  return facts && { segment: { ...segment, role: facts.role, salt: facts.salt }, base: facts.base };
}

function headerNotices({ header, headerCopyDamaged, number }: OpenSegment): Notice[] {
  if (!header) {
    const text = `Both headers of segment ${number} are damaged; its place was found from its content. Nothing is lost.`;
    return [{ code: "bad-header", text }];
  }
  if (!headerCopyDamaged) return [];
  const text = `One of the two headers of segment ${number} is damaged; the other one is whole. Nothing is lost.`;
  return [{ code: "header-copy-damaged", text }];
}

function incomplete(segments: readonly number[]): Notice {
  const which = segments.length === 1 ? `segment ${segments[0]}` : `segments ${segments.join(", ")}`;
  const text = `An unfinished compaction was ignored (${which}). All commits are served from the earlier segments. Nothing to do; the next compaction or \`tapelab gc --delete\` removes the leftovers.`;
  return { code: "generation-incomplete", text };
}

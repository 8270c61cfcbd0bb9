/**
 * Recovery: the segments of a tape's directory in, its one history out. A pure read; it runs on read-only media and beside
 * a live writer (proto/SPEC.md, "Recovery").
 */
import type { Generation } from "tapelab-proto";
import { type Io, io } from "../base/disk.js";
import { isMissing } from "../base/small-file.js";
import { TapelabError } from "../errors.js";
import { historyOf, type Link } from "./history.js";
import { ROLE, segmentNumbers } from "./layout.js";
import { applyRepairs, listRepairs, type Repair } from "./overlay.js";
import { footerText, type OpenSegment, openSegment, readGrowth, readSegment, type SegmentContent } from "./segment.js";
import type { Loss } from "./settle.js";
import type { CommitEntry, Notice } from "./types.js";

export interface RecoveredSegment {
  readonly segment: OpenSegment;
  readonly content: SegmentContent;
  /** Sequence of the first commit. */
  readonly base: number;
  /** File position up to which the segment counts. */
  readonly limit: number;
}

export interface Recovery {
  readonly dir: string;
  readonly tapeId: string;
  readonly workspaceId: string;
  /** In order of history. */
  readonly segments: readonly RecoveredSegment[];
  readonly entries: readonly CommitEntry[];
  readonly losses: readonly Loss[];
  readonly notices: readonly Notice[];
  readonly tornBytes: number;
  readonly nextSequence: number;
  /** Greatest sequence that the tape itself says is on disk. */
  readonly durableSequence: number;
  readonly isEnded: boolean;
  readonly generation: number;
  /** Highest segment number in the directory, whether it counts or not. */
  readonly highest: number;
  /** Commits that were lost and came back, by sequence. */
  readonly repairs?: ReadonlyMap<number, Repair>;
  /** What the newest compaction of this history says of itself; commits that it trimmed are no losses. */
  readonly compaction?: Generation | undefined;
}

export interface RecoverOptions {
  /** False: every frame is read and verified, directories of sealed segments are ignored. */
  readonly useFooters?: boolean;
  /** Content of segments known from an earlier recovery, by number: used when the same bytes count. */
  readonly known?: ReadonlyMap<number, RecoveredSegment>;
  /** Repairs that were proved by an earlier recovery. */
  readonly knownRepairs?: ReadonlyMap<number, Repair> | undefined;
  /** These segments alone, whether they count yet or not. */
  readonly only?: ReadonlySet<number>;
}

/** A compaction may take segments away while they are listed; so often the folder is looked at again. */
const ATTEMPTS = 5;

/** Reads the whole history of the tape in a directory. Only bad arguments, a newer format or a failing disk make it throw. */
export function* recoverTape(dir: string, options: RecoverOptions = {}): Io<Recovery> {
  for (let attempt = 1; ; attempt++) {
    try {
      return yield* recoverOnce(dir, options);
    } catch (error) {
      if (attempt === ATTEMPTS || !isMissing(error) || !(yield* io((ops) => ops.stat(dir)))) throw error;
    }
  }
}

function* recoverOnce(dir: string, options: RecoverOptions): Io<Recovery> {
  const tapeId = tapeIdOf(dir);
  const names = yield* io((ops) => ops.readdir(dir));
  const numbers = segmentNumbers(names);
  // Who reads on keeps to what it saw: a commit that comes back in the middle is seen by the next to open the tape.
  const isSeen = options.known !== undefined || options.only !== undefined || !names.includes("repairs");
  const repaired = isSeen ? [...(options.knownRepairs?.keys() ?? [])] : yield* listRepairs(dir);
  const found: OpenSegment[] = [];
  for (const number of numbers) {
    if (options.only && !options.only.has(number)) continue;
    const segment = yield* openSegment(dir, tapeId, number);
    if (segment) found.push(segment);
  }
  const notices: Notice[] = [];
  const { links: chain, compaction } = yield* historyOf(found, tapeId, notices, options.only !== undefined);
  const segments: RecoveredSegment[] = [];
  const entries: CommitEntry[] = [];
  const losses: Loss[] = [];
  let next = 1;
  for (const [i, link] of chain.entries()) {
    const after = chain[i + 1];
    for (const { first, last } of lackingOf(next, link.base - 1, compaction?.trimmed))
      losses.push(missing(first, last, link.segment.number));
    while (entries.length > 0 && entries.at(-1)!.sequence >= link.base) entries.pop(); // written again in this segment
    // What a directory says of a repaired commit is not known to be true.
    const isRepaired = repaired.some((one) => one >= link.base && one < (after?.base ?? Number.POSITIVE_INFINITY));
    const isSealing = link.segment.number === compaction?.segments.at(-1);
    const vouched = isSealing ? compaction.lastSeq : 0;
    const part = yield* recoverLink(link, after, vouched, isRepaired ? { ...options, useFooters: false } : options);
    segments.push(part);
    for (const entry of part.content.entries) entries.push(entry);
    losses.push(...part.content.losses);
    notices.push(...noticesOf(part));
    next = part.content.nextSequence;
  }
  const last = segments.at(-1);
  const recovery: Recovery = {
    dir,
    tapeId,
    workspaceId: found.find((segment) => segment.header)?.header?.workspaceId ?? "0".repeat(32),
    segments,
    entries,
    losses,
    notices,
    tornBytes: last && !last.content.isEnded ? Math.max(0, last.limit - last.content.end) : 0,
    nextSequence: next,
    durableSequence: durableOf(segments),
    isEnded: last?.content.isEnded ?? false,
    generation: last?.segment.header?.generation ?? 1,
    highest: numbers.at(-1) ?? 0,
    compaction,
  };
  return repaired.length > 0 ? yield* applyRepairs(recovery, repaired, options.knownRepairs) : recovery;
}

/** Whether the tape comes from somewhere else: by its last segment that is no compaction's. */
export function isReplica({ segments, compaction }: Pick<Recovery, "segments" | "compaction">): boolean {
  const role = segments.at(-1)?.segment.role;
  return (role === ROLE.compaction ? compaction?.role : role) === ROLE.replica;
}

/** The tape id that a directory's name must be. */
export function tapeIdOf(dir: string): string {
  const name = dir.split("/").at(-1) ?? "";
  if (/^[0-9a-f]{32}$/.test(name)) return name;
  const text = `"${dir}" is not the directory of a tape: its name must be 32 hex digits. Nothing was read. Give a folder below .tapelab/tapes.`;
  throw new TapelabError("bad-bytes", text, { what: "tape directory", offset: 0 });
}

export function* recoverLink(
  link: Link,
  after: Link | undefined,
  vouched: number,
  options: RecoverOptions,
): Io<RecoveredSegment> {
  const { segment, base, limit } = link;
  const known = options.known?.get(segment.number);
  if (known && after && known.limit === limit && known.base === base && known.content.nextSequence === after.base)
    return known;
  // A later segment was claimed only after this one had been read and fsynced: all of it must be there. In a compaction
  // a gap may lie between the two.
  const isVouchedFor =
    after !== undefined &&
    after.segment.role !== ROLE.compaction &&
    (!after.segment.header || after.segment.header.previous === segment.number);
  const durable = isVouchedFor ? after.base - 1 : vouched;
  const grown = known && !after && known.base === base && (yield* readGrowth(known, link));
  if (grown) return { segment, content: grown, base, limit };
  const content = yield* readSegment(
    segment,
    { segment: segment.number, durable, base, limit },
    options.useFooters ?? true,
  );
  return { segment, content, base, limit };
}

export function noticesOf({ segment, content, limit }: RecoveredSegment): Notice[] {
  const notices = [...content.notices];
  const isAfterEnd = content.isEnded && content.end < limit;
  if (isAfterEnd && !notices.some(({ code }) => code === "footer-damaged")) {
    notices.push({ code: "footer-damaged", text: footerText(segment.number) });
  }
  return notices;
}

/** Commits that are not there between two segments; those that were given up on purpose are no loss. */
function lackingOf(
  first: number,
  last: number,
  trimmed: { readonly first: number; readonly last: number } | undefined,
): { first: number; last: number }[] {
  const runs = trimmed
    ? [
        { first, last: Math.min(last, trimmed.first - 1) },
        { first: Math.max(first, trimmed.last + 1), last },
      ]
    : [{ first, last }];
  return runs.filter((run) => run.first <= run.last);
}

function missing(first: number, last: number, segment: number): Loss {
  return { kind: "missing-segment", first, last, segment: segment - 1, offset: 0, size: 0 };
}

export function durableOf(segments: readonly RecoveredSegment[]): number {
  const last = segments.at(-1);
  if (!last) return 0;
  // Everything in front of the last segment was fsynced before that was claimed; an end is written behind an fsync.
  return last.content.isEnded
    ? last.content.nextSequence - 1
    : Math.max(last.base - 1, ...segments.map((part) => part.content.durableSequence));
}

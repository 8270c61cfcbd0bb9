/** The first walk of an export: every commit is proved, and what the manifest will say is summed up. */
import { type BaseInfo, type LeafInfo, PROFILE } from "tapelab-proto";
import { hex, sha256 } from "../base/sha256.js";
import { mentionedIn } from "../blob/collect.js";
import type { BlobStore } from "../blob/store.js";
import { TapelabError } from "../errors.js";
import type { TapeReader } from "../tape/reader.js";
import { RangeMaker } from "./event-leaf.js";
import type { KeptRest } from "./kept-rest.js";
import { checkEarlier, type Earlier } from "./since.js";
import { absent, type Credentials, credentials, firstPart, included, joinLeaves, mergeBlobs } from "./summary.js";
import type { LostBytes, TapeEvent, TapeEvents } from "./tape-events.js";

/** Which blobs travel: none, those that exported commits name, all of the workspace. */
export type BlobChoice = "none" | "referenced" | "all";

/** The snapshot of a tape at a commit, in bytes; undefined where it has none. */
export type SnapshotAt = (reader: TapeReader, sequence: number) => Promise<Uint8Array | undefined>;

export interface PlanOptions {
  readonly name: string;
  readonly store: BlobStore;
  readonly blobs: BlobChoice;
  /** Where the earlier part ended; 0: there is none. */
  readonly since: number;
  /** The earlier part, when its file was given. */
  readonly earlier: Earlier | undefined;
  readonly earlierPath: string;
  readonly snapshotAt: SnapshotAt | undefined;
  readonly rest: KeptRest;
  onProgress?(done: number, total: number): void;
}

/** Everything that is known behind the first walk. */
export interface Plan extends Credentials {
  /** First and last sequence of this part; `from` above `to`: nothing is new. */
  readonly from: number;
  readonly to: number;
  readonly ranges: RangeMaker;
  readonly blobs: readonly LeafInfo[];
  readonly missingBlobs: readonly string[];
  readonly lost: readonly LostBytes[];
  /** Of this part: of the state at its end, and what a later version left. */
  readonly snapshots: readonly { readonly info: LeafInfo; readonly bytes: Uint8Array | undefined }[];
  readonly opaque: readonly LeafInfo[];
  readonly gaps: readonly { readonly first: number; readonly last: number }[];
}

export async function planExport(events: TapeEvents, options: PlanOptions): Promise<Plan> {
  const { name, since, earlier: given } = options;
  const { tapeId, lastSequence: to } = events;
  if (to === 0) throw emptyTape(name);
  if (!given && since > to) throw beyondEnd(name, since, to);
  const trimmed = events.reader.compaction?.trimmed;
  if (trimmed && since >= trimmed.first && since < trimmed.last) throw insideTrimmed(name, since, trimmed.last);
  // Records that came behind the last commit of the earlier part belong to its leaf, which is then said again.
  // Of a part that is only assumed, it is assumed that it had them: an export follows an end more often than it precedes it.
  const isRestated = given !== undefined && since <= to && events.extrasAt(since) > given.extras;
  const base = isRestated ? since - 1 : since;
  const part = given ? given.part + 1 : since > 0 ? 2 : 1;
  const ranges = new RangeMaker(cutsOf(base, given), (first) => (first > base ? part : partOf(first, given)));
  const walked = await walk(events, ranges, base, options);
  const hash = since <= to ? events.hashAt(since) : new Uint8Array(0);
  if (given) checkEarlier(given, options.earlierPath, { tapeId, name, hash, last: to });
  const before = given ?? (since > 0 ? await assumed(events, options, walked) : undefined);
  const trim = given ? undefined : trimOf(events);
  const found = await blobInfos(options, walked.blobs, part > 1 ? undefined : trim);
  const lost = events.lost.filter(({ lastSequence }) => lastSequence > base);
  const known = new Set(before?.blobs.filter((info) => info.included).map(({ sha256: one }) => hex(one)));
  const first = firstPart(tapeId, events.reader.workspaceId, before ? before.base : trim);
  const later = { part, profile: PROFILE.tail, previousManifest: before?.manifestHash ?? "" };
  const facts = { ...first, ...(part > 1 ? later : {}), generation: before?.generation ?? 1 };
  const own = await snapshotInfos(events, options, to, before?.snapshots);
  const opaque = options.rest.opaque.filter(({ path }) => !before?.opaque.some((one) => one.path === path));
  const made = credentials(facts, joinRanges(ranges, base, given), {
    blobs: mergeBlobs(before?.blobs ?? [], found),
    quarantine: [...(before?.quarantine ?? []), ...(await lostInfos(lost))],
    snapshots: joinLeaves(
      before?.snapshots ?? [],
      own.map(({ info }) => info),
    ),
    opaque: joinLeaves(before?.opaque ?? [], opaque),
    unknown: before?.unknown ?? options.rest.unknown,
  });
  return {
    ...made,
    from: base + 1,
    to,
    ranges,
    blobs: found.filter((info) => info.included && !known.has(hex(info.sha256))),
    missingBlobs: found.filter((info) => !info.included).map((info) => hex(info.sha256)),
    lost,
    snapshots: own,
    opaque,
    gaps: walked.gaps,
  };
}

/** The base of a tape whose beginning was given up. */
function trimOf(events: TapeEvents): BaseInfo | undefined {
  const { compaction } = events.reader;
  if (!compaction?.trimmed) return undefined;
  const { last: lastSequence } = compaction.trimmed;
  const { base, archive } = compaction;
  const hash = events.hashAt(lastSequence);
  return { lastSequence, hash, snapshotSha256: base, fullArchiveSha256: archive, unknown: new Uint8Array(0) };
}

/** The state at a commit, and snapshots that came with the tape and that we cannot read: those that are not `known`. */
async function snapshotInfos(
  { reader }: TapeEvents,
  { snapshotAt, rest }: PlanOptions,
  sequence: number,
  known: readonly LeafInfo[] = [],
): Promise<Plan["snapshots"]> {
  const bytes = await snapshotAt?.(reader, sequence);
  const own = bytes ? [{ info: included(sequence, sha256(bytes), bytes.length), bytes }] : [];
  const others = rest.snapshots.filter(({ index }) => index <= sequence && index !== own[0]?.info.index);
  const found = [...others.map((info) => ({ info, bytes: undefined })), ...own];
  return found.filter(({ info }) => !known.some(({ index }) => index === info.index));
}

/** Ranges end where they ended in the parts before. */
function cutsOf(base: number, given: Earlier | undefined): number[] {
  const before = (given?.ranges ?? []).map(({ last }) => last).filter((last) => last <= base);
  return [...before, base].filter((last) => last > 0);
}

function partOf(first: number, given: Earlier | undefined): number {
  return given?.ranges.find(({ last }) => last >= first)?.part ?? 1;
}

/** What the earlier part proved stands as it said it; the tape may have been damaged since. */
function joinRanges(
  made: RangeMaker,
  base: number,
  given: Earlier | undefined,
): Pick<RangeMaker, "ranges" | "leafCount"> {
  if (!given) return made;
  const kept = given.ranges.filter(({ last }) => last <= base);
  const until = kept.at(-1)?.last ?? 0;
  return { ranges: [...kept, ...made.ranges.filter(({ first }) => first > until)], leafCount: made.leafCount };
}

interface Walked {
  /** The ranges that a whole export had when the tape ended at `since`. */
  readonly first: RangeMaker;
  /** Names of blobs, hex: of the commits behind the base, and of those in front of it. */
  readonly blobs: ReadonlySet<string>;
  readonly earlierBlobs: ReadonlySet<string>;
  readonly gaps: readonly { readonly first: number; readonly last: number }[];
}

async function walk(events: TapeEvents, ranges: RangeMaker, base: number, options: PlanOptions): Promise<Walked> {
  const { since, earlier, onProgress } = options;
  const to = events.lastSequence;
  const first = new RangeMaker([], () => 1);
  const blobs = new Set<string>();
  const earlierBlobs = new Set<string>();
  const gaps: { first: number; last: number }[] = [];
  for await (const event of events.walk(1, to, (at) => ranges.endsAt(at) || at === since)) {
    if (event.last % 64 === 0) onProgress?.(event.last, 2 * to);
    add(ranges, event);
    if (event.last <= since && !earlier) add(first, event);
    for (const blob of event.blobs) (event.last > base ? blobs : earlierBlobs).add(hex(blob));
    if (event.isLost && event.last > base) gaps.push({ first: event.first, last: event.last });
  }
  ranges.close();
  first.close();
  return { first, blobs, earlierBlobs, gaps };
}

function add(ranges: RangeMaker, { leaf, first, last, prevHash, lastHash }: TapeEvent): void {
  ranges.add(leaf, first, last, prevHash, lastHash);
}

/** The first part that a whole export must have made when the tape ended at `since`. */
async function assumed(events: TapeEvents, options: PlanOptions, walked: Walked): Promise<Earlier> {
  const { since } = options;
  const base = trimOf(events);
  const facts = firstPart(events.tapeId, events.reader.workspaceId, base);
  const blobs = await blobInfos(options, walked.earlierBlobs, base);
  const quarantine = await lostInfos(events.lost.filter(({ lastSequence }) => lastSequence <= since));
  const snapshots = (await snapshotInfos(events, options, since)).map(({ info }) => info);
  const { opaque, unknown } = options.rest;
  const leaves = { blobs, quarantine, snapshots, opaque, unknown };
  const { manifest, manifestBytes } = credentials(facts, walked.first, leaves);
  const { runId, workspaceId, generation, part } = facts;
  return {
    ...{ runId, workspaceId, generation, part, base, ...leaves },
    sequence: since,
    hash: events.hashAt(since),
    manifestHash: hex(sha256(manifestBytes)),
    ranges: manifest.ranges,
    extras: events.extrasAt(since),
  };
}

/** The state in front of which a tape is trimmed travels always, and what it names like what commits name. */
async function blobInfos(
  { store, blobs: choice }: PlanOptions,
  named: ReadonlySet<string>,
  trim: BaseInfo | undefined,
): Promise<LeafInfo[]> {
  const names = new Set(named);
  const base = trim && hex(trim.snapshotSha256);
  const state = base && (await store.read(base));
  if (state)
    for (const name of mentionedIn(
      state,
      (await store.list()).map((one) => one.sha256),
    ))
      names.add(name);
  if (base) names.add(base);
  if (choice === "all") for (const { sha256: name } of await store.list()) names.add(name);
  const infos: LeafInfo[] = [];
  for (const name of [...names].sort()) {
    const size = choice === "none" && name !== base ? undefined : await store.sizeOf(name);
    const hash = Uint8Array.from(Buffer.from(name, "hex"));
    infos.push(size === undefined ? absent(hash) : included(0, hash, size));
  }
  return infos;
}

async function lostInfos(lost: readonly LostBytes[]): Promise<LeafInfo[]> {
  const infos: LeafInfo[] = [];
  for (const { index, read } of lost) {
    const bytes = await read();
    infos.push(included(index, sha256(bytes), bytes.length));
  }
  return infos;
}

function emptyTape(name: string): TapelabError<"bad-option"> {
  const text = `Tape "${name}" holds no commit. Nothing was exported. Look at it with: tapelab doctor ${name}`;
  return new TapelabError("bad-option", text, { option: "tape", expected: "a tape with a commit", found: name });
}

function insideTrimmed(name: string, since: number, last: number): TapelabError<"bad-option"> {
  const text = `since: commits of tape "${name}" up to ${last} were trimmed, an earlier part that ends at ${since} cannot be continued. Nothing was exported. Export the whole tape to another file.`;
  return new TapelabError("bad-option", text, { option: "since", expected: `from ${last}`, found: String(since) });
}

function beyondEnd(name: string, since: number, last: number): TapelabError<"bad-option"> {
  const text = `since: tape "${name}" ends at commit ${last}, found ${since}. Nothing was exported. Give the last commit of the earlier export, or its file.`;
  return new TapelabError("bad-option", text, { option: "since", expected: `at most ${last}`, found: String(since) });
}

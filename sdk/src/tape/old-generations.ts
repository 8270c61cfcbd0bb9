/** Taking away what a compaction has replaced, after grace, and what an unfinished one left. */
import { type Disk, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { isMissing } from "../base/small-file.js";
import { pathOf } from "./claim.js";
import { historyOf } from "./history.js";
import { ROLE, segmentNumbers } from "./layout.js";
import { readLease } from "./lease.js";
import { type Recovery, recoverTape, tapeIdOf } from "./recover.js";
import { type OpenSegment, openSegment } from "./segment.js";
import { verifyProofs } from "./verify.js";

export interface RemoveOptions {
  /** Hours since the newer generation was complete; 24 by default. */
  readonly graceHours?: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly dryRun?: boolean;
  /** With it, leftovers of an unfinished compaction go too, unless somebody has the tape open for writing. */
  readonly ids?: Ids;
}

export interface RemovedGenerations {
  readonly segments: readonly number[];
  readonly bytes: number;
  /** Why old segments were left. */
  readonly kept: "none" | "grace" | "damaged";
  /** Old segments that were left. */
  readonly keptSegments: readonly number[];
}

const HOUR_MS = 3_600_000;

/**
 * Deletes segments that a complete compaction has replaced, once it has been complete for long enough and was read again
 * without a fault. The highest segment number in the folder always stays: numbers are never used twice.
 */
export async function removeOldGenerations(
  disk: Disk,
  dir: string,
  { graceHours = 24, now, dryRun = false, ids }: RemoveOptions,
): Promise<RemovedGenerations> {
  const unfinished = ids ? await leftoversOf(disk, dir) : [];
  const isFree = ids && ["free", "stale"].includes((await runLater(disk, readLease(dir, ids))).state);
  const leftovers = isFree ? unfinished : [];
  const recovery = await runLater(disk, recoverTape(dir));
  const first = recovery.compaction?.segments[0] ?? 0;
  const numbers = segmentNumbers(await disk.later.readdir(dir));
  const old = numbers.filter((number) => number < first && !leftovers.includes(number));
  const before = now - graceHours * HOUR_MS;
  const kept =
    old.length === 0 ? "none" : ((await unlessTakenAway(reasonToKeep(disk, dir, recovery, before))) ?? "grace");
  const gone = kept === "none" ? [...old, ...leftovers] : leftovers;
  const bytes = await unlinkAll(disk, dir, gone, dryRun);
  return { segments: gone, bytes, kept, keptSegments: kept === "none" ? [] : old };
}

/** Removes what unfinished compactions left. The caller holds the tape's lease. */
export async function removeLeftovers(disk: Disk, dir: string): Promise<void> {
  await unlinkAll(disk, dir, await leftoversOf(disk, dir), false);
}

/** Segments of compactions that belong to no generation, the highest number in the folder left out. */
async function leftoversOf(disk: Disk, dir: string): Promise<number[]> {
  return (await unlessTakenAway(unusedIn(disk, dir))) ?? [];
}

/** Undefined while another process takes segments away: then there is nothing to do here. */
async function unlessTakenAway<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return undefined;
  }
}

async function unusedIn(disk: Disk, dir: string): Promise<number[]> {
  const tapeId = tapeIdOf(dir);
  let found: OpenSegment[] = [];
  for (const number of segmentNumbers(await disk.later.readdir(dir))) {
    const segment = await runLater(disk, openSegment(dir, tapeId, number));
    if (segment) found.push(segment);
  }
  const highest = found.at(-1)?.number;
  const unfinished = found.filter(({ role, number }) => role === ROLE.compaction && number !== highest);
  const inUse = new Set<number>();
  while (found.length > 0) {
    const { links } = await runLater(disk, historyOf(found, tapeId, []));
    for (const { segment } of links) inUse.add(segment.number);
    const oldest = links[0]?.segment.number ?? 0;
    found = found.filter(({ number }) => number < oldest);
  }
  return unfinished.map(({ number }) => number).filter((number) => !inUse.has(number));
}

async function reasonToKeep(
  disk: Disk,
  dir: string,
  { compaction, segments, entries }: Recovery,
  before: number,
): Promise<RemovedGenerations["kept"]> {
  const own = new Set(compaction?.segments);
  const set = segments.filter(({ segment }) => own.has(segment.number));
  const last = set.at(-1)?.segment;
  if (!last || set.length !== own.size) return "damaged";
  let since = Math.max(last.header?.createdMs ?? 0, (await disk.later.stat(last.path))?.mtimeMs ?? 0);
  for (const { segment, wallMs } of entries) if (own.has(segment)) since = Math.max(since, wallMs);
  if (since > before) return "grace";
  const scanned = await runLater(disk, recoverTape(dir, { useFooters: false, only: own }));
  const { losses, notices } = await runLater(disk, verifyProofs(scanned));
  return notices.length > 0 || losses.some(({ kind }) => kind === "corrupt-commit") ? "damaged" : "none";
}

/** Another process may have been faster. */
async function unlink(disk: Disk, path: string): Promise<void> {
  try {
    await disk.later.unlink(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** The oldest segment last: as long as it is there, commit 1 is found in it. */
async function unlinkAll(disk: Disk, dir: string, numbers: readonly number[], dryRun: boolean): Promise<number> {
  let bytes = 0;
  for (const number of [...numbers].sort((a, b) => b - a)) {
    bytes += (await disk.later.stat(pathOf(dir, number)))?.size ?? 0;
    if (!dryRun) await unlink(disk, pathOf(dir, number));
  }
  if (numbers.length > 0 && !dryRun) await disk.later.fsyncDir(dir);
  return bytes;
}

/** Collection: what no commit, state, session, cache entry or pin needs any more is marked, and three days later deleted or moved. */
import { resolve } from "node:path";
import { assertWritable } from "../base/assert-writable.js";
import { runLater } from "../base/disk.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { hex } from "../base/sha256.js";
import { writeBlobIndex } from "../blob/blob-index.js";
import { mentionedIn } from "../blob/collect.js";
import { type Collected, runCollection } from "../blob/collection.js";
import type { BlobFile } from "../blob/list.js";
import { readPins } from "../blob/pins.js";
import { BlobStore } from "../blob/store.js";
import type { Tombstone } from "../blob/tombstone.js";
import type { TapelabError } from "../errors.js";
import { CacheFolder, type TaggedEntry } from "../record/cache-folder.js";
import { readLease } from "../tape/lease.js";
import { removeOldGenerations } from "../tape/old-generations.js";
import { type FoundRoots, findRoots } from "./blob-roots.js";
import { noteOnWorkspace } from "./edits-session.js";
import { type Environment, systemEnvironment } from "./environment.js";
import { type GhostOptions, ghostBlobs, publishedBlobs, type Staying } from "./ghost-blobs.js";
import { findLeftovers, type Leftover, removeLeftovers } from "./leftovers.js";
import type { SessionEntry } from "./session-list.js";
import type { Workspace } from "./workspace.js";

export interface CollectOptions {
  /** Says what would happen and changes nothing. Default: true. */
  readonly dryRun?: boolean;
  /** Blobs of commits that are younger than this are kept. Default: 90. */
  readonly windowDays?: number;
  /** Other windows by media type, name or ending of a name: `{ "image/png": 14, ".arrow": Infinity }`. */
  readonly perType?: Readonly<Record<string, number>>;
  /** Moves blobs to this folder instead of deleting them. */
  readonly to?: string;
  /**
   * Also where a tape is damaged: blobs that only its lost commits name may go. With `ghosts` also outputs that no run
   * brings back.
   */
  readonly force?: boolean;
  /** Outputs of runs go too where executing the runs again brings them back. */
  readonly ghosts?: GhostOptions;
}

export interface OldSegments {
  readonly tape: string;
  readonly segments: readonly number[];
  readonly sizeBytes: number;
}

/**
 * What a collection found and did. Candidates are what nothing keeps, in the order in which it goes; `taken` is what went
 * in this run or in one that was cut off; `commit` lists it.
 */
export interface CollectResult extends Collected {
  readonly dryRun: boolean;
  /** Segments that a compaction replaced a day ago, and those of compactions that were cut off. */
  readonly segments: readonly OldSegments[];
  readonly leftovers: readonly Leftover[];
  /** Entries of `remember` that were not used for `cache.keep_days`. */
  readonly cacheEntries: readonly TaggedEntry[];
  /** Tapes with damage that nobody gave up: while there are any, blobs go only with `force`. */
  readonly damaged: readonly string[];
  /** Outputs that were to become ghosts, and stay. */
  readonly staying: readonly Staying[];
}

/**
 * Collects blobs that nothing needs: those that no commit names, and those of commits outside the window. A blob is
 * marked by one run and goes in a later one, 72 hours on at the earliest. Without `dryRun: false` nothing is changed.
 * Tapes are never touched: what went reads as unavailable.
 *
 * @example
 * const { candidates } = await collectBlobs(await openWorkspace());
 */
export async function collectBlobs(
  workspace: Workspace,
  options: CollectOptions = {},
  onProgress?: (done: number, total: number) => void,
): Promise<CollectResult> {
  return collectIn(systemEnvironment(), workspace, checked(options), onProgress);
}

/** @internal One run in a given world. */
export async function collectIn(
  environment: Environment,
  workspace: Workspace,
  options: CollectOptions,
  onProgress?: (done: number, total: number) => void,
): Promise<CollectResult> {
  const { dryRun = true, windowDays = 90, perType = {}, to, force = false } = options;
  if (!dryRun) assertWritable(workspace, "Nothing was collected.");
  const { disk, clock, ids } = environment;
  const store = workspace.blobs;
  const cache = new CacheFolder({ disk, clock, ids, dir: `${workspace.dir}/cache` });
  const cacheEntries = await cache.idle(workspace.settings.get("cache.keep_days"));
  const sessions = await workspace.sessions();
  const ghosts = options.ghosts && (await ghostBlobs(workspace, options.ghosts, force));
  let found: FoundRoots = { kept: new Set(), named: new Map(), damaged: [] };
  const deps = {
    ...{ disk, clock, ids, store },
    cold: to === undefined ? undefined : new BlobStore(disk, resolve(to), ids),
    roots: async (blobs: readonly BlobFile[]) => {
      const stored = new Set(blobs.map(({ sha256 }) => sha256));
      const released = new Set(cacheEntries.map(({ key }) => key));
      const cached = (await cache.list()).filter(({ key }) => !released.has(key)).map(({ blob }) => blob);
      const others = [...cached, ...(await publishedBlobs(workspace))];
      for (const pinned of (await runLater(disk, readPins(store.dir))).keys()) {
        // The state in front of which a tape is trimmed is a pinned blob, and names others.
        const content = stored.has(pinned) ? await store.read(pinned) : undefined;
        others.push(pinned, ...mentionedIn(content ?? new Uint8Array(0), stored));
      }
      const nowMs = clock.now();
      found = await findRoots(environment, await workspace.sessions(), {
        stored,
        nowMs,
        windowDays,
        perType,
        others,
        onProgress,
        ghosts,
      });
      return { ...found, ...(ghosts && { reasons: ghosts.blobs }) };
    },
    liveSinceMs: () => liveSince(environment, sessions),
    mayTake: () => force || found.damaged.length === 0,
    tell: (taken: readonly Tombstone[]) =>
      noteOnWorkspace(workspace, "blobs-collected", {
        blobs: taken.map((one) => toldOf(one, ghosts?.blobs.get(one.sha256)?.artifact.run)),
      }),
  };
  const collected = await runCollection(deps, dryRun);
  const segments: OldSegments[] = [];
  for (const { id, label, dir } of sessions) {
    const removed = await removeOldGenerations(disk, dir, { now: clock.now(), dryRun, ids });
    if (removed.segments.length > 0)
      segments.push({ tape: label || id, segments: removed.segments, sizeBytes: removed.bytes });
  }
  const leftovers = await findLeftovers(environment, workspace.dir, await liveSince(environment, sessions));
  if (!dryRun) {
    for (const { key } of cacheEntries) await cache.remove(key);
    await removeLeftovers(disk, leftovers);
    await runLater(disk, writeBlobIndex(store.dir, found.named, hex(ids.random(8))));
  }
  const { damaged } = found;
  return { dryRun, ...collected, segments, leftovers, cacheEntries, damaged, staying: ghosts?.staying ?? [] };
}

/** What is in memory of a session that is open in this process or another cannot be seen: nothing younger goes. */
async function liveSince({ disk, ids }: Environment, sessions: readonly SessionEntry[]): Promise<number> {
  let since = Number.POSITIVE_INFINITY;
  for (const { dir } of sessions) {
    const { state, lease } = await runLater(disk, readLease(dir, ids));
    if (state === "free" || state === "stale") continue;
    const openedMs = Date.parse(lease?.openedAt ?? "");
    const fileMs = (await disk.later.stat(`${dir}/lease.json`))?.mtimeMs ?? since;
    since = Math.min(since, fileMs, Number.isNaN(openedMs) ? fileMs : openedMs);
  }
  return since;
}

/** `run`: the one that made it, and makes it again. */
function toldOf({ sha256, sizeBytes: size, name, reason, where }: Tombstone, run?: string | null): object {
  return { sha256, size, name, reason, ...(where !== undefined && { where }), ...(run && { run }) };
}

function checked(options: CollectOptions): CollectOptions {
  const outcome = "Nothing was collected.";
  checkOptions("collectBlobs", options, ["dryRun", "windowDays", "perType", "to", "force", "ghosts"], outcome);
  const { windowDays, perType, to, ghosts } = options;
  const refuse = (option: string, expected: string, found: unknown): TapelabError =>
    badOption("collectBlobs", option, { expected, found: foundText(found), outcome });
  const isDays = (value: unknown): boolean => typeof value === "number" && value >= 0;
  if (windowDays !== undefined && !isDays(windowDays))
    throw refuse("windowDays", "a number of days from 0", windowDays);
  if (
    perType !== undefined &&
    !(typeof perType === "object" && perType !== null && Object.values(perType).every(isDays))
  )
    throw refuse("perType", "days by media type, name or ending", perType);
  const { beforeMs = 0, keepTags = [] } = (ghosts ?? {}) as { beforeMs?: unknown; keepTags?: unknown };
  if (typeof beforeMs !== "number" || !Array.isArray(keepTags))
    throw refuse("ghosts", "an object with beforeMs, a time, and keepTags, texts", JSON.stringify(ghosts));
  if (to !== undefined && (typeof to !== "string" || to.trim() === "")) throw refuse("to", "the path of a folder", to);
  return options;
}

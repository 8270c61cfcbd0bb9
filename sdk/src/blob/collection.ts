/**
 * One run of a collection over a store: looks, marks what nothing keeps, takes what was marked three days ago, and tells.
 * What keeps blobs, and where it is told what went, is said by the caller. It may be cut off at any step.
 */

import type { Clock } from "../base/clock.js";
import { type Disk, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { hex, unhex } from "../base/sha256.js";
import { namesIn } from "../base/small-file.js";
import { type Candidate, planCollection, type Roots } from "./collect.js";
import type { BlobFile } from "./list.js";
import type { BlobStore } from "./store.js";
import { partsOf, putBack, takeAway } from "./take-away.js";
import { readTombstone, removeTombstone, type Tombstone, tombstonePath, writeTombstone } from "./tombstone.js";

export interface CollectionDeps {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly store: BlobStore;
  /** Where blobs are moved to; without it they are deleted. */
  readonly cold?: BlobStore | undefined;
  /** Asked after the marks were read: whoever refers to a marked blob from then on removes its mark. */
  roots(blobs: readonly BlobFile[]): Promise<Roots>;
  /** Start of the oldest session that is still open; infinity for none. */
  liveSinceMs(): Promise<number>;
  /** Whether what was marked may go in this run. */
  mayTake(): boolean;
  /** Writes down what went, for ever; gives the uid. */
  tell(taken: readonly Tombstone[]): Promise<string>;
}

export interface Collected {
  readonly candidates: readonly Candidate[];
  readonly taken: readonly Tombstone[];
  readonly commit: string | undefined;
}

type Tombstones = ReadonlyMap<string, { readonly note: Tombstone; readonly mtimeMs: number }>;

export async function runCollection(deps: CollectionDeps, dryRun: boolean): Promise<Collected> {
  const { store, clock, ids } = deps;
  const tombstones = await readTombstones(deps);
  const blobs = await store.list();
  const roots = await deps.roots(blobs);
  const now = { wallMs: clock.now(), mono: clock.mono(), boot: ids.bootId() };
  const plan = planCollection({ blobs, tombstones, roots, now, liveSinceMs: await deps.liveSinceMs() });
  const candidates = deps.mayTake() ? plan.candidates : plan.candidates.map(notNow);
  if (dryRun) return { candidates, taken: [], commit: undefined };
  for (const name of plan.revived) await runLater(deps.disk, removeTombstone(store.dir, name));
  await restore(deps, blobs, tombstones, roots);
  await mark(deps, candidates);
  const taken = [...(await untold(deps, tombstones, blobs)), ...(await take(deps, candidates, tombstones))];
  return { candidates, taken, commit: await tell(deps, taken) };
}

function notNow(candidate: Candidate): Candidate {
  return candidate.step === "take" ? { ...candidate, step: "wait" } : candidate;
}

async function readTombstones({ disk, store: { dir } }: CollectionDeps): Promise<Tombstones> {
  const found = new Map<string, { note: Tombstone; mtimeMs: number }>();
  for (const name of await runLater(disk, namesIn(`${dir}/tombstones`))) {
    const note = await runLater(disk, readTombstone(dir, name));
    const stat = await disk.later.stat(tombstonePath(dir, name));
    if (note && stat) found.set(name, { note, mtimeMs: stat.mtimeMs });
  }
  return found;
}

/** What a run that was cut off set aside, and may not be taken any more, gets its name again. */
async function restore(
  { disk, store: { dir } }: CollectionDeps,
  blobs: readonly BlobFile[],
  tombstones: Tombstones,
  { kept }: Roots,
): Promise<void> {
  for (const { sha256, files } of blobs) {
    const isThere = files.some((file) => !partsOf(file)?.dying);
    if (isThere || (tombstones.has(sha256) && !kept.has(sha256))) continue;
    for (const file of files) await runLater(disk, putBack(`${dir}/${sha256.slice(0, 2)}`, file));
  }
}

async function mark(deps: CollectionDeps, candidates: readonly Candidate[]): Promise<void> {
  const { disk, clock, ids, store } = deps;
  for (const { sha256, sizeBytes, name, media, reason, step } of candidates) {
    if (step !== "mark") continue;
    const at = { markedMs: Math.max(0, clock.now()), boot: ids.bootId(), mono: String(clock.mono()) };
    const note = { ...{ sha256, sizeBytes, name, media, reason }, ...at, nonce: random(deps) };
    await runLater(disk, writeTombstone(store.dir, note, random(deps)));
  }
}

async function take(
  deps: CollectionDeps,
  candidates: readonly Candidate[],
  tombstones: Tombstones,
): Promise<Tombstone[]> {
  const { disk, store, cold } = deps;
  const own = random(deps);
  const taken: Tombstone[] = [];
  for (const { sha256, step, nonce, reason } of candidates) {
    const note = tombstones.get(sha256)?.note;
    if (step !== "take" || nonce === undefined || !note) continue;
    if (cold) {
      const bytes = await store.read(sha256);
      if (!bytes) continue; // damaged: moving it would lose it
      await cold.write({ bytes, sha256: unhex(sha256) });
    }
    if (await runLater(disk, takeAway(store.dir, sha256, nonce, own)))
      taken.push({ ...note, reason, ...(cold ? { where: cold.dir } : {}) });
  }
  return taken;
}

/** What a run took that was cut off before it could tell. */
async function untold(
  { cold }: CollectionDeps,
  tombstones: Tombstones,
  blobs: readonly BlobFile[],
): Promise<Tombstone[]> {
  const there = new Set(blobs.map(({ sha256 }) => sha256));
  const found: Tombstone[] = [];
  for (const [sha256, { note }] of tombstones) {
    if (note.collectedMs !== undefined || there.has(sha256)) continue;
    const isMoved = (await cold?.verify(sha256)) === "good";
    found.push(isMoved && cold ? { ...note, where: cold.dir } : note);
  }
  return found;
}

/** First it is told, and only then do the notes say so: a run that is cut off in between is told of again. */
async function tell(deps: CollectionDeps, taken: readonly Tombstone[]): Promise<string | undefined> {
  if (taken.length === 0) return undefined;
  const { disk, clock, store } = deps;
  const commit = await deps.tell(taken);
  for (const note of taken) {
    const told = { ...note, collectedMs: Math.max(0, clock.now()) };
    await runLater(disk, writeTombstone(store.dir, told, random(deps)));
  }
  return commit;
}

function random({ ids }: CollectionDeps): string {
  return hex(ids.random(8));
}

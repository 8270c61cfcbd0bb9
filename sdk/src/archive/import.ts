/**
 * An archive into a workspace: everything is proved first, then written beside the tapes, and put in place in one step.
 * A tape of this workspace comes back under its own id, with the same hashes; one of another becomes a copy, or nothing.
 */
import { type ArchivedCommit, PROFILE } from "tapelab-proto";
import type { Clock } from "../base/clock.js";
import type { Disk } from "../base/disk.js";
import { type Ids, newId } from "../base/ids.js";
import { hex } from "../base/sha256.js";
import { shown } from "../base/text.js";
import type { BlobStore } from "../blob/store.js";
import { TapelabError } from "../errors.js";
import { chainStart } from "../tape/chain.js";
import { ROLE } from "../tape/layout.js";
import { type CopySource, namingSource } from "./copied-from.js";
import { damaged } from "./failures.js";
import { commitsText, countedAre, type Finding } from "./findings.js";
import { keepLeaves } from "./kept-rest.js";
import { lookAtReplica, type Replica } from "./known-replica.js";
import { FIELD, leafPath, MANIFEST_PATH } from "./names.js";
import type { ArchiveLimits } from "./open-source.js";
import { append, placeWhole, removeStaged } from "./place-tape.js";
import type { Level } from "./prove-events.js";
import { type Staged, stageReplica } from "./stage-replica.js";
import {
  damageOf,
  missingPartText,
  type ProvedArchive,
  type Replay,
  type VerifyOptions,
  withArchive,
} from "./verify.js";

/** How an archive is taken in. */
export interface ImportOptions {
  /** What is proved before anything is written. Default: `full`, every byte and hash. */
  readonly level?: Level;
  /** Take every commit that is proved, and leave out the rest. Default: all or nothing. */
  readonly salvage?: boolean;
  /** Make a tape of this workspace, with an id of its own, that names where it comes from. */
  readonly copy?: boolean;
  /** Larger archives than are taken without being told to. */
  readonly limits?: ArchiveLimits;
}

/** What was imported. */
export interface ImportResult {
  /** Id of the tape. */
  readonly tape: string;
  /** Of the tape in the archive, when a copy was made. */
  readonly copiedFrom: string | undefined;
  /** SYSTEM commits included. */
  readonly commitsAdded: number;
  /** Commits that were there already, with the same hashes. */
  readonly commitsKnown: number;
  readonly lastSequence: number;
  readonly blobsAdded: number;
  /** Commits that the archive does not have, or that salvage left out. */
  readonly gaps: readonly { readonly first: number; readonly last: number }[];
  /** Commits up to this one were given up before the archive was made, but for the first. */
  readonly trimmedTo: number | undefined;
  /** What the operations in the archive come to; where there are snapshots, or with `deep`. */
  readonly replay: Replay | undefined;
  /** What was wrong with the archive: empty unless salvaged. */
  readonly damage: readonly Finding[];
  readonly notices: readonly string[];
}

export interface ImportDeps {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  onProgress?(done: number, total: number): void;
}

/** A copy whose commits are encoded anew. */
export interface Rewriting {
  /** Its name, which the copy keeps in its facts. */
  readonly migration: string;
  image(image: Uint8Array, shapes: readonly Uint8Array[]): Uint8Array;
  /** Looks at the copy on the disk before it gets its place; throws where it is not as good as its source. */
  audit(dir: string): Promise<void>;
}

/** Where it goes. */
export interface ImportTarget {
  /** The `.tapelab` folder. */
  readonly dir: string;
  /** Asked for once the archive is proved: a copy may be the first tape of a workspace. */
  workspaceId(): string;
  readonly blobs: BlobStore;
  /** Whether a snapshot can be read here; others are kept for those who can. */
  readonly readsSnapshot?: (bytes: Uint8Array, tape: string) => boolean;
  readonly replay?: VerifyOptions["replay"];
  /** Keeps a blob for ever: the state in front of which a tape is trimmed. */
  pin?(sha256: string, reason: string): Promise<void>;
  /** Of copies alone. */
  readonly rewriting?: Rewriting;
}

const OUTCOME = "Nothing was imported.";

export async function importArchive(
  deps: ImportDeps,
  target: ImportTarget,
  path: string,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const { level = "full", salvage = false, limits } = options;
  const proving = { level, isSalvage: salvage, limits, onProgress: deps.onProgress, replay: target.replay };
  return withArchive(deps.disk, path, proving, async (proved) => {
    const damage = salvage ? undefined : damageOf(proved, OUTCOME);
    if (damage) throw damage;
    return take(deps, target, proved, options);
  });
}

async function take(
  deps: ImportDeps,
  target: ImportTarget,
  proved: ProvedArchive,
  { copy = false, salvage = false }: ImportOptions,
): Promise<ImportResult> {
  const { archive, events, findings, notices } = proved;
  const { manifest } = archive.winner;
  checkKind(proved, target, copy);
  const tape = copy ? newId(deps.clock, deps.ids) : manifest.runId;
  const dir = `${target.dir}/tapes/${tape}`;
  const known = copy ? undefined : await lookAtReplica(deps, dir, proved);
  const from = (known?.lastSequence ?? 0) + 1;
  const missing = events.missingParts.find(({ last }) => last >= from);
  if (missing && !salvage) throw missingPart(proved, missing);
  const { base } = manifest;
  if (known && base && from <= base.lastSequence) throw trimmedAway(proved, known.lastSequence, base.lastSequence);
  const facts = {
    tape,
    copiedFrom: copy ? manifest.runId : undefined,
    commitsKnown: Math.min(known?.lastSequence ?? 0, events.lastSequence),
    damage: findings,
    trimmedTo: base?.lastSequence,
    replay: proved.replay,
  };
  const isNothingNew = known !== undefined && from > events.lastSequence && !known.isLackingRecords;
  const blobsAdded = await takeBlobs(target, proved);
  if (isNothingNew) {
    const lastSequence = known.lastSequence;
    return { ...facts, commitsAdded: 0, lastSequence, blobsAdded, gaps: [], notices: told(notices, proved, copy) };
  }
  if (known) known.assertFree();
  const staged = await stageAndPlace(deps, target, proved, { tape, dir, known, isCopy: copy });
  return {
    ...facts,
    commitsAdded: staged.commits,
    lastSequence: events.lastSequence,
    blobsAdded,
    gaps: staged.gaps,
    notices: told(notices, proved, copy),
  };
}

function checkKind({ archive, events }: ProvedArchive, target: ImportTarget, copy: boolean): void {
  const { source, winner } = archive;
  const { workspaceId, profile, base } = winner.manifest;
  const name = shown(source.name, 100);
  const isKnown = profile === PROFILE.full || profile === PROFILE.tail || (profile === PROFILE.trimmed && base);
  const isSound = !base || (base.hash.length === 32 && base.snapshotSha256.length === 32);
  if (!isSound) throw damaged(MANIFEST_PATH, `${name} does not say in front of which commit it is trimmed. ${OUTCOME}`);
  if (!isKnown) {
    const text = `${name} is an archive of profile ${profile}, which this Tapelab does not import. ${OUTCOME} Upgrade Tapelab to import it.`;
    throw new TapelabError("newer-format", text, { path: source.path, found: profile, supported: PROFILE.tail });
  }
  if (copy && base) {
    const text = `${name} lacks commits 2-${base.lastSequence}, which were trimmed: a copy would not say so. ${OUTCOME} Import it into its own workspace, or copy an archive of the whole tape.`;
    throw new TapelabError("bad-option", text, { option: "copy", expected: "a whole archive", found: "a trimmed one" });
  }
  if (events.commits === 0) {
    const text = `${name}: no commit in it is proved. ${OUTCOME} Get the file again.`;
    throw new TapelabError("archive-unfinished", text, { path: source.path, lastSequence: 0 });
  }
  const own = target.workspaceId();
  if (!copy && workspaceId !== own) {
    const text = `${name} belongs to workspace ${workspaceId}, not to this one (${own}). ${OUTCOME} Import it there, or make a tape of this workspace of it: tapelab import ${shown(source.path, 200)} --copy`;
    throw new TapelabError("other-workspace", text, { expected: own, found: workspaceId });
  }
}

function missingPart(
  { archive }: ProvedArchive,
  missing: { part: number; first: number; last: number },
): TapelabError<"archive-unfinished"> {
  const { source, winner } = archive;
  const parts = winner.manifest.part;
  const text = `${shown(source.name, 100)} is not whole: part ${missing.part} of ${parts} is missing: ${commitsText(missing.first, missing.last)}. ${OUTCOME} Import the earlier file first, or put both into one: cat EARLIER.tar ${shown(source.name, 100)} > ALL.tar`;
  return new TapelabError("archive-unfinished", text, { path: source.path, lastSequence: missing.first - 1 });
}

function trimmedAway({ archive }: ProvedArchive, ours: number, last: number): TapelabError<"archive-unfinished"> {
  const { source } = archive;
  const text = `${shown(source.name, 100)} lacks commits 2-${last}, which were trimmed, and the tape here ends at commit ${ours}. ${OUTCOME} Import an archive of the whole tape first.`;
  return new TapelabError("archive-unfinished", text, { path: source.path, lastSequence: ours });
}

/** Blobs come first: a commit never names one that was in the archive and is not here. */
async function takeBlobs(target: ImportTarget, { archive, leaves }: ProvedArchive): Promise<number> {
  const { blobs: store } = target;
  const { base, runId } = archive.winner.manifest;
  let added = 0;
  for (const [name, file] of leaves.blobs) {
    if (await store.revive(name)) continue;
    if (await store.writePieces(name, archive.source.pieces(file))) added++;
  }
  if (base && leaves.blobs.has(hex(base.snapshotSha256)))
    await target.pin?.(
      hex(base.snapshotSha256),
      `state of tape ${runId} at commit ${base.lastSequence}, in front of which it is trimmed`,
    );
  return added;
}

interface Place {
  readonly tape: string;
  readonly dir: string;
  readonly known: Replica | undefined;
  readonly isCopy: boolean;
}

/** Writes beside the tapes, checks, and gives the tape its name. Whatever fails, nothing is left. */
async function stageAndPlace(
  deps: ImportDeps,
  target: ImportTarget,
  proved: ProvedArchive,
  place: Place,
): Promise<Staged> {
  const { disk } = deps;
  const area = `${target.dir}/staging/import-${hex(deps.ids.random(8))}`;
  const dir = `${area}/${place.tape}`;
  await disk.later.mkdir(dir);
  try {
    const staged = await stage(deps, target, proved, place, dir);
    if (place.known) await append(disk, dir, place.dir, place.known, staged);
    else await placeWhole(disk, dir, place.dir);
    return staged;
  } finally {
    await removeStaged(disk, area, dir);
  }
}

async function stage(
  deps: ImportDeps,
  target: ImportTarget,
  { archive, events, leaves, replay }: ProvedArchive,
  { tape, known, isCopy }: Place,
  dir: string,
): Promise<Staged> {
  const { manifest, marker } = archive.winner;
  const workspaceId = target.workspaceId();
  const base = known ? undefined : manifest.base;
  const firstHere = known ? known.lastSequence + 1 : 1;
  const start = {
    tapeId: tape,
    workspaceId,
    segment: (known?.highest ?? 0) + 1,
    previous: known?.previous ?? 0,
    previousLength: known?.previousLength ?? 0,
    generation: known?.generation ?? (base ? 2 : 1),
    baseSequence: firstHere,
    previousHash: known && firstHere > 1 ? known.hash : chainStart(workspaceId, tape),
    role: isCopy ? ROLE.writer : base ? ROLE.compaction : ROLE.replica,
  };
  const hash = marker ? hex(marker.lastHash) : "";
  const migration = target.rewriting?.migration;
  const source = { tape: manifest.runId, workspace: manifest.workspaceId, sequence: events.lastSequence, hash };
  const copied = migration === undefined ? source : { ...source, migration };
  const staged = await stageReplica(deps, dir, {
    archive,
    events,
    leaves,
    start,
    base,
    skipExtras: known ? known.extras : -1,
    copied: isCopy ? (sequence, commit) => copiedImage(target, copied, sequence, commit) : undefined,
  });
  // What was written has the hash that was proved: nothing changed between the two walks.
  const isWhole = events.lost.size === 0 && events.missingParts.length === 0 && hash !== "";
  await target.rewriting?.audit(dir);
  const { readsSnapshot } = target;
  if (!isCopy) await keepLeaves(deps.disk, dir, { archive, leaves, proved: replay?.proved, readsSnapshot });
  if (!isCopy && isWhole && staged.commits > 0 && staged.hash !== hash)
    throw misfit(archive.source.name, events.lastSequence);
  return staged;
}

function copiedImage(
  { rewriting }: ImportTarget,
  source: CopySource,
  sequence: number,
  { image, shapes }: ArchivedCommit,
): Uint8Array {
  const named = sequence === 1 ? namingSource(image, source) : image;
  return rewriting ? rewriting.image(named, shapes) : named;
}

function misfit(name: string, last: number): TapelabError<"archive-damaged"> {
  const path = leafPath(FIELD.events, last);
  const text = `${shown(name, 100)} is damaged: its commits do not give the hash of commit ${last}. ${OUTCOME} \`tapelab verify\` says which one it is.`;
  return damaged(path, text, undefined, last);
}

/** Remarks, but for parts that are on the tape already; and what of the archive is no part of a tape. */
function told(notices: readonly string[], { events, leaves }: ProvedArchive, isCopy: boolean): string[] {
  const known = new Set(events.missingParts.map((part) => `${missingPartText(part)}.`));
  const kept = notices.filter((text) => !known.has(text));
  const left = isCopy ? leaves.opaque.size : 0;
  if (left > 0)
    kept.push(
      `${countedAre(left, "further leaf").replace("leafs", "leaves")} no part of a tape and left in the archive alone.`,
    );
  return kept;
}

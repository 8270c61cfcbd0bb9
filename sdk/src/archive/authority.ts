/**
 * Which manifest speaks for an archive of one or more parts (proto/SPEC.md, 13.4). A manifest counts with a marker of its
 * part that names it; the newest one wins, and all others have to be its ancestors.
 */
import { type ArchiveManifest, BadBytes, type CommitMarker, manifestMessage, markerMessage } from "tapelab-proto";
import { hex, sha256 } from "../base/sha256.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { damaged } from "./failures.js";
import { LeafIndex, type PartFiles } from "./leaf-index.js";
import { MANIFEST_PATH, MARKER_PATH, parsePath } from "./names.js";
import type { ArchiveSource } from "./source.js";

export const SCHEMA_VERSION = 1;
export const PROJECTION_VERSION = 1;

/** A manifest and what makes it count. */
export interface Candidate {
  readonly manifest: ArchiveManifest;
  /** Undefined only when the whole archive has none, and damage is looked through. */
  readonly marker: CommitMarker | undefined;
  readonly manifestBytes: Uint8Array;
  readonly markerBytes: Uint8Array;
  /** sha256 of the manifest, hex. */
  readonly hash: string;
  /** Which tar of the file, from 0. */
  readonly position: number;
}

/** An archive of which it is clear what should be in it. */
export interface OpenArchive {
  readonly source: ArchiveSource;
  readonly index: LeafIndex;
  readonly winner: Candidate;
  /** Ancestors, the newest first. */
  readonly others: readonly Candidate[];
  /** Remarks: parts that do not count. */
  readonly notices: readonly string[];
}

/** Reads manifests and markers. `isSalvage`: an archive without a marker is taken up to where its manifest proves it. */
export async function openArchive(
  source: ArchiveSource,
  isSalvage: boolean,
  outcome = "Nothing was imported",
): Promise<OpenArchive> {
  const index = new LeafIndex(source.name, await source.list());
  const notices: string[] = [];
  const found: Candidate[] = [];
  for (const [position, part] of index.parts.entries()) {
    const candidate = await readPart(source, part, position, notices);
    if (candidate) found.push(candidate);
  }
  const marked = distinct(found.filter(({ marker }) => marker !== undefined));
  const unmarked = found.filter(({ marker }) => marker === undefined);
  if (marked.length === 0) {
    const [only] = unmarked;
    if (isSalvage && only) return { source, index, winner: only, others: [], notices };
    throw unfinished(source, index, only, { isSalvage, outcome });
  }
  const [winner, ...others] = marked.sort(newestFirst) as [Candidate, ...Candidate[]];
  checkSame(source, winner, others);
  checkAncestors(source, winner, others);
  for (const { position } of unmarked)
    notices.push(
      index.torn?.part === position
        ? `Part ${position + 1} of ${source.name} ends in ${shown(index.torn.path, 80)} and does not count.`
        : `Part ${position + 1} of ${source.name} has no marker and does not count.`,
    );
  return { source, index, winner, others, notices };
}

async function readPart(
  source: ArchiveSource,
  files: PartFiles,
  position: number,
  notices: string[],
): Promise<Candidate | undefined> {
  if (!files.manifest) return undefined;
  const manifestBytes = await source.read(files.manifest);
  const manifest = tried(() => manifestMessage.decode(manifestBytes));
  if (!manifest || !isId(manifest.runId) || !isId(manifest.workspaceId) || !isOrdered(manifest)) {
    notices.push(`The manifest of part ${position + 1} of ${source.name} cannot be read; the part does not count.`);
    return undefined;
  }
  const hash = hex(sha256(manifestBytes));
  const markerBytes = files.marker ? await source.read(files.marker) : new Uint8Array(0);
  const marker = files.marker && tried(() => markerMessage.decode(markerBytes));
  const counts = marker && hex(marker.manifestSha256) === hash && agrees(marker, manifest);
  // A flipped bit must not look like a newer version: only what its marker names is believed.
  if ((counts || !files.marker) && manifest.projectionVersion > PROJECTION_VERSION)
    throw newer(source, manifest.projectionVersion);
  if (files.marker && !counts)
    notices.push(`The marker of part ${position + 1} of ${source.name} does not fit its manifest.`);
  return { manifest, marker: counts ? marker : undefined, manifestBytes, markerBytes, hash, position };
}

/** Nothing but the manifest covers the bytes of a marker: what both say must be the same. */
function agrees(marker: CommitMarker, { runId, schemaVersion, ranges }: ArchiveManifest): boolean {
  const last = ranges.at(-1);
  const isSame = marker.runId === runId && marker.schemaVersion === schemaVersion && marker.lastRange === ranges.length;
  if (!isSame || marker.lastDurableSequence !== (last?.last ?? 0)) return false;
  return hex(marker.lastHash) === (last ? hex(last.lastHash) : "");
}

/** Ranges that follow each other without a hole: what everything behind relies on. */
function isOrdered({ ranges, profile }: ArchiveManifest): boolean {
  let next = ranges[0]?.first ?? 1;
  if (profile === 1 && next !== 1) return false;
  for (const { first, last } of ranges) {
    if (first !== next || last < first || last - first >= 4_096) return false;
    next = last + 1;
  }
  return true;
}

function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

function tried<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof BadBytes) return undefined; // told as a part that does not count
    throw error;
  }
}

/** A part that is there twice is there once. */
function distinct(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.map((one) => [one.hash, one])).values()];
}

function newestFirst(a: Candidate, b: Candidate): number {
  return (
    b.manifest.generation - a.manifest.generation ||
    (b.marker?.lastDurableSequence ?? 0) - (a.marker?.lastDurableSequence ?? 0) ||
    b.manifest.part - a.manifest.part
  );
}

function checkSame(source: ArchiveSource, winner: Candidate, others: readonly Candidate[]): void {
  const { runId, workspaceId } = winner.manifest;
  const stranger = others.find(({ manifest }) => manifest.runId !== runId || manifest.workspaceId !== workspaceId);
  if (!stranger) return;
  const [one, two] =
    stranger.manifest.runId === runId
      ? [`workspace ${workspaceId}`, `workspace ${stranger.manifest.workspaceId}`]
      : [`tape ${runId}`, `tape ${stranger.manifest.runId}`];
  const text = `${shown(source.name, 100)} holds parts of two archives: one of ${one}, one of ${two}. Nothing of it was used. Import the files one by one.`;
  throw damaged(MANIFEST_PATH, text);
}

/** Follows `previous_manifest_sha256` from the winner. Behind a part that is missing, the hash chain has to agree. */
function checkAncestors(source: ArchiveSource, winner: Candidate, others: readonly Candidate[]): void {
  const byHash = new Map(others.map((one) => [one.hash, one]));
  let next: Candidate | undefined = winner;
  let previous = "";
  while (next) {
    previous = hex(next.manifest.previousManifestSha256);
    next = byHash.get(previous);
    byHash.delete(previous);
  }
  const isBroken = previous !== "";
  for (const one of byHash.values()) {
    if (one.manifest.generation !== winner.manifest.generation) continue;
    if (isBroken && isOnChain(winner.manifest, one)) continue;
    throw new TapelabError(
      "archive-diverged",
      `Part ${one.manifest.part} of ${shown(source.name, 100)} (up to commit ${one.marker?.lastDurableSequence}) and part ${winner.manifest.part} (up to commit ${winner.marker?.lastDurableSequence}) tell two histories of one tape. Nothing of it was used. Import the files one by one: the first that fits decides.`,
      { path: source.path, part: one.manifest.part },
    );
  }
}

function isOnChain({ ranges }: ArchiveManifest, { marker }: Candidate): boolean {
  const last = marker?.lastDurableSequence ?? 0;
  const before = ranges.find((range) => range.last === last)?.lastHash;
  const behind = ranges.find((range) => range.first === last + 1)?.prevHash;
  const stated = before ?? behind;
  return stated === undefined || hex(stated) === hex(marker?.lastHash ?? stated);
}

function unfinished(
  source: ArchiveSource,
  index: LeafIndex,
  only: Candidate | undefined,
  { isSalvage, outcome }: { readonly isSalvage: boolean; readonly outcome: string },
): TapelabError {
  const name = shown(source.name, 100);
  const complete = completeUpTo(index, only?.manifest);
  const taken = isSalvage
    ? "without a manifest nothing in it can be proved. Get the file again"
    : complete > 0
      ? `commits 1-${complete} seem complete. Take what is proved with: tapelab import ${shown(source.path, 200)} --salvage`
      : "no commit in it is complete. Get the file again";
  const { torn } = index;
  const hasAny = index.events.size > 0 || index.parts.some(({ manifest, marker }) => manifest ?? marker);
  if (torn && (hasAny || parsePath(torn.path))) {
    const place = `${shown(torn.path, 80)} (needed ${torn.needed.toLocaleString("en-US")} bytes, found ${torn.found.toLocaleString("en-US")})`;
    const text = `${name} ends inside ${place}. ${outcome}; ${taken}.`;
    return new TapelabError("archive-unfinished", text, { path: torn.path, lastSequence: complete });
  }
  if (!hasAny) return damaged(source.path, `${name} is no archive of a tape: it holds no manifest. ${outcome}.`);
  const missing = index.parts.every(({ manifest }) => !manifest) ? MANIFEST_PATH : MARKER_PATH;
  const isThere = index.parts.some(({ manifest, marker }) => (missing === MARKER_PATH ? marker : manifest));
  const what = only || !isThere ? `has no ${missing}` : "has a manifest that cannot be read";
  const isDamage = index.parts.some(({ manifest, marker }) => manifest && marker);
  const text = isDamage
    ? `${name} is damaged: its marker does not fit its manifest. ${outcome}; ${taken}.`
    : `${name} ${what}. ${outcome}; ${taken}.`;
  if (isDamage) return damaged(only ? MARKER_PATH : MANIFEST_PATH, text);
  return new TapelabError("archive-unfinished", text, { path: missing, lastSequence: complete });
}

/** Sequences from 1 on of which there is a file. */
function completeUpTo({ events }: LeafIndex, manifest: ArchiveManifest | undefined): number {
  const first = manifest?.ranges.find(({ first: one }) => events.has(one))?.first ?? 1;
  let last = first - 1;
  while ((events.get(last + 1)?.copies.length ?? 0) > 0) last++;
  return first === 1 ? last : 0;
}

function newer(source: ArchiveSource, found: number): TapelabError<"newer-format"> {
  const text = `${shown(source.name, 100)} uses projection ${found}; this Tapelab reads ${PROJECTION_VERSION}. Nothing was changed. Upgrade Tapelab to read it.`;
  return new TapelabError("newer-format", text, { path: source.path, found, supported: PROJECTION_VERSION });
}

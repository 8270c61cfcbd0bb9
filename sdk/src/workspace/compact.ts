/** Compaction of a tape: the same history in fewer or packed segments, or without its beginning. */

import { resolve } from "node:path";
import { openImage, openShapes, writableImage } from "../archive/archived-image.js";
import { damageOf, withArchive } from "../archive/verify.js";
import { assertWritable } from "../base/assert-writable.js";
import type { Disk } from "../base/disk.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { hex, sha256 } from "../base/sha256.js";
import { TapelabError } from "../errors.js";
import { encodeSnapshot } from "../state/snapshot.js";
import { listSnapshots } from "../state/snapshot-files.js";
import { stateOf } from "../state/state.js";
import { takeSnapshot } from "../state/take-snapshot.js";
import {
  type CompactDeps,
  isCompact,
  type CompactOptions as Plan,
  sizeOfGeneration,
  type Trim,
  writeGeneration,
} from "../tape/compact.js";
import { type RemovedGenerations, removeOldGenerations } from "../tape/old-generations.js";
import { TapeReader } from "../tape/reader.js";
import { pinBlob } from "./blobs.js";
import { differingPlace } from "./differing-place.js";
import { systemEnvironment } from "./environment.js";
import type { SessionEntry } from "./session-list.js";
import type { Workspace } from "./workspace.js";

export interface CompactOptions {
  /** `repack` (default): packed. `consolidate`: the same bytes in fewer segments. */
  readonly verb?: "repack" | "consolidate";
  /** Gives up commits 2 to this one; the state they left is kept as a pinned blob. Commit 1 and all later ones stay. */
  readonly dropHistory?: number;
  /** An archive of the whole tape, which is proved before anything of it is given up. */
  readonly copy?: string;
  /** Gives up history of which there is no copy. */
  readonly withoutCopy?: boolean;
  /** Old segments are deleted so many hours after they were replaced; default 24. */
  readonly graceHours?: number;
  /** Changes nothing and says how many bytes there would be. */
  readonly dryRun?: boolean;
}

export interface CompactResult {
  readonly tape: string;
  readonly label: string;
  /** False: there was nothing to do, and no byte was changed. */
  readonly isChanged: boolean;
  readonly verb: "repack" | "consolidate";
  readonly generation: number;
  readonly commits: number;
  /** Of the segments that count. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Damaged commits; they stay gaps, their bytes are in quarantine. */
  readonly lostCommits: number;
  /** Commits 2 to this one are given up, by this compaction or an earlier one. */
  readonly trimmedTo: number | undefined;
  /** Old segments that were deleted, and those that wait for their time. */
  readonly removed: RemovedGenerations;
  readonly dryRun: boolean;
}

const outcome = "Nothing was compacted.";

/**
 * Writes the whole history of a tape (label or id) anew, packed, and proves it from the disk before it counts: every
 * commit keeps its sequence, hash, uid and bytes, and readers go on undisturbed. Old segments are deleted by a later
 * compaction or collection, 24 hours on. Refuses while the tape is open for writing. A second run changes nothing.
 *
 * @example
 * const { bytesBefore, bytesAfter } = await compactTape(await openWorkspace(), "lorenz");
 */
export async function compactTape(
  workspace: Workspace,
  tape: string,
  options: CompactOptions = {},
  onProgress?: (done: number, total: number) => void,
): Promise<CompactResult> {
  check(options);
  const { verb = "repack", dryRun = false, graceHours = 24 } = options;
  if (!dryRun) assertWritable(workspace, outcome);
  const entry = await workspace.resolve(tape);
  const { disk, clock, ids } = systemEnvironment();
  const deps: CompactDeps = { disk, clock, ids, writable, differing: differingPlace, onProgress };
  const name = entry.label || entry.id;
  const before = await look(disk, entry, name);
  const isDone = (plan: Pick<Plan, "verb" | "trim">): boolean => before.commits === 0 || isCompact(before.reader, plan);
  let bytesAfter = before.bytes;
  let isChanged = false;
  let lostCommits = 0;
  try {
    const trim = await trimOf(workspace, entry, before.reader, options);
    const plan = { verb, trim, name };
    isChanged = !isDone(plan);
    if (isChanged && dryRun) bytesAfter = await sizeOfGeneration(deps, entry.dir, plan);
    else if (isChanged) ({ lostCommits } = await writeGeneration(deps, entry.dir, plan));
    // The places that snapshots name have moved.
    if (isChanged && !dryRun && (await listSnapshots(disk, entry.dir)).length > 0)
      await takeSnapshot(disk, ids, entry.dir);
  } finally {
    await before.reader.close();
  }
  const removed = await removeOldGenerations(disk, entry.dir, { graceHours, now: clock.now(), dryRun, ids });
  const after = dryRun ? before : await look(disk, entry, name);
  if (!dryRun) await after.reader.close();
  const { recovery, compaction } = after.reader;
  return {
    ...{
      tape: entry.id,
      label: entry.label,
      isChanged,
      verb,
      generation: recovery.generation,
      lostCommits,
      removed,
      dryRun,
    },
    ...{ commits: before.commits, bytesBefore: before.bytes, bytesAfter: dryRun ? bytesAfter : after.bytes },
    trimmedTo: compaction?.trimmed?.last,
  };
}

async function look(
  disk: Disk,
  { dir }: SessionEntry,
  name: string,
): Promise<{ reader: TapeReader; bytes: number; commits: number }> {
  const reader = await TapeReader.open(disk, dir, { name });
  return { reader, bytes: reader.sizeBytes, commits: reader.commits.length };
}

function writable(bytes: Uint8Array, shapes: readonly Uint8Array[]): ReturnType<typeof writableImage> {
  return writableImage(bytes, openImage(bytes)!, openShapes(shapes) ?? new Map());
}

/** The state that the given-up commits left, as a pinned blob, and the proof that nothing is lost with them. */
async function trimOf(
  workspace: Workspace,
  entry: SessionEntry,
  reader: TapeReader,
  { dropHistory: last, copy, withoutCopy = false, dryRun = false }: CompactOptions,
): Promise<Trim | undefined> {
  if (last === undefined || last <= (reader.compaction?.trimmed?.last ?? 0)) return undefined;
  const name = entry.label || entry.id;
  if (last >= reader.lastSequence)
    throw badOption("compactTape", "dropHistory", {
      expected: `a sequence from 2 to ${reader.lastSequence - 1}, in front of the last commit of tape "${name}"`,
      found: String(last),
      outcome,
    });
  const archive = copy === undefined ? undefined : await provedCopy(reader, name, resolve(copy));
  if (!archive && !withoutCopy)
    throw badOption("compactTape", "copy", {
      expected: `an archive of tape "${name}" (tapelab export ${name} FILE.tar), or withoutCopy`,
      found: "none",
      outcome,
    });
  const bytes = await snapshotAt(entry, last, name);
  const base = sha256(bytes);
  if (!dryRun) {
    await workspace.blobs.write({ bytes, sha256: base });
    await pinBlob(workspace, hex(base), `state of tape ${entry.id} at commit ${last}, in front of which it is trimmed`);
  }
  return { last, base, archive: archive ?? new Uint8Array(0) };
}

async function snapshotAt({ dir }: SessionEntry, sequence: number, name: string): Promise<Uint8Array> {
  const { disk } = systemEnvironment();
  const { tapeId, fold, hash } = await stateOf(disk, dir, { at: { sequence }, name });
  if (hash !== undefined) return encodeSnapshot({ tapeId, sequence, hash, fold, models: [] });
  const text = `The hash of commit ${sequence} of tape "${name}" cannot be computed, because commits in front of it are damaged. ${outcome} Repair them first: tapelab recover ${name} --from COPY`;
  throw new TapelabError("corrupt-commit", text, { sequence, segment: 0, offset: 0 });
}

/** sha256 of the manifest of an archive that was proved to hold all that the tape has. */
export async function provedCopy(reader: TapeReader, name: string, path: string): Promise<Uint8Array> {
  const { disk } = systemEnvironment();
  return withArchive(disk, path, { level: "full", outcome }, async (proved) => {
    const damage = damageOf(proved, outcome);
    if (damage) throw damage;
    const { manifest, marker } = proved.archive.winner;
    const { lastSequence, lost, commits, firstSequence } = proved.events;
    const theirs = hex(marker?.lastHash ?? new Uint8Array(0));
    const isWhole = firstSequence === 1 && lost.size === 0 && commits >= reader.commits.length;
    const ours = await reader.hashOf(lastSequence);
    const isOfTape = manifest.runId === reader.tapeId && theirs !== "" && theirs === ours;
    if (marker && isWhole && isOfTape && lastSequence >= reader.lastSequence) return marker.manifestSha256.slice();
    const text = `${path} does not hold all of tape "${name}" (its last commit is ${lastSequence}, the tape's is ${reader.lastSequence}). ${outcome} Export the tape again: tapelab export ${name} ${path} --force`;
    throw new TapelabError("archive-damaged", text, { path, firstSequence: undefined, lastSequence });
  });
}

function check(options: CompactOptions): void {
  const known = ["verb", "dropHistory", "copy", "withoutCopy", "graceHours", "dryRun"] as const;
  checkOptions("compactTape", options, [...known], outcome);
  const { verb, dropHistory, graceHours, copy } = options;
  const wrong = (option: string, expected: string, value: unknown): never => {
    throw badOption("compactTape", option, { expected, found: foundText(value), outcome });
  };
  if (verb !== undefined && verb !== "repack" && verb !== "consolidate")
    wrong("verb", '"repack" or "consolidate"', verb);
  if (dropHistory !== undefined && !(Number.isSafeInteger(dropHistory) && dropHistory >= 2))
    wrong("dropHistory", "a sequence from 2", dropHistory);
  if (graceHours !== undefined && !(graceHours >= 0)) wrong("graceHours", "hours from 0", graceHours);
  if (copy !== undefined && (typeof copy !== "string" || copy.trim() === ""))
    wrong("copy", "the path of an archive", copy);
}

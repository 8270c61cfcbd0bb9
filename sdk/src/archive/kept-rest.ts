/**
 * What an archive holds that is no part of a tape: leaves of folders that we do not know, snapshots that we cannot read,
 * unknown fields of its manifest. It lies beside the segments, in `kept/`, and goes into every whole export of the tape.
 */
import { type ArchiveManifest, BadBytes, type LeafInfo, manifestMessage } from "tapelab-proto";
import { type Disk, runLater } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { sha256 } from "../base/sha256.js";
import { readIfSmall, writeNew } from "../base/small-file.js";
import { sameHash } from "../tape/chain.js";
import type { OpenArchive } from "./authority.js";
import { FIELD, leafPath } from "./names.js";
import type { ArchiveFile } from "./source.js";

export interface KeptRest {
  readonly opaque: readonly LeafInfo[];
  readonly snapshots: readonly LeafInfo[];
  /** Fields of the manifest that we do not know. */
  readonly unknown: Uint8Array;
}

const FOLDER = "kept";
const LIST = "manifest.pb";
const none: KeptRest = { opaque: [], snapshots: [], unknown: new Uint8Array(0) };

/** Where a leaf lies; its path is one that archives may have. */
function fileOf(dir: string, path: string): string {
  return `${dir}/${FOLDER}/${path.replace("/", "+")}`;
}

export interface LeavesToKeep {
  readonly archive: OpenArchive;
  readonly leaves: {
    readonly opaque: ReadonlyMap<string, ArchiveFile>;
    readonly snapshots: ReadonlyMap<number, ArchiveFile>;
  };
  /** Snapshots that are what the commits give: the others may be used by nobody. */
  readonly proved: readonly number[] | undefined;
  /** Whether a snapshot can be read here. */
  readonly readsSnapshot: ((bytes: Uint8Array, tape: string) => boolean) | undefined;
}

/** So many snapshots of a tape are of use. */
const SNAPSHOTS_MAX = 3;

/** What of an archive is no commit, beside the segments of a tape that is being made: snapshots, and all the rest. */
export async function keepLeaves(
  disk: Disk,
  dir: string,
  { archive, leaves, proved, readsSnapshot }: LeavesToKeep,
): Promise<void> {
  const { source, winner } = archive;
  const strange = new Map(leaves.snapshots);
  let used = 0;
  for (const [sequence, file] of [...leaves.snapshots].sort(([a], [b]) => b - a)) {
    const bytes = await source.read(file);
    if (!readsSnapshot?.(bytes, winner.manifest.runId)) continue;
    strange.delete(sequence);
    if (!proved?.includes(sequence) || used++ >= SNAPSHOTS_MAX) continue;
    await disk.later.mkdir(`${dir}/snapshots`);
    await runLater(disk, writeNew(`${dir}/snapshots/${String(sequence).padStart(12, "0")}.data.pb`, bytes));
  }
  await keepRest(disk, dir, archive, { opaque: leaves.opaque, snapshots: strange });
}

/** Writes leaves, and what the manifest says of them, beside the segments of a tape that is being made. */
async function keepRest(
  disk: Disk,
  dir: string,
  { source, winner }: OpenArchive,
  leaves: LeavesToKeep["leaves"],
): Promise<void> {
  const { manifest } = winner;
  const opaque = manifest.opaque.filter(({ path }) => leaves.opaque.has(path));
  const snapshots = manifest.snapshots.filter(({ index }) => leaves.snapshots.has(index));
  if (opaque.length + snapshots.length + manifest.unknown.length === 0) return;
  await disk.later.mkdir(`${dir}/${FOLDER}`);
  const files = new Map(leaves.opaque);
  for (const [index, file] of leaves.snapshots) files.set(leafPath(FIELD.snapshots, index), file);
  for (const [path, file] of files) await runLater(disk, writeNew(fileOf(dir, path), await source.read(file)));
  const list: ArchiveManifest = { ...manifest, ranges: [], blobs: [], quarantine: [], opaque, snapshots };
  await runLater(disk, writeNew(`${dir}/${FOLDER}/${LIST}`, manifestMessage.encode(list)));
}

/** What is kept. A leaf that is not what it was any more is listed as not included. */
export async function readRest(disk: Disk, dir: string): Promise<KeptRest> {
  const bytes = await runLater(disk, readIfSmall(`${dir}/${FOLDER}/${LIST}`, limits.archiveEntryBytes));
  try {
    const { opaque, snapshots, unknown } = bytes ? manifestMessage.decode(bytes) : none;
    const whole: LeafInfo[] = [];
    for (const info of snapshots) if (await isWhole(disk, dir, pathOf(info), info)) whole.push(info);
    const listed: LeafInfo[] = [];
    for (const info of opaque) listed.push({ ...info, included: await isWhole(disk, dir, info.path, info) });
    return { opaque: listed, snapshots: whole, unknown };
  } catch (error) {
    if (error instanceof BadBytes) return none; // the tape itself is not concerned
    throw error;
  }
}

function pathOf({ index }: LeafInfo): string {
  return leafPath(FIELD.snapshots, index);
}

export async function readRestLeaf(disk: Disk, dir: string, path: string): Promise<Uint8Array | undefined> {
  return runLater(disk, readIfSmall(fileOf(dir, path), limits.archiveEntryBytes));
}

async function isWhole(disk: Disk, dir: string, path: string, info: LeafInfo): Promise<boolean> {
  const bytes = await readRestLeaf(disk, dir, path);
  return bytes !== undefined && sameHash(sha256(bytes), info.sha256);
}

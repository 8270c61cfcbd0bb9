/** Proves what is not an event: snapshots, blobs, quarantine, and leaves of newer versions. */
import { BadBytes, type LeafInfo, snapshotMessage } from "tapelab-proto";
import { hex, Sha256 } from "../base/sha256.js";
import { sameHash } from "../tape/chain.js";
import type { OpenArchive } from "./authority.js";
import { type Finding, Findings } from "./findings.js";
import type { LeafFiles } from "./leaf-index.js";
import { blobPath, FIELD, leafPath } from "./names.js";
import type { Level } from "./prove-events.js";
import type { ArchiveFile, ArchiveSource } from "./source.js";

export interface LeafProof {
  readonly findings: readonly Finding[];
  /** Leaves that are whole: by name of the blob, by index, by path. */
  readonly blobs: ReadonlyMap<string, ArchiveFile>;
  readonly quarantine: ReadonlyMap<number, ArchiveFile>;
  readonly snapshots: ReadonlyMap<number, ArchiveFile>;
  readonly opaque: ReadonlyMap<string, ArchiveFile>;
  /** Snapshots that say something else than the manifest or the chain: not used, never an error. */
  readonly rejected: readonly string[];
}

export interface LeafPlace {
  /** Leaves may lie in parts that are not here. */
  readonly isPart: boolean;
  /** H of a commit of the archive, hex. */
  hashOf(sequence: number): Promise<string>;
}

export async function proveLeaves(
  archive: OpenArchive,
  level: Level,
  { isPart, hashOf: chainAt }: LeafPlace,
): Promise<LeafProof> {
  const { index, winner, source } = archive;
  const { manifest } = winner;
  const found = new Findings();
  const blobs = new Map<string, ArchiveFile>();
  const quarantine = new Map<number, ArchiveFile>();
  const snapshots = new Map<number, ArchiveFile>();
  const opaque = new Map<string, ArchiveFile>();
  const rejected: string[] = [];
  const prove = async (
    info: LeafInfo,
    files: LeafFiles | undefined,
    path: string,
  ): Promise<ArchiveFile | undefined> => {
    if (!info.included || (isPart && !files)) return undefined;
    const { file, problem } = await proveLeaf(source, info, files, level);
    if (problem !== undefined) found.add(path, problem);
    return problem === undefined ? file : undefined;
  };
  for (const info of manifest.blobs) {
    const name = hex(info.sha256);
    const file = await prove(info, index.blobs.get(name), blobPath(name));
    if (file) blobs.set(name, file);
  }
  for (const info of manifest.quarantine) {
    const file = await prove(info, index.quarantine.get(info.index), leafPath(FIELD.quarantine, info.index));
    if (file) quarantine.set(info.index, file);
  }
  for (const info of manifest.opaque) {
    const file = await prove(info, index.opaque.get(info.path), info.path);
    if (file) opaque.set(info.path, file);
  }
  for (const info of manifest.snapshots) {
    const path = leafPath(FIELD.snapshots, info.index);
    const file = await prove(info, index.snapshots.get(info.index), path);
    if (!file) continue;
    if (level !== "quick" && !(await isSnapshot(source, file, manifest.runId, info.index, chainAt)))
      rejected.push(`${path} is no snapshot of this tape; folds start without it.`);
    else snapshots.set(info.index, file);
  }
  return { findings: found.list, blobs, quarantine, snapshots, opaque, rejected };
}

async function proveLeaf(
  source: ArchiveSource,
  info: LeafInfo,
  files: LeafFiles | undefined,
  level: Level,
): Promise<{ file: ArchiveFile | undefined; problem: string | undefined }> {
  let problem = "is missing";
  for (const file of files?.copies ?? []) {
    if (file.size !== info.size) problem = `has ${file.size} bytes, expected ${info.size}`;
    else if (level === "quick" || sameHash(await hashOf(source, file), info.sha256))
      return { file, problem: undefined };
    else problem = `does not fit its hash (expected ${hex(info.sha256).slice(0, 12)})`;
  }
  return { file: undefined, problem };
}

async function hashOf(source: ArchiveSource, file: ArchiveFile): Promise<Uint8Array> {
  const hash = new Sha256();
  for await (const piece of source.pieces(file)) hash.update(piece);
  return hash.digest();
}

/** Whether it says that it was taken at this commit of this tape. What its state is, is for others to prove. */
async function isSnapshot(
  source: ArchiveSource,
  file: ArchiveFile,
  tapeId: string,
  index: number,
  chainAt: LeafPlace["hashOf"],
): Promise<boolean> {
  try {
    const { runId, replayCursor } = snapshotMessage.decode(await source.read(file));
    const isOfTape = runId === tapeId && replayCursor?.sequence === index;
    return isOfTape && replayCursor.hash.length === 32 && hex(replayCursor.hash) === (await chainAt(index));
  } catch (error) {
    if (error instanceof BadBytes) return false;
    throw error;
  }
}

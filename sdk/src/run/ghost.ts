/**
 * Ghosts: artifacts of which everything is known and no bytes are here. Bytes are looked for in this order: the blob store,
 * the recorded place, folders that hold copies, other carriers. Whatever is found counts only with the right hash.
 */
import { join } from "node:path";
import { hex, Sha256 } from "../base/sha256.js";
import { isTapelabError } from "../errors.js";
import type { ArtifactDeps } from "./artifact.js";
import { type RecordedArtifact, recordedPlace } from "./artifact-place.js";
import { parseManifest } from "./directory.js";
import { filePieces } from "./hash-file.js";
import { bytesAvailable } from "./open-artifact.js";

/** Another place with blobs: a copy of the workspace, a tape of it, or an archive. */
export interface Carrier {
  /** How texts name it. */
  readonly name: string;
  blob(sha256: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  close(): Promise<void>;
}

export interface RecoverySources {
  /** Folders that hold copies of files, in the places they had below their mount or by name. */
  readonly roots: readonly string[];
  readonly carriers: readonly Carrier[];
}

/** Where bytes are; of a folder or carrier with its name. */
export type FoundAt = "blob" | "path" | { readonly name: string };

type Take = (sha256: string, pieces: AsyncIterable<Uint8Array>) => Promise<boolean>;

/** Where all bytes of an artifact are to be had without executing anything. Reads and changes nothing. */
export async function findBytes(
  deps: ArtifactDeps,
  artifact: RecordedArtifact,
  sources: RecoverySources,
): Promise<FoundAt | undefined> {
  return (await atHand(deps, artifact, { verify: true })) ?? takeAll(deps, artifact, sources, isContent);
}

/** Whether its bytes are in the workspace or where they were. What is known by size and time alone has to be there. */
export async function atHand(
  deps: ArtifactDeps,
  artifact: RecordedArtifact,
  options: { readonly verify?: boolean } = {},
): Promise<"blob" | "path" | undefined> {
  if (!artifact.sha256.startsWith("fast:")) return bytesAvailable(deps, artifact, options);
  const place = await recordedPlace(deps, artifact);
  return place !== undefined && (await deps.disk.later.stat(place)) ? "path" : undefined;
}

/** Brings the bytes of an artifact into the blob store, from folders and carriers. */
export async function bringBytes(
  deps: ArtifactDeps,
  artifact: RecordedArtifact,
  sources: RecoverySources,
): Promise<FoundAt | undefined> {
  return takeAll(deps, artifact, sources, (sha256, pieces) => deps.blobs.takePieces(sha256, pieces));
}

/** Undefined when a part of it is nowhere. */
async function takeAll(
  deps: ArtifactDeps,
  artifact: RecordedArtifact,
  sources: RecoverySources,
  take: Take,
): Promise<FoundAt | undefined> {
  const parts = await partsOf(deps, artifact, sources);
  let found: FoundAt = "blob";
  for (const { sha256, size, rest } of parts ?? []) {
    if ((await deps.blobs.verify(sha256)) === "good") continue;
    const from = await takeOne(deps, { sha256, size, uri: artifact.uri, rest }, sources, take);
    if (from === undefined) return undefined;
    found = from;
  }
  return parts && found;
}

interface Part {
  readonly sha256: string;
  /** Undefined for a manifest, which has no file of its own. */
  readonly size: number | undefined;
  /** Below the artifact's place. */
  readonly rest: string;
}

/** A file is its own only part; a directory consists of its manifest and its files. */
async function partsOf(
  deps: ArtifactDeps,
  { kind, sha256, size }: RecordedArtifact,
  { carriers }: RecoverySources,
): Promise<Part[] | undefined> {
  if (kind !== "directory") return [{ sha256, size, rest: "" }];
  let manifest = await deps.blobs.read(sha256);
  for (const carrier of carriers) manifest ??= await collected(await carrier.blob(sha256), sha256);
  if (!manifest) return undefined;
  try {
    const files = parseManifest(manifest).files.map((file) => ({ ...file, rest: file.path }));
    return [{ sha256, size: undefined, rest: "" }, ...files];
  } catch (error) {
    if (!isTapelabError(error, "bad-bytes")) throw error;
    return undefined; // it has the hash of a directory and is none
  }
}

async function takeOne(
  { disk }: ArtifactDeps,
  { sha256, size, uri, rest }: Part & { readonly uri: string | undefined },
  { roots, carriers }: RecoverySources,
  take: Take,
): Promise<FoundAt | undefined> {
  for (const name of size === undefined ? [] : roots) {
    for (const path of placesBelow(name, uri, rest)) {
      const stat = await disk.later.stat(path);
      if (stat?.kind === "file" && stat.size === size && (await take(sha256, filePieces(disk, path)))) return { name };
    }
  }
  for (const carrier of carriers) {
    const pieces = await carrier.blob(sha256);
    if (pieces && (await take(sha256, pieces))) return { name: carrier.name };
  }
  return undefined;
}

/** Below its mount or project, or by its name alone. */
function placesBelow(root: string, uri: string | undefined, rest: string): string[] {
  const below = /^(?:[a-z][a-z0-9_-]*:\/\/|\.\/)(.*)$/s.exec(uri ?? "")?.[1];
  if (below === undefined || `${below}/${rest}`.split(/[\\/]/).includes("..")) return [];
  return [join(root, below, rest), join(root, below.slice(below.lastIndexOf("/") + 1), rest)];
}

const isContent: Take = async (sha256, pieces) => {
  const hash = new Sha256();
  for await (const piece of pieces) hash.update(piece);
  return hex(hash.digest()) === sha256;
};

/** Content that is small, when it has this hash. */
async function collected(
  pieces: AsyncIterable<Uint8Array> | undefined,
  sha256: string,
): Promise<Uint8Array | undefined> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces ?? []) all.push(Uint8Array.from(piece));
  const hash = new Sha256();
  for (const piece of all) hash.update(piece);
  return pieces && hex(hash.digest()) === sha256 ? Buffer.concat(all) : undefined;
}

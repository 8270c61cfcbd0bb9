/** The bytes of an artifact, from whatever place still has them: the blob store, then where it was. */
import { limits } from "../base/limits.js";
import { hex, sha256 } from "../base/sha256.js";
import type { ArtifactDeps } from "./artifact.js";
import { badArtifact, unavailable } from "./artifact-failures.js";
import { type RecordedArtifact, recordedPlace } from "./artifact-place.js";
import { type Directory, manifestOf, parseManifest, readDirectory } from "./directory.js";
import { filePieces } from "./hash-file.js";

/** A content by its hash, and the path that may have it. */
export interface Wanted {
  readonly sha256: string;
  readonly size: number;
  readonly path: string | undefined;
}

/** Everything that may be that content, one after the other; whoever takes the pieces compares the hash. */
export async function* copiesOf(
  { disk, blobs }: ArtifactDeps,
  { sha256: hash, size, path }: Wanted,
): AsyncGenerator<AsyncIterable<Uint8Array>, void, void> {
  if (await blobs.has(hash)) yield blobs.pieces(hash);
  const stat = path === undefined ? undefined : await disk.later.stat(path);
  if (path !== undefined && stat?.kind === "file" && stat.size === size) yield filePieces(disk, path);
}

/** The whole content of a file, blob or table, in memory. */
export async function readArtifact(deps: ArtifactDeps, artifact: RecordedArtifact): Promise<Uint8Array> {
  const { kind, key, size } = artifact;
  if (kind === "directory" || size > limits.blobBytes) {
    const reason = kind === "directory" ? "it is a directory" : `it has ${size} bytes, more than are read into memory`;
    throw badArtifact(`Artifact ${key}`, reason, "path() gives it as it is on disk.", "Nothing was read.");
  }
  const bytes = await readWanted(deps, { ...artifact, path: await recordedPlace(deps, artifact) });
  if (!bytes) throw unavailable(artifact);
  return bytes;
}

async function readWanted(deps: ArtifactDeps, wanted: Wanted): Promise<Uint8Array | undefined> {
  for await (const pieces of copiesOf(deps, wanted)) {
    const bytes = new Uint8Array(wanted.size);
    let length = 0;
    for await (const piece of pieces) {
      if (length + piece.length <= bytes.length) bytes.set(piece, length);
      length += piece.length;
    }
    if (length === wanted.size && hex(sha256(bytes)) === wanted.sha256) return bytes;
  }
  return undefined;
}

/** What a directory consists of: by its manifest, or by itself where it still is what it was. */
export async function directoryOf(deps: ArtifactDeps, artifact: RecordedArtifact): Promise<Directory | undefined> {
  const manifest = await deps.blobs.read(artifact.sha256);
  if (manifest) return parseManifest(manifest);
  const path = await recordedPlace(deps, artifact);
  if (path === undefined || (await deps.disk.later.stat(path))?.kind !== "directory") return undefined;
  const directory = await readDirectory(deps, path, { portable: false });
  return manifestOf(directory).sha256 === artifact.sha256 ? directory : undefined;
}

/** Whether all of it is in the blob store. */
export async function inBlobs({ blobs }: ArtifactDeps, artifact: RecordedArtifact, verify: boolean): Promise<boolean> {
  const isHere = async (hash: string): Promise<boolean> =>
    verify ? (await blobs.verify(hash)) === "good" : blobs.has(hash);
  if (!(await isHere(artifact.sha256))) return false;
  if (artifact.kind !== "directory") return true;
  const manifest = await blobs.read(artifact.sha256);
  for (const file of manifest ? parseManifest(manifest).files : []) if (!(await isHere(file.sha256))) return false;
  return manifest !== undefined;
}

/** What cannot be read is not there. */
export function notReadable(): undefined {
  return undefined;
}

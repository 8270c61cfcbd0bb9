/** What content a path has now. */
import type { ArtifactDeps, ArtifactFacts, FileStamp } from "./artifact.js";
import { manifestOf, readDirectory } from "./directory.js";
import { fileStamp, hashFile, isTrusted } from "./hash-file.js";

export interface ContentAt {
  readonly kind: "file" | "directory";
  readonly sha256: string;
  /** Bytes; of a directory, of all its files. */
  readonly size: number;
  readonly stamp?: FileStamp;
}

/**
 * The content of a file or directory; undefined where neither is. A file is not read when its stamp says that it still
 * is one of the `known` contents.
 */
export async function contentAt(
  deps: Pick<ArtifactDeps, "disk" | "now">,
  path: string,
  known: readonly ArtifactFacts[] = [],
): Promise<ContentAt | undefined> {
  const stat = await deps.disk.later.stat(path);
  if (stat?.kind === "directory") {
    const directory = await readDirectory(deps, path, { portable: false });
    const size = directory.files.reduce((sum, file) => sum + file.size, 0);
    return { kind: "directory", sha256: manifestOf(directory).sha256, size };
  }
  const stamp = stat?.kind === "file" ? await deps.disk.later.stamp(path) : undefined;
  if (!stamp) return undefined;
  const same = known.find((one) => isTrusted(stamp, one.stamp, deps.now()));
  if (same) return { kind: "file", sha256: same.sha256, size: stamp.size, stamp: fileStamp(stamp) };
  const { sha256, size, stamp: settled } = await hashFile(deps, path);
  return { kind: "file", sha256, size, ...(settled && { stamp: settled }) };
}

/** Whether it is that artifact's. Contents that never were a file are one when they were restored. */
export function isContentOf(found: ContentAt | undefined, { kind, sha256 }: ArtifactFacts): boolean {
  return found?.sha256 === sha256 && (found.kind === "directory") === (kind === "directory");
}

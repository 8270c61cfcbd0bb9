/** Opens what is at a path as an archive: a folder, a tar, a packed tar. */
import type { Disk } from "../base/disk.js";
import { type Limits, limits as standard } from "../base/limits.js";
import { isMissing } from "../base/small-file.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { openBytes } from "./byte-source.js";
import { FolderSource } from "./folder-source.js";
import type { ArchiveSource } from "./source.js";
import { TarSource } from "./tar-source.js";

/** Limits of an archive that a caller may raise. */
export type ArchiveLimits = Partial<
  Pick<Limits, "archiveEntryBytes" | "archiveBytes" | "archiveLeaves" | "blobBytes" | "gzipRatio" | "archiveIdleMs">
>;

export interface OpenSourceOptions {
  readonly limits?: ArchiveLimits | undefined;
  /** Damaged headers of a tar are looked through for the next good one. */
  readonly isSalvage?: boolean;
}

export async function openSource(disk: Disk, path: string, options: OpenSourceOptions = {}): Promise<ArchiveSource> {
  const limits = { ...standard, ...options.limits };
  const stat = await disk.later.stat(path);
  if (stat?.kind === "directory") return new FolderSource(path, disk, limits);
  try {
    return new TarSource(path, await openBytes(disk, path, limits), limits, options.isSalvage ?? false);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    const text = `There is no file ${shown(path, 200)}. Nothing was read. Give the path of an archive: a folder or a tar.`;
    throw new TapelabError("bad-option", text, { option: "path", expected: "an archive", found: path }, { cause });
  }
}

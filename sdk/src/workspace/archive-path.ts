/** Is there an archive? */
import { resolve } from "node:path";
import { nodeDisk } from "../base/disk.js";

/** The path of the archive at a path: a file, or a folder with the folders of one. Undefined for everything else. */
export function archiveAt(target: string): string | undefined {
  const path = resolve(target).replaceAll("\\", "/");
  const kind = nodeDisk.now.stat(path)?.kind;
  if (kind === "file") return path;
  if (kind !== "directory") return undefined;
  return nodeDisk.now.readdir(path).some((name) => /^\d{3}_[a-z0-9_]{1,32}$/.test(name)) ? path : undefined;
}

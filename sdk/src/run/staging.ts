/** Files that a launch needs while it runs. What cannot be removed when it ends stays, and is collected days later. */
import { type Disk, runNow } from "../base/disk.js";
import { removeIfThere } from "../base/small-file.js";

/** Removes a file, or a folder that is empty. Never fails: nothing of the launch depends on it. */
export function removeStaged(disk: Disk, path: string): void {
  try {
    const kind = disk.now.stat(path)?.kind;
    if (kind === "directory") disk.now.rmdir(path);
    else if (kind !== undefined) runNow(disk, removeIfThere(path));
  } catch (error) {
    if (!isOfDisk(error)) throw error;
  }
}

/** Whether there is something; a disk that does not answer is asked again later. */
export function isStaged(disk: Disk, path: string): boolean {
  try {
    return disk.now.stat(path) !== undefined;
  } catch (error) {
    if (!isOfDisk(error)) throw error;
    return false;
  }
}

function isOfDisk(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}

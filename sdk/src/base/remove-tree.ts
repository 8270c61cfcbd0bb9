/** Removes a file, or a folder with all that is in it. Links are removed, not followed. */
import { type Disk, runLater } from "./disk.js";
import { namesIn } from "./small-file.js";

export async function removeTree(disk: Disk, path: string): Promise<void> {
  const stat = await disk.later.stat(path);
  if (!stat) return;
  if (stat.kind !== "directory") return disk.later.unlink(path);
  for (const name of await runLater(disk, namesIn(path))) await removeTree(disk, `${path}/${name}`);
  await disk.later.rmdir(path);
}

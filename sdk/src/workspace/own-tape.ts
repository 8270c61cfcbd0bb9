/** Workspaces are isolated: a tape that was copied here from another one is not read as if it were ours. */
import { type Disk, runLater } from "../base/disk.js";
import { isMissing } from "../base/small-file.js";
import { TapelabError } from "../errors.js";
import { workspaceOf } from "../tape/glance.js";

/** Rejects with `other-workspace` when the tape says that it belongs to another one. */
export async function assertOwn(disk: Disk, dir: string, workspaceId: string | undefined): Promise<void> {
  const found = await ownerOf(disk, dir);
  if (workspaceId === undefined || found === undefined || found === workspaceId) return;
  const tape = dir.slice(dir.lastIndexOf("/") + 1);
  throw new TapelabError(
    "other-workspace",
    `Tape ${tape} belongs to workspace ${found}, not to this one (${workspaceId}). Nothing was read or changed. Read it in its own workspace, or import it with \`tapelab import PATH --copy\`.`,
    { expected: workspaceId, found },
  );
}

async function ownerOf(disk: Disk, dir: string): Promise<string | undefined> {
  try {
    return await runLater(disk, workspaceOf(dir));
  } catch (error) {
    if (isMissing(error)) return undefined; // whoever opens it says that it is gone
    throw error;
  }
}

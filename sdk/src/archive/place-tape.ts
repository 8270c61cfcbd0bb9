/** Gives segments that were written beside the tapes their place, in steps each of which leaves a whole tape. */
import type { Disk } from "../base/disk.js";
import { isCode, isMissing } from "../base/small-file.js";
import { TapelabError } from "../errors.js";
import { pathOf } from "../tape/claim.js";
import type { Replica } from "./known-replica.js";
import type { Staged } from "./stage-replica.js";

/** A new tape appears as a whole. */
export async function placeWhole(disk: Disk, from: string, to: string): Promise<void> {
  const tapes = to.slice(0, to.lastIndexOf("/"));
  await disk.later.mkdir(tapes);
  try {
    await disk.later.rename(from, to);
  } catch (error) {
    if (!isCode(error, "EEXIST", "ENOTEMPTY")) throw error;
    throw busy(to);
  }
  await disk.later.fsyncDir(tapes);
}

/**
 * Segments that continue a tape get their names one after another. Each name is the fence: where another writer was faster
 * nothing is taken. After each step the tape is whole, and the same import goes on where it was stopped.
 */
export async function append(disk: Disk, from: string, to: string, known: Replica, staged: Staged): Promise<void> {
  const { later } = disk;
  if (known.previous > 0) await later.fsyncPath(pathOf(to, known.previous));
  await moveBeside(disk, from, to);
  for (const number of staged.segments) {
    try {
      await later.link(pathOf(from, number), pathOf(to, number));
    } catch (error) {
      if (isCode(error, "EEXIST")) throw busy(to);
      throw error;
    }
    await later.fsyncDir(to);
  }
}

/** What lies beside the segments: notes of quarantine, leaves that say more than the tape, snapshots. */
const BESIDE = ["quarantine", "kept", "snapshots"] as const;

async function moveBeside(disk: Disk, from: string, to: string): Promise<void> {
  const { later } = disk;
  for (const folder of BESIDE) {
    if (!(await later.stat(`${from}/${folder}`))) continue;
    await later.mkdir(`${to}/${folder}`);
    for (const name of await later.readdir(`${from}/${folder}`))
      await later.rename(`${from}/${folder}/${name}`, `${to}/${folder}/${name}`);
    await later.fsyncDir(`${to}/${folder}`);
  }
}

export async function removeStaged(disk: Disk, area: string, dir: string): Promise<void> {
  const { later } = disk;
  try {
    for (const folder of [...BESIDE.map((name) => `${dir}/${name}`), dir, area]) {
      if ((await later.stat(folder))?.kind !== "directory") continue;
      for (const name of await later.readdir(folder)) await later.unlink(`${folder}/${name}`);
      await later.rmdir(folder);
    }
    await later.rmdir(area.slice(0, area.lastIndexOf("/")));
  } catch (error) {
    // Other imports may be under way beside this one; what a dying disk leaves is removed by the next collection.
    if (!isMissing(error) && !isCode(error, "ENOTEMPTY", "EEXIST", "EIO", "EROFS", "ENOSPC")) throw error;
  }
}

function busy(dir: string): TapelabError<"tape-busy"> {
  const tape = dir.slice(dir.lastIndexOf("/") + 1);
  const text = `Tape ${tape} was written by somebody else while it was imported. Nothing was imported. Wait until that is done, and import again.`;
  return new TapelabError("tape-busy", text, { tape, holder: "another writer" });
}

/** What writes that were cut off left behind: nobody reads it, and nobody goes on with it. */

import { type Disk, runLater } from "../base/disk.js";
import { removeTree } from "../base/remove-tree.js";
import { namesIn } from "../base/small-file.js";
import { graceMs } from "../blob/collect.js";

import type { Environment } from "./environment.js";

export interface Leftover {
  readonly path: string;
  readonly sizeBytes: number;
  readonly reason: string;
}

/** Temporary files and folders that nobody touched for three days, and that no open session can have made. */
export async function findLeftovers(
  { disk, clock }: Environment,
  dir: string,
  liveSinceMs: number,
): Promise<Leftover[]> {
  const found: Leftover[] = [];
  const oldMs = Math.min(clock.now() - graceMs, liveSinceMs);
  const look = async (folder: string, form: RegExp, reason: string): Promise<void> => {
    for (const name of await runLater(disk, namesIn(folder))) {
      const path = `${folder}/${name}`;
      const stat = form.test(name) ? await disk.later.stat(path) : undefined;
      if (stat && stat.mtimeMs < oldMs) found.push({ path, sizeBytes: await sizeOf(disk, path), reason });
    }
  };
  const inBlobs = await runLater(disk, namesIn(`${dir}/blobs`));
  const folders = inBlobs.filter((name) => /^(?:[0-9a-f]{2}|tombstones|pins)$/.test(name)).map((name) => `/${name}`);
  for (const folder of ["", ...folders]) await look(`${dir}/blobs${folder}`, /^tmp-/, "unfinished write of a blob");
  await look(`${dir}/cache`, /^\..*\.tmp$/, "unfinished write of a cache entry");
  await look(`${dir}/staging`, /^import-/, "unfinished import");
  await look(`${dir}/staging`, /^launch-/, "contexts of a launch whose launcher was ended");
  const tapes = (await runLater(disk, namesIn(`${dir}/tapes`))).map((name) => `${dir}/tapes/${name}`);
  for (const tape of [dir, ...tapes])
    for (const folder of ["repairs", "quarantine"])
      await look(`${tape}/${folder}`, /^\..*\.tmp$/, "unfinished write of a repair");
  return found;
}

export async function removeLeftovers(disk: Disk, leftovers: readonly Leftover[]): Promise<void> {
  for (const { path } of leftovers) await removeTree(disk, path);
}

async function sizeOf(disk: Disk, path: string): Promise<number> {
  const stat = await disk.later.stat(path);
  if (stat?.kind !== "directory") return stat?.size ?? 0;
  let size = 0;
  for (const name of await runLater(disk, namesIn(path))) size += await sizeOf(disk, `${path}/${name}`);
  return size;
}

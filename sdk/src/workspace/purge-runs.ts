/**
 * Purging runs: the files of their own folders go. Their tapes stay, and so do contents in the blob store, which the
 * collection takes (`collectBlobs` with `ghosts`).
 */
import { assertWritable } from "../base/assert-writable.js";
import { type Disk, type Io, io, runLater } from "../base/disk.js";
import { namesIn, removeIfThere } from "../base/small-file.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { RunRecord } from "../run/run-record.js";
import { systemEnvironment } from "./environment.js";
import type { Workspace } from "./workspace.js";

/** One file of the folder of a run. */
export interface PurgeItem {
  readonly run: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** What purging these runs deletes. Rejects with `not-purged` where a run is under way. */
export async function purgeList(workspace: Workspace, runs: readonly RunRecord[]): Promise<PurgeItem[]> {
  const { disk } = systemEnvironment();
  const items: PurgeItem[] = [];
  for (const { id, status } of runs) {
    const folder = `${workspace.dir}/runs/${id}`;
    if (status === "running") throw refused(folder, `run ${id} is under way`);
    items.push(...(await runLater(disk, filesBelow(id, folder))));
  }
  return items;
}

/** Deletes the files, and folders that are empty then. Rejects with `not-purged`, having deleted nothing. */
export async function purge(workspace: Workspace, items: readonly PurgeItem[]): Promise<void> {
  assertWritable(workspace, "Nothing was deleted.");
  const { disk } = systemEnvironment();
  for (const item of items) await checkInside(disk, workspace.dir, item);
  for (const { path } of items) await runLater(disk, removeIfThere(path));
  for (const run of new Set(items.map((item) => item.run)))
    await runLater(disk, removeEmpty(`${workspace.dir}/runs/${run}`));
}

/** A link is one file, whatever it leads to. */
function* filesBelow(run: string, folder: string): Io<PurgeItem[]> {
  const items: PurgeItem[] = [];
  if ((yield* io((ops) => ops.stat(folder)))?.kind !== "directory") return items;
  for (const name of yield* namesIn(folder)) {
    const path = `${folder}/${name}`;
    const stat = yield* io((ops) => ops.stat(path));
    if (stat?.kind === "directory") items.push(...(yield* filesBelow(run, path)));
    else if (stat) items.push({ run, path, sizeBytes: stat.size });
  }
  return items;
}

async function checkInside(disk: Disk, dir: string, { run, path }: PurgeItem): Promise<void> {
  const below = `${dir}/runs/${run}/`;
  const parts = path.slice(below.length).split("/");
  const isBelow = /^[0-9a-f]{32}$/.test(run) && path.startsWith(below);
  if (!isBelow || parts.some((part) => part === "" || part === "." || part === ".."))
    throw refused(path, `it is not below the folder of run ${run}`);
  const above = [`${dir}/runs`, ...parts.map((_, i) => `${below}${parts.slice(0, i).join("/")}`.replace(/\/$/, ""))];
  for (const folder of above)
    if ((await disk.later.stat(folder))?.kind !== "directory") throw refused(path, `${folder} is no folder of its own`);
  if ((await disk.later.stat(path))?.kind === "directory") throw refused(path, "it is a folder");
}

function* removeEmpty(folder: string): Io<boolean> {
  let isEmpty = true;
  for (const name of yield* namesIn(folder)) {
    const path = `${folder}/${name}`;
    const isFolder = (yield* io((ops) => ops.stat(path)))?.kind === "directory";
    if (!isFolder || !(yield* removeEmpty(path))) isEmpty = false;
  }
  if (isEmpty) yield* io((ops) => ops.rmdir(folder));
  return isEmpty;
}

function refused(path: string, reason: string): TapelabError<"not-purged"> {
  const text = `${shown(path, 300)} cannot be purged: ${reason}. Nothing was deleted. List what can be: tapelab run purge RUN --dry-run`;
  return new TapelabError("not-purged", text, { path, reason });
}

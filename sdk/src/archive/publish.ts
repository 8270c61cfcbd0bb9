/** New files and folders of a user: written beside their place, and put there as a whole or not at all. */
import type { Disk } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { hex } from "../base/sha256.js";
import { isCode } from "../base/small-file.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { type ByteSink, FileSink, GzipSink } from "./byte-sink.js";
import { FolderSink } from "./folder-sink.js";
import { parsePath } from "./names.js";
import { type LeafSink, TarSink } from "./tar-sink.js";

export interface PublishDeps {
  readonly disk: Disk;
  readonly ids: Ids;
}

export interface Published {
  readonly kind: "folder" | "tar";
  /** Of the tar, hex; a folder has none. */
  readonly sha256: string | undefined;
  readonly sizeBytes: number;
}

export interface PublishOptions {
  readonly gzip?: boolean | undefined;
  readonly force?: boolean | undefined;
}

/** A tar by its name's ending; everything else is a folder. */
export function isTarPath(path: string): boolean {
  return /\.(tar|tgz|tar\.gz)$/i.test(path);
}

/** Writes leaves to a path. What is there stays, unless it is to be replaced; after a failure everything is as before. */
export async function publish(
  deps: PublishDeps,
  path: string,
  options: PublishOptions,
  fill: (sink: LeafSink) => Promise<void>,
): Promise<Published> {
  await checkPlace(deps.disk, path, options);
  const temporary = `${path}.${hex(deps.ids.random(6))}.tmp`;
  return isTarPath(path)
    ? publishTar(deps.disk, path, temporary, options, fill)
    : publishFolder(deps.disk, path, temporary, options, fill);
}

async function publishTar(
  disk: Disk,
  path: string,
  temporary: string,
  { gzip = !/\.tar$/i.test(path), force = false }: PublishOptions,
  fill: (sink: LeafSink) => Promise<void>,
): Promise<Published> {
  const file = await FileSink.create(disk, temporary);
  const bytes: ByteSink = gzip ? new GzipSink(file) : file;
  const sink = new TarSink(bytes);
  try {
    await fill(sink);
    const { sizeBytes, sha256 } = await sink.finish();
    await place(disk, temporary, path, force);
    return { kind: "tar", sha256: hex(sha256), sizeBytes };
  } catch (error) {
    await quietly(sink.abandon());
    await quietly(disk.later.unlink(temporary));
    throw error;
  }
}

async function publishFolder(
  disk: Disk,
  path: string,
  temporary: string,
  { force = false }: PublishOptions,
  fill: (sink: LeafSink) => Promise<void>,
): Promise<Published> {
  await disk.later.mkdir(temporary);
  const sink = new FolderSink(disk, temporary);
  try {
    await fill(sink);
    const { sizeBytes } = await sink.finish();
    if (force) await removeFolder(disk, path);
    await disk.later.rename(temporary, path); // onto an empty folder, or to where nothing is
    await disk.later.fsyncDir(parentOf(path));
    return { kind: "folder", sha256: undefined, sizeBytes };
  } catch (error) {
    await quietly(removeFolder(disk, temporary));
    throw error;
  }
}

/** Gives the finished file its name. */
async function place(disk: Disk, from: string, to: string, isForced: boolean): Promise<void> {
  const { later } = disk;
  if (isForced) await later.rename(from, to);
  else {
    try {
      await later.link(from, to);
      await later.unlink(from);
    } catch (error) {
      if (isCode(error, "EEXIST")) throw taken(to);
      if (!isCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS")) throw error;
      if (await later.stat(to)) throw taken(to);
      await later.rename(from, to); // a file system without links
    }
  }
  await later.fsyncDir(parentOf(to));
}

async function checkPlace(disk: Disk, path: string, { gzip, force = false }: PublishOptions): Promise<void> {
  const isTar = isTarPath(path);
  if (gzip && !isTar) {
    const text = `gzip: a folder is not packed, ${shown(path, 200)} names one. Nothing was exported. Give a path that ends in .tar, .tar.gz or .tgz.`;
    throw new TapelabError("bad-option", text, { option: "gzip", expected: "the path of a tar", found: path });
  }
  const stat = await disk.later.stat(path);
  if (!stat) return;
  if (isTar) {
    if (stat.kind !== "file" || !force) throw taken(path);
    return;
  }
  if (stat.kind !== "directory") throw taken(path);
  if ((await disk.later.readdir(path)).length === 0) return;
  if (!force || !(await isArchiveAlone(disk, path))) throw taken(path, force);
}

/** A folder that holds nothing but leaves may be replaced. */
async function isArchiveAlone(disk: Disk, path: string): Promise<boolean> {
  for (const top of await disk.later.readdir(path)) {
    if ((await disk.later.stat(`${path}/${top}`))?.kind !== "directory") return false;
    for (const name of await disk.later.readdir(`${path}/${top}`)) {
      if (!parsePath(`${top}/${name}`)) return false;
      if ((await disk.later.stat(`${path}/${top}/${name}`))?.kind !== "file") return false;
    }
  }
  return true;
}

/** Removes a folder of folders of files. Follows no link and goes no deeper. */
async function removeFolder(disk: Disk, path: string): Promise<void> {
  const { later } = disk;
  if ((await later.stat(path))?.kind !== "directory") return;
  for (const top of await later.readdir(path)) {
    for (const name of await later.readdir(`${path}/${top}`)) await later.unlink(`${path}/${top}/${name}`);
    await later.rmdir(`${path}/${top}`);
  }
  await later.rmdir(path);
}

/** Cleaning up must not hide why it is needed. */
async function quietly(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined);
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : path.slice(0, slash) || "/";
}

function taken(path: string, isForced = false): TapelabError<"bad-option"> {
  const advice = isForced
    ? "It holds more than an archive, which is not deleted. Choose another path"
    : "Choose another path, or replace it with --force";
  const text = `There is something at ${shown(path, 200)} already. Nothing was exported. ${advice}.`;
  return new TapelabError("bad-option", text, { option: "path", expected: "a free path", found: path });
}

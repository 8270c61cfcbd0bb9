/** Folders of files, copied byte for byte, with a chance to change the bytes on the way. */
import { type Disk, nodeDisk } from "../base/disk.js";

/** What becomes of one file's bytes; undefined leaves the file out. */
export type Change = (relativePath: string, bytes: Uint8Array) => Uint8Array | undefined;

/** Copies every regular file below a folder into a new one. A folder of which nothing is copied is not made. */
export function copyFolder(
  from: string,
  to: string,
  change: Change = (_, bytes) => bytes,
  disk: Disk = nodeDisk,
): void {
  copyInto(from, to, "", change, disk);
}

/** Bytes of all regular files below a folder; 0 when there is none. */
export function folderSize(folder: string, disk: Disk = nodeDisk): number {
  if (disk.now.stat(folder)?.kind !== "directory") return 0;
  let size = 0;
  for (const name of disk.now.readdir(folder)) {
    const stat = disk.now.stat(`${folder}/${name}`);
    if (stat?.kind === "file") size += stat.size;
    if (stat?.kind === "directory") size += folderSize(`${folder}/${name}`, disk);
  }
  return size;
}

function copyInto(from: string, to: string, relative: string, change: Change, disk: Disk): void {
  for (const name of disk.now.readdir(from).sort()) {
    const path = relative === "" ? name : `${relative}/${name}`;
    const stat = disk.now.stat(`${from}/${name}`);
    if (stat?.kind === "directory") copyInto(`${from}/${name}`, `${to}/${name}`, path, change, disk);
    if (stat?.kind !== "file") continue;
    const bytes = change(path, readWhole(`${from}/${name}`, stat.size, disk));
    if (!bytes) continue;
    disk.now.mkdir(to);
    writeWhole(`${to}/${name}`, bytes, disk);
  }
}

function readWhole(path: string, size: number, disk: Disk): Uint8Array {
  const file = disk.now.openRead(path);
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const count = disk.now.read(file, bytes.subarray(filled), filled);
    if (count === 0) break;
    filled += count;
  }
  disk.now.close(file);
  return bytes.subarray(0, filled);
}

function writeWhole(path: string, bytes: Uint8Array, disk: Disk): void {
  const file = disk.now.createExcl(path);
  for (let at = 0; at < bytes.length; ) at += disk.now.append(file, bytes.subarray(at));
  disk.now.close(file);
}

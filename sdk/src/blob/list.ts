/** What lies in the folder of a store. */
import { type Io, io } from "../base/disk.js";
import { isMissing, namesIn } from "../base/small-file.js";
import { isPackedName, openBlob } from "./read-blob.js";
import { partsOf } from "./take-away.js";

/** A blob as it lies in the store. */
export interface BlobFile {
  readonly sha256: string;
  /** Of the content, as the file tells; nothing is verified. */
  readonly size: number;
  /** On disk, all forms together. */
  readonly storedBytes: number;
  readonly mtimeMs: number;
  /** Names in its folder, those included that a collection has set aside. */
  readonly files: readonly string[];
}

/** All blobs by name; links, FIFOs and folders are none. */
export function* listBlobs(dir: string): Io<BlobFile[]> {
  const found: BlobFile[] = [];
  for (const prefix of yield* namesIn(dir)) {
    const folder = `${dir}/${prefix}`;
    if (!/^[0-9a-f]{2}$/.test(prefix) || (yield* io((ops) => ops.stat(folder)))?.kind !== "directory") continue;
    const byName = new Map<string, string[]>();
    for (const file of yield* namesIn(folder)) {
      const name = partsOf(file)?.name;
      if (name?.startsWith(prefix)) byName.set(name, [...(byName.get(name) ?? []), file]);
    }
    for (const [name, files] of byName) {
      const one = yield* describe(folder, name, files);
      if (one) found.push(one);
    }
  }
  return found;
}

function* describe(folder: string, sha256: string, names: readonly string[]): Io<BlobFile | undefined> {
  let [size, storedBytes, mtimeMs] = [0, 0, 0];
  const files: string[] = [];
  for (const file of names) {
    const stat = yield* io((ops) => ops.stat(`${folder}/${file}`));
    if (stat?.kind !== "file") continue;
    files.push(file);
    size = Math.max(size, isPackedName(file) ? yield* contentSize(`${folder}/${file}`) : stat.size);
    storedBytes += stat.size;
    mtimeMs = Math.max(mtimeMs, stat.mtimeMs);
  }
  return files.length > 0 ? { sha256, size, storedBytes, mtimeMs, files } : undefined;
}

function* contentSize(path: string): Io<number> {
  try {
    const blob = yield* openBlob(path, Number.MAX_SAFE_INTEGER);
    if (blob) yield* io((ops) => ops.close(blob.file));
    return blob?.size ?? 0;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return 0;
  }
}

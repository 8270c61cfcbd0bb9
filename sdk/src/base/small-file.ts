/** Small files read and written whole: settings, notes, cache entries. Everything bounded by a limit the caller names. */
import { type DiskOps, type Io, io } from "./disk.js";

const sizeless = 4_096;

/** The bytes of the file; undefined when nothing is there. Fails with EFBIG when it is larger than `maxBytes`. */
export function* readSmall(path: string, maxBytes: number): Io<Uint8Array | undefined> {
  let file: ReturnType<DiskOps["openRead"]>;
  try {
    file = yield* io((ops) => ops.openRead(path));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const size = yield* io((ops) => ops.size(file));
    if (size > maxBytes) {
      throw Object.assign(new Error(`${path} has ${size} bytes; at most ${maxBytes} are read`), { code: "EFBIG" });
    }
    const bytes = new Uint8Array(Math.max(size, sizeless)); // files of /proc say that they have no size
    let filled = 0;
    while (filled < bytes.length) {
      const count: number = yield* io((ops) => ops.read(file, bytes.subarray(filled), filled));
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    yield* io((ops) => ops.close(file));
  }
}

/** The same, and also undefined when it cannot be read as a small regular file: for notes that may be missing or wrong. */
export function* readIfSmall(path: string, maxBytes: number): Io<Uint8Array | undefined> {
  try {
    return yield* readSmall(path, maxBytes);
  } catch (error) {
    if (isCode(error, "EFBIG", "ELOOP", "EINVAL", "EACCES", "EISDIR")) return undefined;
    throw error;
  }
}

/** Writes a file that must not exist yet and syncs it. Fails with EEXIST, and then has changed nothing. */
export function* writeNew(path: string, bytes: Uint8Array, mode?: number): Io<void> {
  const file = yield* io((ops) => ops.createExcl(path, mode));
  try {
    let written = 0;
    while (written < bytes.length) written += yield* io((ops) => ops.append(file, bytes.subarray(written)));
    yield* io((ops) => ops.sync(file));
  } finally {
    yield* io((ops) => ops.close(file));
  }
}

/**
 * Publishes a whole file under a name that must be free: written beside, synced, linked, directory synced. A reader
 * sees all of it or nothing. False when somebody else was first; their file stays.
 */
export function* publishNew(dir: string, name: string, bytes: Uint8Array, nonce: string): Io<boolean> {
  const beside = `${dir}/.${name.slice(0, 64)}.${nonce}.tmp`;
  yield* writeNew(beside, bytes);
  try {
    yield* io((ops) => ops.link(beside, `${dir}/${name}`));
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
    return false;
  } finally {
    yield* io((ops) => ops.unlink(beside));
  }
  yield* io((ops) => ops.fsyncDir(dir));
  return true;
}

/** Makes a folder; one that is there must be a folder itself: through a link we would write somewhere else. */
export function* makeOwnFolder(path: string): Io<void> {
  yield* io((ops) => ops.mkdir(path));
  if ((yield* io((ops) => ops.stat(path)))?.kind === "directory") return;
  throw Object.assign(new Error(`${path} is a link; nothing is written through it`), { code: "ELOOP" });
}

/** Gives a whole file its name, in place of what has it: written beside, synced, renamed, directory synced. */
export function* publishOver(dir: string, name: string, bytes: Uint8Array, nonce: string): Io<void> {
  const beside = `${dir}/.${name.slice(0, 64)}.${nonce}.tmp`;
  yield* writeNew(beside, bytes);
  try {
    yield* io((ops) => ops.rename(beside, `${dir}/${name}`));
  } catch (error) {
    yield* io((ops) => ops.unlink(beside));
    throw error;
  }
  yield* io((ops) => ops.fsyncDir(dir));
}

/** Removes a file that somebody else may have removed before; false when it was not there. */
export function* removeIfThere(path: string): Io<boolean> {
  try {
    yield* io((ops) => ops.unlink(path));
    return true;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return false;
  }
}

/** Names in a folder, sorted; none where there is no folder. */
export function* namesIn(dir: string): Io<readonly string[]> {
  try {
    return (yield* io((ops) => ops.readdir(dir))).sort();
  } catch (error) {
    if (!isMissing(error)) throw error;
    return [];
  }
}

/** Is the failure one of these system codes? */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && codes.includes(String((error as { code?: unknown }).code));
}

/** Is the failure that there is nothing at the path? */
export function isMissing(error: unknown): boolean {
  return isCode(error, "ENOENT", "ENOTDIR");
}

/** Fills new files: from one piece of memory, or from what comes in pieces. */
import { type Disk, type Io, io } from "../base/disk.js";
import { hex, Sha256 } from "../base/sha256.js";

/** A temporary file that cannot be removed is left for the collection; it must not hide why the write failed. */
export function* discard(path: string): Io<void> {
  try {
    yield* io((ops) => ops.unlink(path));
  } catch {
    return;
  }
}

/** Appends of this size leave the thread pool free for others in between. */
const appendBytes = 8 * 1024 * 1024;

/** Writes the pieces to a new file; returns the name that what was written must have. */
export async function fillFrom(
  disk: Disk,
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  mode = 0o400,
): Promise<{ name: string; size: number }> {
  const hash = new Sha256();
  let size = 0;
  const file = await disk.later.createExcl(path, mode);
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      size += piece.length;
      for (let at = 0; at < piece.length; ) at += await disk.later.append(file, piece.subarray(at));
    }
    await disk.later.sync(file);
  } finally {
    await disk.later.close(file);
  }
  return { name: hex(hash.digest()), size };
}

export function* fillFile(path: string, bytes: Uint8Array): Io<void> {
  const file = yield* io((ops) => ops.createExcl(path, 0o400));
  try {
    for (let at = 0; at < bytes.length; ) {
      at += yield* io((ops) => ops.append(file, bytes.subarray(at, at + appendBytes)));
    }
    yield* io((ops) => ops.sync(file));
  } finally {
    yield* io((ops) => ops.close(file));
  }
}

/** Hashes of whole files, read in pieces; a file that changes meanwhile is noticed. */
import type { Disk, DiskStamp } from "../base/disk.js";
import { hex, Sha256, sha256 } from "../base/sha256.js";
import type { ArtifactDeps, FileStamp } from "./artifact.js";
import { badArtifact } from "./artifact-failures.js";

export interface HashedFile {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  /** Absent when the file was written so lately that another change might leave it as it is. */
  readonly stamp?: FileStamp;
  /** The content, where it is small. */
  readonly bytes?: Uint8Array;
}

const pieceBytes = 1 << 20;
/** Up to this size a file is read once, for its hash and for the store. */
export const smallBytes: number = 4 << 20;
/** Clocks of file systems tick no slower than this, those aside that `isTrusted` waits for. */
const tickMs = 20;
/** What helps where a file changes under our hands. */
export const letItFinish = "Let whatever writes it finish, then try again.";

/** Rejects with `bad-artifact` when the file changes twice while it is read, and with the disk's failures. */
export async function hashFile({ disk, now }: Pick<ArtifactDeps, "disk" | "now">, path: string): Promise<HashedFile> {
  for (let attempt = 1; attempt <= 2; attempt++) {
    const before = await stampOf(disk, path);
    const ageMs = now() - Number(before.mtimeNs) / 1e6;
    // A large file that was written just now is worth the wait: its stamp saves reading it again.
    if (before.size > smallBytes && ageMs >= 0 && ageMs < tickMs)
      await new Promise((resolve) => setTimeout(resolve, tickMs));
    const isSettled = ageMs >= tickMs || (ageMs >= 0 && before.size > smallBytes);
    const read = await hashedContent(disk, path, before.size);
    const after = await disk.later.stamp(path);
    if (!after || !isEqual(before, after) || read.size !== before.size) continue;
    return { path, ...read, ...(isSettled && { stamp: fileStamp(before) }) };
  }
  throw badArtifact(path, "it changed twice while it was read", letItFinish);
}

/** The content of a file in pieces; the memory of a piece is used again for the next one. */
export async function* filePieces(disk: Disk, path: string, size?: number): AsyncGenerator<Uint8Array, void, void> {
  const file = await disk.later.openRead(path);
  try {
    const piece = new Uint8Array(Math.max(1, Math.min(size ?? pieceBytes, pieceBytes)));
    for (let at = 0; ; ) {
      const count = await disk.later.read(file, piece, at);
      if (count === 0) return;
      yield piece.subarray(0, count);
      at += count;
    }
  } finally {
    await disk.later.close(file);
  }
}

/** The stamp of a file now; fails with ENOENT where there is none. */
export async function stampOf(disk: Disk, path: string): Promise<DiskStamp> {
  const stamp = await disk.later.stamp(path);
  if (!stamp) throw Object.assign(new Error(`ENOENT: no file, '${path}'`), { code: "ENOENT", path });
  return stamp;
}

export function fileStamp({ size, mtimeNs, inode }: DiskStamp): FileStamp {
  return { size, mtime_ns: String(mtimeNs), inode: String(inode) };
}

/** Nothing was written since: all three are as they were, and so old that a coarse clock has moved on. */
export function isTrusted(now: DiskStamp, recorded: FileStamp | undefined, nowMs: number): boolean {
  if (!recorded || nowMs - Number(now.mtimeNs) / 1e6 < 2_000) return false;
  const { size, mtime_ns, inode } = fileStamp(now);
  return size === recorded.size && mtime_ns === recorded.mtime_ns && inode === recorded.inode;
}

function isEqual(a: DiskStamp, b: DiskStamp): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.inode === b.inode;
}

async function hashedContent(disk: Disk, path: string, size: number): Promise<Omit<HashedFile, "path" | "stamp">> {
  if (size > smallBytes) {
    const hash = new Sha256();
    let length = 0;
    for await (const piece of filePieces(disk, path)) {
      hash.update(piece);
      length += piece.length;
    }
    return { sha256: hex(hash.digest()), size: length };
  }
  const bytes = new Uint8Array(size);
  let length = 0;
  for await (const piece of filePieces(disk, path, size + 1)) {
    if (length + piece.length > size) return { sha256: "", size: size + 1 };
    bytes.set(piece, length);
    length += piece.length;
  }
  return { sha256: hex(sha256(bytes)), size: length, bytes };
}

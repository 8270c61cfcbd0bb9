/** A folder as an archive. Links, pipes and whatever else is no regular file are not looked at. */
import { basename } from "node:path";
import type { Disk, DiskFile } from "../base/disk.js";
import type { Limits } from "../base/limits.js";
import { tooLarge } from "./failures.js";
import { parsePath } from "./names.js";
import { type ArchiveFile, type ArchiveSource, type Listing, PIECE_BYTES } from "./source.js";

export class FolderSource implements ArchiveSource {
  readonly kind = "folder";
  readonly path: string;
  readonly name: string;
  readonly #disk: Disk;
  readonly #limits: Limits;

  constructor(path: string, disk: Disk, limits: Limits) {
    this.path = path;
    this.name = basename(path) || path;
    this.#disk = disk;
    this.#limits = limits;
  }

  async list(): Promise<Listing> {
    const files: ArchiveFile[] = [];
    const { later } = this.#disk;
    let total = 0;
    for (const top of (await later.readdir(this.path)).sort()) {
      const stat = await later.stat(`${this.path}/${top}`);
      if (stat?.kind !== "directory") {
        if (stat) files.push({ path: top, size: stat.size, at: 0, part: 0 });
        continue;
      }
      if (!/^\d{3}_[a-z0-9_]{1,32}$/.test(top)) {
        files.push({ path: `${top}/`, size: 0, at: 0, part: 0 });
        continue;
      }
      for (const name of (await later.readdir(`${this.path}/${top}`)).sort()) {
        const path = `${top}/${name}`;
        const found = await later.stat(`${this.path}/${path}`);
        if (found?.kind !== "file") continue;
        total += this.#checked(path, found.size);
        files.push({ path, size: found.size, at: 0, part: 0 });
      }
    }
    if (total > this.#limits.archiveBytes) throw tooLarge(this.name, "archiveBytes", total, this.#limits.archiveBytes);
    const leaves = Math.ceil(files.length / 3);
    if (leaves > this.#limits.archiveLeaves)
      throw tooLarge(this.name, "archiveLeaves", leaves, this.#limits.archiveLeaves);
    return { files, partCount: files.length === 0 ? 0 : 1, torn: undefined, skipped: [] };
  }

  async read(file: ArchiveFile): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.pieces(file)) pieces.push(piece);
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }

  async *pieces({ path, size }: ArchiveFile): AsyncGenerator<Uint8Array, void, void> {
    if (size === 0) return;
    const { later } = this.#disk;
    const file: DiskFile = await later.openRead(`${this.path}/${path}`);
    try {
      for (let at = 0; at < size; ) {
        const piece = new Uint8Array(Math.min(PIECE_BYTES, size - at));
        const count = await later.read(file, piece, at);
        if (count === 0) return;
        at += count;
        yield piece.subarray(0, count);
      }
    } finally {
      await later.close(file);
    }
  }

  async close(): Promise<void> {
    return;
  }

  #checked(path: string, size: number): number {
    const isBlob = parsePath(path)?.kind === "blob";
    const allowed = isBlob ? this.#limits.blobBytes : this.#limits.archiveEntryBytes;
    if (size > allowed) throw tooLarge(this.name, isBlob ? "blobBytes" : "archiveEntryBytes", size, allowed);
    return size;
  }
}

/**
 * Bytes of one file, read from any place: plain, or unpacked on the way. Small reads are answered from a window, so
 * going through a file in order costs few calls.
 */
import { createGunzip, type Gunzip } from "node:zlib";
import type { Disk, DiskFile } from "../base/disk.js";
import type { Limits } from "../base/limits.js";
import { damaged, tooLarge } from "./failures.js";

export interface ByteSource {
  /** Up to `size` bytes from a position; fewer only where the file ends. The bytes are the caller's own. */
  read(position: number, size: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

const WINDOW_BYTES = 1 << 20;

/** Opens a regular file; gzip is told by its first bytes. */
export async function openBytes(disk: Disk, path: string, limits: Limits): Promise<ByteSource> {
  const file = await disk.later.openRead(path);
  const plain = new FileBytes(disk, file, limits.archiveIdleMs);
  const start = await plain.read(0, 2);
  return start[0] === 0x1f && start[1] === 0x8b ? new GzipBytes(path, plain, limits) : plain;
}

class FileBytes implements ByteSource {
  readonly #disk: Disk;
  readonly #file: DiskFile;
  readonly #idleMs: number;
  #window: Uint8Array = new Uint8Array(0);
  #windowAt = 0;

  constructor(disk: Disk, file: DiskFile, idleMs: number) {
    this.#disk = disk;
    this.#file = file;
    this.#idleMs = idleMs;
  }

  async read(position: number, size: number): Promise<Uint8Array> {
    const from = position - this.#windowAt;
    if (from >= 0 && from + size <= this.#window.length) return this.#window.slice(from, from + size);
    if (size > WINDOW_BYTES / 2) return this.#fill(position, size);
    this.#window = await this.#fill(position, WINDOW_BYTES);
    this.#windowAt = position;
    return this.#window.slice(0, size);
  }

  async close(): Promise<void> {
    await this.#disk.later.close(this.#file);
  }

  /** Allocates no more than the file has. */
  async #fill(position: number, size: number): Promise<Uint8Array> {
    const rest = (await this.#disk.later.size(this.#file)) - position;
    const target = new Uint8Array(Math.max(0, Math.min(size, rest)));
    let filled = 0;
    while (filled < target.length) {
      const reading = this.#disk.later.read(this.#file, target.subarray(filled), position + filled);
      const count = await withinTime(reading, this.#idleMs, this.#file.path);
      if (count === 0) break;
      filled += count;
    }
    return target.subarray(0, filled);
  }
}

/** A device that gives nothing must not hold anybody up for ever. */
async function withinTime<T>(work: Promise<T>, ms: number, path: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const text = `${path} gave no byte for ${ms / 1000} s. Nothing was read from it. Copy it to a local disk and try again.`;
    timer = setTimeout(() => reject(damaged(path, text)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** How often the whole may be unpacked again because somebody asks for what lies further in front. */
const REWINDS_MAX = 8;
const RATIO_FREE_BYTES = 1 << 20;

/** Unpacks in one direction. Going back begins again, which an honest archive needs once or twice. */
class GzipBytes implements ByteSource {
  readonly #path: string;
  readonly #packed: ByteSource;
  readonly #limits: Limits;
  #unpacker: Unpacker;
  #window: Uint8Array = new Uint8Array(0);
  #windowAt = 0;
  #rewinds = 0;

  constructor(path: string, packed: ByteSource, limits: Limits) {
    this.#path = path;
    this.#packed = packed;
    this.#limits = limits;
    this.#unpacker = new Unpacker(path, packed, limits);
  }

  async read(position: number, size: number): Promise<Uint8Array> {
    if (position < this.#windowAt) await this.#rewind();
    await this.#reach(position);
    const pieces = [];
    for (let at = position, left = size; left > 0; ) {
      if (at >= this.#windowAt + this.#window.length && !(await this.#next())) break;
      const piece = this.#window.slice(at - this.#windowAt, at - this.#windowAt + left);
      pieces.push(piece);
      at += piece.length;
      left -= piece.length;
    }
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }

  async close(): Promise<void> {
    this.#unpacker.stop();
    await this.#packed.close();
  }

  async #reach(position: number): Promise<void> {
    while (position > this.#windowAt + this.#window.length) if (!(await this.#next())) return;
  }

  async #next(): Promise<boolean> {
    const piece = await this.#unpacker.next();
    if (piece === undefined) return false;
    this.#windowAt += this.#window.length;
    this.#window = piece;
    return true;
  }

  async #rewind(): Promise<void> {
    if (++this.#rewinds > REWINDS_MAX) {
      const text = `${this.#path} has its files in an order that needs it unpacked again and again. Nothing was read from it. Unpack it first (gunzip) and try again.`;
      throw damaged(this.#path, text);
    }
    this.#unpacker.stop();
    this.#unpacker = new Unpacker(this.#path, this.#packed, this.#limits);
    this.#window = new Uint8Array(0);
    this.#windowAt = 0;
  }
}

/** One run over the packed bytes. Pieces come when they are asked for; a cut end gives what was whole in front of it. */
class Unpacker {
  readonly #path: string;
  readonly #packed: ByteSource;
  readonly #limits: Limits;
  readonly #gunzip: Gunzip;
  readonly #pieces: AsyncIterator<Uint8Array>;
  #taken = 0;
  #given = 0;

  constructor(path: string, packed: ByteSource, limits: Limits) {
    this.#path = path;
    this.#packed = packed;
    this.#limits = limits;
    this.#gunzip = createGunzip({ chunkSize: 1 << 18, finishFlush: 2 });
    this.#pieces = this.#gunzip[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    this.#gunzip.on("error", () => undefined); // told by the iterator
    void this.#feed();
  }

  async next(): Promise<Uint8Array | undefined> {
    let piece: IteratorResult<Uint8Array>;
    try {
      piece = await this.#pieces.next();
    } catch (cause) {
      const text = `${this.#path} cannot be unpacked: its gzip is damaged behind byte ${this.#given}. Restore a copy of it, or unpack what is whole with gunzip and import that with --salvage.`;
      throw Object.assign(damaged(this.#path, text), { cause });
    }
    if (piece.done) return undefined;
    this.#given += piece.value.length;
    const { gzipRatio } = this.#limits;
    if (this.#given > RATIO_FREE_BYTES && this.#given > gzipRatio * this.#taken)
      throw tooLarge(this.#path, "gzipRatio", Math.ceil(this.#given / this.#taken), gzipRatio);
    return piece.value;
  }

  stop(): void {
    this.#gunzip.destroy();
  }

  async #feed(): Promise<void> {
    try {
      for (let at = 0; !this.#gunzip.destroyed; ) {
        const piece = await this.#packed.read(at, 1 << 16);
        if (piece.length === 0) break;
        at += piece.length;
        this.#taken = at;
        if (!this.#gunzip.write(piece)) await new Promise((resolve) => this.#gunzip.once("drain", resolve));
      }
      this.#gunzip.end();
    } catch (error) {
      this.#gunzip.destroy(error as Error);
    }
  }
}

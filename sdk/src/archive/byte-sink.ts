/** Bytes on their way into a new file: gathered into large appends, packed on the way if wanted. */
import { createGzip, type Gzip } from "node:zlib";
import type { Disk, DiskFile } from "../base/disk.js";

export interface ByteSink {
  /** The bytes may be changed once this resolves. */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the file durable and closes it; returns its size. */
  finish(): Promise<number>;
  /** Closes it as it is. */
  abandon(): Promise<void>;
}

const BUFFER_BYTES = 1 << 20;

export class FileSink implements ByteSink {
  readonly #disk: Disk;
  readonly #file: DiskFile;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #filled = 0;
  #size = 0;

  private constructor(disk: Disk, file: DiskFile) {
    this.#disk = disk;
    this.#file = file;
  }

  /** A file that must not exist. Its mode is what the user's umask leaves, as with any program that writes a file. */
  static async create(disk: Disk, path: string): Promise<FileSink> {
    return new FileSink(disk, await disk.later.createExcl(path, 0o666));
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#filled + bytes.length > this.#buffer.length) await this.#flush();
    if (bytes.length > this.#buffer.length) return this.#append(bytes);
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  async finish(): Promise<number> {
    await this.#flush();
    await this.#disk.later.sync(this.#file);
    await this.#disk.later.close(this.#file);
    return this.#size;
  }

  async abandon(): Promise<void> {
    await this.#disk.later.close(this.#file);
  }

  async #flush(): Promise<void> {
    const { length } = this.#buffer.subarray(0, this.#filled);
    this.#filled = 0;
    await this.#append(this.#buffer.subarray(0, length));
  }

  async #append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const count = await this.#disk.later.append(this.#file, bytes.subarray(at));
      if (count <= 0) throw Object.assign(new Error("The disk took no bytes"), { code: "ENOSPC" });
      at += count;
    }
    this.#size += bytes.length;
  }
}

/** gzip without a name and with mtime 0, which is what zlib writes. */
export class GzipSink implements ByteSink {
  readonly #inner: ByteSink;
  readonly #gzip: Gzip = createGzip();
  readonly #done: Promise<void>;

  constructor(inner: ByteSink) {
    this.#inner = inner;
    this.#done = this.#drain();
    this.#done.catch(() => undefined); // told by finish
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#gzip.destroyed) return this.#done;
    if (!this.#gzip.write(bytes.slice())) {
      await Promise.race([new Promise((resolve) => this.#gzip.once("drain", resolve)), this.#done]);
    }
  }

  async finish(): Promise<number> {
    this.#gzip.end();
    await this.#done;
    return this.#inner.finish();
  }

  async abandon(): Promise<void> {
    this.#gzip.destroy();
    await this.#inner.abandon();
  }

  async #drain(): Promise<void> {
    for await (const piece of this.#gzip) await this.#inner.write(piece as Uint8Array);
  }
}

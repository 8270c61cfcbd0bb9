/** Leaves as files in folders. */
import { type Disk, runLater } from "../base/disk.js";
import { appendWhole } from "../tape/bytes.js";
import type { LeafSink } from "./tar-sink.js";

export class FolderSink implements LeafSink {
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #folders = new Set<string>();
  #size = 0;

  /** A folder that exists and is empty. */
  constructor(disk: Disk, dir: string) {
    this.#disk = disk;
    this.#dir = dir;
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    await this.putPieces(path, bytes.length, [bytes]);
  }

  async putPieces(path: string, size: number, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const { later } = this.#disk;
    const folder = path.slice(0, path.indexOf("/"));
    if (!this.#folders.has(folder)) {
      await later.mkdir(`${this.#dir}/${folder}`);
      this.#folders.add(folder);
    }
    const file = await later.createExcl(`${this.#dir}/${path}`, 0o666);
    try {
      for await (const piece of pieces) await runLater(this.#disk, appendWhole(file, piece));
    } finally {
      await later.close(file);
    }
    this.#size += size;
  }

  /** The manifest says what should be there, so the leaves themselves are not flushed one by one. */
  async finish(): Promise<{ sizeBytes: number; sha256: undefined }> {
    for (const folder of this.#folders) await this.#disk.later.fsyncDir(`${this.#dir}/${folder}`);
    await this.#disk.later.fsyncDir(this.#dir);
    return { sizeBytes: this.#size, sha256: undefined };
  }

  async abandon(): Promise<void> {
    return;
  }
}

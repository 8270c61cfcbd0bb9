/**
 * The blob store: immutable bytes under `blobs/aa/<sha256>`, each file named by the hash of its content.
 *
 * Bytes and their names enter; the same bytes or nothing leave: what cannot be read back with the right hash is
 * unavailable, never wrong. A blob that was written survives power loss. Failures of the disk while writing reach the
 * caller as they are; the caller knows which tape waits for the blob.
 */
import { dirname } from "node:path";
import { type Disk, type Io, io, runLater, runNow } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { limits } from "../base/limits.js";
import { hex, Sha256, sha256, sha256Later } from "../base/sha256.js";
import type { PendingBlob } from "../value/stage.js";
import { HashPool } from "./hash-pool.js";
import { readBlob, verifyBlob } from "./read-blob.js";

const knownMax = 65_536;

/** A blob on its way to the store. */
export interface WaitingBlob extends PendingBlob {
  /** Resolves when the bytes survive power loss. After a failure, ask again to try again. */
  durable(): Promise<void>;
}

export class BlobStore {
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #ids: Ids;
  readonly #pool = new HashPool();
  /** Folders whose entries, and whose parents' entries, were made durable by this process. */
  readonly #folders = new Set<string>();
  /** Written or verified by this process; only a look that the file is still there is needed. */
  readonly #known = new Map<string, number>();
  readonly #writing = new Map<string, Promise<void>>();

  /** A store in a directory, which need not exist yet: `…/.tapelab/blobs`. */
  constructor(disk: Disk, dir: string, ids: Ids) {
    this.#disk = disk;
    this.#dir = dir;
    this.#ids = ids;
  }

  /** Takes bytes that nobody will change, and begins to hash them in the background. */
  pending(bytes: Uint8Array): WaitingBlob {
    const hash = this.#pool.start(bytes);
    const store = this;
    const blob: WaitingBlob = {
      bytes,
      get sha256() {
        return hash.now();
      },
      async durable() {
        await hash.later();
        await store.write(blob);
      },
    };
    return blob;
  }

  /** The same, and begins to write them behind the caller; whoever needs them durable asks again, and hears of a failure. */
  startWriting(bytes: Uint8Array): WaitingBlob {
    const blob = this.pending(bytes);
    blob.durable().catch(() => undefined);
    return blob;
  }

  /** Writes the blob on the calling stack: for the exit path and synchronous flushes. */
  writeNow(blob: PendingBlob): void {
    runNow(this.#disk, this.#write(hex(blob.sha256), blob.bytes));
  }

  /** Resolves when the blob survives power loss. A good copy that is already there is kept, a damaged one replaced. */
  write(blob: PendingBlob): Promise<void> {
    const name = hex(blob.sha256);
    let writing = this.#writing.get(name);
    if (!writing) {
      writing = runLater(this.#disk, this.#write(name, blob.bytes)).finally(() => this.#writing.delete(name));
      this.#writing.set(name, writing);
    }
    return writing;
  }

  /**
   * The bytes with this hash; undefined when they are missing, damaged, larger than `maxBytes`, or no regular file.
   * Pass the recorded size as `maxBytes` where it is known.
   */
  async read(name: string, maxBytes: number = limits.blobBytes): Promise<Uint8Array | undefined> {
    if (!isName(name)) return undefined;
    const bytes = await runLater(this.#disk, readBlob(this.#path(name), maxBytes));
    if (!bytes) return undefined;
    const found = bytes.length > limits.inlineHashBytes ? await sha256Later(bytes) : sha256(bytes);
    return hex(found) === name ? bytes : undefined;
  }

  /** As `read`, on the calling stack. */
  readNow(name: string, maxBytes: number = limits.blobBytes): Uint8Array | undefined {
    if (!isName(name)) return undefined;
    const bytes = runNow(this.#disk, readBlob(this.#path(name), maxBytes));
    return bytes && hex(sha256(bytes)) === name ? bytes : undefined;
  }

  /** Reads the blob in pieces and compares its hash. */
  async verify(name: string, maxBytes: number = limits.blobBytes): Promise<"good" | "damaged" | "missing"> {
    return isName(name) ? runLater(this.#disk, verifyBlob(this.#path(name), name, maxBytes)) : "missing";
  }

  /** Size of the content, when it is whole. */
  async sizeOf(name: string, maxBytes: number = limits.blobBytes): Promise<number | undefined> {
    if ((await this.verify(name, maxBytes)) !== "good") return undefined;
    return (await this.#disk.later.stat(this.#path(name)))?.size;
  }

  /** The content in pieces, for those who do not want it in memory as a whole. Ends early where the file does. */
  async *pieces(name: string): AsyncGenerator<Uint8Array, void, void> {
    if (!isName(name)) return;
    const { later } = this.#disk;
    const file = await later.openRead(this.#path(name));
    try {
      for (let at = 0; ; ) {
        const piece = new Uint8Array(1 << 20);
        const count = await later.read(file, piece, at);
        if (count === 0) return;
        at += count;
        yield piece.subarray(0, count);
      }
    } finally {
      await later.close(file);
    }
  }

  /** Stores content that comes in pieces, under the name that it must have; false when it is not that content. */
  async writePieces(name: string, pieces: AsyncIterable<Uint8Array>): Promise<boolean> {
    if (!isName(name)) return false;
    if ((await this.verify(name)) === "good") return true;
    const folder = this.#folder(name);
    await runLater(this.#disk, this.#makeFolder(folder));
    const temporary = `${folder}/tmp-${hex(this.#ids.random(16))}`;
    try {
      if ((await fillFrom(this.#disk, temporary, pieces)) !== name) return false;
      await runLater(this.#disk, this.#publish(temporary, this.#path(name), name));
    } finally {
      await runLater(this.#disk, discard(temporary));
    }
    await this.#disk.later.fsyncDir(folder);
    return true;
  }

  /** All blobs by name. Sizes as the file system tells them; nothing is verified. */
  async list(): Promise<{ sha256: string; size: number }[]> {
    const found: { sha256: string; size: number }[] = [];
    const { later } = this.#disk;
    if ((await later.stat(this.#dir))?.kind !== "directory") return found;
    for (const prefix of (await later.readdir(this.#dir)).sort()) {
      if (!/^[0-9a-f]{2}$/.test(prefix) || (await later.stat(`${this.#dir}/${prefix}`))?.kind !== "directory") continue;
      for (const name of (await later.readdir(`${this.#dir}/${prefix}`)).sort()) {
        if (!isName(name) || !name.startsWith(prefix)) continue;
        const stat = await later.stat(this.#path(name));
        if (stat?.kind === "file") found.push({ sha256: name, size: stat.size });
      }
    }
    return found;
  }

  #path(name: string): string {
    return `${this.#folder(name)}/${name}`;
  }

  #folder(name: string): string {
    return `${this.#dir}/${name.slice(0, 2)}`;
  }

  *#write(name: string, bytes: Uint8Array): Io<void> {
    const path = this.#path(name);
    const knownSize = this.#known.get(name);
    if (knownSize !== undefined && (yield* io((ops) => ops.stat(path)))?.size === knownSize) return;
    yield* this.#makeFolder(this.#folder(name));
    if (!(yield* this.#keep(path, name, bytes.length))) {
      const temporary = `${this.#folder(name)}/tmp-${hex(this.#ids.random(16))}`;
      try {
        yield* fillFile(temporary, bytes);
        yield* this.#publish(temporary, path, name);
      } finally {
        yield* discard(temporary);
      }
    }
    yield* io((ops) => ops.fsyncDir(this.#folder(name)));
    if (this.#known.size >= knownMax) this.#known.clear();
    this.#known.set(name, bytes.length);
  }

  /** True when a good copy is there already; it is made durable, whoever wrote it. */
  *#keep(path: string, name: string, size: number): Io<boolean> {
    const stat = yield* io((ops) => ops.stat(path));
    if (stat?.kind !== "file" || stat.size !== size) return false;
    if ((yield* verifyBlob(path, name, size)) !== "good") return false;
    yield* io((ops) => ops.fsyncPath(path));
    return true;
  }

  /** Gives the finished file its name, unless another process was faster with a good one. */
  *#publish(temporary: string, path: string, name: string): Io<void> {
    const size = (yield* io((ops) => ops.stat(temporary)))?.size ?? 0;
    for (let attempt = 0; ; attempt++) {
      try {
        return yield* io((ops) => ops.link(temporary, path));
      } catch (error) {
        if ((error as { code?: string }).code !== "EEXIST" || attempt > 8) throw error;
      }
      if (yield* this.#keep(path, name, size)) return;
      // A damaged copy, or a link or FIFO in its place. The good bytes lie safe in the temporary file.
      if (yield* io((ops) => ops.stat(path))) yield* io((ops) => ops.unlink(path));
    }
  }

  /** Once per process and folder: the entries of the folder, of the store and of what holds it are made durable. */
  *#makeFolder(folder: string): Io<void> {
    if (this.#folders.has(folder) && (yield* io((ops) => ops.stat(folder)))) return;
    yield* io((ops) => ops.mkdir(folder));
    yield* io((ops) => ops.fsyncDir(this.#dir));
    yield* io((ops) => ops.fsyncDir(dirname(this.#dir)));
    this.#folders.add(folder);
  }
}

function isName(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** A temporary file that cannot be removed is left for the collection; it must not hide why the write failed. */
function* discard(path: string): Io<void> {
  try {
    yield* io((ops) => ops.unlink(path));
  } catch {
    return;
  }
}

/** Pieces of this size leave the thread pool free for others in between. */
const pieceBytes = 8 * 1024 * 1024;

/** Writes the pieces to a new file; returns the hash of what was written, hex. */
async function fillFrom(disk: Disk, path: string, pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = new Sha256();
  const file = await disk.later.createExcl(path, 0o400);
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      for (let at = 0; at < piece.length; ) at += await disk.later.append(file, piece.subarray(at));
    }
    await disk.later.sync(file);
  } finally {
    await disk.later.close(file);
  }
  return hex(hash.digest());
}

function* fillFile(path: string, bytes: Uint8Array): Io<void> {
  const file = yield* io((ops) => ops.createExcl(path, 0o400));
  try {
    for (let at = 0; at < bytes.length; ) {
      at += yield* io((ops) => ops.append(file, bytes.subarray(at, at + pieceBytes)));
    }
    yield* io((ops) => ops.sync(file));
  } finally {
    yield* io((ops) => ops.close(file));
  }
}

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
import { hex, sha256, sha256Later, unhex } from "../base/sha256.js";
import { isMissing, namesIn, removeIfThere } from "../base/small-file.js";
import type { PendingBlob } from "../value/stage.js";
import { readBlobIndex } from "./blob-index.js";
import { discard, fillFile, fillFrom } from "./fill.js";
import { HashPool } from "./hash-pool.js";
import { type BlobFile, listBlobs } from "./list.js";
import { absenceText, type BlobLook, lookWithout } from "./look.js";
import { pieceBytes } from "./pack.js";
import { PackQueue } from "./pack-queue.js";
import { isPackedName, type OpenBlob, openBlob, readBlob, readPiece, verifyBlob } from "./read-blob.js";
import { forms, setAsideOf } from "./take-away.js";
import { readTombstone, removeTombstone } from "./tombstone.js";

const knownMax = 65_536;
/** Blobs that come in pieces are packed behind that up to this size. */
const packAfterMax = 64 * 1024 * 1024;

/** A blob on its way to the store. */
export interface WaitingBlob extends PendingBlob {
  /** Resolves when the bytes survive power loss. After a failure, ask again to try again. */
  durable(): Promise<void>;
}

export class BlobStore {
  readonly #disk: Disk;
  /** The folder of the store. */
  readonly dir: string;
  readonly #ids: Ids;
  readonly #pool = new HashPool();
  readonly #packing = new PackQueue();
  /** Folders whose entries, and whose parents' entries, were made durable by this process. */
  readonly #folders = new Set<string>();
  /** Written or verified by this process; only a look that the file is still there is needed. */
  readonly #known = new Map<string, { path: string; size: number; isSettled: boolean }>();
  readonly #writing = new Map<string, Promise<void>>();
  #packed: Promise<void> = Promise.resolve();

  /** A store in a directory, which need not exist yet: `…/.tapelab/blobs`. */
  constructor(disk: Disk, dir: string, ids: Ids) {
    this.#disk = disk;
    this.dir = dir;
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
        await store.#writeFirst(blob);
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

  /** A blob that was written on the calling stack is packed when nobody records. What fails there changes nothing. */
  packLater(blob: PendingBlob): void {
    this.write(blob).catch(() => undefined);
  }

  /** Writes the blob on the calling stack: for the exit path and synchronous flushes. It is not packed then. */
  writeNow(blob: PendingBlob): void {
    this.#packing.noteWrite();
    runNow(this.#disk, this.#writeRaw(hex(blob.sha256), blob));
  }

  /** Whether there is a file of this name; its content is not looked at. */
  async has(name: string): Promise<boolean> {
    if (!isName(name)) return false;
    for await (const path of this.#places(name)) if ((await this.#disk.later.stat(path))?.kind === "file") return true;
    return false;
  }

  /**
   * Resolves when the blob survives power loss. A good copy that is already there is kept, a damaged one replaced, one
   * that was to be collected is wanted again.
   */
  write(blob: PendingBlob): Promise<void> {
    return this.#once(hex(blob.sha256), (name) => this.#writePacked(name, blob.bytes));
  }

  /** What records does not wait for packing: the bytes as they are are durable first. */
  async #writeFirst(blob: PendingBlob): Promise<void> {
    this.#packing.noteWrite();
    await this.#once(hex(blob.sha256), (name) => runLater(this.#disk, this.#writeRaw(name, blob)));
    this.packLater(blob);
  }

  #once(name: string, work: (name: string) => Promise<void>): Promise<void> {
    let writing = this.#writing.get(name);
    if (!writing) {
      writing = work(name).finally(() => this.#writing.delete(name));
      this.#writing.set(name, writing);
    }
    return writing;
  }

  /**
   * Who refers to a blob without having its bytes calls this before the reference is written: it is no longer to be
   * collected. True when the bytes are there.
   */
  async revive(name: string): Promise<boolean> {
    if (!isName(name)) return false;
    await runLater(this.#disk, removeTombstone(this.dir, name));
    return (await this.verify(name)) === "good";
  }

  /**
   * The bytes with this hash; undefined when they are missing, damaged, larger than `maxBytes`, or no regular file.
   * Pass the recorded size as `maxBytes` where it is known.
   */
  async read(name: string, maxBytes: number = limits.blobBytes): Promise<Uint8Array | undefined> {
    if (!isName(name)) return undefined;
    for await (const path of this.#places(name)) {
      const bytes = await runLater(this.#disk, readBlob(path, maxBytes));
      if (typeof bytes === "string") continue;
      const found = bytes.length > limits.inlineHashBytes ? await sha256Later(bytes) : sha256(bytes);
      if (hex(found) === name) return bytes;
    }
    return undefined;
  }

  /** As `read`, on the calling stack. */
  readNow(name: string, maxBytes: number = limits.blobBytes): Uint8Array | undefined {
    if (!isName(name)) return undefined;
    for (const round of rounds) {
      for (const path of runNow(this.#disk, this.#paths(name, round))) {
        const bytes = runNow(this.#disk, readBlob(path, maxBytes));
        if (typeof bytes !== "string" && hex(sha256(bytes)) === name) return bytes;
      }
    }
    return undefined;
  }

  /** The bytes, or what is known of why they are not here. */
  async look(name: string): Promise<BlobLook> {
    const bytes = await this.read(name);
    if (bytes) return { status: "ok", bytes };
    const note = isName(name) ? await runLater(this.#disk, readTombstone(this.dir, name)) : undefined;
    const known = note ? undefined : (await runLater(this.#disk, readBlobIndex(this.dir))).get(name);
    return lookWithout(name, note, known);
  }

  /** Why the bytes are not here, for people; undefined when it is not known. */
  absence(name: string): string | undefined {
    return isName(name) ? absenceText(runNow(this.#disk, readTombstone(this.dir, name))) : undefined;
  }

  /** Reads the blob in pieces and compares its hash. */
  async verify(name: string, maxBytes: number = limits.blobBytes): Promise<"good" | "damaged" | "missing"> {
    const found = await this.#proved(name, maxBytes);
    return typeof found === "number" ? "good" : found;
  }

  /** Size of the content, when it is whole. */
  async sizeOf(name: string, maxBytes: number = limits.blobBytes): Promise<number | undefined> {
    const found = await this.#proved(name, maxBytes);
    return typeof found === "number" ? found : undefined;
  }

  async #proved(name: string, maxBytes: number): Promise<number | "damaged" | "missing"> {
    if (!isName(name)) return "missing";
    let isThere = false;
    for await (const path of this.#places(name)) {
      const found = await runLater(this.#disk, verifyBlob(path, name, maxBytes));
      if (typeof found === "number") return found;
      isThere ||= found === "damaged";
    }
    return isThere ? "damaged" : "missing";
  }

  /** The content in pieces, for those who do not want it in memory as a whole. Ends early where the file does. */
  async *pieces(name: string): AsyncGenerator<Uint8Array, void, void> {
    const blob = isName(name) ? await this.#opened(name) : undefined;
    if (!blob) return;
    try {
      for (;;) {
        const piece = new Uint8Array(pieceBytes);
        const count = await runLater(this.#disk, readPiece(blob, piece));
        if (count === 0) return;
        yield piece.subarray(0, count);
      }
    } finally {
      await this.#disk.later.close(blob.file);
    }
  }

  async #opened(name: string): Promise<OpenBlob | undefined> {
    for await (const path of this.#places(name)) {
      try {
        const blob = await runLater(this.#disk, openBlob(path, Number.MAX_SAFE_INTEGER));
        if (blob) return blob;
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    return undefined;
  }

  /** Stores content that comes in pieces, under the name that it must have; false when it is not that content. */
  async writePieces(name: string, pieces: AsyncIterable<Uint8Array>): Promise<boolean> {
    const size = await this.#placePieces(name, pieces);
    if (typeof size === "number") await this.#packPlaced(name, size);
    return size !== false;
  }

  /** The same for those who record: what was written is packed behind them, one blob after the other. */
  async takePieces(name: string, pieces: AsyncIterable<Uint8Array>): Promise<boolean> {
    const size = await this.#placePieces(name, pieces);
    if (typeof size === "number")
      this.#packed = this.#packed.then(() => this.#packPlaced(name, size)).catch(() => undefined); // it is safe as it is
    return size !== false;
  }

  /** The size of what was written; true when it was there, false when it is not that content. */
  async #placePieces(name: string, pieces: AsyncIterable<Uint8Array>): Promise<number | boolean> {
    if (!isName(name)) return false;
    if (await this.revive(name)) return true;
    const folder = this.#folder(name);
    await runLater(this.#disk, this.#makeFolder(folder));
    const temporary = `${folder}/tmp-${hex(this.#ids.random(16))}`;
    try {
      const written = await fillFrom(this.#disk, temporary, pieces);
      if (written.name !== name) return false;
      await runLater(this.#disk, this.#publish(temporary, this.#path(name), name, written.size));
      await this.#disk.later.fsyncDir(folder);
      await runLater(this.#disk, this.#learn(name, this.#path(name), false));
      return written.size;
    } finally {
      await runLater(this.#disk, discard(temporary));
    }
  }

  async #packPlaced(name: string, size: number): Promise<void> {
    const bytes = size <= packAfterMax ? await this.read(name, size) : undefined;
    if (bytes) await this.write({ bytes, sha256: unhex(name) });
  }

  /** All blobs by name. Sizes of the content as the files tell them; nothing is verified. */
  list(): Promise<BlobFile[]> {
    return runLater(this.#disk, listBlobs(this.dir));
  }

  /** Names of all blobs that are here, or are known to have been named or collected. */
  async known(): Promise<string[]> {
    const here = (await this.list()).map(({ sha256: name }) => name);
    const gone = await runLater(this.#disk, namesIn(`${this.dir}/tombstones`));
    const named = await runLater(this.#disk, readBlobIndex(this.dir));
    return [...new Set([...here, ...gone.filter(isName), ...named.keys()])];
  }

  async *#places(name: string): AsyncGenerator<string, void, void> {
    for (const round of rounds) yield* await runLater(this.#disk, this.#paths(name, round));
  }

  /** Where the blob may lie: in its forms, set aside by a collection, or put back meanwhile. */
  *#paths(name: string, round: (typeof rounds)[number]): Io<readonly string[]> {
    const folder = this.#folder(name);
    if (round === "forms") return forms.map((form) => `${folder}/${name}${form}`);
    const aside = yield* setAsideOf(folder, name);
    if (round === "aside") return aside.map((file) => `${folder}/${file}`);
    return (yield* io((ops) => ops.stat(folder))) ? forms.map((form) => `${folder}/${name}${form}`) : [];
  }

  #path(name: string): string {
    return `${this.#folder(name)}/${name}`;
  }

  #folder(name: string): string {
    return `${this.dir}/${name.slice(0, 2)}`;
  }

  *#writeRaw(name: string, blob: Pick<PendingBlob, "bytes" | "storedSize">): Io<void> {
    const size = blob.storedSize ?? blob.bytes.length;
    if ((yield* this.#arrive(name, size)) === undefined) yield* this.#put(name, "", blob.bytes, size);
  }

  async #writePacked(name: string, bytes: Uint8Array): Promise<void> {
    const there = await runLater(this.#disk, this.#arrive(name, bytes.length));
    if (there !== undefined && this.#known.get(name)?.isSettled) return;
    const packed = await this.#packing.add(bytes, there === undefined);
    if (packed) {
      await runLater(this.#disk, this.#put(name, ".z", packed, bytes.length));
      await runLater(this.#disk, discard(this.#path(name))); // a flush may not have waited
    } else await runLater(this.#disk, this.#writeRaw(name, { bytes }));
    const known = this.#known.get(name);
    if (known) known.isSettled = true;
  }

  /** In this order: wanted again, then is it there? (take-away.ts). What is there is made durable, whoever wrote it. */
  *#arrive(name: string, size: number): Io<string | undefined> {
    yield* removeTombstone(this.dir, name);
    const known = this.#known.get(name);
    if (known && (yield* io((ops) => ops.stat(known.path)))?.size === known.size) return known.path;
    for (const form of forms) {
      const path = `${this.#path(name)}${form}`;
      if (!(yield* this.#keep(path, name, size))) continue;
      yield* io((ops) => ops.fsyncDir(this.#folder(name)));
      yield* this.#learn(name, path, form !== "");
      return path;
    }
    return undefined;
  }

  *#put(name: string, form: string, stored: Uint8Array, size: number): Io<void> {
    const folder = this.#folder(name);
    const path = `${folder}/${name}${form}`;
    yield* this.#makeFolder(folder);
    const temporary = `${folder}/tmp-${hex(this.#ids.random(16))}`;
    try {
      yield* fillFile(temporary, stored);
      yield* this.#publish(temporary, path, name, size);
    } finally {
      yield* discard(temporary);
    }
    yield* io((ops) => ops.fsyncDir(folder));
    yield* this.#learn(name, path, form !== "");
  }

  *#learn(name: string, path: string, isSettled: boolean): Io<void> {
    const size = (yield* io((ops) => ops.stat(path)))?.size;
    if (size === undefined) return;
    if (this.#known.size >= knownMax) this.#known.clear();
    this.#known.set(name, { path, size, isSettled });
  }

  /** True when a good copy is there already; it is made durable, whoever wrote it. */
  *#keep(path: string, name: string, size: number): Io<boolean> {
    const stat = yield* io((ops) => ops.stat(path));
    if (stat?.kind !== "file" || (stat.size !== size && !isPackedName(path))) return false;
    if ((yield* verifyBlob(path, name, size)) !== size) return false;
    try {
      yield* io((ops) => ops.fsyncPath(path));
      return true;
    } catch (error) {
      if (!isMissing(error)) throw error;
      return false; // packed by somebody else, or collected
    }
  }

  /** Gives the finished file its name, unless another process was faster with a good one. */
  *#publish(temporary: string, path: string, name: string, size: number): Io<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return yield* io((ops) => ops.link(temporary, path));
      } catch (error) {
        if ((error as { code?: string }).code !== "EEXIST" || attempt > 8) throw error;
      }
      if (yield* this.#keep(path, name, size)) return;
      // A damaged copy, or a link or FIFO in its place. The good bytes lie safe in the temporary file.
      if (yield* io((ops) => ops.stat(path))) yield* removeIfThere(path);
    }
  }

  /** Once per process and folder: the entries of the folder, of the store and of what holds it are made durable. */
  *#makeFolder(folder: string): Io<void> {
    if (this.#folders.has(folder) && (yield* io((ops) => ops.stat(folder)))) return;
    yield* io((ops) => ops.mkdir(folder));
    yield* io((ops) => ops.fsyncDir(this.dir));
    yield* io((ops) => ops.fsyncDir(dirname(this.dir)));
    this.#folders.add(folder);
  }
}

/** Where a blob is looked for, one after another. */
const rounds = ["forms", "aside", "again"] as const;

function isName(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/**
 * The folder of remembered results, shared by all processes of a workspace without a lock.
 *
 *     cache/<key>                 one result: canonical JSON, made under its name as a whole, never changed
 *     cache/tags/<key>/<tag>      one empty file per tag, named by the tag's bytes in hex: adders lose nothing
 *     cache/used/<key>            touched at most once a day: when the entry was last used
 */
import { canonicalJson } from "../base/canonical-json.js";
import type { Clock } from "../base/clock.js";
import { type Disk, type Io, io, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { hex } from "../base/sha256.js";
import { isCode, namesIn, publishNew, readSmall, removeIfThere, writeNew } from "../base/small-file.js";

/** One remembered result, as stored. */
export interface CacheEntry {
  readonly key: string;
  readonly name: string;
  /** sha256 of the value's blob. */
  readonly blob: string;
  readonly sizeBytes: number;
  readonly type: string;
  readonly media: string;
  /** When it was stored, milliseconds. */
  readonly time: number;
}

export interface TaggedEntry extends CacheEntry {
  readonly tags: readonly string[];
}

const entryBytesMax = 64 * 1024;
const dayMs = 86_400_000;
const keyForm = /^[0-9a-f]{64}$/;

export class CacheFolder {
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor(deps: { disk: Disk; dir: string; clock: Clock; ids: Ids }) {
    this.#disk = deps.disk;
    this.#dir = deps.dir;
    this.#clock = deps.clock;
    this.#ids = deps.ids;
  }

  /** The entry; undefined when there is none; "damaged" when its bytes are not an entry. */
  find(key: string): Promise<CacheEntry | "damaged" | undefined> {
    return runLater(this.#disk, readEntry(this.#dir, key));
  }

  /** Stores an entry; false when another computation stored this key first. */
  async add(entry: CacheEntry): Promise<boolean> {
    const bytes = Buffer.from(canonicalJson({ ...entry, v: 1 }));
    await this.#disk.later.mkdir(this.#dir);
    return runLater(this.#disk, publishNew(this.#dir, entry.key, bytes, hex(this.#ids.random(8))));
  }

  /** Adds tags to an entry; tags that are there stay. */
  async tag(key: string, tags: readonly string[]): Promise<void> {
    if (tags.length === 0) return;
    const dir = `${this.#dir}/tags/${key}`;
    await this.#disk.later.mkdir(dir);
    for (const tag of tags) await runLater(this.#disk, touchNew(`${dir}/${hex(Buffer.from(tag))}`));
  }

  /** Notes that the entry was used. It is not worth a failure: the note only delays collection. */
  async touch(key: string): Promise<void> {
    const dir = `${this.#dir}/used`;
    const path = `${dir}/${key}`;
    try {
      const stat = await this.#disk.later.stat(path);
      if (stat !== undefined && this.#clock.now() - stat.mtimeMs < dayMs) return;
      await this.#disk.later.mkdir(dir);
      if (stat !== undefined) await runLater(this.#disk, removeIfThere(path));
      await runLater(this.#disk, touchNew(path));
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
    }
  }

  /** Takes an entry away; false when it was not there. The value's blob stays until it is collected. */
  async remove(key: string): Promise<boolean> {
    const was = await runLater(this.#disk, removeIfThere(`${this.#dir}/${key}`));
    await runLater(this.#disk, removeIfThere(`${this.#dir}/used/${key}`));
    await runLater(this.#disk, removeFolder(`${this.#dir}/tags/${key}`));
    return was;
  }

  /** All readable entries with their tags, newest first. */
  async list(): Promise<TaggedEntry[]> {
    const found: TaggedEntry[] = [];
    for (const name of await runLater(this.#disk, namesIn(this.#dir))) {
      if (!keyForm.test(name)) continue;
      const entry = await this.find(name);
      if (entry !== undefined && entry !== "damaged") found.push({ ...entry, tags: await this.#tagsOf(name) });
    }
    return found.sort((a, b) => b.time - a.time || (a.key < b.key ? -1 : 1));
  }

  /** Entries that were neither stored nor used for so many days. */
  async idle(days: number): Promise<TaggedEntry[]> {
    const sinceMs = this.#clock.now() - days * dayMs;
    const idle: TaggedEntry[] = [];
    for (const entry of await this.list()) {
      const used = await this.#disk.later.stat(`${this.#dir}/used/${entry.key}`);
      if (Math.max(entry.time, used?.mtimeMs ?? 0) < sinceMs) idle.push(entry);
    }
    return idle;
  }

  async #tagsOf(key: string): Promise<string[]> {
    const names = await runLater(this.#disk, namesIn(`${this.#dir}/tags/${key}`));
    return names.map((name) => Buffer.from(name, "hex").toString("utf8")).sort();
  }
}

function* readEntry(dir: string, key: string): Io<CacheEntry | "damaged" | undefined> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = yield* readSmall(`${dir}/${key}`, entryBytesMax);
  } catch (error) {
    if (isCode(error, "EINVAL", "ELOOP", "EISDIR", "EFBIG")) return "damaged";
    throw error;
  }
  return bytes && parseEntry(key, bytes);
}

function parseEntry(key: string, bytes: Uint8Array): CacheEntry | "damaged" {
  try {
    const entry = JSON.parse(Buffer.from(bytes).toString("utf8")) as Partial<Record<keyof CacheEntry, unknown>> | null;
    const { name, blob, sizeBytes, type, media, time } = entry ?? {};
    const isWhole =
      entry?.key === key &&
      typeof name === "string" &&
      typeof blob === "string" &&
      keyForm.test(blob) &&
      Number.isSafeInteger(sizeBytes) &&
      typeof type === "string" &&
      typeof media === "string" &&
      typeof time === "number";
    return isWhole ? ({ key, name, blob, sizeBytes, type, media, time } as CacheEntry) : "damaged";
  } catch {
    return "damaged"; // not JSON
  }
}

function* touchNew(path: string): Io<void> {
  try {
    yield* writeNew(path, new Uint8Array());
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  }
}

function* removeFolder(dir: string): Io<void> {
  const stat = yield* io((ops) => ops.stat(dir));
  if (stat?.kind !== "directory") return;
  const names = yield* io((ops) => ops.readdir(dir));
  for (const name of names) yield* removeIfThere(`${dir}/${name}`);
  yield* io((ops) => ops.rmdir(dir));
}

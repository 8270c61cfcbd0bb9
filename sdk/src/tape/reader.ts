/**
 * Reads one tape: opens its history and hands out verified images. Writes nothing, and works beside a live writer, on a
 * read-only directory and on a tape from another machine.
 */
import type { Generation } from "tapelab-proto";
import { crc32 } from "../base/crc.js";
import { type Disk, type DiskFile, type Io, io, runLater, runNow } from "../base/disk.js";
import { hex } from "../base/sha256.js";
import { isMissing } from "../base/small-file.js";
import { TapelabError } from "../errors.js";
import { readRange } from "./bytes.js";
import { pathOf } from "./claim.js";
import { type ExtraFrame, extrasOf } from "./extras.js";
import { chainAt, entryPath, openStored, readImage } from "./hashes.js";
import { recoverFrom, type TapePlace } from "./open-from.js";
import { type RecoveredSegment, type Recovery, recoverTape } from "./recover.js";
import { corruptImage, reportOf } from "./report.js";
import { recoverTail } from "./tail.js";
import { type CommitEntry, type OpenReport, storedSize } from "./types.js";
import { verifyProofs } from "./verify.js";

export interface ReaderOptions {
  /** `durable`: only commits that are known to survive power loss. Default: all that were written. */
  readonly until?: "written" | "durable";
  /** `full`: every frame, image hash and chain hash is verified at open; directories of segments are ignored. */
  readonly verify?: "crc" | "full";
  /** How texts name the tape; its id by default. */
  readonly name?: string;
}

export interface CommitImage {
  readonly entry: CommitEntry;
  /** Good until the next group is asked for, unless groups are kept. */
  readonly image: Uint8Array;
}

export interface Refresh {
  readonly added: readonly CommitEntry[];
  /** How many of the newest known commits were withdrawn: they had never been confirmed. */
  readonly retracted: number;
}

/** What is read at once; less where it is kept, so that a scope that somebody holds keeps little else alive. */
const GROUP_BYTES = 1 << 20;
const KEPT_GROUP_BYTES = 256 << 10;
const READ_AHEAD = 3;
const SECTION_NOW_BYTES = 64 << 10;

export class TapeReader {
  readonly dir: string;
  readonly #disk: Disk;
  readonly #options: ReaderOptions;
  readonly #files = new Map<string, DiskFile>();
  #recovery: Recovery;
  #entries: readonly CommitEntry[];
  #segments = new Map<number, RecoveredSegment>();
  #report: OpenReport;
  #isPart = false;
  /** Where commits lie now, once segments were gone. */
  #moved: Promise<ReadonlyMap<number, CommitEntry>> | undefined;
  #place: TapePlace | undefined;
  #rooms: Room[] = [];

  private constructor(disk: Disk, recovery: Recovery, options: ReaderOptions) {
    this.dir = recovery.dir;
    this.#disk = disk;
    this.#options = options;
    this.#recovery = recovery;
    this.#entries = [];
    this.#report = { notices: [], damage: [], tornBytes: 0 };
    this.#adopt(recovery);
  }

  /** Opens the tape in a directory. A pure read; damage is in the report, never thrown. */
  static async open(disk: Disk, dir: string, options: ReaderOptions = {}): Promise<TapeReader> {
    const isFull = options.verify === "full";
    const recovery = await runLater(disk, recoverTape(dir, { useFooters: !isFull }));
    return new TapeReader(disk, isFull ? await runLater(disk, verifyProofs(recovery)) : recovery, options);
  }

  /**
   * Opens commit 1 and the newest commits alone, in a number of reads that does not grow with the tape; undefined where
   * only the whole tape can tell which commits count. Such a reader does not refresh.
   */
  static async openTail(disk: Disk, dir: string, options: ReaderOptions = {}): Promise<TapeReader | undefined> {
    const recovery = await runLater(disk, recoverTail(dir));
    if (!recovery) return undefined;
    const reader = new TapeReader(disk, recovery, options);
    reader.#isPart = true;
    return reader;
  }

  /**
   * Opens the commits behind a place alone, for a price that depends on them and not on the tape; undefined where only
   * the whole tape can tell which commits count, or where it does not prove the place.
   */
  static async openFrom(
    disk: Disk,
    dir: string,
    place: TapePlace,
    options: ReaderOptions = {},
  ): Promise<TapeReader | undefined> {
    const recovery = await runLater(disk, recoverFrom(dir, place));
    if (!recovery) return undefined;
    const reader = new TapeReader(disk, recovery, options);
    reader.#place = place;
    return reader;
  }

  get tapeId(): string {
    return this.#recovery.tapeId;
  }

  get workspaceId(): string {
    return this.#recovery.workspaceId;
  }

  /** All readable commits in order, SYSTEM ones included. */
  get commits(): readonly CommitEntry[] {
    return this.#entries;
  }

  get report(): OpenReport {
    return this.#report;
  }

  get isEnded(): boolean {
    return this.#recovery.isEnded;
  }

  /** Commits up to here were not opened; 0: the whole tape was. */
  get after(): number {
    return this.#place?.sequence ?? 0;
  }

  /** Sequence of the newest commit, lost ones included; 0 on an empty tape. */
  get lastSequence(): number {
    return this.#recovery.nextSequence - 1;
  }

  /** Greatest sequence that the tape itself says is on disk. */
  get durableSequence(): number {
    return this.#recovery.durableSequence;
  }

  /** What was recovered: for maintenance. */
  get recovery(): Recovery {
    return this.#recovery;
  }

  /** What the newest compaction of this history says of itself. */
  get compaction(): Generation | undefined {
    return this.#recovery.compaction;
  }

  get segmentCount(): number {
    return this.#recovery.segments.length;
  }

  /** Bytes of all segments that count. */
  get sizeBytes(): number {
    let size = 0;
    for (const { limit } of this.#recovery.segments) size += limit;
    return size;
  }

  /** H(sequence), hex: names the commit for ever. Undefined where damage leaves nothing to compute it from. */
  async hashOf(sequence: number): Promise<string | undefined> {
    const hash = await runLater(this.#disk, chainAt(this.#recovery, sequence));
    return hash && hex(hash);
  }

  /** Canonical shape bytes with id, as the entry's segment states them. */
  shapeBytes(entry: CommitEntry, id: string): Uint8Array | undefined {
    const repair = entry.path === undefined ? undefined : this.#recovery.repairs?.get(entry.sequence);
    return repair ? repair.shapes.get(id) : this.#segments.get(entry.segment)?.content.shapes.get(id);
  }

  /** Canonical bytes of every shape that the tape states, segment by segment; the same one may come again. */
  *shapes(): Generator<Uint8Array, void, void> {
    for (const { content } of this.#segments.values()) yield* content.shapes.values();
    for (const { shapes } of this.#recovery.repairs?.values() ?? []) yield* shapes.values();
  }

  /** Records without a number, in order: ends, and frames of kinds that are not known here. */
  extras(): Promise<readonly ExtraFrame[]> {
    return runLater(this.#disk, extrasOf(this.#recovery));
  }

  /** The commit's image, verified; rejects with `corrupt-commit`. */
  async image(entry: CommitEntry): Promise<Uint8Array> {
    const { file, place } = await this.#open(entry);
    const image = await runLater(this.#disk, readImage(file, place));
    if (!image) throw corruptImage(this.tapeId, this.#name, entry);
    return image;
  }

  /** Whether the commit's bytes match their checksum. */
  async isGood(entry: CommitEntry): Promise<boolean> {
    const { file, place } = await this.#open(entry);
    return (await runLater(this.#disk, readImage(file, place))) !== undefined;
  }

  /**
   * Images in order, in groups, by large sequential reads into reused buffers, or with `keep` each into its own: while one
   * group is looked at, the next ones are read. Rejects at a damaged one.
   */
  async *images(entries: readonly CommitEntry[], keep = false): AsyncGenerator<readonly CommitImage[], void, void> {
    const most = keep ? KEPT_GROUP_BYTES : GROUP_BYTES;
    // The buffers belong to one walk at a time; another one beside it makes its own.
    const rooms = keep ? [] : this.#rooms.splice(0);
    const ahead: Promise<readonly CommitImage[]>[] = [];
    let [at, turn] = [0, 0];
    const readAhead = (): void => {
      while (ahead.length < READ_AHEAD && at < entries.length) {
        const end = groupEnd(entries, at, most);
        const room = rooms[turn % READ_AHEAD] ?? new Room();
        if (!keep) rooms[turn % READ_AHEAD] = room;
        const group = this.#group(entries.slice(at, end), most, room);
        group.catch(() => undefined); // it is told when its turn comes
        ahead.push(group);
        at = end;
        turn++;
      }
    };
    try {
      for (readAhead(); ahead.length > 0; readAhead()) yield await ahead.shift()!;
    } finally {
      await Promise.allSettled(ahead);
      if (!keep) this.#rooms = rooms;
    }
  }

  async #group(entries: readonly CommitEntry[], most: number, room: Room): Promise<readonly CommitImage[]> {
    const first = entries[0]!;
    if (isAlone(first, most)) return [{ entry: first, image: await this.image(first) }];
    const last = entries.at(-1)!;
    const start = first.offset & ~7;
    const target = room.take(last.offset + storedSize(last) - start);
    const { file, place } = await this.#open(first);
    if (place !== first) return Promise.all(entries.map(async (entry) => ({ entry, image: await this.image(entry) })));
    let filled = 0;
    while (filled < target.length) {
      const count = await this.#disk.later.read(file, target.subarray(filled), start + filled);
      if (count === 0) break;
      filled += count;
    }
    return entries.map((entry) => {
      const from = entry.offset - start;
      const end = from + storedSize(entry);
      const image = end > filled ? undefined : openStored(target.subarray(from, end), entry);
      if (!image) throw corruptImage(this.tapeId, this.#name, entry);
      return { entry, image };
    });
  }

  /** The bytes of one column of one strip, verified; only for entries that list their strips. */
  async section(entry: CommitEntry, strip: number, column: number): Promise<Uint8Array> {
    const info = entry.strips?.[strip];
    const offset = info?.offsets[column];
    const length = info?.lengths[column];
    if (!info || offset === undefined || length === undefined) {
      const text = `Commit ${entry.sequence} of tape "${this.#name}" does not list column ${column} of strip ${strip}. Read its image instead.`;
      throw new TapelabError("bad-bytes", text, { what: "column directory", offset: entry.offset });
    }
    const { file, place } = await this.#open(entry);
    if (place !== entry) return (await this.image(entry)).slice(offset, offset + length);
    // A trip to the thread pool costs more than a small read from the page cache.
    const run = length <= SECTION_NOW_BYTES ? runNow : runLater;
    const bytes = await run(this.#disk, readRange(file, entry.offset + offset, length));
    if (bytes.length !== length || crc32(bytes) !== info.crcs[column])
      throw corruptImage(this.tapeId, this.#name, entry);
    return bytes;
  }

  /** Looks for what was written since; cheap when nothing was. */
  async refresh(): Promise<Refresh> {
    const before = this.#entries;
    if (this.#isPart) return { added: [], retracted: 0 };
    const recovery = await runLater(this.#disk, this.#refreshed());
    if (!recovery) return { added: [], retracted: 0 };
    this.#adopt(recovery);
    const after = this.#entries;
    let same = Math.min(before.length, after.length);
    while (same > 0 && !isSame(before[same - 1]!, after[same - 1]!)) same--;
    return { added: after.slice(same), retracted: before.length - same };
  }

  *#refreshed(): Io<Recovery | undefined> {
    const last = this.#recovery.segments.at(-1);
    if (last) {
      const names = yield* io((ops) => ops.readdir(this.dir));
      const next = pathOf("", this.#recovery.highest + 1).slice(1);
      const stat = yield* io((ops) => ops.stat(last.segment.path));
      if (!names.includes(next) && stat?.size === last.limit) return undefined;
    }
    const from = this.#place && (yield* recoverFrom(this.dir, this.#place, this.#segments));
    if (from) return from;
    return yield* recoverTape(this.dir, {
      known: this.#segments,
      knownRepairs: this.#recovery.repairs,
      useFooters: this.#options.verify !== "full",
    });
  }

  async close(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    for (const file of files) await this.#disk.later.close(file);
  }

  get #name(): string {
    return this.#options.name ?? this.tapeId;
  }

  #adopt(recovery: Recovery): void {
    this.#moved = undefined;
    this.#recovery = recovery;
    this.#segments = new Map(recovery.segments.map((part) => [part.segment.number, part]));
    const { entries, durableSequence } = recovery;
    const first = this.#place ? this.#place.sequence + 1 : 1;
    const last = this.#options.until === "durable" ? durableSequence : Number.POSITIVE_INFINITY;
    const isAll = first === 1 && last === Number.POSITIVE_INFINITY;
    this.#entries = isAll ? entries : entries.filter(({ sequence }) => sequence >= first && sequence <= last);
    this.#report = reportOf(recovery, this.#name);
  }

  /** The file that has the commit now: a compaction may have taken the segment away in which it was seen. */
  async #open(entry: CommitEntry): Promise<{ file: DiskFile; place: CommitEntry }> {
    try {
      return { file: await this.#file(entry), place: entry };
    } catch (error) {
      if (!isMissing(error)) throw error;
      this.#moved ??= this.#findMoved();
      const place = (await this.#moved).get(entry.sequence);
      if (!place || !isSame(place, entry)) throw error;
      return { file: await this.#file(place), place };
    }
  }

  async #findMoved(): Promise<ReadonlyMap<number, CommitEntry>> {
    const { entries } = await runLater(this.#disk, recoverTape(this.dir));
    const text = `Segments of tape "${this.#name}" that were open here have been replaced by a compaction; reading goes on in the new ones.`;
    this.#report = { ...this.#report, notices: [...this.#report.notices, { code: "generation-gone", text }] };
    return new Map(entries.map((entry) => [entry.sequence, entry]));
  }

  async #file(entry: CommitEntry): Promise<DiskFile> {
    const path = entryPath(this.dir, entry);
    const open = this.#files.get(path);
    if (open) return open;
    const file = await this.#disk.later.openRead(path);
    const raced = this.#files.get(path);
    if (raced) {
      await this.#disk.later.close(file);
      return raced;
    }
    this.#files.set(path, file);
    return file;
  }
}

/** Memory that one group after another is read into. */
class Room {
  #bytes = new Uint8Array(0);

  take(size: number): Uint8Array {
    if (this.#bytes.length < size) this.#bytes = new Uint8Array(size);
    return this.#bytes.subarray(0, size);
  }
}

/** Images in pieces and large ones are read by themselves. */
function isAlone(entry: CommitEntry, most: number): boolean {
  return entry.pieces !== undefined || entry.path !== undefined || entry.size > most;
}

/** Behind the last entry that is read together with the one at `at`. */
function groupEnd(entries: readonly CommitEntry[], at: number, most: number): number {
  const first = entries[at]!;
  let end = at + 1;
  if (isAlone(first, most)) return end;
  while (end < entries.length && isInGroup(first, entries[end]!, most)) end++;
  return end;
}

function isInGroup(first: CommitEntry, next: CommitEntry, most: number): boolean {
  const isBehind = next.segment === first.segment && next.offset > first.offset && !next.pieces && !next.path;
  return isBehind && next.offset + storedSize(next) - first.offset <= most;
}

function isSame(a: CommitEntry, b: CommitEntry): boolean {
  return a.sequence === b.sequence && a.crc === b.crc && a.size === b.size;
}

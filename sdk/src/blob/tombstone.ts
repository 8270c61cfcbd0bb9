/**
 * Notes about blobs, one small file each beside the store: `tombstones/<sha256>` says that a blob is to be collected, and
 * later that it was, when, why and where to. Whoever refers to the blob removes the note first, so a collection that
 * finds its own note is alone.
 */
import { dirname } from "node:path";
import { type Io, io } from "../base/disk.js";
import { readIfSmall, removeIfThere, writeNew } from "../base/small-file.js";

export interface Tombstone {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly name: string;
  readonly media: string;
  readonly reason: string;
  /** When it was marked: wall clock, and nanoseconds of the boot. */
  readonly markedMs: number;
  readonly boot: string;
  readonly mono: string;
  /** Another mark is another one. */
  readonly nonce: string;
  /** Set when the bytes went. */
  readonly collectedMs?: number;
  /** Folder that the bytes were moved to. */
  readonly where?: string;
}

const noteBytesMax = 64 * 1024;

export function tombstonePath(dir: string, name: string): string {
  return `${dir}/tombstones/${name}`;
}

/** Undefined when there is none, or none that can be read. */
export function* readTombstone(dir: string, name: string): Io<Tombstone | undefined> {
  const note = (yield* readNote(tombstonePath(dir, name))) as Partial<Record<keyof Tombstone, unknown>> | undefined;
  if (note?.sha256 !== name || typeof note.nonce !== "string" || !isTime(note.markedMs)) return undefined;
  const texts = [note.name, note.media, note.reason, note.boot, note.mono, note.where ?? ""];
  const isWhole = texts.every((text) => typeof text === "string") && /^\d{1,30}$/.test(String(note.mono));
  const areNumbers = isTime(note.sizeBytes) && (note.collectedMs === undefined || isTime(note.collectedMs));
  return isWhole && areNumbers ? (note as unknown as Tombstone) : undefined;
}

/** Writes the note, or replaces it, as a whole. */
export function writeTombstone(dir: string, tombstone: Tombstone, random: string): Io<void> {
  return writeNote(tombstonePath(dir, tombstone.sha256), tombstone, random);
}

/** The blob is wanted again. A note that comes back after a power loss does no harm: the next mark finds the reference. */
export function* removeTombstone(dir: string, name: string): Io<void> {
  const path = tombstonePath(dir, name);
  if (yield* io((ops) => ops.stat(path))) yield* removeIfThere(path);
}

/** JSON of a small file; undefined when there is none. */
export function* readNote(path: string, bytesMax: number = noteBytesMax): Io<unknown> {
  const bytes = yield* readIfSmall(path, bytesMax);
  if (!bytes) return undefined;
  try {
    const note: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    return typeof note === "object" && note !== null ? note : undefined;
  } catch {
    return undefined; // not JSON
  }
}

export function* writeNote(path: string, note: object, random: string): Io<void> {
  const dir = dirname(path);
  yield* io((ops) => ops.mkdir(dir));
  yield* io((ops) => ops.fsyncDir(dirname(dir))); // whoever made it may not have come to this
  const beside = `${dir}/tmp-${random}`;
  yield* writeNew(beside, Buffer.from(`${JSON.stringify(note)}\n`));
  try {
    yield* io((ops) => ops.rename(beside, path));
  } catch (error) {
    yield* removeIfThere(beside);
    throw error;
  }
  yield* io((ops) => ops.fsyncDir(dir));
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

/** Snapshot files of one tape: `<tape>/snapshots/<sequence>.data.pb`. Disposable; never needed for an answer. */
import { canonicalJson } from "../base/canonical-json.js";
import { type Disk, type Io, io, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { limits } from "../base/limits.js";
import { hex } from "../base/sha256.js";
import { isMissing, readIfSmall, writeNew } from "../base/small-file.js";
import { isTapelabError, TapelabError } from "../errors.js";
import type { TapePlace } from "../tape/open-from.js";
import { tapeIdOf } from "../tape/recover.js";
import type { Notice } from "../tape/types.js";
import { decodeSnapshot, encodeSnapshot, type Snapshot } from "./snapshot.js";

/** So many snapshots of a tape are kept. */
export const SNAPSHOTS_KEPT = 3;

const FILE = /^(\d{12,20})\.data\.pb$/;
/** A snapshot, its place, or what is left of writing one. */
const OWN = /^\.?(\d{12,20})\.(data\.pb|place\.json)(\.[0-9a-f]+\.tmp)?$/;
const placeBytesMax = 4_096;

/** Where the snapshots of a tape lie. */
export function snapshotFolder(dir: string): string {
  return `${dir}/snapshots`;
}

function stemOf(sequence: number): string {
  return String(sequence).padStart(12, "0");
}

/** Sequences of the snapshots that there are, newest first. */
export async function listSnapshots(disk: Disk, dir: string): Promise<number[]> {
  const names = await runLater(disk, namesIn(dir));
  return names.flatMap((name) => (FILE.test(name) ? Number.parseInt(name, 10) : [])).sort((a, b) => b - a);
}

function* namesIn(dir: string): Io<string[]> {
  try {
    return yield* io((ops) => ops.readdir(snapshotFolder(dir)));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/**
 * Publishes a snapshot whole, read back and compared, and removes all but the newest ones. `place` says where the tape
 * goes on behind it. Returns the path.
 */
export async function writeSnapshot(
  disk: Disk,
  ids: Ids,
  dir: string,
  snapshot: Snapshot,
  place?: TapePlace,
): Promise<string> {
  const bytes = encodeSnapshot(snapshot);
  const nonce = hex(ids.random(8));
  const stem = stemOf(snapshot.sequence);
  await runLater(disk, makeFolder(dir));
  if (place) {
    const text = canonicalJson({ hash: place.hash, offset: place.offset, segment: place.segment });
    await runLater(disk, publish(snapshotFolder(dir), `${stem}.place.json`, Buffer.from(`${text}\n`), nonce));
  }
  await runLater(disk, publish(snapshotFolder(dir), `${stem}.data.pb`, bytes, nonce));
  await runLater(disk, prune(dir, snapshot.sequence));
  return `${snapshotFolder(dir)}/${stem}.data.pb`;
}

function* makeFolder(dir: string): Io<void> {
  if (yield* io((ops) => ops.stat(snapshotFolder(dir)))) return;
  yield* io((ops) => ops.mkdir(snapshotFolder(dir)));
  yield* io((ops) => ops.fsyncDir(dir));
}

function* publish(folder: string, name: string, bytes: Uint8Array, nonce: string): Io<void> {
  const beside = `${folder}/.${name}.${nonce}.tmp`;
  try {
    yield* writeNew(beside, bytes);
    const found = yield* readIfSmall(beside, limits.archiveEntryBytes);
    if (!found || !Buffer.from(found.buffer, found.byteOffset, found.length).equals(bytes)) throw notKept(beside);
    yield* io((ops) => ops.rename(beside, `${folder}/${name}`));
  } catch (error) {
    if (yield* io((ops) => ops.stat(beside))) yield* io((ops) => ops.unlink(beside));
    throw error;
  }
  yield* io((ops) => ops.fsyncDir(folder));
}

function notKept(path: string): TapelabError<"bad-bytes"> {
  const text = `The disk did not give back what was written for a snapshot. It was not published; the tape is not affected. Check the disk. ${path}`;
  return new TapelabError("bad-bytes", text, { what: "snapshot", offset: 0 });
}

/** Keeps the newest ones up to the one just written. Those that are ahead of the tape are not ours to judge. */
function* prune(dir: string, written: number): Io<void> {
  const names = yield* namesIn(dir);
  const sequences = names.flatMap((name) => (FILE.test(name) ? Number.parseInt(name, 10) : []));
  const oldest = sequences.filter((one) => one <= written).sort((a, b) => b - a)[SNAPSHOTS_KEPT - 1] ?? 0;
  for (const name of names) {
    const [, stem] = OWN.exec(name) ?? [];
    if (stem !== undefined && Number(stem) < oldest) yield* io((ops) => ops.unlink(`${snapshotFolder(dir)}/${name}`));
  }
}

/** A snapshot out of its file; undefined, and told, when it does not prove itself. */
export async function readSnapshot(
  disk: Disk,
  dir: string,
  sequence: number,
  onNotice: (notice: Notice) => void,
): Promise<Snapshot | undefined> {
  const path = `${snapshotFolder(dir)}/${stemOf(sequence)}.data.pb`;
  const bytes = await runLater(disk, readIfSmall(path, limits.archiveEntryBytes));
  if (!bytes) {
    onNotice(ignored(sequence, "the file cannot be read"));
    return undefined;
  }
  try {
    const snapshot = decodeSnapshot(bytes, tapeIdOf(dir));
    if (snapshot.sequence === sequence) return snapshot;
    onNotice(ignored(sequence, `it was taken at commit ${snapshot.sequence}`));
  } catch (error) {
    if (!isTapelabError(error, "bad-bytes")) throw error;
    onNotice(ignored(sequence, error.message));
  }
  return undefined;
}

/** What is told of a snapshot that is passed over. */
export function ignored(sequence: number, reason: string): Notice {
  const text = `The snapshot at commit ${sequence} was not used: ${reason}. The state was folded from the tape; nothing is lost.`;
  return { code: "snapshot-ignored", text };
}

/** Where the tape goes on behind a snapshot, as it was noted with it; undefined where no note makes sense. */
export async function readPlace(disk: Disk, dir: string, sequence: number): Promise<TapePlace | undefined> {
  const path = `${snapshotFolder(dir)}/${stemOf(sequence)}.place.json`;
  const bytes = await runLater(disk, readIfSmall(path, placeBytesMax));
  if (!bytes) return undefined;
  try {
    const { hash, offset, segment } = JSON.parse(Buffer.from(bytes).toString("utf8")) as Record<string, unknown>;
    const isPlace =
      typeof hash === "string" &&
      /^[0-9a-f]{64}$/.test(hash) &&
      Number.isSafeInteger(offset) &&
      Number.isSafeInteger(segment) &&
      (segment as number) > 0;
    return isPlace ? { sequence, hash, offset: offset as number, segment: segment as number } : undefined;
  } catch {
    return undefined; // a hint that nobody can read is none
  }
}

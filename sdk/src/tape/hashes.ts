/** Chain hashes of recovered commits, computed from their images. */
import { crc32 } from "../base/crc.js";
import { type DiskFile, type Io, io } from "../base/disk.js";
import { sha256, unhex } from "../base/sha256.js";
import { readRange } from "./bytes.js";
import { chainNext, chainStart } from "./chain.js";
import { segmentName } from "./layout.js";
import { unpackImage } from "./pack.js";
import type { Recovery } from "./recover.js";
import type { Stated } from "./stated.js";
import { type CommitEntry, storedSize } from "./types.js";

/** H(sequence), 32 bytes; undefined when damage in front of it leaves nothing to compute it from. */
export function* chainAt(recovery: Recovery, sequence: number): Io<Uint8Array | undefined> {
  if (sequence <= 0) return chainStart(recovery.workspaceId, recovery.tapeId);
  return yield* foldFrom(recovery, nearestKnown(recovery, sequence), sequence, recovery.repairs);
}

interface Known {
  readonly sequence: number;
  readonly hash: Uint8Array;
}

/** The greatest sequence up to the wanted one whose hash is stated: by a marker, or by a segment's header. */
export function nearestKnown({ segments, workspaceId, tapeId }: Recovery, sequence: number): Known {
  for (const { base, segment, content } of [...segments].reverse()) {
    if (base > sequence + 1) continue;
    let best: Known | undefined;
    const { header } = segment;
    if (header && isKnown(header.previousHash)) best = { sequence: base - 1, hash: unhex(header.previousHash) };
    if (base === 1) best = { sequence: 0, hash: chainStart(workspaceId, tapeId) };
    for (const [at, hash] of content.chains)
      if (at <= sequence && (!best || at > best.sequence)) best = { sequence: at, hash: unhex(hash) };
    if (best) return best;
  }
  return { sequence: 0, hash: chainStart(workspaceId, tapeId) };
}

/** A replica does not know the hash of a commit that was lost on the way to it; its header then states zeros. */
export function isKnown(hash: string): boolean {
  return !/^0*$/.test(hash);
}

/** Images that take the place of what the segments hold, by sequence. */
type Replaced = ReadonlyMap<number, { readonly length: number; readonly imageHash: Uint8Array }>;

/** H(sequence), from a known hash in front of it. */
export function* foldFrom(
  recovery: Recovery,
  known: Known,
  sequence: number,
  replaced: Replaced = new Map(),
): Io<Uint8Array | undefined> {
  const { tapeId, entries, dir } = recovery;
  let { hash } = known;
  let next = indexFrom(entries, known.sequence + 1);
  let open: { readonly path: string; readonly file: DiskFile } | undefined;
  try {
    for (let at = known.sequence + 1; at <= sequence; at++) {
      const entry = entries[next]?.sequence === at ? entries[next++] : undefined;
      const other = replaced.get(at);
      if (entry && !other) {
        const path = entryPath(dir, entry);
        if (open?.path !== path) {
          if (open) yield* closeOf(open.file);
          open = undefined;
          open = { path, file: yield* io((ops) => ops.openRead(path)) };
        }
        const image = yield* readImage(open.file, entry);
        if (!image) return undefined;
        hash = chainNext(hash, tapeId, at, image.length, sha256(image));
        continue;
      }
      // Of a lost commit a marker may state what its image was.
      const stated = other ?? statedProof(recovery, at);
      if (!stated?.imageHash || stated.length === 0) return undefined;
      hash = chainNext(hash, tapeId, at, stated.length, stated.imageHash);
    }
    return hash;
  } finally {
    if (open) yield* closeOf(open.file);
  }
}

function closeOf(file: DiskFile): Io<void> {
  return io((ops) => ops.close(file));
}

function indexFrom(entries: readonly CommitEntry[], sequence: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.sequence < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The file that holds a commit's image. */
export function entryPath(dir: string, { path, segment }: CommitEntry): string {
  return path ?? `${dir}/${segmentName(segment)}`;
}

/** What markers of its segment state of an image. */
export function statedProof({ segments }: Recovery, sequence: number): Stated | undefined {
  return segments.findLast(({ base }) => base <= sequence)?.content.stated?.at(sequence);
}

/** The image's bytes, 8-aligned in memory; undefined when they do not match their checksum. */
export function* readImage(file: DiskFile, entry: CommitEntry, isChecked = true): Io<Uint8Array | undefined> {
  let image: Uint8Array;
  if (entry.pieces) {
    const parts: Uint8Array[] = [];
    for (const piece of entry.pieces) parts.push(yield* readRange(file, piece.offset, piece.size));
    image = new Uint8Array(entry.size);
    let at = 0;
    for (const part of parts) {
      image.set(part, at);
      at += part.length;
    }
  } else image = yield* readRange(file, entry.offset, storedSize(entry));
  return isChecked ? openStored(image, entry) : image;
}

/** The image, from the bytes that stand for it in its file. */
export function openStored(stored: Uint8Array, entry: CommitEntry): Uint8Array | undefined {
  const { packed } = entry;
  const image = packed ? unpackImage(stored, entry.size, packed.dictionary) : stored;
  if (!image) return undefined;
  return image.length === entry.size && crc32(image) === entry.crc ? image : undefined;
}

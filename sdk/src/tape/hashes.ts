/** Chain hashes of recovered commits, computed from their images. */
import { crc32 } from "../base/crc.js";
import type { DiskFile, Io } from "../base/disk.js";
import { sha256, unhex } from "../base/sha256.js";
import { readRange } from "./bytes.js";
import { chainNext, chainStart } from "./chain.js";
import type { RecoveredSegment, Recovery } from "./recover.js";
import { withFile } from "./segment.js";
import type { CommitEntry } from "./types.js";

/** H(sequence), 32 bytes; undefined when damage in front of it leaves nothing to compute it from. */
export function* chainAt(recovery: Recovery, sequence: number): Io<Uint8Array | undefined> {
  const start = chainStart(recovery.workspaceId, recovery.tapeId);
  if (sequence <= 0) return start;
  const part = recovery.segments.findLast((segment) => segment.base <= sequence);
  if (!part) return undefined;
  const known = nearestKnown(part, sequence, start);
  if (!known) return undefined;
  if (known.sequence === sequence) return known.hash;
  return yield* withFile(part.segment.path, (file) => fold(part, file, recovery.tapeId, known, sequence));
}

interface Known {
  readonly sequence: number;
  readonly hash: Uint8Array;
}

/** The greatest sequence up to the wanted one whose hash is stated: by a marker, or by the segment's header. */
function nearestKnown(part: RecoveredSegment, sequence: number, start: Uint8Array): Known | undefined {
  let best: Known | undefined;
  const { header } = part.segment;
  if (part.base === 1) best = { sequence: 0, hash: start };
  else if (header && isKnown(header.previousHash)) best = { sequence: part.base - 1, hash: unhex(header.previousHash) };
  for (const [at, hash] of part.content.chains) {
    if (at <= sequence && (!best || at > best.sequence)) best = { sequence: at, hash: unhex(hash) };
  }
  return best;
}

/** A replica does not know the hash of a commit that was lost on the way to it; its header then states zeros. */
export function isKnown(hash: string): boolean {
  return !/^0*$/.test(hash);
}

function* fold(
  part: RecoveredSegment,
  file: DiskFile,
  tapeId: string,
  known: Known,
  sequence: number,
): Io<Uint8Array | undefined> {
  let { hash } = known;
  let next = known.sequence + 1;
  for (const entry of part.content.entries) {
    if (entry.sequence < next) continue;
    const lost = foldLost(part, tapeId, hash, next, Math.min(entry.sequence - 1, sequence));
    if (!lost) return undefined;
    hash = lost;
    if (entry.sequence > sequence) return hash;
    const image = yield* readImage(file, entry);
    if (!image) return undefined;
    hash = chainNext(hash, tapeId, entry.sequence, image.length, sha256(image));
    if (entry.sequence === sequence) return hash;
    next = entry.sequence + 1;
  }
  return foldLost(part, tapeId, hash, next, sequence);
}

/** The hash behind lost commits, when markers state what their images were; undefined when one of them is not stated. */
function foldLost(
  part: RecoveredSegment,
  tapeId: string,
  before: Uint8Array,
  first: number,
  last: number,
): Uint8Array | undefined {
  let hash = before;
  for (let sequence = first; sequence <= last; sequence++) {
    const proof = statedProof(part, sequence);
    if (!proof) return undefined;
    hash = chainNext(hash, tapeId, sequence, proof.length, proof.imageHash);
  }
  return hash;
}

/** Length and hash of an image, which the marker of its batch and an anchor behind it state. */
function statedProof(part: RecoveredSegment, sequence: number): { length: number; imageHash: Uint8Array } | undefined {
  let [length, imageHash] = [0, new Uint8Array(0)];
  for (const { firstSeq, proofs } of part.content.scan?.markers ?? []) {
    const proof = proofs[sequence - firstSeq];
    if (proof && proof.length > 0) length = proof.length;
    if (proof && proof.imageHash.length === 32) imageHash = Uint8Array.from(proof.imageHash);
  }
  return length > 0 && imageHash.length === 32 ? { length, imageHash } : undefined;
}

/** The image's bytes, 8-aligned in memory; undefined when they do not match their checksum. */
export function* readImage(file: DiskFile, entry: CommitEntry): Io<Uint8Array | undefined> {
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
  } else image = yield* readRange(file, entry.offset, entry.size);
  return image.length === entry.size && crc32(image) === entry.crc ? image : undefined;
}

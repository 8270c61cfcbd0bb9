/**
 * Decides what the holes of a scanned segment mean (the evidence rule).
 *
 * A bad batch that nothing proves to have been on disk is a torn tail: it was never confirmed, history ends in front of it.
 * The same bytes, when a durable marker, an end or a later segment vouches for them, are damage and reported as loss.
 */
import type { ScannedBatch, SegmentScan } from "./scan.js";
import { isReadable } from "./scan-image.js";
import { type CommitEntry, storedSize } from "./types.js";

/** Commits that are lost, before it is put into words. */
export interface Loss {
  readonly kind: "corrupt-commit" | "missing-segment";
  readonly first: number;
  readonly last: number;
  readonly segment: number;
  readonly offset: number;
  readonly size: number;
  /** CRC-32 that the image should have, where a marker says it. */
  readonly crc?: number;
  /** sha256 that it should have: its checksum was right. */
  readonly hash?: string;
}

export interface Settled {
  readonly entries: readonly CommitEntry[];
  readonly losses: readonly Loss[];
  /** Behind the last batch that counts. */
  readonly end: number;
  readonly nextSequence: number;
}

export interface Evidence {
  readonly segment: number;
  /** Greatest sequence that is known to have been on disk. */
  readonly durable: number;
  /** Sequence of the first commit in this segment. */
  readonly base: number;
  /** File position up to which this segment counts. */
  readonly limit: number;
}

export function settle(scan: SegmentScan, evidence: Evidence): Settled {
  const entries: CommitEntry[] = [];
  const losses: Loss[] = [];
  let next = evidence.base;
  let end = scan.end;
  for (const batch of scan.batches) {
    const lost = lossesOf(batch, evidence.segment);
    if (lost.length > 0 && batch.first > evidence.durable && !scan.isEnded) {
      end = batch.start;
      break;
    }
    losses.push(...lost);
    for (const image of batch.images) if (isReadable(image)) entries.push(image);
    next = batch.last + 1;
  }
  if (next <= evidence.durable && Number.isFinite(evidence.durable)) {
    losses.push(lossOf(next, evidence.durable, evidence.segment, end, Math.max(0, evidence.limit - end)));
    next = evidence.durable + 1;
  }
  return { entries, losses, end, nextSequence: next };
}

function lossesOf(batch: ScannedBatch, segment: number): Loss[] {
  if (batch.isHole) return [lossOf(batch.first, batch.last, segment, batch.start, batch.end - batch.start)];
  return batch.images
    .filter((image) => !isReadable(image))
    .map((image) => {
      const { sequence, offset, crc } = image;
      return { ...lossOf(sequence, sequence, segment, offset, storedSize(image)), crc };
    });
}

function lossOf(first: number, last: number, segment: number, offset: number, size: number): Loss {
  return { kind: "corrupt-commit", first, last, segment, offset, size };
}

/** Looks at one tape with all that can be known without writing: for `tapelab doctor`, `verify` and `info`. */
import { type Disk, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { type LeaseState, readLease } from "./lease.js";
import { crcText } from "./quarantine-id.js";
import { TapeReader } from "./reader.js";
import { corruptImage } from "./report.js";
import { type CommitEntry, type Damage, type OpenReport, storedSize } from "./types.js";

export interface ExamineOptions {
  /** `quick`: headers, directories, frames without one. `full`: every frame, image hash and the whole chain. */
  readonly level: "quick" | "full";
  /** How texts name the tape. */
  readonly name?: string;
  /** Called with the number of images read so far, of how many. */
  onProgress?(done: number, total: number): void;
}

export interface Examination {
  readonly tapeId: string;
  readonly report: OpenReport;
  readonly commits: readonly CommitEntry[];
  readonly lastSequence: number;
  readonly durableSequence: number;
  /** Hash of the newest commit, hex. */
  readonly hash: string | undefined;
  readonly isEnded: boolean;
  readonly segments: number;
  readonly sizeBytes: number;
  readonly lease: LeaseState;
}

export async function examine(disk: Disk, dir: string, ids: Ids, options: ExamineOptions): Promise<Examination> {
  const verify = options.level === "full" ? "full" : "crc";
  const reader = await TapeReader.open(disk, dir, { verify, name: options.name });
  try {
    const found = verify === "full" ? [] : await badImages(reader, options);
    const { tapeId, commits, lastSequence, durableSequence, isEnded, sizeBytes } = reader;
    const report = { ...reader.report, damage: [...reader.report.damage, ...found] };
    const hash = lastSequence > 0 ? await reader.hashOf(lastSequence) : undefined;
    const lease = await runLater(disk, readLease(dir, ids));
    const segments = reader.segmentCount;
    return { tapeId, report, commits, lastSequence, durableSequence, hash, isEnded, segments, sizeBytes, lease };
  } finally {
    await reader.close();
  }
}

/** Commits that only a directory vouched for, and whose bytes do not match their checksum. */
export async function badImages(
  reader: TapeReader,
  { name, onProgress }: Omit<ExamineOptions, "level">,
): Promise<Damage[]> {
  const found: Damage[] = [];
  const { commits } = reader;
  for (const [i, entry] of commits.entries()) {
    if (i % 1000 === 0) onProgress?.(i, commits.length);
    if (await reader.isGood(entry)) continue;
    const { sequence, segment, offset, crc } = entry;
    const size = storedSize(entry);
    const text = corruptImage(reader.tapeId, name ?? reader.tapeId, entry).message;
    found.push({
      code: "corrupt-commit",
      text,
      firstSequence: sequence,
      lastSequence: sequence,
      segment,
      offset,
      size,
      reason: "bad-checksum",
      expected: crcText(crc),
    });
  }
  onProgress?.(commits.length, commits.length);
  return found;
}

import { isDeepStrictEqual } from "node:util";
import { runNow } from "#sdk/base/disk.js";
import { hex } from "#sdk/base/sha256.js";
import { pathOf } from "#sdk/tape/claim.js";
import { chainAt, readImage } from "#sdk/tape/hashes.js";
import { type Recovery, recoverTape } from "#sdk/tape/recover.js";
import { reportOf } from "#sdk/tape/report.js";
import { withFile } from "#sdk/tape/segment.js";
import { FaultDisk } from "./fault-disk.js";
import type { MemoryDisk } from "./memory-disk.js";
import type { Reading } from "./oracle.js";

export interface TapeReading extends Reading {
  /** Up to this commit the tape states the chain of hashes. */
  readonly provedSequence: number;
  readonly isEnded: boolean;
  /** Damaged commits that the open report did not know of; only a directory may hide one until it is read. */
  readonly unlistedCount: number;
  /** H of a commit, hex. */
  hashAt(sequence: number): string | undefined;
}

/** Reads a tape twice, requires the same answer both times and no write, and returns it. */
export function readTape(disk: MemoryDisk, dir: string): TapeReading {
  const view = new FaultDisk(disk);
  const first = readOnce(view, dir);
  const second = readOnce(view, dir);
  // Plain comparisons: this runs a million times, and `expect` takes a millisecond.
  if (!isDeepStrictEqual(plain(second), plain(first))) throw new Error("reading the same tape twice gave two answers");
  if (view.writes.length > 0) throw new Error(`reading wrote: ${view.writes[0]?.name} ${view.writes[0]?.path}`);
  return first;
}

/** Reads a tape once, every image included; an image that cannot be read is damage, as for a user who asks for it. */
export function readOnce(disk: FaultDisk | MemoryDisk, dir: string): TapeReading {
  const recovery = runNow(disk, recoverTape(dir));
  const { damage, notices, tornBytes } = reportOf(recovery, "demo");
  const commits: { sequence: number; label: string; image: Uint8Array }[] = [];
  const unreadable: Reading["damage"][number][] = [];
  for (const entry of recovery.entries) {
    const { sequence, label } = entry;
    const read = withFile(pathOf(dir, entry.segment), (file) => readImage(file, entry));
    const image = runNow(disk, read);
    if (image) commits.push({ sequence, label, image });
    else unreadable.push({ code: "corrupt-commit", firstSequence: sequence, lastSequence: sequence });
  }
  return {
    commits,
    damage: [...damage, ...unreadable],
    notices,
    tornBytes,
    provedSequence: provedSequence(recovery),
    isEnded: recovery.isEnded,
    unlistedCount: unreadable.length,
    hashAt: (sequence) => {
      const hash = runNow(disk, chainAt(recovery, sequence));
      return hash && hex(hash);
    },
  };
}

function plain({ commits, damage, notices, tornBytes, provedSequence: proved, isEnded }: TapeReading): unknown {
  return { commits, damage, notices, tornBytes, proved, isEnded };
}

function provedSequence({ segments }: Recovery): number {
  let proved = 0;
  for (const { segment, base, content } of segments) {
    if (segment.header) proved = Math.max(proved, base - 1);
    for (const sequence of content.chains.keys()) proved = Math.max(proved, sequence);
  }
  return proved;
}

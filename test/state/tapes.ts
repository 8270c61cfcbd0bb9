/** Tapes with operations on a disk in memory: the same commits give the same bytes and hashes. */
import type { Disk } from "#sdk/base/disk.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { encodeImage, type Image } from "#sdk/value/image.js";
import { encodeOperationValue } from "#sdk/value/operations.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { testTapeDir, testTapeId, testTapesDir, testWorkspaceId } from "../helpers/segments.js";
import type { Step } from "./commits.js";

export { testTapeDir as dir, testTapeId as tapeId };

export interface TestCommit {
  readonly label?: string;
  readonly kind?: number;
  readonly steps?: readonly Step[];
  /** As the recorder stores it: user metadata is its `meta`. */
  readonly facts?: object;
  readonly wallMs?: number;
  readonly lamport?: number;
}

export function imageOf(commit: TestCommit): Image {
  const { label = "edit", kind = 1, steps = [], facts, wallMs = 1_790_000_000_000, lamport } = commit;
  const operations = steps.map((step) => ({
    entity: step[0],
    field: step[1],
    value: step.length > 2 ? encodeOperationValue(step[2]) : undefined,
  }));
  const edit = { actor: "alex@lab3", lamport: lamport ?? 0, seen: new Map<string, number>() };
  const set = { operations, edit, blobs: [], sizeBytes: 100 + JSON.stringify(steps).length * 3 };
  const head = { label, kind, wallMs, meta: facts && JSON.stringify(facts) };
  return encodeImage(steps.length > 0 ? { ...head, operations: set } : head, undefined);
}

export function depsOf(disk: Disk, first = 1): Parameters<typeof TapeWriter.create>[2] {
  return { disk, clock: new FixedClock(), ids: new CounterIds(first), background: false };
}

/** A disk with a tape of these commits, each durable by itself or `batch` together. */
export async function tapeOf(
  commits: readonly TestCommit[],
  options: { readonly batch?: number; readonly isEnded?: boolean; readonly disk?: MemoryDisk } = {},
): Promise<MemoryDisk> {
  const { batch = 1, isEnded = false, disk = new MemoryDisk() } = options;
  disk.putDir(testTapesDir);
  const writer = TapeWriter.create(testTapeDir, testWorkspaceId, depsOf(disk));
  for (let i = 0; i < commits.length; i += batch) {
    writer.append(commits.slice(i, i + batch).map(imageOf));
    writer.durableNow();
  }
  if (isEnded) await writer.end();
  else await writer.close();
  return disk;
}

/** Another writer goes on with the tape. */
export async function goOn(disk: MemoryDisk, commits: readonly TestCommit[]): Promise<void> {
  const { writer } = await TapeWriter.resume(testTapeDir, depsOf(disk, 5_000), { takeOver: true });
  for (const commit of commits) {
    writer.append([imageOf(commit)]);
    writer.durableNow();
  }
  await writer.close();
}

/** Commit 1 and then edits that touch a few fields again and again. */
export function edits(count: number): TestCommit[] {
  const start = { label: "session_start", kind: 8, facts: { labels: ["demo"] } };
  return Array.from({ length: count }, (_, i): TestCommit => {
    if (i === 0) return start;
    const steps: Step[] = [
      [`cell/${i % 5}`, `f${i % 3}`, i],
      [`cell/${i % 4}`, "g"],
    ];
    return { steps: i % 7 === 3 ? steps : steps.slice(0, 1), lamport: i, wallMs: 1_790_000_000_000 + i * 1_000 };
  });
}

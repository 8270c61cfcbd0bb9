import { describe, expect, it } from "vitest";
import type { Disk } from "#sdk/base/disk.js";
import { runNow } from "#sdk/base/disk.js";
import { keepDamage, readQuarantine } from "#sdk/tape/quarantine.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { type Fetched, fetchCommits, type LeafOf } from "#sdk/workspace/fetch-commits.js";
import { openRepairSource } from "#sdk/workspace/repair-source.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { times } from "../helpers/effort.js";
import { FaultDisk } from "../helpers/fault-disk.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import type { MemoryDisk } from "../helpers/memory-disk.js";
import { Rng } from "../helpers/rng.js";
import { testTapeDir as dir, testTapeId } from "../helpers/segments.js";
import { diskWith, segmentPath, type WholeTape, wholeTape } from "../helpers/tapes.js";

const ids = new CounterIds();
const everything = { first: 1, last: Number.MAX_SAFE_INTEGER };

/** Micro, shared and own commits over four segments. */
const lives = [[[1], [2, 3, 1], [300]], [[1], [1]], [[40, 2], [700], [1]], [[2]]];

async function facts(disk: Disk): Promise<{ commits: string[]; hash: string | undefined; damage: number }> {
  const reader = await TapeReader.open(disk, dir, { verify: "full" });
  const commits: string[] = [];
  for (const entry of reader.commits) commits.push(Buffer.from(await reader.image(entry)).toString("base64"));
  const hash = await reader.hashOf(reader.lastSequence);
  await reader.close();
  return { commits, hash, damage: reader.report.damage.length };
}

async function leavesOf(tape: WholeTape): Promise<LeafOf> {
  const source = await openRepairSource({ disk: diskWith(tape), ids }, dir);
  return (sequence) => source.leaf(testTapeId, sequence);
}

const repair = (disk: Disk, leafOf: LeafOf, within = everything): Promise<Fetched> =>
  fetchCommits({ disk, ids }, dir, within, leafOf);

function without(tape: WholeTape, segment: number): MemoryDisk {
  const disk = diskWith(tape);
  disk.now.unlink(segmentPath(segment));
  return disk;
}

describe("a repaired tape", () => {
  it("is as before whichever commit was damaged", async () => {
    const tape = await wholeTape(lives, true);
    const leafOf = await leavesOf(tape);
    const before = await facts(diskWith(tape));
    const reader = await TapeReader.open(diskWith(tape), dir);
    for (const { sequence, segment, offset, size } of reader.commits) {
      const path = segmentPath(segment);
      const bytes = tape.segments[segment - 1]!.bytes.slice();
      bytes[offset + (size >> 1)]! ^= 0x20;
      const disk = diskWith(tape, { path, bytes });
      const isLost = (await facts(disk)).damage > 0; // the last, unproved write is torn instead
      const { repaired, refused } = await repair(disk, leafOf);
      expect([sequence, repaired, refused]).toEqual([sequence, isLost ? [sequence] : [], []]);
      if (isLost) expect(await facts(disk)).toEqual(before);
      expect(disk.bytes(path)).toEqual(bytes);
    }
  });

  it("has whole segments again, proved by the chain in front of them and behind", async () => {
    const tape = await wholeTape(lives, true);
    const leafOf = await leavesOf(tape);
    const before = await facts(diskWith(tape));
    for (const segment of [1, 2, 3]) {
      const disk = without(tape, segment);
      const damaged = await facts(disk);
      expect(damaged.damage).toBe(1);
      const done = await repair(disk, leafOf);
      expect(done.repaired.length).toBe(before.commits.length - damaged.commits.length);
      expect(await facts(disk)).toEqual(before);
      expect((await repair(disk, leafOf)).repaired).toEqual([]);
      disk.now.unlink(`${dir}/repairs/${String(done.repaired[0]).padStart(12, "0")}.data.pb`);
      const [first] = done.repaired;
      const again = await facts(disk);
      expect([again.damage, again.commits.length]).toEqual([1, before.commits.length - 1]);
      expect((await repair(disk, leafOf, { first: first!, last: first! })).repaired).toEqual([first]);
      expect(await facts(disk)).toEqual(before);
    }
  });

  it("takes nothing that does not fit the chain, and no half of a lost segment", async () => {
    const tape = await wholeTape(lives, true);
    const other = await wholeTape([[[1], [2, 3, 1], [300]], [[2], [1]], [[40, 2], [700], [1]], [[2]]], true);
    const disk = without(tape, 2);
    const wrong = await repair(disk, await leavesOf(other));
    expect(wrong.repaired).toEqual([]);
    expect(wrong.refused.length).toBeGreaterThan(0);
    const leafOf = await leavesOf(tape);
    const { losses } = { losses: (await TapeReader.open(disk, dir)).report.damage };
    const half = await repair(disk, async (sequence) =>
      sequence === losses[0]!.firstSequence ? leafOf(sequence) : undefined,
    );
    expect(half.repaired).toEqual([]);
    expect(disk.files().some((path) => path.includes("repairs/"))).toBe(false);
  });
});

describe("a repair that is cut off", () => {
  it("leaves the tape damaged or whole at every disk operation, with evidence, and the next one completes it", async () => {
    const tape = await wholeTape(lives, true);
    const leafOf = await leavesOf(tape);
    const before = await facts(diskWith(tape));
    for (const fault of (["crash-before", "kill", "crash-after", "EIO", "ENOSPC"] as const).slice(0, times(1) + 1)) {
      for (let k = 0; ; k++) {
        const machine = without(tape, 2);
        const bytes = tape.segments[2]!.bytes.slice();
        const reader = await TapeReader.open(diskWith(tape), dir);
        const { offset, size } = reader.commits.find(({ segment }) => segment === 3)!;
        bytes[offset + (size >> 1)]! ^= 1;
        machine.put(segmentPath(3), bytes);
        const disk = new FaultDisk(machine, {
          rng: new Rng(k),
          fault: ({ index }) => (index === k ? fault : undefined),
        });
        const work = async (): Promise<void> => {
          const { damage } = (await TapeReader.open(disk, dir, { verify: "full" })).report;
          await keepDamage({ disk, clock: new FixedClock(), ids }, dir, damage);
          await repair(disk, leafOf);
        };
        await work().catch(() => undefined);
        const found = await facts(machine);
        const kept = runNow(machine, readQuarantine(dir));
        if (found.damage === 0) expect(found).toEqual(before);
        if (machine.files().some((path) => path.includes("/repairs/0"))) expect(kept.length).toBe(2);
        expect(found.commits.every((image) => before.commits.includes(image))).toBe(true);
        const { damage } = (await TapeReader.open(machine, dir, { verify: "full" })).report;
        await keepDamage({ disk: machine, clock: new FixedClock(), ids }, dir, damage);
        await repair(machine, leafOf);
        expect([fault, k, await facts(machine)]).toEqual([fault, k, before]);
        expect(new Set(runNow(machine, readQuarantine(dir)).map(({ id }) => id)).size).toBe(2);
        if (disk.log.every((operation) => operation.fault === undefined)) break;
      }
    }
  });
});

import { describe, expect, it } from "vitest";
import { runNow } from "#sdk/base/disk.js";
import { isTapelabError } from "#sdk/errors.js";
import { isCompact, sizeOfGeneration } from "#sdk/tape/compact.js";
import { encodeFrame, FRAME } from "#sdk/tape/frame.js";
import { firstImage, looksEnded } from "#sdk/tape/glance.js";
import { takeLease } from "#sdk/tape/lease.js";
import { removeOldGenerations } from "#sdk/tape/old-generations.js";
import { readQuarantine } from "#sdk/tape/quarantine.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { differingPlace } from "#sdk/workspace/differing-place.js";
import { compact, compactDeps } from "../helpers/compactor.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FaultDisk } from "../helpers/fault-disk.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { testImage } from "../helpers/images.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Oracle } from "../helpers/oracle.js";
import { readTape } from "../helpers/read-tape.js";
import { Recorder } from "../helpers/recorder.js";
import { SegmentBuilder, testTapeDir } from "../helpers/segments.js";
import { diskWith, segmentPath, wholeTape } from "../helpers/tapes.js";

const lives = [[[1], [2], [3, 1, 20], [300]], [[1, 1], [260]], Array.from({ length: 40 }, () => [1])];
const verbs = ["consolidate", "repack"] as const;

async function tapeOnDisk(isEnded = false): Promise<MemoryDisk> {
  return diskWith(await wholeTape(lives, isEnded));
}

async function hashes(disk: MemoryDisk): Promise<(string | undefined)[]> {
  const reader = await TapeReader.open(disk, testTapeDir, { verify: "full" });
  const found = await Promise.all(reader.commits.map(({ sequence }) => reader.hashOf(sequence)));
  await reader.close();
  return found;
}

function segmentSizes(disk: MemoryDisk): Map<string, Uint8Array> {
  return new Map(disk.files().map((path) => [path, disk.bytes(path)]));
}

describe("compaction", () => {
  it.each(verbs)("keeps every image, hash, label and the end (%s, T-15)", async (verb) => {
    for (const isEnded of [false, true]) {
      const disk = await tapeOnDisk(isEnded);
      const [before, known] = [readTape(disk, testTapeDir), await hashes(disk)];
      const { generation, segments } = await compact(disk, { verb });
      expect([generation, segments.length]).toEqual([2, 1]);
      const after = readTape(disk, testTapeDir);
      expect(after.commits).toEqual(before.commits);
      expect([after.isEnded, after.damage, after.notices, after.tornBytes]).toEqual([isEnded, [], [], 0]);
      expect(await hashes(disk)).toEqual(known);
      expect(runNow(disk, looksEnded(testTapeDir))).toBe(isEnded);
      expect(runNow(disk, firstImage(testTapeDir))).toEqual(before.commits[0]!.image);
      await removeOldGenerations(disk, testTapeDir, { graceHours: 0, now: Date.UTC(2100, 0) });
      expect(runNow(disk, firstImage(testTapeDir))).toEqual(before.commits[0]!.image);
      const tail = await TapeReader.openTail(disk, testTapeDir);
      expect([tail?.lastSequence, tail?.isEnded]).toEqual([before.commits.length, isEnded]);
      const newest = tail!.commits.at(-1)!;
      expect(await tail!.image(newest)).toEqual(before.commits.at(-1)!.image);
      await tail!.close();
    }
  });

  it("makes 1,000 small commits smaller, and a second run has nothing to do (R46)", async () => {
    const disk = diskWith(await wholeTape([Array.from({ length: 1_000 }, () => [1])]));
    const sizeBefore = disk.bytes(segmentPath(1)).length;
    const known = await hashes(disk);
    const estimate = await sizeOfGeneration(compactDeps(disk), testTapeDir, { verb: "repack", name: "demo" });
    const { segments } = await compact(disk);
    const size = disk.bytes(segmentPath(segments[0]!)).length;
    expect(size).toBeLessThan(sizeBefore * 0.8);
    expect(Math.abs(estimate - size)).toBeLessThan(100);
    expect(await hashes(disk)).toEqual(known);
    const reader = await TapeReader.open(disk, testTapeDir);
    expect([isCompact(reader, { verb: "repack" }), isCompact(reader, { verb: "consolidate" })]).toEqual([true, true]);
    await reader.close();
  });

  it("carries frames of unknown kinds and fields that it does not know byte for byte (T-79)", async () => {
    const disk = new MemoryDisk();
    const builder = new SegmentBuilder().batch([testImage({ label: "a" })]);
    const payload = Uint8Array.from([0xf2, 0x3e, 3, 1, 2, 3]);
    const image = testImage({ label: "b", rows: 0 });
    const withUnknown = { ...image, bytes: image.bytes.slice() };
    const bytes = Buffer.concat([
      new Uint8Array(256),
      withUnknown.bytes,
      Uint8Array.from([0xba, 0x3e, 1, 7]),
      new Uint8Array(1_024),
    ]);
    const own = new Uint8Array(bytes).subarray(256, 256 + withUnknown.bytes.length + 4);
    const { crc32 } = await import("#sdk/base/crc.js");
    builder.raw(encodeFrame(77, payload, builder.salt)).batch([{ ...image, bytes: own, crc: crc32(own) }]);
    builder.anchor(2).end().putOn(disk);
    const before = await extrasOn(disk);
    await compact(disk);
    expect(await extrasOn(disk)).toEqual(before);
    expect(before.map(({ after, kind }) => [after, kind])).toEqual([
      [1, 77],
      [2, FRAME.end],
    ]);
    expect(readTape(disk, testTapeDir).commits[1]!.image).toEqual(own);
  });
});

describe("compaction beside others", () => {
  it("refuses while a writer has the tape open, and leaves it as it was", async () => {
    const disk = await tapeOnDisk();
    runNow(disk, takeLease(testTapeDir, new CounterIds(77), new FixedClock(), false));
    const before = segmentSizes(disk);
    await expect(compact(disk)).rejects.toMatchObject({ code: "tape-busy" });
    expect(segmentSizes(disk)).toEqual(before);
  });

  it("gives way to a writer that takes the tape over in the meantime", async () => {
    const disk = await tapeOnDisk();
    const oracle = new Oracle();
    let rival: Recorder | undefined;
    const gate = async ({ name, index }: { name: string; index: number }): Promise<void> => {
      if (rival || name !== "append" || index < 20) return;
      rival = await Recorder.resume(new FaultDisk(disk), testTapeDir, oracle, 5);
      rival.append([{ label: "rival" }], "disk");
      await rival.settle();
    };
    await expect(compact(new FaultDisk(disk, { gate }))).rejects.toMatchObject({ code: "fenced" });
    const { commits } = readTape(disk, testTapeDir);
    expect(commits.at(-1)!.label).toMatch(/^rival/);
    expect(disk.files().some((path) => path.endsWith("lease.json"))).toBe(true);
  });
});

const trimTo = (last: number): { last: number; base: Uint8Array; archive: Uint8Array } => ({
  last,
  base: new Uint8Array(32).fill(last),
  archive: new Uint8Array(0),
});

describe("compaction into several segments", () => {
  it("gives way to a writer that takes the next number, and leaves it its lease", async () => {
    const disk = await tapeOnDisk();
    const oracle = new Oracle();
    let rival: Recorder | undefined;
    let segments = 0;
    const gate = async ({ name, path }: { name: string; path: string }): Promise<void> => {
      if (rival || name !== "createExcl" || !path.endsWith(".tape") || ++segments < 2) return;
      rival = await Recorder.resume(new FaultDisk(disk), testTapeDir, oracle, 5);
      rival.append([{ label: "rival" }], "disk");
      await rival.settle();
    };
    const trim = trimTo(5);
    await expect(compact(new FaultDisk(disk, { gate }), { trim })).rejects.toMatchObject({ code: "fenced" });
    expect(readTape(disk, testTapeDir).commits.at(-1)!.label).toMatch(/^rival/);
    expect(disk.files().some((path) => path.endsWith("lease.json"))).toBe(true);
  });
});

describe("two collections at once", () => {
  it("take old segments away without minding that the other one was faster", async () => {
    const start = await tapeOnDisk();
    await compact(start);
    for (let at = 0; at < 60; at++) {
      const disk = start.copy();
      let opened = 0;
      const gate = async ({ name, path }: { name: string; path: string }): Promise<void> => {
        if (name === "openRead" && path.endsWith(".tape") && opened++ === at && path !== segmentPath(43))
          disk.now.unlink(path);
      };
      const options = { graceHours: 0, now: Date.UTC(2100, 0), ids: new CounterIds(77) };
      await removeOldGenerations(new FaultDisk(disk, { gate }), testTapeDir, options);
      expect(readTape(disk, testTapeDir).damage).toEqual([]);
    }
  });
});

describe("two trims at once", () => {
  it("give up what the farther one gives up, whichever comes first", async () => {
    const disk = await tapeOnDisk();
    await compact(disk, { trim: trimTo(30) });
    await compact(disk, { trim: trimTo(5) }); // it was planned before the other one was done
    const reader = await TapeReader.open(disk, testTapeDir, { verify: "full" });
    expect(reader.report.damage).toEqual([]);
    expect([reader.compaction?.trimmed?.last, reader.compaction?.base[0]]).toEqual([30, 30]);
    await reader.close();
  });
});

describe("compaction of damage", () => {
  it("carries damaged commits as gaps, their bytes in quarantine, and heals nothing", async () => {
    for (const verb of verbs) {
      const tape = await wholeTape(lives);
      const { walk, bytes } = tape.segments[0]!;
      const changed = bytes.slice();
      for (const sequence of [2, 4]) changed[walk.images.find((one) => one.sequence === sequence)!.end - 2]! ^= 4;
      const disk = diskWith(tape, { path: tape.segments[0]!.path, bytes: changed });
      const before = readTape(disk, testTapeDir);
      const { lostCommits } = await compact(disk, { verb });
      const after = readTape(disk, testTapeDir);
      expect([lostCommits, after.damage.map(({ firstSequence }) => firstSequence)]).toEqual([2, [2, 4]]);
      expect(after.commits).toEqual(before.commits);
      expect(after.hashAt(after.commits.at(-1)!.sequence)).toBe(before.hashAt(after.commits.at(-1)!.sequence));
      expect(runNow(disk, readQuarantine(testTapeDir)).map(({ firstSequence }) => firstSequence)).toEqual([2, 4]);
      const reader = await TapeReader.open(disk, testTapeDir);
      expect(isCompact(reader, { verb })).toBe(true);
      await reader.close();
    }
  });

  it("keeps the number of a commit that was lost at the end", async () => {
    const disk = await tapeOnDisk();
    const reader = await TapeReader.open(disk, testTapeDir);
    const last = reader.commits.at(-1)!;
    await reader.close();
    const path = segmentPath(last.segment);
    const bytes = disk.bytes(path);
    bytes[last.offset + 2]! ^= 1;
    disk.put(path, bytes);
    await compact(disk);
    const { damage, commits } = readTape(disk, testTapeDir);
    expect([damage[0]?.firstSequence, commits.length]).toEqual([last.sequence, last.sequence - 1]);
    const recorder = await Recorder.resume(new FaultDisk(disk), testTapeDir, new Oracle(), 3);
    recorder.append([{ label: "next" }], "disk");
    await recorder.settle();
    expect(readTape(disk, testTapeDir).commits.at(-1)!.sequence).toBe(last.sequence + 1);
  });

  it("publishes nothing when a value reads back differently, and names it (R47)", async () => {
    const disk = await tapeOnDisk();
    const known = readTape(disk, testTapeDir);
    const image = known.commits.find(({ label, image: { length } }) => label.startsWith("c") && length > 300)!;
    let isDone = false;
    const faulty = new FaultDisk(disk);
    const append = faulty.later.append;
    const later = {
      ...faulty.later,
      append: (file: { path: string }, bytes: Uint8Array): Promise<number> => {
        const at = Buffer.from(bytes).indexOf(image.image);
        if (at < 0 || isDone) return append(file, bytes);
        isDone = true;
        const changed = bytes.slice();
        changed[at + image.image.length - 3]! ^= 8;
        return append(file, changed);
      },
    };
    const failed = await compact(
      { ...faulty, now: faulty.now, later } as FaultDisk,
      { verb: "consolidate" },
      { differing: differingPlace },
    ).catch((error: unknown) => error);
    expect(isTapelabError(failed, "not-equivalent") && failed.details.sequence).toBe(image.sequence);
    expect((failed as Error).message).toMatch(/scope \d+, variable "x\d"/);
    expect(readTape(disk, testTapeDir).commits).toEqual(known.commits);
  });
});

async function extrasOn(disk: MemoryDisk): Promise<{ after: number; kind: number; payload: Uint8Array }[]> {
  const reader = await TapeReader.open(disk, testTapeDir);
  const extras = await reader.extras();
  await reader.close();
  return extras.map(({ after, kind, payload }) => ({ after, kind, payload }));
}

describe("old segments", () => {
  const hour = 3_600_000;
  const now = new FixedClock().now();

  it("stay for the time of grace, and go when it is over", async () => {
    const disk = await tapeOnDisk();
    const before = readTape(disk, testTapeDir);
    const { segments } = await compact(disk);
    const early = await removeOldGenerations(disk, testTapeDir, { now: now + 23 * hour });
    expect([early.kept, early.keptSegments, early.segments]).toEqual(["grace", [1, 2, 3], []]);
    const dry = await removeOldGenerations(disk, testTapeDir, { now: now + 25 * hour, dryRun: true });
    expect([dry.segments.length, disk.files().length]).toEqual([3, 4]);
    const late = await removeOldGenerations(disk, testTapeDir, { now: now + 25 * hour });
    expect([late.kept, late.segments, disk.files()]).toEqual(["none", [1, 2, 3], [segmentPath(segments[0]!)]]);
    expect(readTape(disk, testTapeDir).commits).toEqual(before.commits);
  });

  it("stay while the new ones are damaged: they may still have what those lost", async () => {
    const disk = await tapeOnDisk();
    const { segments } = await compact(disk);
    const path = segmentPath(segments[0]!);
    const bytes = disk.bytes(path);
    bytes[3_000]! ^= 1;
    disk.put(path, bytes);
    const { kept } = await removeOldGenerations(disk, testTapeDir, { now: now + 99 * hour });
    expect([kept, disk.files().length]).toEqual(["damaged", 4]);
  });

  it("serve again when a segment of the new ones is missing", async () => {
    const tape = await wholeTape(lives);
    const bytes = tape.segments[0]!.bytes.slice();
    bytes[tape.segments[0]!.walk.images[1]!.end - 2]! ^= 4; // a gap begins a new segment
    const disk = diskWith(tape, { path: tape.segments[0]!.path, bytes });
    const before = readTape(disk, testTapeDir);
    const { segments } = await compact(disk);
    expect(segments.length).toBe(2);
    disk.now.unlink(segmentPath(segments[0]!));
    const { commits, notices } = readTape(disk, testTapeDir);
    expect(commits.length).toBe(before.commits.length);
    expect(notices.map(({ code }) => code)).toContain("generation-incomplete");
  });

  it("of an unfinished compaction are ignored with a notice, and go with the next one (T-14)", async () => {
    const disk = await tapeOnDisk();
    const before = readTape(disk, testTapeDir);
    let isCut = false;
    const dying = new FaultDisk(disk, {
      fault: ({ name, path }) => {
        if (name !== "append" || !path.includes("00004")) return undefined;
        const isLate = disk.bytes(path).length > 4_000;
        isCut ||= isLate;
        return isLate ? "kill" : undefined;
      },
    });
    await expect(compact(dying)).rejects.toThrow();
    const { notices, commits } = readTape(disk, testTapeDir);
    expect([isCut, notices.map(({ code }) => code)]).toEqual([true, ["generation-incomplete"]]);
    expect(commits).toEqual(before.commits);
    disk.now.unlink(`${testTapeDir}/lease.json`);
    const { segments } = await compact(disk);
    const ids = new CounterIds();
    const { segments: gone } = await removeOldGenerations(disk, testTapeDir, { now, ids });
    expect([segments, gone]).toEqual([[5], [4]]);
    expect(readTape(disk, testTapeDir).notices).toEqual([]);
  });
});

describe("a reader of a tape that is compacted meanwhile", () => {
  it("goes on where it was, whether it has the old segments open or finds them gone", async () => {
    for (const isOpen of [true, false]) {
      const disk = await tapeOnDisk();
      const reader = await TapeReader.open(disk, testTapeDir);
      const entries = [...reader.commits];
      if (isOpen) for await (const _ of reader.images(entries));
      await compact(disk);
      await removeOldGenerations(disk, testTapeDir, { now: now() });
      const images = new Map(readTape(disk, testTapeDir).commits.map(({ sequence, image }) => [sequence, image]));
      for await (const group of reader.images(entries))
        for (const { entry, image } of group) expect(Buffer.compare(image, images.get(entry.sequence)!)).toBe(0);
      expect(reader.report.notices.map(({ code }) => code)).toEqual(isOpen ? [] : ["generation-gone"]);
      expect((await reader.refresh()).added).toEqual([]);
      await reader.close();
    }
  });

  function now(): number {
    return new FixedClock().now() + 99 * 3_600_000;
  }
});

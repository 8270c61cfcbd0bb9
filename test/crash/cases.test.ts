import { describe, expect, it } from "vitest";
import { FaultDisk, type Operation } from "../helpers/fault-disk.js";
import { testImage } from "../helpers/images.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Oracle } from "../helpers/oracle.js";
import { readOnce, readTape } from "../helpers/read-tape.js";
import { Recorder } from "../helpers/recorder.js";
import { Rng } from "../helpers/rng.js";
import { SegmentBuilder, testTapeDir, testTapesDir } from "../helpers/segments.js";
import { diskWith, segmentPath, wholeTape } from "../helpers/tapes.js";
import { walkSegment } from "../helpers/walk.js";

const machine = (): MemoryDisk => {
  const disk = new MemoryDisk();
  disk.putDir(testTapesDir);
  return disk;
};

const recorderOn = (fault?: (operation: Operation) => Operation["fault"]) => {
  const disk = new FaultDisk(machine(), { rng: new Rng(3), fault });
  const oracle = new Oracle();
  return { disk, oracle, recorder: Recorder.create(disk, testTapeDir, oracle) };
};

const kinds = (disk: FaultDisk, from = 0): string => {
  const { frames } = walkSegment(disk.machine.bytes(segmentPath(1)));
  return frames
    .filter(({ start }) => start >= from)
    .map(({ kind, flags }) => `${kind}${flags ? "a" : ""}`)
    .join(" ");
};

const codes = (disk: MemoryDisk): string[] => readTape(disk, testTapeDir).notices.map(({ code }) => code);
const sequences = (disk: MemoryDisk): number[] => readTape(disk, testTapeDir).commits.map(({ sequence }) => sequence);

describe("batches", () => {
  it("writes a small single commit as one micro frame (T-04)", async () => {
    const { disk, recorder } = recorderOn();
    recorder.append([{ label: "" }], "os");
    const from = disk.machine.bytes(segmentPath(1)).length;
    recorder.append([{ label: "" }], "os");
    expect(kinds(disk, from)).toBe("4");
    expect(disk.machine.bytes(segmentPath(1)).length - from).toBeLessThanOrEqual(112);
  });

  it("flushes ten queued commits in one data frame, one write, one marker twice, one fdatasync (T-05)", async () => {
    const { disk, recorder } = recorderOn();
    recorder.append([{ label: "first", rows: 10 }], "disk");
    await recorder.settle();
    const from = disk.machine.bytes(segmentPath(1)).length;
    const before = disk.count;
    recorder.append(
      Array.from({ length: 10 }, () => ({ label: "q", rows: 10 })),
      "disk",
    );
    await recorder.settle();
    expect(kinds(disk, from)).toMatch(/^2 3 3 3a( 3a)?$/); // a long anchor is written once
    const done = disk.writes.filter(({ index }) => index >= before).map(({ name }) => name);
    expect(done).toEqual(["append", "append", "sync"]); // the block, its anchor
    expect(readOnce(disk.machine, testTapeDir).provedSequence).toBe(11);
  });

  it("states every image hash once, with an anchor at the latest after 64 batches before an acknowledgement (T-65)", async () => {
    const { disk, recorder } = recorderOn();
    for (let i = 0; i < 200; i++) {
      recorder.append([{ label: "m" }], i % 60 === 59 ? "disk" : "os");
      if (i % 60 === 59) await recorder.settle();
    }
    recorder.append([{ label: "m" }], "disk");
    await recorder.settle();
    expect(readOnce(disk.machine, testTapeDir).provedSequence).toBe(201);
  });
});

describe("torn tails and losses", () => {
  it("takes a last block without markers for a torn tail (T-55)", async () => {
    const tape = await wholeTape([[[1], Array.from({ length: 12 }, () => 2)]]);
    const [segment] = tape.segments;
    const block = segment!.walk.frames.findIndex(({ kind }) => kind === 2);
    const { start } = segment!.walk.frames[block + 1]!;
    const bytes = segment!.bytes.slice();
    bytes.fill(0, start);
    const disk = diskWith(tape, { path: segment!.path, bytes });
    expect([sequences(disk), codes(disk), readTape(disk, testTapeDir).damage]).toEqual([[1], ["torn-tail"], []]);
  });

  it("takes a last batch with a zeroed data sector for a torn tail, not for damage (T-56)", () => {
    const tape = new SegmentBuilder().batch([testImage({ label: "a" })]).anchor(1);
    const from = tape.bytes().length;
    tape.batch([testImage({ label: "own", rows: 400 })], 1);
    const bytes = tape.bytes();
    bytes.fill(0, from + 512, from + 1_024);
    const disk = new MemoryDisk();
    tape.putOn(disk, bytes);
    expect([sequences(disk), codes(disk), readTape(disk, testTapeDir).damage]).toEqual([[1], ["torn-tail"], []]);
  });

  it("names the one damaged commit of a block, when later commits prove that it was there (T-06)", async () => {
    const tape = await wholeTape([[[1], Array.from({ length: 10 }, () => 10), [1]]]);
    const [segment] = tape.segments;
    const image = segment!.walk.images.find(({ sequence }) => sequence === 4)!;
    const bytes = segment!.bytes.slice();
    bytes[image.end - 3]! ^= 4;
    const { commits, damage } = readTape(diskWith(tape, { path: segment!.path, bytes }), testTapeDir);
    expect(commits.length).toBe(11);
    expect(damage.map(({ code, firstSequence, lastSequence }) => [code, firstSequence, lastSequence])).toEqual([
      ["corrupt-commit", 4, 4],
    ]);
  });

  it("gives the same answers when the directory of a segment is damaged, and one notice (T-17)", async () => {
    const tape = await wholeTape([[[1], [2, 3], [300]]], true);
    const [segment] = tape.segments;
    const footer = segment!.walk.frames.find(({ kind }) => kind === 6)!;
    const bytes = segment!.bytes.slice();
    bytes[footer.payloadStart + 9]! ^= 1;
    const disk = diskWith(tape, { path: segment!.path, bytes });
    const { commits, notices, damage, isEnded } = readTape(disk, testTapeDir);
    expect(commits).toEqual(tape.reading.commits);
    expect([notices.map(({ code }) => code), damage, isEnded]).toEqual([["footer-damaged"], [], true]);
  });
});

describe("failures", () => {
  it("never syncs a file again whose sync failed once, and loses nothing (T-12, T-60)", async () => {
    let hasFailed = false;
    const { disk, oracle, recorder } = recorderOn(({ name, path, index }) => {
      if (hasFailed || name !== "sync" || index < 15 || !path.includes("seg-")) return undefined;
      hasFailed = true;
      return "EIO";
    });
    for (let i = 0; i < 5; i++) {
      recorder.append([{ label: "c" }], "disk");
      await recorder.settle();
    }
    const failed = disk.log.find(({ error }) => error === "EIO")!;
    const again = disk.log.filter(
      ({ name, path, index }) => /sync/i.test(name) && path === failed.path && index > failed.index,
    );
    expect([hasFailed, again]).toEqual([true, []]);
    oracle.losePower();
    for (let seed = 0; seed < 20; seed++) oracle.check(readTape(disk.machine.powerLoss(new Rng(seed)), testTapeDir));
    expect(oracle.acknowledged.filter(({ level }) => level === "disk").length).toBeGreaterThanOrEqual(4);
  });

  it("uses the next number when the header of a new segment could not be written (T-62)", async () => {
    const { disk, oracle, recorder } = recorderOn(({ name, index }) => {
      if (name === "append" && index > 20 && index < 40) return "ENOSPC";
      return undefined;
    });
    for (let i = 0; i < 30; i++) {
      recorder.append([{ label: "c" }], "disk");
      await recorder.settle();
    }
    expect(recorder.heldCount).toBe(0);
    oracle.check(readTape(disk.machine, testTapeDir));
    expect(sequences(disk.machine).length).toBe(30);
    expect(disk.machine.files().filter((path) => path.endsWith(".tape")).length).toBeGreaterThan(2);
  });

  it("acknowledges by a sync only what was written before it started (T-64)", async () => {
    const gates: { name: string; go: () => void }[] = [];
    const disk = new FaultDisk(machine(), { gate: ({ name }) => new Promise((go) => gates.push({ name, go })) });
    const oracle = new Oracle();
    const recorder = Recorder.create(disk, testTapeDir, oracle);
    for (let i = 0; i < 3; i++) recorder.append([{ label: "early" }], "disk");
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const onDisk = (): number => oracle.acknowledged.filter(({ level }) => level === "disk").length;
    await turn();
    gates.shift()!.go(); // the sync starts
    await turn();
    recorder.append([{ label: "late" }], "disk");
    gates.shift()!.go(); // and ends
    await turn();
    for (const name of ["fsyncDir", "fsyncDir", "readdir"]) {
      expect([onDisk(), gates[0]?.name]).toEqual([0, name]); // the folders of a new tape, and the look at the fence
      gates.shift()!.go();
      await turn();
    }
    expect(onDisk()).toBe(3);
    for (let seed = 0; seed < 50; seed++) {
      const after = readTape(disk.machine.powerLoss(new Rng(seed)), testTapeDir);
      expect(after.commits.length).toBeGreaterThanOrEqual(3);
    }
    while (onDisk() < 4) {
      gates.shift()?.go();
      await turn();
    }
  });
});

describe("reading", () => {
  it("needs no write and no file but the segments (T-16)", async () => {
    const tape = await wholeTape([[[1], [2, 9]], [[1]]]);
    const view = new FaultDisk(diskWith(tape));
    expect(readOnce(view, testTapeDir).commits).toEqual(tape.reading.commits);
    expect(view.writes).toEqual([]);
  });

  it("gives byte-identical segments for the same story, clock and ids (T-74)", async () => {
    const [one, two] = [await wholeTape([[[1], [2, 9], [300]]], true), await wholeTape([[[1], [2, 9], [300]]], true)];
    expect(two!.segments.map(({ bytes }) => bytes)).toEqual(one!.segments.map(({ bytes }) => bytes));
  });
});

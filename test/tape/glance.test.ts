import { describe, expect, it } from "vitest";
import { runNow } from "#sdk/base/disk.js";
import { firstImage, looksEnded } from "#sdk/tape/glance.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { testImage } from "../helpers/images.js";
import { MemoryDisk } from "../helpers/memory-disk.js";

const tape = "0190f3c2".repeat(4);
const dir = `/w/tapes/${tape}`;

function writer(disk: MemoryDisk): TapeWriter {
  return TapeWriter.create(dir, "1".repeat(32), {
    disk,
    clock: new FixedClock(),
    ids: new CounterIds(),
    background: false,
  });
}

describe("firstImage", () => {
  it("is the image of commit 1, however long the tape", () => {
    const disk = new MemoryDisk();
    const tapeWriter = writer(disk);
    const first = testImage({ label: "first" });
    const bytes = first.bytes.slice();
    tapeWriter.append([first]);
    for (let i = 0; i < 20; i++) tapeWriter.append([testImage({ label: `c${i}` })]);
    expect(runNow(disk, firstImage(dir))).toEqual(bytes);
  });

  it("is nothing in an empty folder, and when its bytes are damaged", () => {
    const disk = new MemoryDisk();
    disk.now.mkdir(dir);
    expect(runNow(disk, firstImage(dir))).toBeUndefined();
    const tapeWriter = writer(disk);
    tapeWriter.append([testImage({ label: "first" })]);
    tapeWriter.append([testImage({ label: "second" })]);
    const path = `${dir}/seg-00000001.tape`;
    const damaged = disk.bytes(path);
    damaged.fill(0xff, 1_024, 1_100);
    disk.put(path, damaged);
    expect(runNow(disk, firstImage(dir))).toBeUndefined();
  });
});

describe("looksEnded", () => {
  it("tells an ended tape from one that is still written, or was left", async () => {
    const disk = new MemoryDisk();
    disk.now.mkdir(dir);
    expect(runNow(disk, looksEnded(dir))).toBe(false);
    const tapeWriter = writer(disk);
    tapeWriter.append([testImage({ label: "first" })]);
    expect(runNow(disk, looksEnded(dir))).toBe(false);
    await tapeWriter.end();
    expect(runNow(disk, looksEnded(dir))).toBe(true);
  });
});

import { describe, expect, it } from "vitest";
import { TapeReader } from "#sdk/tape/reader.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { testImage } from "../helpers/images.js";
import { MemoryDisk } from "../helpers/memory-disk.js";

const dir = "/lab/tapes/0123456789abcdef0123456789abcdef";
const workspace = "f".repeat(32);

function deps(disk: MemoryDisk) {
  return { disk, clock: new FixedClock(), ids: new CounterIds(), background: false };
}

function images(count: number, from = 1, rows = 1) {
  return Array.from({ length: count }, (_, i) => testImage({ label: `c${from + i}`, rows }));
}

async function newTape() {
  const disk = new MemoryDisk();
  disk.now.mkdir("/lab/tapes");
  return { disk, writer: TapeWriter.create(dir, workspace, deps(disk)) };
}

async function labels(disk: MemoryDisk, options = {}) {
  const reader = await TapeReader.open(disk, dir, options);
  expect(reader.report.damage).toEqual([]);
  return reader.commits.map((entry) => `${entry.sequence}:${entry.label}`);
}

describe("TapeWriter", () => {
  it("writes commits that a reader sees at once, in order", async () => {
    const { disk, writer } = await newTape();
    const { written, error } = writer.append(images(3));
    expect(error).toBeUndefined();
    expect(written.map((commit) => commit.sequence)).toEqual([1, 2, 3]);
    expect(await labels(disk)).toEqual(["1:c1", "2:c2", "3:c3"]);
  });

  it("gives every commit back with equal bytes and the hash it was acknowledged with", async () => {
    const { disk, writer } = await newTape();
    const made = [...images(1), ...images(5, 2, 20), ...images(1, 7, 300)];
    const copies = made.map((image) => Buffer.from(image.bytes).toString("hex"));
    const { written } = writer.append(made);
    const hashes = written.map((commit) => commit.hash);
    await writer.durable(7);
    await writer.end();
    for (const verify of ["crc", "full"] as const) {
      const reader = await TapeReader.open(disk, dir, { verify });
      expect(reader.report).toEqual({ notices: [], damage: [], tornBytes: 0 });
      expect(reader.isEnded).toBe(true);
      const read: string[] = [];
      for await (const group of reader.images(reader.commits)) {
        for (const { image } of group) read.push(Buffer.from(image).toString("hex"));
      }
      expect(read).toEqual(copies);
      expect(await Promise.all(reader.commits.map((entry) => reader.hashOf(entry.sequence)))).toEqual(hashes);
    }
  });

  it("goes on in a new segment after resuming, and leaves the old one as it was", async () => {
    const { disk, writer } = await newTape();
    writer.append(images(3));
    await writer.durable(3);
    await writer.close();
    const before = disk.now.readdir(dir);
    const { writer: again } = await TapeWriter.resume(dir, deps(disk));
    expect(disk.now.readdir(dir).filter((name) => name.startsWith("seg"))).toEqual(
      before.filter((name) => name.startsWith("seg")),
    );
    again.append(images(2, 4));
    await again.durable(5);
    await again.end();
    expect(await labels(disk, { verify: "full" })).toEqual(["1:c1", "2:c2", "3:c3", "4:c4", "5:c5"]);
    expect(disk.now.readdir(dir).sort()).toEqual(["seg-00000001.tape", "seg-00000002.tape"]);
  });

  it("lets only the later of two writers acknowledge", async () => {
    const { disk, writer } = await newTape();
    writer.append(images(2));
    await writer.durable(2);
    const { writer: other } = await TapeWriter.resume(dir, deps(disk), { takeOver: true });
    expect(other.append(images(1, 3)).error).toBeUndefined();
    const { written, error } = writer.append(images(1, 9));
    expect(written).toEqual([]);
    expect(error?.code).toBe("fenced");
    await other.end();
    expect(await labels(disk, { verify: "full" })).toEqual(["1:c1", "2:c2", "3:c3"]);
  });

  it("shows a follower each commit once, in order", async () => {
    const { disk, writer } = await newTape();
    writer.append(images(2));
    const reader = await TapeReader.open(disk, dir);
    const seen = reader.commits.map((entry) => entry.sequence);
    for (let i = 3; i < 30; i++) {
      writer.append(images(1, i, i));
      const { added, retracted } = await reader.refresh();
      expect(retracted).toBe(0);
      seen.push(...added.map((entry) => entry.sequence));
      if (i % 5 === 0) await writer.durable(i);
    }
    expect(seen).toEqual(Array.from({ length: 29 }, (_, i) => i + 1));
  });
});

import { describe, expect, it } from "vitest";
import { runNow } from "#sdk/base/disk.js";
import { encodeFrame, FRAME } from "#sdk/tape/frame.js";
import { recoverTape } from "#sdk/tape/recover.js";
import { verifyProofs } from "#sdk/tape/verify.js";
import { testImage } from "../helpers/images.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { readOnce, readTape } from "../helpers/read-tape.js";
import { Rng } from "../helpers/rng.js";
import { SegmentBuilder, testTapeDir } from "../helpers/segments.js";

const image = (label: string, rows = 1) => testImage({ label, rows });
const labels = (disk: MemoryDisk): string[] => readTape(disk, testTapeDir).commits.map(({ label }) => label);
const codes = (disk: MemoryDisk): string[] => [...new Set(readTape(disk, testTapeDir).notices.map(({ code }) => code))];

/** Six commits: micro, micro, a shared block of three, an own block; all of them proved and on disk. */
const mixed = (): SegmentBuilder =>
  new SegmentBuilder()
    .batch([image("a")])
    .batch([image("b")])
    .batch([image("c"), image("d", 9), image("e", 20)])
    .batch([image("f", 300)])
    .anchor(6);

describe("headers", () => {
  it("ends on a header that names itself as its predecessor, and reports it (T-18)", () => {
    const disk = new MemoryDisk();
    const first = mixed();
    first.putOn(disk);
    new SegmentBuilder({ ...first.following(), previous: 2 }).batch([image("g")]).putOn(disk);
    const start = process.hrtime.bigint();
    expect(labels(disk)).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
    expect(codes(disk)).toEqual(["bad-header"]);
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(1_000);
  });

  it("ends on two headers that name each other", () => {
    const disk = new MemoryDisk();
    new SegmentBuilder({ segment: 2, previous: 3 }).batch([image("a")]).putOn(disk);
    new SegmentBuilder({ segment: 3, previous: 2, previousLength: 4_096, baseSequence: 2 })
      .batch([image("b")])
      .putOn(disk);
    expect(labels(disk)).toContain("b");
  });

  it("derives the place of a segment with both headers zeroed from its content (T-51)", () => {
    const disk = new MemoryDisk();
    const first = mixed();
    first.putOn(disk);
    const second = new SegmentBuilder(first.following());
    for (const label of ["g", "h", "i", "j", "k", "l"]) second.batch([image(label)]);
    second.putOn(disk, second.bytes().fill(0, 0, 1_024));
    expect(labels(disk)).toEqual([..."abcdefghijkl"]);
    expect(codes(disk)).toEqual(["bad-header"]);
    expect(readTape(disk, testTapeDir).damage).toEqual([]);
  });

  it("loses nothing to any one flipped bit of 1,024, and reports each (T-52)", () => {
    const good = mixed();
    const bytes = good.bytes();
    for (let bit = 0; bit < 8_192; bit++) {
      const disk = new MemoryDisk();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      good.putOn(disk, bytes);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const { commits, notices, damage } = readOnce(disk, testTapeDir);
      if (commits.length !== 6 || damage.length > 0 || notices.length === 0) {
        throw new Error(`bit ${bit}: ${commits.length} commits, ${damage.length} damages, ${notices.length} notices`);
      }
    }
  });

  it("refuses a newer major format and accepts a newer minor one", () => {
    const disk = new MemoryDisk();
    const tape = mixed();
    const bytes = tape.bytes();
    bytes[8] = 2;
    tape.putOn(disk, resealed(bytes));
    expect(() => readTape(disk, testTapeDir)).toThrow("Nothing was changed");
    bytes[8] = 1;
    bytes[10] = 3;
    tape.putOn(disk, resealed(bytes));
    expect(labels(disk).length).toBe(6);
  });
});

describe("frames", () => {
  it("never takes a segment of another tape or with another number for its own (T-75)", () => {
    const disk = new MemoryDisk();
    disk.put(`${testTapeDir}/seg-00000002.tape`, mixed().bytes());
    disk.put(
      `${testTapeDir}/seg-00000001.tape`,
      new SegmentBuilder({ tapeId: "f".repeat(32) }).batch([image("x")]).bytes(),
    );
    expect(labels(disk)).toEqual([]);
  });

  it("keeps all commits when the first copy of a shape is zeroed, and says so (T-08)", () => {
    const tape = mixed();
    const bytes = tape.bytes();
    bytes.fill(0, 1_024, 1_024 + 40);
    const disk = new MemoryDisk();
    tape.putOn(disk, bytes);
    expect(labels(disk)).toEqual([..."abcdef"]);
    expect(codes(disk)).toEqual(["bytes-damaged", "shape-copy-damaged"]);
  });

  it("skips unknown kinds and says nothing is wrong (T-79)", () => {
    const tape = new SegmentBuilder().batch([image("a")]);
    tape.raw(encodeFrame(77, new Rng(3).bytes(100), tape.salt)).batch([image("b")]);
    const disk = new MemoryDisk();
    tape.putOn(disk);
    expect(labels(disk)).toEqual(["a", "b"]);
    expect(readTape(disk, testTapeDir).damage).toEqual([]);
  });
});

describe("full verification", () => {
  it("finds an image whose checksums were made to fit, by its hash and by the chain", () => {
    const tape = new SegmentBuilder()
      .batch([image("a")])
      .batch([image("b")])
      .batch([image("c")]);
    tape.images[1] = Uint8Array.from(tape.images[1]!).fill(0, 0, 1);
    tape.anchor(3);
    const disk = new MemoryDisk();
    tape.putOn(disk);
    const recovery = runNow(disk, recoverTape(testTapeDir, { useFooters: false }));
    expect(recovery.losses).toEqual([]);
    const { entries, losses } = runNow(disk, verifyProofs(recovery));
    expect([entries.map(({ label }) => label), losses.map(({ first, last }) => [first, last])]).toEqual([
      ["a", "c"],
      [[2, 2]],
    ]);
  });
});

describe("cost", () => {
  it("takes time linear in the bytes of forged frame heads that claim to run to the end (T-84)", () => {
    for (const kind of [FRAME.marker, FRAME.data, FRAME.shape, FRAME.micro]) {
      const time = (size: number): number => {
        const tape = new SegmentBuilder().batch([image("a")]).anchor(1);
        const forged = new Uint8Array(size);
        const view = new DataView(forged.buffer);
        for (let at = 0; at + 16 <= size; at += 16) {
          view.setUint32(at, 0x544c4631);
          view.setUint32(at + 4, size - at - 16, true);
          forged[at + 8] = kind;
        }
        const disk = new MemoryDisk();
        // Behind it a commit that proves that there was something, so that the reader has to look for it.
        tape.raw(forged);
        const later = new SegmentBuilder({ baseSequence: 9 }).batch([image("z")]);
        tape.raw(later.bytes().subarray(1_024)).putOn(disk);
        const start = process.hrtime.bigint();
        readTape(disk, testTapeDir);
        return Number(process.hrtime.bigint() - start) / 1e6;
      };
      const best = (size: number): number => Math.min(...[1, 2, 3].map(() => time(size)));
      time(32_768);
      expect(best(262_144), `kind ${kind}`).toBeLessThan(10 * best(32_768) + 100);
    }
  });
});

function resealed(bytes: Uint8Array): Uint8Array {
  const { crc32 } = require("node:zlib") as { crc32(bytes: Uint8Array): number };
  const view = new DataView(bytes.buffer);
  view.setUint32(508, crc32(bytes.subarray(0, 508)), true);
  bytes.copyWithin(512, 0, 512);
  return bytes;
}

import { openEnvelope } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { FRAME, frameAt } from "#sdk/tape/frame.js";
import { frameSalt, HEADER_SIZE } from "#sdk/tape/layout.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { decodeImage } from "#sdk/value/decode.js";
import { openShape } from "#sdk/value/shape.js";
import { FaultDisk } from "../helpers/fault-disk.js";
import type { FixedClock } from "../helpers/fixed-clock.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { commitsOn, type TestSession, testSession } from "../record/session-deps.js";

const path = (test: TestSession, segment = 1): string => `${test.dir}/seg-0000000${segment}.tape`;

function bytesOf(test: TestSession): Uint8Array {
  const file = test.disk.now.openRead(path(test));
  const bytes = new Uint8Array(test.disk.now.size(file));
  test.disk.now.read(file, bytes, 0);
  test.disk.now.close(file);
  return bytes;
}

/** The same tape with some bytes changed, on a disk of its own. */
function damaged(test: TestSession, change: (bytes: Uint8Array) => void): MemoryDisk {
  const bytes = bytesOf(test);
  change(bytes);
  const disk = new MemoryDisk();
  disk.now.mkdir(test.dir);
  const file = disk.now.createExcl(path(test));
  disk.now.append(file, bytes);
  disk.now.close(file);
  return disk;
}

/** Kinds of the frames behind a position. */
function frameKinds(test: TestSession, from: number): number[] {
  const bytes = bytesOf(test);
  const view = new DataView(bytes.buffer);
  const salt = frameSalt(test.session.id, 1);
  const kinds: number[] = [];
  for (let at = from; at < bytes.length; ) {
    const frame = frameAt(bytes, view, at, bytes.length, salt);
    if (!frame) break;
    openEnvelope(bytes.subarray(frame.payloadStart, frame.payloadEnd));
    kinds.push(frame.kind);
    at = frame.end;
  }
  return kinds;
}

async function recordTen(test: TestSession): Promise<void> {
  for (let i = 0; i < 10; i++) {
    for (let k = 0; k < 10; k++) test.session.capture("s", { i, k, x: i / (k + 1) });
    test.session.queue(`c${i}`, { maxPending: 100 });
  }
  await test.session.flush();
}

describe("ten queued commits of ten scopes", () => {
  it("become one data frame, one write and one marker written twice, each commit with its own hash (T-05)", async () => {
    const disk = new FaultDisk(new MemoryDisk());
    const test = testSession(disk);
    test.session.capture("s", { i: 0, k: 0, x: 0 });
    await test.session.commit("shapes"); // brings the shape
    const size = disk.now.stat(path(test))?.size ?? 0;
    const before = disk.log.length;
    await recordTen(test);
    const log = disk.log.slice(before).filter(({ path: file }) => file.endsWith(".tape"));
    expect(log.filter(({ name }) => name === "append")).toHaveLength(2); // the batch, and the anchor that proves it
    expect(log.filter(({ name }) => name === "sync")).toHaveLength(1);
    expect(frameKinds(test, size)).toEqual([FRAME.data, FRAME.marker, FRAME.marker, FRAME.marker]);
    const reader = await TapeReader.open(disk, test.dir, { verify: "full" });
    const hashes = await Promise.all(reader.commits.map((entry) => reader.hashOf(entry.sequence)));
    expect(new Set(hashes).size).toBe(12);
  });

  it("lose only the one in whose image a bit flips, which is named (T-06)", async () => {
    const test = testSession();
    await recordTen(test);
    await test.session.end();
    const whole = await TapeReader.open(test.disk, test.dir);
    const victim = whole.commits.find((entry) => entry.label === "c4")!;
    const disk = damaged(test, (bytes) => {
      bytes[victim.offset + 60]! ^= 4;
    });
    const reader = await TapeReader.open(disk, test.dir, { verify: "full" });
    expect(reader.commits.filter((entry) => entry.kind === 0).map((entry) => entry.label)).toEqual(
      [0, 1, 2, 3, 5, 6, 7, 8, 9].map((i) => `c${i}`),
    );
    expect(reader.report.damage).toMatchObject([
      { code: "corrupt-commit", firstSequence: victim.sequence, lastSequence: victim.sequence },
    ]);
    expect(reader.report.damage[0]?.text).toMatch(
      /Commit 6 of tape .* is damaged on disk \(bytes \d+-\d+ of segment 1\)/,
    );
  });
});

describe("a damaged commit", () => {
  it("takes no words with it that later commits use (T-07)", async () => {
    const test = testSession();
    for (let i = 0; i < 3; i++) {
      for (let k = 0; k < 300; k++) test.session.capture("s", { mode: k % 2 ? "brake" : "idle" });
      test.session.queue(`c${i}`);
    }
    await test.session.end();
    const first = (await TapeReader.open(test.disk, test.dir)).commits.find((entry) => entry.label === "c0")!;
    const disk = damaged(test, (bytes) => {
      bytes[first.offset + first.size - 3]! ^= 1;
    });
    const reader = await TapeReader.open(disk, test.dir, { verify: "full" });
    const later = reader.commits.find((entry) => entry.label === "c1")!;
    const decoded = decodeImage(await reader.image(later), (id) => {
      const bytes = reader.shapeBytes(later, id);
      return bytes && openShape(bytes);
    });
    expect(decoded.strips[0]?.column("mode")?.get(1)).toBe("brake");
    expect(reader.report.damage).toHaveLength(1);
  });
});

describe("reading", () => {
  it("writes nothing, neither on a whole tape nor on a damaged one (T-16)", async () => {
    const test = testSession();
    await recordTen(test);
    const disk = new FaultDisk(damaged(test, (bytes) => bytes.fill(0xff, HEADER_SIZE + 200, HEADER_SIZE + 300)));
    for (const verify of ["crc", "full"] as const) {
      const reader = await TapeReader.open(disk, test.dir, { verify });
      for await (const group of reader.images(reader.commits)) expect(group.length).toBeGreaterThan(0);
      await reader.refresh();
      await reader.close();
    }
    expect(disk.writes).toEqual([]);
  });

  it("gives the same answers with a damaged directory as with a whole one, and says so (T-17)", async () => {
    const test = testSession();
    for (let i = 0; i < 3; i++) {
      for (let k = 0; k < 400; k++) test.session.capture("s", { k, x: k / 7 });
      test.session.queue(`c${i}`);
    }
    await test.session.end();
    const whole = await TapeReader.open(test.disk, test.dir);
    expect(whole.commits.some((entry) => entry.strips !== undefined)).toBe(true);
    const size = bytesOf(test).length;
    for (const at of [size - 5, size - 40, size - 90]) {
      const disk = damaged(test, (bytes) => {
        bytes[at]! ^= 16;
      });
      const reader = await TapeReader.open(disk, test.dir);
      const plain = (entries: typeof reader.commits) => entries.map(({ strips: _, ...entry }) => entry);
      expect(plain(reader.commits)).toEqual(plain(whole.commits));
      expect([reader.isEnded, reader.report.damage]).toEqual([true, []]);
      expect(reader.report.notices.map((notice) => notice.code)).toEqual(["footer-damaged"]);
    }
  });

  it("keeps the order of commits when the clock steps back or jumps ahead, and notes the step (S12)", async () => {
    const test = testSession();
    const clock = test.deps.clock as FixedClock;
    const steps = [0, -3_600_000, 315_576_000_000, 5];
    let now = clock.now();
    (test.deps as { clock: { now(): number; mono(): bigint } }).clock.now = () => now;
    for (const [i, step] of steps.entries()) {
      now += step;
      test.session.capture("s", { i });
      await test.session.commit(`c${i}`);
    }
    const reader = await TapeReader.open(test.disk, test.dir);
    expect((await commitsOn(test)).map((commit) => commit.label)).toEqual(["c0", "c1", "c2", "c3"]);
    expect(reader.report.notices).toMatchObject([{ code: "clock-step" }]);
    expect(reader.report.notices[0]?.text).toMatch(/moved back 3600.0 s between commits 2 and 3; order is unaffected/);
  });
});

describe("an image of more than 32 MiB", () => {
  it("is cut into part frames, comes back equal, and a flipped bit costs it alone", async () => {
    const big = { "session.max_queued_bytes": 192 * 2 ** 20, "record.inline_max_bytes": 2 ** 30 };
    const test = testSession(new MemoryDisk(), big);
    const field = Float64Array.from({ length: 4_500_000 }, (_, i) => i / 3); // 36 MB
    for (const label of ["before", "large", "after"]) {
      test.session.capture("s", label === "large" ? { field } : { label });
      await test.session.commit(label);
    }
    await test.session.end();
    const reader = await TapeReader.open(test.disk, test.dir, { verify: "full" });
    const entry = reader.commits.find(({ label }) => label === "large")!;
    expect(entry.pieces).toHaveLength(2);
    const decoded = decodeImage(await reader.image(entry), (id) => {
      const bytes = reader.shapeBytes(entry, id);
      return bytes && openShape(bytes);
    });
    expect(
      Buffer.compare(
        Buffer.from((decoded.strips[0]!.column("field")!.get(0) as Float64Array).buffer),
        Buffer.from(field.buffer),
      ),
    ).toBe(0);
    const disk = damaged(test, (bytes) => {
      bytes[entry.pieces![1]!.offset + 1_000]! ^= 1;
    });
    const hurt = await TapeReader.open(disk, test.dir);
    expect(hurt.commits.filter(({ kind }) => kind === 0).map(({ label }) => label)).toEqual(["before", "after"]);
    expect(hurt.report.damage).toMatchObject([{ firstSequence: entry.sequence, lastSequence: entry.sequence }]);
  });
});

import { describe, expect, it } from "vitest";
import { TapeReader } from "#sdk/tape/reader.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { FaultDisk } from "../helpers/fault-disk.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { type TestSession, testSession } from "../record/session-deps.js";

async function record(commits: number, rows: number): Promise<TestSession & { disk: FaultDisk }> {
  const disk = new FaultDisk(new MemoryDisk());
  const test = testSession(disk);
  for (let i = 0; i < commits; i++) {
    for (let k = 0; k < rows; k++) test.session.capture("s", { i, k });
    test.session.queue(`c${i}`);
    if (i % 10 === 9) await test.session.flush();
  }
  await test.session.finalize();
  return { ...test, disk };
}

async function tailOf(test: TestSession): Promise<string[] | undefined> {
  const reader = await TapeReader.openTail(test.disk, test.dir);
  return reader?.commits.map(({ sequence, label }) => `${sequence}:${label}`);
}

describe("the newest commits", () => {
  it("are found in at most six reads, on a long tape as on a short one (P-05)", async () => {
    const reads: { count: number; bytes: number }[] = [];
    for (const commits of [300, 1_500]) {
      const test = await record(commits, 300);
      await test.session.end();
      const from = test.disk.log.length;
      expect((await tailOf(test))?.at(-2)).toBe(`${commits + 1}:c${commits - 1}`);
      const log = test.disk.log.slice(from).filter(({ name }) => name === "read");
      reads.push({ count: log.length, bytes: log.reduce((sum, { size }) => sum + size, 0) });
    }
    const [short, long] = reads;
    expect(long!.bytes - short!.bytes).toBeLessThanOrEqual(4_096);
    expect(long!.count).toBeLessThanOrEqual(6);
  });

  it("are the same as those of the whole tape, with equal images, whatever the size of commits and after the end", async () => {
    for (const rows of [1, 5, 40, 300]) {
      for (const isEnded of [false, true]) {
        const test = await record(12, rows);
        if (isEnded) await test.session.end();
        const whole = await TapeReader.open(test.disk, test.dir);
        const tail = (await TapeReader.openTail(test.disk, test.dir))!;
        const [first, ...newest] = tail.commits;
        expect(first?.sequence).toBe(1);
        expect(newest.some(({ kind }) => kind === 0)).toBe(true);
        expect(newest.at(-1)?.sequence).toBe(whole.commits.at(-1)?.sequence);
        for (const entry of newest) {
          const other = whole.commits.find(({ sequence }) => sequence === entry.sequence)!;
          expect({ ...entry, strips: undefined }).toEqual({ ...other, strips: undefined });
          expect(await tail.image(entry)).toEqual(await whole.image(other));
        }
        expect(tail.isEnded).toBe(isEnded);
      }
    }
  });

  it("are found in the newest of several segments", async () => {
    const test = await record(3, 5);
    const { deps, dir } = test;
    await test.session.end();
    const { writer } = await TapeWriter.resume(dir, { ...deps, background: false });
    await writer.open();
    expect(await tailOf(test)).toBeUndefined(); // a claim without commits: only the whole tape can tell
    await writer.close();
  });

  it("are left to a whole recovery while nothing says that they are on disk, and behind a torn write", async () => {
    const test = await record(3, 5);
    const session = test.session;
    session.capture("s", { i: 9, k: 9 });
    await session.commit("os", { durability: "os" });
    expect(await tailOf(test)).toBeUndefined();
    await session.finalize();
    expect((await tailOf(test))?.at(-1)).toBe("5:os");
    const path = `${test.dir}/seg-00000001.tape`;
    const machine = test.disk.machine;
    const file = machine.now.openRead(path);
    const bytes = new Uint8Array(machine.now.size(file) + 8).fill(7);
    machine.now.read(file, bytes, 0);
    const torn = new MemoryDisk();
    torn.now.mkdir(test.dir);
    const copy = torn.now.createExcl(path);
    torn.now.append(copy, bytes);
    expect(await TapeReader.openTail(torn, test.dir)).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { placeBehind, type TapePlace } from "#sdk/tape/open-from.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { compact } from "../helpers/compactor.js";
import type { MemoryDisk } from "../helpers/memory-disk.js";
import { depsOf, dir, edits, goOn, imageOf, type TestCommit, tapeOf } from "../state/tapes.js";

/** Where the tape goes on behind its newest commit. */
async function placeAtEnd(disk: MemoryDisk): Promise<TapePlace> {
  const reader = await TapeReader.open(disk, dir);
  await reader.close();
  const entry = reader.commits.at(-1)!;
  return placeBehind(entry, (await reader.hashOf(entry.sequence))!);
}

async function sequencesFrom(disk: MemoryDisk, place: TapePlace): Promise<number[] | undefined> {
  const reader = await TapeReader.openFrom(disk, dir, place);
  if (!reader) return undefined;
  const whole = await TapeReader.open(disk, dir);
  const behind = whole.commits.filter(({ sequence }) => sequence > place.sequence);
  expect(reader.commits).toEqual(behind);
  for (const entry of reader.commits)
    expect(Buffer.from(await reader.image(entry)).equals(await whole.image(entry))).toBe(true);
  for (const sequence of [place.sequence, whole.lastSequence])
    expect(await reader.hashOf(sequence)).toBe(await whole.hashOf(sequence));
  const { lastSequence, isEnded, durableSequence, tapeId, workspaceId } = whole;
  expect(reader).toMatchObject({ lastSequence, isEnded, durableSequence, tapeId, workspaceId });
  await Promise.all([reader.close(), whole.close()]);
  return reader.commits.map(({ sequence }) => sequence);
}

const large: TestCommit = { steps: [["a/1", "x", "y".repeat(300_000)]], lamport: 50 };

describe("opening a tape from a place", () => {
  it("gives what is behind it, as the whole tape does, at every commit that ends a batch", async () => {
    for (const batch of [1, 3])
      for (let n = 3; n <= 12; n += 3) {
        const disk = await tapeOf(edits(n), { batch });
        const place = await placeAtEnd(disk);
        expect(await sequencesFrom(disk, place)).toEqual([]);
        await goOn(disk, [...edits(4).slice(1), large]);
        expect(await sequencesFrom(disk, place)).toEqual([n + 1, n + 2, n + 3, n + 4]);
        await goOn(disk, edits(2).slice(1));
        expect(await sequencesFrom(disk, place)).toEqual([1, 2, 3, 4, 5].map((i) => n + i));
      }
  });

  it("works behind an end, and where the large commit itself is the place", async () => {
    const disk = await tapeOf([...edits(3), large], { isEnded: true });
    expect(await sequencesFrom(disk, await placeAtEnd(disk))).toEqual([]);
  });

  it("grows with the tape", async () => {
    const disk = await tapeOf(edits(5));
    const place = await placeAtEnd(disk);
    const { writer } = await TapeWriter.resume(dir, depsOf(disk, 800), { takeOver: true });
    const reader = (await TapeReader.openFrom(disk, dir, place))!;
    for (let n = 6; n < 12; n++) {
      writer.append([imageOf({ label: `n${n}` })]);
      writer.durableNow();
      const { added, retracted } = await reader.refresh();
      expect([added.map(({ sequence }) => sequence), retracted]).toEqual([[n], 0]);
    }
    await writer.end();
    await reader.refresh();
    expect(reader.isEnded).toBe(true);
    expect(reader.commits).toHaveLength(6);
    await reader.close();
  });

  it("gives nothing where only the whole tape can tell: damage behind it, another hash, another place", async () => {
    const disk = await tapeOf(edits(9));
    const place = await placeAtEnd(disk);
    await goOn(disk, edits(6).slice(1));
    const path = disk.files().findLast((one) => one.endsWith(".tape"))!;
    const bytes = disk.bytes(path);
    const bad = bytes.slice();
    bad[Buffer.from(bad).indexOf("cell/3")]! ^= 1;
    disk.put(path, bad);
    expect(await sequencesFrom(disk, place)).toBeUndefined();
    disk.put(path, bytes);
    expect(await sequencesFrom(disk, { ...place, hash: "0".repeat(64) })).toBeUndefined();
    expect(await sequencesFrom(disk, { ...place, sequence: 8 })).toBeUndefined();
    expect(await sequencesFrom(disk, place)).toHaveLength(5);
  });

  it("never gives a wrong answer for a tape cut at any byte behind it", async () => {
    const disk = await tapeOf(edits(4));
    const place = await placeAtEnd(disk);
    const { writer } = await TapeWriter.resume(dir, depsOf(disk, 800), { takeOver: true });
    for (let n = 0; n < 3; n++) {
      writer.append([imageOf({ label: "n" })]);
      writer.durableNow();
    }
    const path = disk.files().findLast((one) => one.endsWith(".tape"))!;
    const bytes = disk.bytes(path);
    for (let cut = 0; cut <= bytes.length; cut += 7) {
      const copy = disk.copy();
      copy.put(path, bytes.subarray(0, cut));
      await sequencesFrom(copy, place);
    }
  });

  it("falls back after a compaction, and works in what the compaction wrote", async () => {
    const disk = await tapeOf(edits(9));
    const place = await placeAtEnd(disk);
    await compact(disk);
    expect(await sequencesFrom(disk, place)).toBeUndefined();
    const after = await placeAtEnd(disk);
    await goOn(disk, edits(4).slice(1));
    expect(await sequencesFrom(disk, after)).toEqual([10, 11, 12]);
  });
});

import { describe, expect, it } from "vitest";
import { stateOf } from "#sdk/state/state.js";
import { takeSnapshot } from "#sdk/state/take-snapshot.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { shown } from "./commits.js";
import { dir, edits, goOn, tapeId, tapeOf } from "./tapes.js";

const ids = new CounterIds(9_000);

/** The files of snapshots from one disk, on another one. */
function carried(from: MemoryDisk, to: MemoryDisk): MemoryDisk {
  for (const path of from.files()) if (path.includes("/snapshots/")) to.put(path, from.bytes(path));
  return to;
}

describe("stateOf", () => {
  it("answers the same with a snapshot at i and a tape cut at j, for all pairs up to 20 (S11)", async () => {
    const all = edits(20);
    const cut: MemoryDisk[] = [];
    const tapes: MemoryDisk[] = [new MemoryDisk()];
    for (let n = 1; n <= 20; n++) {
      const disk = await tapeOf(all.slice(0, n));
      cut.push(disk.copy());
      await takeSnapshot(disk, ids, dir);
      tapes.push(disk);
    }
    const plain = await Promise.all(cut.map((disk) => stateOf(disk, dir)));
    for (let i = 0; i <= 20; i++) {
      for (let j = 1; j <= 20; j++) {
        const disk = carried(tapes[i]!, cut[j - 1]!.copy());
        const found = await stateOf(disk, dir);
        const expected = plain[j - 1]!;
        expect(found.fold.foldHash()).toBe(expected.fold.foldHash());
        expect([found.sequence, found.hash]).toEqual([j, expected.hash]);
        expect(found.snapshotUsed).toBe(i > 0 && i <= j ? i : undefined);
        expect(found.notices.some(({ code }) => code === "snapshot-ahead")).toBe(i > j);
      }
    }
  });

  it("opens behind the snapshot alone, in reads that do not grow with the tape", async () => {
    const reads = async (history: number): Promise<number> => {
      const disk = await tapeOf(edits(history));
      await takeSnapshot(disk, ids, dir);
      await goOn(disk, edits(12).slice(1));
      let bytes = 0;
      const counting = {
        ...disk,
        now: disk.now,
        later: {
          ...disk.later,
          read: async (...args: Parameters<typeof disk.later.read>) => {
            const count = await disk.later.read(...args);
            if (args[0].path.endsWith(".tape")) bytes += count;
            return count;
          },
        },
      };
      const { snapshotUsed, appliedCommits, fold } = await stateOf(counting, dir);
      expect([snapshotUsed, appliedCommits]).toEqual([history, 11]);
      expect(fold.foldHash()).toBe((await stateOf(disk, dir, { useSnapshots: false })).fold.foldHash());
      return bytes;
    };
    expect(await reads(2_000)).toBe(await reads(200));
  });
});

describe("the state of a tape", () => {
  it("is given at an earlier commit and at an earlier time", async () => {
    const all = edits(30);
    const disk = await tapeOf(all, { batch: 4 });
    await takeSnapshot(disk, ids, dir);
    for (const n of [1, 7, 22, 30, 99]) {
      const expected = await stateOf(await tapeOf(all.slice(0, n)), dir);
      const found = await stateOf(disk, dir, { at: { sequence: n } });
      expect([found.sequence, found.hash]).toEqual([Math.min(n, 30), expected.hash]);
      expect(shown(found.fold)).toEqual(shown(expected.fold));
      const time = 1_790_000_000_000 + (n - 1) * 1_000;
      const byTime = await stateOf(disk, dir, { at: { time } });
      expect([byTime.sequence, byTime.fold.foldHash()]).toEqual([Math.min(n, 30), expected.fold.foldHash()]);
    }
  });

  it("counts opaque operations, and applies equal commits twice (A20, A21)", async () => {
    const twice = { steps: [["a/1", "x", 1]] as const, lamport: 3 };
    const disk = await tapeOf([
      { kind: 8 },
      {
        steps: [
          ["", "x", 1],
          ["a/1", "", 2],
        ],
        lamport: 1,
      },
      twice,
      twice,
    ]);
    const { opaque, appliedCommits, fold } = await stateOf(disk, dir);
    expect([opaque, appliedCommits]).toEqual([2, 3]);
    expect(shown(fold)).toEqual(["a/1.x=1"]);
    expect(fold.seen).toEqual(new Map([[tapeId, 4]]));
  });

  it("folds commits of a kind that is not known here (A8)", async () => {
    const disk = await tapeOf([{ kind: 8 }, { kind: 77, steps: [["a/1", "x", 1]], lamport: 1 }]);
    expect(shown((await stateOf(disk, dir)).fold)).toEqual(["a/1.x=1"]);
  });

  it("tells a commit that cannot be read, and folds all others", async () => {
    const all = edits(9);
    const disk = await tapeOf(all);
    const path = disk.files().find((one) => one.endsWith(".tape"))!;
    const bytes = disk.bytes(path);
    const at = Buffer.from(bytes).indexOf("cell/4");
    bytes[at] = bytes[at]! ^ 1;
    disk.put(path, bytes);
    const { gaps, sequence, fold } = await stateOf(disk, dir);
    expect(gaps.map(({ firstSequence, lastSequence }) => [firstSequence, lastSequence])).toEqual([[5, 5]]);
    expect(sequence).toBe(9);
    const others = all.map((one, i) => (i === 4 ? { kind: 8 } : one));
    expect(shown(fold)).toEqual(shown((await stateOf(await tapeOf(others), dir)).fold));
  });

  it("folds event by event up to the marker: a snapshot at 1, then b, then c (A1)", async () => {
    const set = (entity: string, value: number, lamport: number) => ({
      steps: [[entity, "v", value]] as const,
      lamport,
    });
    const disk = await tapeOf([set("s/a", 1, 1)]);
    await takeSnapshot(disk, ids, dir);
    await goOn(disk, [set("s/b", 2, 2), set("s/c", 3, 3)]);
    const { fold, snapshotUsed, appliedCommits } = await stateOf(disk, dir, { at: { sequence: 2 } });
    expect([shown(fold), snapshotUsed, appliedCommits]).toEqual([["s/a.v=1", "s/b.v=2"], 1, 1]);
  });
});

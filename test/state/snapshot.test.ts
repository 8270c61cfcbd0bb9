import { describe, expect, it } from "vitest";
import { isTapelabError } from "#sdk/errors.js";
import { Fold } from "#sdk/state/fold.js";
import type { ReadModel } from "#sdk/state/model.js";
import { project } from "#sdk/state/project.js";
import { decodeSnapshot, encodeSnapshot, type Snapshot } from "#sdk/state/snapshot.js";
import { listSnapshots, writeSnapshot } from "#sdk/state/snapshot-files.js";
import { stateOf } from "#sdk/state/state.js";
import { isSnapshotDue, takeSnapshot } from "#sdk/state/take-snapshot.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { times } from "../helpers/effort.js";
import { FaultDisk } from "../helpers/fault-disk.js";
import { Rng } from "../helpers/rng.js";
import { commit } from "./commits.js";
import { depsOf, dir, edits, goOn, imageOf, tapeId, tapeOf } from "./tapes.js";

const ids = new CounterIds(7_000);

function sample(): Snapshot {
  const fold = new Fold();
  fold.apply(
    tapeId,
    commit(
      2,
      [
        ["a/1", "x", 1],
        ["a/1", "__proto__", "é"],
        ["b/1", "y", [1, 2]],
        ["b/1", "gone"],
      ],
      1,
    ),
  );
  fold.apply(
    tapeId,
    commit(
      3,
      [
        ["b/2", "x", true],
        ["b/2", "@removed", true],
        ["c/\u{1f600}", "z", null],
      ],
      2,
    ),
  );
  const models = [{ name: "stranger", version: 7, image: new Uint8Array([1, 2, 3]) }];
  return { tapeId, sequence: 3, hash: "ab".repeat(32), fold, models };
}

describe("a snapshot", () => {
  it("reads back as what it was, images of unknown models included, to the same bytes", () => {
    const bytes = encodeSnapshot(sample());
    const found = decodeSnapshot(bytes, tapeId);
    expect(found.fold.foldHash()).toBe(sample().fold.foldHash());
    expect([found.sequence, found.hash, found.models]).toEqual([3, "ab".repeat(32), sample().models]);
    expect(Buffer.from(encodeSnapshot(found)).equals(bytes)).toBe(true);
  });

  it("is refused with any byte of it damaged, or is the same but for its place, which the tape proves (A6b)", () => {
    const bytes = encodeSnapshot(sample());
    for (let at = 0; at < bytes.length; at++) {
      const bad = bytes.slice();
      bad[at]! ^= 1 << ((at * 5) % 8);
      try {
        const { fold, models } = decodeSnapshot(bad, tapeId);
        expect([fold.foldHash(), models]).toEqual([sample().fold.foldHash(), sample().models]);
      } catch (error) {
        expect(isTapelabError(error, "bad-bytes")).toBe(true);
      }
    }
  });

  it("of foreign bytes fails with a typed error, in time that is linear in them", () => {
    const rng = new Rng(15);
    const seed = encodeSnapshot(sample());
    for (let i = 0; i < times(1_500); i++) {
      const bytes = rng.chance(0.1) ? Uint8Array.from({ length: rng.below(90) }, () => rng.below(256)) : seed.slice();
      for (let n = rng.below(6); n > 0; n--) bytes[rng.below(bytes.length)] = rng.below(256);
      const cut = rng.chance(0.3) ? bytes.subarray(0, rng.below(bytes.length + 1)) : bytes;
      for (const decode of [(one: Uint8Array) => decodeSnapshot(one, tapeId), (one: Uint8Array) => Fold.decode(one)]) {
        try {
          decode(cut);
        } catch (error) {
          if (!isTapelabError(error, "bad-bytes")) throw error;
        }
      }
    }
  });

  it("is refused when it is of another tape or of a newer fold", () => {
    const bytes = encodeSnapshot(sample());
    expect(() => decodeSnapshot(bytes, "ff".repeat(16))).toThrow(/it is of tape/);
    const at = bytes.lastIndexOf(0x30); // fold_version
    const newer = bytes.slice();
    newer[at + 1] = 2;
    expect(() => decodeSnapshot(newer, tapeId)).toThrow(/its fold is of version 2, ours is 1/);
  });

  it("is due after many operations, after 1,000 commits with some", () => {
    expect(isSnapshotDue({ operations: 10_000, commits: 999, cells: 5 })).toBe(false);
    expect(isSnapshotDue({ operations: 10_001, commits: 1, cells: 5 })).toBe(true);
    expect(isSnapshotDue({ operations: 10_001, commits: 1, cells: 50_000 })).toBe(false);
    expect(isSnapshotDue({ operations: 1, commits: 1_000, cells: 50_000 })).toBe(true);
  });
});

describe("snapshot files", () => {
  it("are kept three at a time, newest first, with nothing else beside them", async () => {
    const disk = await tapeOf(edits(5));
    for (let n = 0; n < 5; n++) {
      await takeSnapshot(disk, ids, dir);
      await goOn(disk, edits(4).slice(1));
    }
    expect(await listSnapshots(disk, dir)).toEqual([17, 14, 11]);
    const names = disk.files().filter((path) => path.includes("/snapshots/"));
    expect(names.map((path) => path.split("/").at(-1))).toEqual(
      ["11", "14", "17"].flatMap((n) => [`0000000000${n}.data.pb`, `0000000000${n}.place.json`]),
    );
  });
});

describe("snapshots of a tape", () => {
  it("that are ahead of the tape are left alone, and do not crowd out its own", async () => {
    const ahead = await tapeOf(edits(30));
    for (let n = 0; n < 3; n++) {
      await takeSnapshot(ahead, ids, dir);
      await goOn(ahead, edits(3).slice(1));
    }
    const disk = await tapeOf(edits(9));
    for (const path of ahead.files()) if (path.includes("/snapshots/")) disk.put(path, ahead.bytes(path));
    expect((await takeSnapshot(disk, ids, dir))?.sequence).toBe(9);
    expect(await listSnapshots(disk, dir)).toEqual([34, 32, 30, 9]);
    expect((await stateOf(disk, dir)).snapshotUsed).toBe(9);
  });

  it("give a model that joins later what the others had from the start", async () => {
    const counting = (name: string): ReadModel<unknown> => ({
      ...{ name, version: 1, init: () => 0, apply: (count) => (count as number) + 1 },
      ...{ encode: (count) => Buffer.from(String(count)), decode: (image) => Number(Buffer.from(image).toString()) },
    });
    const disk = await tapeOf(edits(9));
    await takeSnapshot(disk, ids, dir, [counting("old")]);
    await goOn(disk, edits(4).slice(1));
    await takeSnapshot(disk, ids, dir, [counting("old"), counting("new")]);
    for (const name of ["old", "new"]) expect((await project(disk, dir, counting(name))).model).toBe(12);
  });

  it("of which one is damaged are passed over for the one before, with the same state (A6b, A9)", async () => {
    const disk = await tapeOf(edits(20));
    await takeSnapshot(disk, ids, dir);
    await goOn(disk, edits(10).slice(1));
    const taken = await takeSnapshot(disk, ids, dir);
    const plain = await stateOf(disk, dir, { useSnapshots: false });
    const path = taken!.path;
    const bytes = disk.bytes(path);
    for (const at of [0, 10, 40, bytes.length >> 1, bytes.length - 1]) {
      const bad = bytes.slice();
      bad[at]! ^= 0x10;
      disk.put(path, bad);
      const found = await stateOf(disk, dir);
      expect([found.snapshotUsed, found.fold.foldHash()]).toEqual([20, plain.fold.foldHash()]);
      expect(found.notices.map(({ code }) => code)).toContain("snapshot-ignored");
    }
    expect(plain.snapshotUsed).toBeUndefined();
  });

  it("are not written twice for the same commits, nor over commits that cannot be read", async () => {
    const disk = await tapeOf(edits(9));
    expect((await takeSnapshot(disk, ids, dir))?.sequence).toBe(9);
    expect(await takeSnapshot(disk, ids, dir)).toBeUndefined();
    const bad = await tapeOf(edits(9));
    const path = bad.files().find((one) => one.endsWith(".tape"))!;
    const bytes = bad.bytes(path);
    bytes[Buffer.from(bytes).indexOf("cell/4")]! ^= 1;
    bad.put(path, bytes);
    expect(await takeSnapshot(bad, ids, dir)).toBeUndefined();
  });

  it("cover commits that are on the disk alone: no power loss leaves one ahead of its tape", async () => {
    const disk = await tapeOf(edits(9));
    const { writer } = await TapeWriter.resume(dir, depsOf(disk, 5_000), { takeOver: true });
    writer.append(edits(4).slice(1).map(imageOf)); // written, and not synced
    expect((await takeSnapshot(disk, ids, dir))?.sequence).toBe(9);
    expect((await stateOf(disk, dir)).sequence).toBe(12);
    for (let seed = 0; seed < 4; seed++) {
      const { notices, snapshotUsed } = await stateOf(disk.powerLoss(new Rng(seed)), dir);
      expect([snapshotUsed, notices.some(({ code }) => code === "snapshot-ahead")]).toEqual([9, false]);
    }
    await writer.close();
  });
});

describe("snapshots and crashes", () => {
  it("are whole or not there, after a crash at any step of writing one", async () => {
    const whole = await tapeOf(edits(9));
    const plain = (await stateOf(whole, dir)).fold.foldHash();
    for (let step = 0; ; step++) {
      const machine = whole.copy();
      const disk = new FaultDisk(machine, { fault: ({ index }) => (index === step ? "crash-before" : undefined) });
      const isDone = await takeSnapshot(disk, ids, dir).then(
        () => true,
        () => false,
      );
      for (let seed = 0; seed < 4; seed++) {
        const found = await stateOf(machine.powerLoss(new Rng(seed)), dir);
        expect(found.fold.foldHash()).toBe(plain);
        expect(found.notices).toEqual([]);
      }
      if (isDone) break;
      expect(step).toBeLessThan(200);
    }
  });
});

describe("snapshots that do not fit", () => {
  it("of a tape that holds another commit there are passed over", async () => {
    const disk = await tapeOf(edits(9));
    const other = await tapeOf(edits(9).map((one, i) => (i === 3 ? { ...one, label: "other" } : one)));
    await takeSnapshot(other, ids, dir);
    for (const path of other.files()) if (path.includes("/snapshots/")) disk.put(path, other.bytes(path));
    const found = await stateOf(disk, dir);
    expect(found.snapshotUsed).toBeUndefined();
    expect(found.notices.map(({ code }) => code)).toEqual(["snapshot-ignored"]);
  });

  it("keep away from hints that are wrong: the place only saves time", async () => {
    const disk = await tapeOf(edits(9));
    await takeSnapshot(disk, ids, dir);
    await goOn(disk, edits(5).slice(1));
    const plain = (await stateOf(disk, dir, { useSnapshots: false })).fold.foldHash();
    const path = disk.files().find((one) => one.endsWith(".place.json"))!;
    const place = JSON.parse(Buffer.from(disk.bytes(path)).toString()) as { offset: number; segment: number };
    const wrong: unknown[] = [{}, [], null, 5, { ...place, hash: "0" }];
    for (const offset of [0, 8, 1_024, place.offset - 8, place.offset + 8, place.offset + 3, 2 ** 50, -8, "x"])
      for (const segment of [0, 1, 2, 3, -1]) wrong.push({ ...place, offset, segment });
    for (const one of wrong) {
      disk.put(path, Buffer.from(JSON.stringify(one)));
      const found = await stateOf(disk, dir);
      expect([found.snapshotUsed, found.fold.foldHash()]).toEqual([9, plain]);
    }
  });

  it("carry no image of another version of a model: it is folded from the start (A17)", async () => {
    const counting = (version: number): ReadModel<number> => ({
      name: "count",
      version,
      init: () => 0,
      apply: (count) => count + version,
      encode: (count) => Buffer.from(String(count)),
      decode: (image) => Number(Buffer.from(image).toString()),
    });
    const disk = await tapeOf(edits(9));
    await takeSnapshot(disk, ids, dir, [counting(1) as ReadModel<unknown>]);
    await goOn(disk, edits(4).slice(1));
    expect((await project(disk, dir, counting(1))).model).toBe(12);
    expect((await project(disk, dir, counting(2))).model).toBe(24);
    const hash = (useSnapshots: boolean) => project(disk, dir, counting(1), { useSnapshots }).then((one) => one.hash);
    expect(await hash(true)).toBe(await hash(false));
  });

  it("stay readable while one is replaced by another at the same commit", async () => {
    const disk = await tapeOf(edits(9));
    await takeSnapshot(disk, ids, dir);
    const { fold, hash, sequence } = await stateOf(disk, dir);
    await writeSnapshot(disk, ids, dir, { tapeId, sequence, hash: hash!, fold, models: [] });
    expect((await stateOf(disk, dir)).snapshotUsed).toBe(9);
  });
});

import { firstValueFrom, take, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import type { Disk } from "#sdk/base/disk.js";
import { TapelabError } from "#sdk/errors.js";
import { Session } from "#sdk/record/session.js";
import type { Fold } from "#sdk/state/fold.js";
import { known$ } from "#sdk/state/known-live.js";
import { KnownState } from "#sdk/state/known-state.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Rng } from "../helpers/rng.js";
import { type TestSession, testDeps, testSession } from "../record/session-deps.js";

const tapesDir = "/lab/.tapelab/tapes";

function knownOn(
  disk: Disk,
  own: readonly string[] = [],
  assertOwn = async (_: string): Promise<void> => undefined,
): { known: KnownState; notices: string[] } {
  const notices: string[] = [];
  const known = new KnownState({
    disk,
    tapesDir,
    tapes: async () => disk.now.readdir(tapesDir),
    assertOwn,
    own: () => new Set(own),
    lost: (tape, what) => notices.push(`${tape} ${what instanceof TapelabError ? what.message : what.length}`),
  });
  return { known, notices };
}

/** What the field shows. */
function value(known: KnownState): Promise<unknown> {
  return known.run((fold) => fold.get("a/b")?.c);
}

async function set({ session }: TestSession, c: unknown): Promise<void> {
  await session.edit("e", (e) => e.set("a/b", "c", c));
}

describe("what is known of a workspace", () => {
  it("grows with the tapes that others write, old and new ones", async () => {
    const disk = new MemoryDisk();
    const one = testSession(disk);
    await set(one, 1);
    const { known } = knownOn(disk);
    expect(await value(known)).toBe(1);
    await set(one, 2);
    expect(await value(known)).toBe(2);
    for (let c = 3; c < 6; c++) {
      await set(one, c);
      expect(await value(known)).toBe(c);
    }
    one.session.endNow();
    expect(await value(known)).toBe(5);
  });

  it("is what a fold of everything comes to, whenever it is asked", async () => {
    const disk = new MemoryDisk();
    const test = testSession(disk);
    const { known } = knownOn(disk);
    for (let c = 0; c < 10; c++) {
      await set(test, c);
      if (c % 3 === 0) test.session.capture("s", { c });
      if (c % 4 === 0) await test.session.commit("chunk");
      const fresh = knownOn(disk).known;
      expect(await known.run((fold) => fold.foldHash())).toBe(await fresh.run((fold) => fold.foldHash()));
    }
  });

  it("takes its own edits as they were told, without reading their tape", async () => {
    const disk = new MemoryDisk();
    const test = testSession(disk);
    const { known } = knownOn(disk, [test.session.id]);
    await set(test, 1);
    expect(await value(known)).toBeUndefined();
    const told = { sequence: 2, kind: 1, label: "e", wallMs: 0, edit: undefined };
    known.add(test.session.id, { ...told, operations: [{ entity: "a/b", field: "c", value: Buffer.from("7") }] });
    expect(await value(known)).toBe(7);
  });

  it("is read from the tape when it is not sure what is on it", async () => {
    const disk = new MemoryDisk();
    const test = testSession(disk);
    const { known } = knownOn(disk, [test.session.id]);
    await set(test, 1);
    known.doubt(test.session.id);
    expect(await value(known)).toBe(1);
  });
});

describe("what was known of a workspace", () => {
  it("forgets commits that were withdrawn after a power loss", async () => {
    const machine = new MemoryDisk();
    machine.putDir(tapesDir);
    const test = testSession(machine, { "session.durability": "os" });
    await test.session.edit("e", (e) => e.set("a/b", "c", "kept"));
    await test.session.finalize();
    let disk: Disk = machine;
    const now = new Proxy(machine, { get: (_, name) => Reflect.get(disk, name) }) as Disk;
    const { known } = knownOn(now);
    expect(await value(known)).toBe("kept");
    await test.session.edit("e", (e) => e.set("a/b", "c", "known"));
    expect(await value(known)).toBe("known");
    await test.session.edit("e", (e) => e.set("a/b", "c", "lost"));
    expect(await value(known)).toBe("lost");
    const left = Array.from({ length: 50 }, (_, seed) => machine.powerLoss(new Rng(seed), "ordered"));
    for (disk of left) {
      if ((await value(knownOn(disk).known)) !== "kept") continue;
      const { deps } = testDeps(disk);
      const again = await Session.resume(deps, { id: test.session.id, takeOver: true });
      await again.edit("e", (e) => e.set("a/b", "d", 1));
      expect(await known.run((fold) => ({ ...fold.get("a/b") }))).toEqual({ c: "kept", d: 1 });
      return;
    }
    throw new Error("no disk without the last edits was found");
  });

  it("leaves out a tape that cannot be read, says so once, and goes on", async () => {
    const disk = new MemoryDisk();
    await set(testSession(disk), 1);
    disk.now.mkdir(`${tapesDir}/${"f".repeat(32)}`);
    const assertOwn = async (dir: string): Promise<void> => {
      if (dir.endsWith("f")) throw new TapelabError("other-workspace", "Not ours.", { expected: "a", found: "b" });
    };
    const { known, notices } = knownOn(disk, [], assertOwn);
    for (const _ of [1, 2]) expect(await value(known)).toBe(1);
    expect(notices).toEqual([`${"f".repeat(32)} Not ours.`]);
  });

  it("rejects the one work that throws, and does the next one", async () => {
    const disk = new MemoryDisk();
    await set(testSession(disk), 1);
    const { known } = knownOn(disk);
    const bad = known.run(() => {
      throw new Error("no");
    });
    const good = value(known);
    await expect(bad).rejects.toThrow("no");
    expect(await good).toBe(1);
  });
});

describe("what is known after code was stopped", () => {
  it("waits for nothing that was under way", async () => {
    const disk = new MemoryDisk();
    await set(testSession(disk), 1);
    let isStuck = true;
    const known = new KnownState({
      disk,
      tapesDir,
      tapes: () => (isStuck ? new Promise(() => undefined) : Promise.resolve(disk.now.readdir(tapesDir))),
      assertOwn: async () => undefined,
      own: () => new Set(),
      lost: () => undefined,
    });
    void value(known);
    await new Promise(setImmediate);
    isStuck = false;
    known.revive();
    expect(await value(known)).toBe(1);
  });
});

describe("what is known, live", () => {
  it("comes at once, then after each commit of any process, one by one", async () => {
    const disk = new MemoryDisk();
    const test = testSession(disk);
    await set(test, 0);
    const { known } = knownOn(disk);
    const seen = firstValueFrom(known$(known, (fold: Fold) => fold.get("a/b")?.c, "a/b").pipe(take(4), toArray()));
    await new Promise((resolve) => setTimeout(resolve, 30));
    for (const c of [1, 2, 3]) await set(test, c);
    expect(await seen).toEqual([0, 1, 2, 3]);
  });

  it("serves several at once, and leaves no timer behind", async () => {
    const disk = new MemoryDisk();
    const test = testSession(disk);
    await set(test, 0);
    const { known } = knownOn(disk);
    const counts = [0, 0];
    const subscriptions = counts.map((_, i) => known$(known, () => undefined).subscribe(() => counts[i]!++));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await set(test, 1);
    await known.run(() => undefined);
    for (const one of subscriptions) one.unsubscribe();
    await set(test, 2);
    await known.run(() => undefined);
    expect(counts).toEqual([2, 2]);
  });

  it("passes on what makes it impossible", async () => {
    const known = new KnownState({
      disk: new MemoryDisk(),
      tapesDir,
      tapes: () => Promise.reject(new Error("gone")),
      assertOwn: async () => undefined,
      own: () => new Set(),
      lost: () => undefined,
    });
    await expect(firstValueFrom(known$(known, () => 1))).rejects.toThrow("gone");
  });
});

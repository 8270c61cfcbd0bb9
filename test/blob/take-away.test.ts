import { describe, expect, it } from "vitest";
import { runLater, runNow } from "#sdk/base/disk.js";
import { hex, sha256 } from "#sdk/base/sha256.js";
import { graceMs } from "#sdk/blob/collect.js";
import { type Collected, runCollection } from "#sdk/blob/collection.js";
import { readPins, writePin } from "#sdk/blob/pins.js";
import { BlobStore } from "#sdk/blob/store.js";
import { putBack, setAsideOf, takeAway } from "#sdk/blob/take-away.js";
import { readTombstone, removeTombstone, type Tombstone, writeTombstone } from "#sdk/blob/tombstone.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FaultDisk, type Operation } from "../helpers/fault-disk.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Rng } from "../helpers/rng.js";

const dir = "/w/blobs";
const bytes = new Rng(1).bytes(500);
const name = hex(sha256(bytes));
const folder = `${dir}/${name.slice(0, 2)}`;
const note: Tombstone = {
  ...{ sha256: name, sizeBytes: 500, name: "x", media: "m", reason: "orphan", nonce: "abcd" },
  ...{ markedMs: 1, boot: "", mono: "1" },
};

const stored = (): MemoryDisk => {
  const machine = new MemoryDisk();
  machine.putDir("/w");
  new BlobStore(machine, dir, new CounterIds()).writeNow({ bytes, sha256: sha256(bytes) });
  runNow(machine, writeTombstone(dir, note, "00"));
  return machine;
};
const isThere = async (machine: MemoryDisk): Promise<boolean> =>
  (await new BlobStore(machine, dir, new CounterIds(9)).read(name)) !== undefined;

/** Runs the work in front of the n-th operation of a taking away. */
const beside = async (machine: MemoryDisk, at: number, work: () => void): Promise<number> => {
  let index = 0;
  const fault = (): undefined => {
    if (index++ === at) work();
    return undefined;
  };
  await runLater(new FaultDisk(machine, { fault }), takeAway(dir, name, "abcd", "11"));
  return index;
};

describe("takeAway", () => {
  it("deletes the blob while its mark stands, and leaves it when there is another mark, or none", async () => {
    const machine = stored();
    expect(runNow(machine, takeAway(dir, name, "other", "11"))).toBe(false);
    expect(await isThere(machine)).toBe(true);
    expect(runNow(machine, takeAway(dir, name, "abcd", "12"))).toBe(true);
    expect(machine.files().filter((path) => path.startsWith(folder))).toEqual([]);
    const again = stored();
    runNow(again, removeTombstone(dir, name));
    expect(runNow(again, takeAway(dir, name, "abcd", "11"))).toBe(false);
    expect(again.files()).toEqual([`${folder}/${name}`]);
  });

  it("never takes what a writer wants again, at whatever step he comes", async () => {
    const steps = await beside(stored(), -1, () => undefined);
    for (let at = 0; at <= steps; at++) {
      const machine = stored();
      const writer = new BlobStore(machine, dir, new CounterIds(50));
      const write = (): void => writer.writeNow({ bytes, sha256: sha256(bytes) });
      await beside(machine, at, write);
      if (at >= steps) write();
      expect(await isThere(machine), `at step ${at}`).toBe(true);
    }
  });

  it("never takes it either when another run puts back what was set aside", async () => {
    const steps = await beside(stored(), -1, () => undefined);
    for (let at = 0; at < steps; at++) {
      for (let then = at; then < steps; then++) {
        const machine = stored();
        let index = 0;
        const fault = (): undefined => {
          if (index === at) new BlobStore(machine, dir, new CounterIds(50)).writeNow({ bytes, sha256: sha256(bytes) });
          const hasName = machine.now.stat(`${folder}/${name}`) !== undefined;
          if (index++ === then && !hasName)
            for (const file of runNow(machine, setAsideOf(folder, name))) runNow(machine, putBack(folder, file));
          return undefined;
        };
        await runLater(new FaultDisk(machine, { fault }), takeAway(dir, name, "abcd", "11"));
        expect(await isThere(machine), `at steps ${at}, ${then}`).toBe(true);
      }
    }
  });

  it("lets readers find what a run that was cut off set aside, packed as well", async () => {
    const machine = new MemoryDisk();
    machine.putDir("/w");
    const content = new Uint8Array(9_000);
    const packed = hex(sha256(content));
    const store = new BlobStore(machine, dir, new CounterIds());
    await store.write({ bytes: content, sha256: sha256(content) });
    const path = `${dir}/${packed.slice(0, 2)}/${packed}.z`;
    machine.now.rename(path, `${path}.dying-0a-2`);
    expect([(await store.read(packed))?.length, store.readNow(packed)?.length]).toEqual([9_000, 9_000]);
    expect([await store.verify(packed), (await store.list())[0]?.size]).toEqual(["good", 9_000]);
  });

  it("lets a reader find it at every step until it is gone", async () => {
    const seen: boolean[] = [];
    const machine = stored();
    const fault = (): undefined => {
      seen.push(new BlobStore(machine, dir, new CounterIds(9)).readNow(name) !== undefined);
      return undefined;
    };
    await runLater(new FaultDisk(machine, { fault }), takeAway(dir, name, "abcd", "11"));
    expect(seen.lastIndexOf(true)).toBeGreaterThan(seen.length - 4);
    expect(seen.slice(0, seen.lastIndexOf(true))).not.toContain(false);
  });
});

describe("a collection that is cut off", () => {
  const clock = new FixedClock();
  const run = (disk: FaultDisk | MemoryDisk, told: string[], kept: boolean, first: number): Promise<Collected> => {
    const ids = new CounterIds(first, { bootId: "" });
    const deps = {
      ...{ disk, clock, ids, store: new BlobStore(disk, dir, ids) },
      roots: async () => ({ kept: new Set(kept ? [name] : []), named: new Map() }),
      liveSinceMs: async () => Number.POSITIVE_INFINITY,
      mayTake: () => true,
      tell: async (taken: readonly Tombstone[]) => {
        told.push(...taken.map((one) => one.sha256));
        return "uid";
      },
    };
    return runCollection(deps, false);
  };

  it("at any operation, by any fault, is gone on with by the next one, which tells what went, or puts it back", async () => {
    const marked = (): MemoryDisk => stored();
    const whole = new FaultDisk(marked());
    await run(whole, [], false, 100);
    for (let index = 0; index < whole.count; index++) {
      for (const kind of ["EIO", "kill", "crash-before", "crash-after"] as const) {
        for (const kept of [false, true]) {
          const machine = marked();
          const rng = new Rng(index);
          const fault = (one: Operation) => (one.index === index ? kind : undefined);
          const told: string[] = [];
          await run(new FaultDisk(machine, { rng, fault }), told, false, 100).catch((error: { code?: string }) => {
            expect(error.code).toMatch(/^(EIO|ECRASH)$/);
          });
          const after = kind.startsWith("crash") ? machine.powerLoss(rng) : machine;
          const wasThere = await isThere(after);
          await run(after, told, kept, 10_000);
          clock.advance(graceMs + 1);
          if (!kept) await run(after, told, kept, 20_000);
          expect(await isThere(after), `${kind} at ${index}, kept ${kept}`).toBe(kept && wasThere);
          if (!kept || !wasThere) expect(told).toContain(name);
          const left = runNow(after, readTombstone(dir, name));
          expect(left === undefined || left.collectedMs !== undefined || !wasThere).toBe(true);
        }
      }
    }
  });
});

describe("the first pin of a store", () => {
  it("survives a power loss, its folder included", () => {
    const machine = stored();
    runNow(machine, writePin(dir, name, { reason: "base", pinnedMs: 1 }, "01"));
    for (let seed = 0; seed < 20; seed++)
      expect([...runNow(machine.powerLoss(new Rng(seed)), readPins(dir))]).toEqual([[name, "base"]]);
  });
});

import { describe, expect, it } from "vitest";
import { compact } from "../helpers/compactor.js";
import { each, seedsOf, times, withSeed } from "../helpers/effort.js";
import { type Fault, FaultDisk } from "../helpers/fault-disk.js";
import type { MemoryDisk } from "../helpers/memory-disk.js";
import { readTape } from "../helpers/read-tape.js";
import { Rng } from "../helpers/rng.js";
import { testTapeDir } from "../helpers/segments.js";
import { diskWith, segmentPath, wholeTape } from "../helpers/tapes.js";
import { maintain, type Step, written } from "./compaction.js";
import { judge } from "./schedule.js";

const steps: readonly Step[] = ["consolidate", "resume", "repack", "remove", "resume", "repack", "remove"];

const changing = /^(createExcl|append|sync|fsyncPath|fsyncDir|mkdir|unlink)$/;

describe("a crash at every disk operation", () => {
  for (const fault of ["crash-before", "crash-after", "kill", "EIO", "ENOSPC", "short"] as const satisfies Fault[])
    it(`of compaction and deletion leaves one whole history (${fault}; T-78, A15, R48)`, {
      timeout: 600_000,
    }, async () => {
      const start = await written();
      const { log, failures } = await maintain(start.machine.copy(), start.oracle.copy(), steps, () => undefined);
      expect([failures, log.filter(({ name }) => name === "unlink").length > 8]).toEqual([[], true]);
      // A crash in front of a read is one in front of the next operation that changes something.
      const isTried = ({ name, index }: { name: string; index: number }): boolean =>
        times(10) > 10 || (changing.test(name) && (fault === "crash-before" || index % 5 === 0));
      for (const at of each(log.length).filter((index) => isTried(log[index]!)))
        await withSeed("compaction", `(${fault};`, at, async () => {
          const fails = (index: number): Fault | undefined => (index === at ? fault : undefined);
          const told = await maintain(start.machine.copy(), start.oracle.copy(), steps, fails);
          if (!told.hasLostPower) judge(told.oracle, readTape(told.machine, testTapeDir));
          const found = told.machine.powerLoss(new Rng(at), at % 2 === 0 ? "weak" : "ordered");
          told.oracle.losePower();
          judge(told.oracle, readTape(found, testTapeDir), isTainted(fault));
          await finishes(found);
        });
    });
});

/** What a failed sync dropped nobody can know. */
function isTainted(fault: Fault): boolean {
  return fault === "EIO" || fault === "ENOSPC";
}

/** The next compaction succeeds and leaves nothing behind but generations. */
async function finishes(machine: MemoryDisk): Promise<void> {
  const before = readTape(machine, testTapeDir);
  const lease = `${testTapeDir}/lease.json`;
  if (machine.now.stat(lease)) machine.now.unlink(lease);
  await compact(new FaultDisk(machine), { verb: "repack" });
  const after = readTape(machine, testTapeDir);
  expect(after.hashAt(before.commits.length)).toBe(before.hashAt(before.commits.length));
  expect(after.commits.length).toBe(before.commits.length);
  expect(after.notices.filter(({ code }) => code === "generation-incomplete")).toEqual([]);
}

describe("an unfinished compaction whose first segment lost its header", () => {
  it("takes no commit from the history before it", async () => {
    const machine = diskWith(await wholeTape([[[1, 300], [1], [300, 1], [300]]]));
    const before = readTape(machine, testTapeDir);
    const isLate = (name: string, path: string): boolean =>
      name === "append" && path.includes("00002") && machine.bytes(path).length > 3_000;
    const dying = new FaultDisk(machine, { fault: ({ name, path }) => (isLate(name, path) ? "kill" : undefined) });
    await expect(compact(dying, { verb: "consolidate" })).rejects.toThrow();
    const path = segmentPath(2);
    const bytes = machine.bytes(path);
    expect(bytes.length).toBeGreaterThan(2_000);
    bytes.fill(0, 0, 1_024);
    machine.put(path, bytes);
    expect(readTape(machine, testTapeDir).commits).toEqual(before.commits);
  });
});

describe("crash schedules of maintenance", () => {
  it("lose nothing and invent nothing (S5)", { timeout: 600_000 }, async () => {
    for (const seed of seedsOf(1_000)) await withSeed("compaction", "schedules", seed, () => schedule(seed));
  });
});

async function schedule(seed: number): Promise<void> {
  const rng = new Rng(seed);
  let { machine, oracle } = await written(rng);
  for (let life = 1 + rng.below(4); life > 0; life--) {
    const plan = Array.from({ length: 1 + rng.below(4) }, () => rng.pick(steps));
    const crashAt = rng.below(160);
    const crash: Fault = rng.pick(["crash-before", "crash-after", "kill"]);
    const told = await maintain(machine, oracle, plan, (i) => (i === crashAt ? crash : undefined), seed);
    if (told.hasLostPower || rng.chance(0.3)) {
      oracle.losePower();
      machine = machine.powerLoss(rng, rng.pick(["weak", "ordered"]));
    }
    judge(oracle, readTape(machine, testTapeDir));
  }
}

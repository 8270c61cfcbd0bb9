import { describe, expect, it } from "vitest";
import { each, times, withSeed } from "../helpers/effort.js";
import type { Fault } from "../helpers/fault-disk.js";
import type { MemoryDisk } from "../helpers/memory-disk.js";
import { readTape } from "../helpers/read-tape.js";
import { Rng } from "../helpers/rng.js";
import { testTapeDir } from "../helpers/segments.js";
import { judge } from "./schedule.js";
import { type Told, tell } from "./story.js";

const errors: readonly Fault[] = ["EIO", "ENOSPC", "EMFILE", "short"];

/** Judges what is found as it is, and after several power losses. */
function judgeImages({ machine, oracle, log, hasLostPower }: Told, losses: number): void {
  const read = (disk: MemoryDisk) => (disk.now.stat(testTapeDir) ? readTape(disk, testTapeDir) : undefined);
  const failed = log.filter(({ error }) => error !== undefined && error !== "ECRASH");
  const isTainted = failed.some(({ name }) => name === "sync" || name === "fsyncPath");
  if (!hasLostPower) judge(oracle, read(machine));
  oracle.losePower();
  for (let seed = 0; seed < losses; seed++)
    judge(oracle, read(machine.powerLoss(new Rng(seed))), isTainted && hasTwoLives(log));
}

/** The second life cannot know what the device dropped in the first. */
function hasTwoLives(log: Told["log"]): boolean {
  return log.filter(({ index }) => index === 0).length > 1;
}

describe("a failing disk", () => {
  it("loses nothing acknowledged, whichever single operation fails in whichever way, and takes everything in the end", async () => {
    const { log } = await tell(() => undefined);
    expect(log.length).toBeGreaterThan(80);
    for (const at of each(log.length)) {
      for (const fault of errors) {
        await withSeed("faults", "single", at, async () => {
          const told = await tell((index) => (index === at ? fault : undefined), at);
          // A create that fails and makes the file all the same looks like another writer: everything stays in memory.
          const isShutOut = told.log[at]?.name === "createExcl" && told.log.some(({ error }) => error === "EEXIST");
          if (!isShutOut) expect(told.heldCount, `${fault} at operation ${at}`).toBe(0);
          judgeImages(told, 3);
        });
      }
    }
  });

  it("loses nothing acknowledged to a power loss or a kill around any operation", async () => {
    const { log } = await tell(() => undefined);
    for (const at of each(log.length)) {
      for (const fault of ["crash-before", "crash-after", "kill"] as const) {
        await withSeed("faults", "power loss", at, async () =>
          judgeImages(await tell((index) => (index === at ? fault : undefined), at), 3),
        );
      }
    }
  });

  it("loses nothing acknowledged when everything fails from some operation on", async () => {
    const { log } = await tell(() => undefined);
    for (const from of each(log.length)) {
      for (const fault of errors.slice(0, 3)) {
        await withSeed("faults", "from some", from, async () =>
          judgeImages(await tell((index) => (index >= from ? fault : undefined), from), 2),
        );
      }
    }
  });

  it("loses nothing acknowledged to a failure followed by a kill or a power loss", async () => {
    for (const at of each(90)) {
      for (const error of ["EIO", "ENOSPC"] as const) {
        for (let later = at + 1; later < at + times(15); later++) {
          const end: Fault = later % 2 === at % 2 ? "kill" : "crash-before";
          await withSeed("faults", "followed by", at, async () =>
            judgeImages(await tell((index) => (index === at ? error : index === later ? end : undefined), at), 1),
          );
        }
      }
    }
  });

  it("loses nothing acknowledged to pairs of failures", async () => {
    for (const at of each(60)) {
      for (let later = at + 1; later <= at + times(6); later++) {
        const pair: readonly Fault[] = [errors[(at + later) % 4]!, errors[later % 3]!];
        await withSeed("faults", "pairs", at, async () => {
          const told = await tell((index) => (index === at ? pair[0] : index === later ? pair[1] : undefined), at);
          judgeImages(told, 1);
        });
      }
    }
  });
});

/** One tape that is written, compacted, written on, compacted again and cleaned up. Faults are put into it by number. */
import { isTapelabError } from "#sdk/errors.js";
import { removeOldGenerations } from "#sdk/tape/old-generations.js";
import { compact } from "../helpers/compactor.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { type Fault, FaultDisk, type Operation } from "../helpers/fault-disk.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Oracle } from "../helpers/oracle.js";
import { Recorder } from "../helpers/recorder.js";
import { Rng } from "../helpers/rng.js";
import { testTapeDir, testTapesDir } from "../helpers/segments.js";

export type Step = "consolidate" | "repack" | "resume" | "remove";

export interface Told {
  readonly machine: MemoryDisk;
  readonly oracle: Oracle;
  readonly log: readonly Operation[];
  readonly hasLostPower: boolean;
  readonly isDead: boolean;
  /** What failed with an error that is one of ours or the disk's. */
  readonly failures: readonly unknown[];
}

const years = 10 * 365 * 24;

/** Runs the steps on a copy of a tape, until the disk dies. */
export async function maintain(
  machine: MemoryDisk,
  oracle: Oracle,
  steps: readonly Step[],
  fault: (index: number) => Fault | undefined,
  seed = 1,
): Promise<Told> {
  const failures: unknown[] = [];
  const lease = `${testTapeDir}/lease.json`;
  if (machine.now.stat(lease)) machine.now.unlink(lease); // its process is gone
  let count = 0;
  const disk = new FaultDisk(machine, { rng: new Rng(seed), fault: () => fault(count++) });
  for (const [i, step] of steps.entries()) {
    if (disk.isDead) break;
    try {
      await take(step, disk, oracle, i + 1);
    } catch (error) {
      if (!disk.isDead && !isTapelabError(error) && !/^E[A-Z]+$/.test((error as { code?: string }).code ?? ""))
        throw error;
      failures.push(error);
    }
  }
  const { hasLostPower, isDead, log } = disk;
  return { machine, oracle, log, hasLostPower, isDead, failures };
}

async function take(step: Step, disk: FaultDisk, oracle: Oracle, process: number): Promise<void> {
  const ids = new CounterIds(10_000 * process);
  if (step === "remove") {
    await removeOldGenerations(disk, testTapeDir, { graceHours: 1, now: Date.UTC(2100, 0) + years, ids });
  } else if (step === "resume") {
    const recorder = await Recorder.resume(disk, testTapeDir, oracle, process);
    recorder.append([{ label: "on" }, { label: "own", rows: 300 }, { label: "new", shape: 2 }], "disk");
    await recorder.settle();
    await recorder.close();
  } else await compact(disk, { verb: step }, { ids });
}

/** A tape of several lives, written without faults. */
export async function written(rng = new Rng(1)): Promise<{ machine: MemoryDisk; oracle: Oracle }> {
  const machine = new MemoryDisk();
  machine.putDir(testTapesDir);
  const oracle = new Oracle();
  for (let life = 0; life < 3; life++) {
    const disk = new FaultDisk(machine);
    const recorder =
      life === 0 ? Recorder.create(disk, testTapeDir, oracle) : await Recorder.resume(disk, testTapeDir, oracle, life);
    for (let batch = 0; batch < 3; batch++) {
      const rows = rng.pick([1, 1, 3, 9, 20, 300]);
      recorder.append([{ label: "c", rows, shape: batch % 2 }, { label: "c" }, { label: "d", rows: 2 }], "disk");
      await recorder.settle();
    }
    await recorder.close();
  }
  return { machine, oracle };
}

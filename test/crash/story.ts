/** One fixed story of a tape: two lives that write every kind of batch. Faults are put into it by operation index. */
import { type Fault, FaultDisk, type Operation } from "../helpers/fault-disk.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Oracle } from "../helpers/oracle.js";
import { Recorder } from "../helpers/recorder.js";
import { Rng } from "../helpers/rng.js";
import { testTapeDir, testTapesDir } from "../helpers/segments.js";

export interface Told {
  readonly machine: MemoryDisk;
  readonly oracle: Oracle;
  /** All operations of all lives, numbered through. */
  readonly log: readonly Operation[];
  readonly hasLostPower: boolean;
  /** Commits that no disk took. */
  readonly heldCount: number;
}

/** Tells the story; `fault` sees each operation with its number counted through all lives. */
export async function tell(fault: (index: number) => Fault | undefined, seed = 1): Promise<Told> {
  const machine = new MemoryDisk();
  machine.putDir(testTapesDir);
  const oracle = new Oracle();
  const disks: FaultDisk[] = [];
  let count = 0;
  const open = (): FaultDisk => {
    const disk = new FaultDisk(machine, { rng: new Rng(seed), fault: () => fault(count++) });
    disks.push(disk);
    return disk;
  };
  const first = Recorder.create(open(), testTapeDir, oracle);
  first.append([{ label: "micro" }], "disk");
  await first.settle();
  first.append([{ label: "a" }, { label: "b", rows: 9 }, { label: "c", rows: 3, shape: 1 }], "os");
  first.append([{ label: "own", rows: 300 }], "disk");
  await first.settle();
  first.append([{ label: "os" }], "os");
  first.append([], "disk");
  await first.close();
  const dead = disks.find(({ isDead }) => isDead);
  let heldCount = first.heldCount;
  if (!dead && machine.now.stat(testTapeDir)) {
    const second = await resumed(open, oracle);
    second?.append([{ label: "again" }, { label: "new", shape: 2 }], "disk");
    await second?.settle();
    second?.append([], "disk"); // what a failing disk did not take is written by the next call
    second?.append([{ label: "last" }], "disk");
    await second?.settle();
    second?.append([], "disk");
    await second?.end();
    heldCount += second?.heldCount ?? 0;
  }
  return {
    machine,
    oracle,
    log: disks.flatMap(({ log }) => log),
    hasLostPower: disks.some((disk) => disk.hasLostPower),
    heldCount,
  };
}

/** Opening fails with the disk; a user tries again. */
async function resumed(open: () => FaultDisk, oracle: Oracle): Promise<Recorder | undefined> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const disk = open();
    try {
      return await Recorder.resume(disk, testTapeDir, oracle);
    } catch (error) {
      if (disk.isDead) return undefined;
      if (!/^(EIO|ENOSPC|EMFILE|ENOENT)$/.test((error as { code?: string }).code ?? "")) throw error;
    }
  }
  return undefined;
}

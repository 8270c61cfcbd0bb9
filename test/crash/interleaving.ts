/** Two or three processes that all want to write the same tape. */
import { FaultDisk } from "../helpers/fault-disk.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Oracle } from "../helpers/oracle.js";
import { readTape } from "../helpers/read-tape.js";
import { Recorder, randomCommits } from "../helpers/recorder.js";
import { Rng } from "../helpers/rng.js";
import { Scheduler } from "../helpers/scheduler.js";
import { testTapeDir, testTapesDir } from "../helpers/segments.js";
import { judge, type Watch } from "./schedule.js";

/** Throws when two writers were both told that they have a commit, or when one is lost. */
export async function interleaving(seed: number, watch: Watch = () => undefined): Promise<void> {
  const rng = new Rng(seed);
  const oracle = new Oracle();
  const scheduler = new Scheduler(rng);
  const machine = new MemoryDisk();
  machine.putDir(testTapesDir);
  const first = Recorder.create(new FaultDisk(machine), testTapeDir, oracle);
  first.append([{ label: "first" }], "disk");
  await first.settle();
  const writers = new Preemption(rng);
  const disks: FaultDisk[] = [];
  const processes = Array.from({ length: 2 + rng.below(2) }, (_, i) => {
    const process = i + 1;
    const disk = new FaultDisk(machine, {
      rng,
      gate: scheduler.gateOf(process),
      fault: () => {
        writers.preempt(process);
        return undefined;
      },
    });
    disks.push(disk);
    return live(disk, process, rng, oracle, writers);
  });
  await scheduler.run(processes);
  for (const disk of disks) watch("a process ended", disk);
  watch("the disk found", machine);
  judge(oracle, readTape(machine, testTapeDir));
  oracle.losePower();
  judge(oracle, readTape(machine.powerLoss(rng), testTapeDir));
}

async function live(disk: FaultDisk, process: number, rng: Rng, oracle: Oracle, writers: Preemption): Promise<void> {
  let recorder: Recorder;
  try {
    recorder = await Recorder.resume(disk, testTapeDir, oracle, process);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return; // the lease vanished between two looks
    throw error;
  }
  if (rng.chance(0.7)) await recorder.open();
  writers.add(process, recorder);
  for (let step = 1 + rng.below(3); step > 0 && !recorder.isOver; step--) {
    writers.append(process, recorder, rng.pick(["os", "disk"]));
    if (rng.chance(0.6)) await recorder.settle();
    if (rng.chance(0.05)) disk.kill();
  }
  await recorder.settle();
  writers.remove(process);
  if (rng.chance(0.2)) await recorder.close();
}

/** Synchronous work of one process in the middle of another's, as the operating system may arrange it. */
class Preemption {
  readonly #rng: Rng;
  readonly #recorders = new Map<number, Recorder>();
  readonly #busy = new Set<number>();

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  add(process: number, recorder: Recorder): void {
    this.#recorders.set(process, recorder);
  }

  remove(process: number): void {
    this.#recorders.delete(process);
  }

  append(process: number, recorder: Recorder, level: "os" | "disk"): void {
    this.#busy.add(process);
    try {
      recorder.append(randomCommits(this.#rng, 2), level);
    } finally {
      this.#busy.delete(process);
    }
  }

  /** Called before each disk operation: now and then all of another process' append happens first. */
  preempt(process: number): void {
    if (!this.#rng.chance(0.04)) return;
    const others = [...this.#recorders].filter(
      ([other, { isOver }]) => other !== process && !this.#busy.has(other) && !isOver,
    );
    const [other] = others.length > 0 ? [this.#rng.pick(others)] : [];
    if (other) this.append(other[0], other[1], this.#rng.pick(["os", "disk"]));
  }
}

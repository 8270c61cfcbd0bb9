/** Crash schedules: up to four lives of one tape, each ended by a power loss, a kill or a proper close. */
import { type Fault, FaultDisk } from "../helpers/fault-disk.js";
import { type CrashMode, MemoryDisk } from "../helpers/memory-disk.js";
import { Oracle } from "../helpers/oracle.js";
import { readTape, type TapeReading } from "../helpers/read-tape.js";
import { Recorder, randomCommits } from "../helpers/recorder.js";
import { Rng } from "../helpers/rng.js";
import { testTapeDir, testTapesDir } from "../helpers/segments.js";

/** Told what happens, for a look at a failing seed. */
export type Watch = (what: string, disk: FaultDisk | MemoryDisk) => void;

/** Throws when the tape breaks a law after one of its lives. Some lives have a failing disk. */
export async function schedule(seed: number, mode: CrashMode, watch: Watch = () => undefined): Promise<void> {
  const rng = new Rng(seed);
  const oracle = new Oracle();
  let machine = new MemoryDisk();
  machine.putDir(testTapesDir);
  let reading: TapeReading | undefined;
  let isTainted = false;
  for (let life = 1 + rng.below(4); life > 0; life--) {
    const disk = await liveOnce(machine, rng, oracle, reading !== undefined && reading.commits.length > 0);
    watch(`a life ended${disk.hasLostPower ? " with the power" : ""}`, disk);
    if (disk.hasLostPower || rng.chance(0.3)) {
      oracle.losePower();
      machine = machine.powerLoss(rng, mode);
    } else {
      // The page cache shows what the device dropped; the next process cannot know, and may build on it.
      const failed = disk.log.filter(({ error }) => error !== undefined && error !== "ECRASH");
      isTainted ||= failed.some(({ name }) => name === "sync" || name === "fsyncPath");
      // Commits of level os are written again after a failed sync. If that fails too, they may be in memory alone.
      if (failed.length > 1) oracle.losePower();
    }
    watch("the disk found", machine);
    reading = machine.now.stat(testTapeDir) ? readTape(machine, testTapeDir) : undefined;
    judge(oracle, reading, isTainted);
    if (reading?.isEnded) return;
    // A tape without a commit is no tape: its session starts anew, with an id of its own.
    if (reading?.commits.length === 0) return;
  }
}

async function liveOnce(machine: MemoryDisk, rng: Rng, oracle: Oracle, isResumed: boolean): Promise<FaultDisk> {
  const crashAt = rng.below(90);
  const crash: Fault = rng.pick(["crash-before", "crash-after", "kill"]);
  const failing = rng.chance(0.3) ? 0.05 : 0;
  const disk = new FaultDisk(machine, {
    rng,
    fault: ({ index, name }) => {
      if (name === "readdir" && process.env.SKIP) return undefined;
      if (index === crashAt) return crash;
      return failing > 0 && rng.chance(failing) ? rng.pick(["EIO", "ENOSPC", "EMFILE", "short"] as const) : undefined;
    },
    gate: async () => {
      for (let turns = rng.below(4); turns > 0; turns--) await undefined;
    },
  });
  try {
    const recorder = isResumed
      ? await Recorder.resume(disk, testTapeDir, oracle)
      : Recorder.create(disk, testTapeDir, oracle);
    for (let step = 1 + rng.below(8); step > 0 && !recorder.isOver; step--) {
      recorder.append(randomCommits(rng), rng.pick(["os", "disk"]));
      if (rng.chance(0.4)) await recorder.settle();
      else for (let turns = rng.below(12); turns > 0; turns--) await undefined;
    }
    if (rng.chance(0.5)) await recorder.settle();
    const last = rng.below(4);
    if (last === 0) await recorder.end();
    if (last === 1) await recorder.close();
    disk.kill();
    await recorder.settle();
  } catch (error) {
    if (!disk.isDead && failing === 0) throw error; // opening may fail on a failing disk
  }
  return disk;
}

/** The laws, and those of proof: what was acknowledged as on disk has its hash stated on the tape. */
export function judge(oracle: Oracle, reading: TapeReading | undefined, damageDone = false): void {
  oracle.check(reading ?? { commits: [], damage: [], notices: [], tornBytes: 0 }, damageDone);
  if (damageDone) return;
  const last = oracle.acknowledged.findLast(({ level }) => level === "disk");
  if (!last || !reading) return;
  if (reading.provedSequence < last.sequence) {
    throw new Error(
      `commit ${last.sequence} was acknowledged as on disk, the tape proves only ${reading.provedSequence}`,
    );
  }
  const found = reading.hashAt(last.sequence);
  if (found !== last.hash)
    throw new Error(`commit ${last.sequence} was acknowledged with hash ${last.hash}, found ${found}`);
}

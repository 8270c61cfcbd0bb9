/**
 * Interleavings of those who keep a tape in order with those who use it: a writer, a reader, a follower, compaction,
 * deletion of old segments, each a process of its own that may die at any operation. More kinds of process can be given.
 */
import { isTapelabError } from "#sdk/errors.js";
import { removeOldGenerations } from "#sdk/tape/old-generations.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { compact } from "../helpers/compactor.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FaultDisk } from "../helpers/fault-disk.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import type { MemoryDisk } from "../helpers/memory-disk.js";
import type { Oracle } from "../helpers/oracle.js";
import { readTape } from "../helpers/read-tape.js";
import { Recorder, randomCommits } from "../helpers/recorder.js";
import { Rng } from "../helpers/rng.js";
import { Scheduler } from "../helpers/scheduler.js";
import { testTapeDir } from "../helpers/segments.js";
import { written } from "./compaction.js";
import { judge } from "./schedule.js";

/** What a process of a story has. */
export interface Actor {
  readonly disk: FaultDisk;
  /** The same disk without gate and faults: for a look that is no part of the story. */
  readonly machine: MemoryDisk;
  readonly rng: Rng;
  readonly oracle: Oracle;
  readonly process: number;
}

export type Role = (actor: Actor) => Promise<void>;

export const roles: Readonly<Record<"writer" | "reader" | "follower" | "compaction" | "deletion", Role>> = {
  writer: async ({ disk, rng, oracle, process }) => {
    const recorder = await Recorder.resume(disk, testTapeDir, oracle, process);
    for (let step = 1 + rng.below(3); step > 0 && !recorder.isOver; step--) {
      recorder.append(randomCommits(rng, 2), rng.pick(["os", "disk"]));
      if (rng.chance(0.7)) await recorder.settle();
    }
    await recorder.settle();
    if (rng.chance(0.5)) await recorder.close();
  },
  reader: async ({ disk }) => {
    const reader = await TapeReader.open(disk, testTapeDir);
    for (let look = 0; look < 3; look++) await readAll(reader, reader.commits);
    await reader.close();
  },
  follower: async ({ disk, rng }) => {
    const reader = await TapeReader.open(disk, testTapeDir);
    let shown = 0;
    for (let look = 3 + rng.below(6); look > 0; look--) {
      const fresh = reader.commits.filter(({ sequence }) => sequence > shown);
      await readAll(reader, fresh);
      shown = Math.max(shown, fresh.at(-1)?.sequence ?? 0);
      const { retracted } = await reader.refresh();
      if (retracted > 0) shown = Math.min(shown, reader.lastSequence);
    }
    await reader.close();
  },
  compaction: async ({ disk, rng, process }) => {
    const ids = new CounterIds(1_000 * process);
    await compact(disk, { verb: rng.pick(["repack", "consolidate"]) }, { ids });
  },
  deletion: async ({ disk, process }) => {
    const ids = new CounterIds(1_000 * process);
    for (let look = 0; look < 8; look++)
      await removeOldGenerations(disk, testTapeDir, { graceHours: 0, now: new FixedClock().now() + 1e9, ids });
  },
};

/** Every image that a reader shows is the one that was recorded; the oracle knows which those are. */
async function readAll(reader: TapeReader, entries: TapeReader["commits"]): Promise<void> {
  let next = entries[0]?.sequence ?? 1;
  for await (const group of reader.images(entries)) {
    for (const { entry, image } of group) {
      if (entry.sequence !== next++) throw new Error(`commit ${entry.sequence} came out of order`);
      if (image.length !== entry.size) throw new Error(`commit ${entry.sequence} has ${image.length} bytes`);
    }
  }
  const [damage] = reader.report.damage;
  if (damage) throw new Error(`false alarm of a reader: ${damage.text}`);
}

/** Throws when a law is broken. `cast` are the kinds of processes that may take part. */
export async function story(seed: number, cast: readonly Role[] = Object.values(roles)): Promise<void> {
  const rng = new Rng(seed);
  const { machine, oracle } = await written(rng);
  const scheduler = new Scheduler(rng);
  const processes = Array.from({ length: 3 + rng.below(3) }, async (_, i) => {
    const process = i + 1;
    const role = rng.pick(cast);
    const dies = rng.chance(0.2) ? rng.below(120) : -1;
    const disk = new FaultDisk(machine, {
      rng,
      gate: scheduler.gateOf(process),
      fault: ({ index }) => (index === dies ? "kill" : undefined),
    });
    try {
      await role({ disk, machine, rng, oracle, process });
    } catch (error) {
      if (!disk.isDead && !isExpected(error)) throw error;
    }
  });
  await scheduler.run(processes);
  judge(oracle, readTape(machine, testTapeDir));
  oracle.losePower();
  judge(oracle, readTape(machine.powerLoss(rng), testTapeDir));
}

/** The tape is busy or was taken over, or the lease vanished between two looks at it. */
function isExpected(error: unknown): boolean {
  const isLease = error instanceof Error && error.message.includes("lease.json");
  return isLease || isTapelabError(error, "tape-busy", "fenced");
}

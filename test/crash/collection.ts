/**
 * Writers, readers and collections over one store of blobs, with crashes, power losses and a clock that steps. A reference
 * is a file that appears as a whole, as a commit on a tape does: it names one blob, whose bytes are in the store before.
 */
import { runLater } from "#sdk/base/disk.js";
import { hex, sha256, unhex } from "#sdk/base/sha256.js";
import { namesIn, publishNew } from "#sdk/base/small-file.js";
import type { Roots } from "#sdk/blob/collect.js";
import { runCollection } from "#sdk/blob/collection.js";
import { BlobStore } from "#sdk/blob/store.js";

import { CounterIds } from "../helpers/counter-ids.js";
import { FaultDisk } from "../helpers/fault-disk.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Rng } from "../helpers/rng.js";
import { Scheduler } from "../helpers/scheduler.js";
import { contents } from "./blob-contents.js";

const dir = "/w/blobs";
const refs = "/w/refs";
const hourMs = 3_600_000;

const names = contents.map((bytes) => hex(sha256(bytes)));

interface World {
  readonly rng: Rng;
  readonly clock: FixedClock;
  machine: MemoryDisk;
  /** References that are outside the window: nobody minds when their blobs go. */
  readonly expired: Set<string>;
  /** Acknowledged references: number → blob. */
  readonly acknowledged: Map<string, string>;
  serial: number;
}

interface Process {
  readonly disk: FaultDisk;
  readonly store: BlobStore;
  readonly ids: CounterIds;
}

/** Throws when a blob that is referred to cannot be read, by anybody, at any moment. */
export async function collectionInterleaving(seed: number): Promise<{ taken: number; revived: number }> {
  const rng = new Rng(seed);
  const clock = new FixedClock();
  const machine = new MemoryDisk(clock);
  machine.putDir(refs);
  const world: World = { rng, clock, machine, expired: new Set(), acknowledged: new Map(), serial: 0 };
  const count = { taken: 0, revived: 0 };
  if (rng.chance(0.7)) await prepare(world);
  for (let round = 2 + rng.below(4); round > 0; round--) {
    count.taken += await runRound(world, count);
    await judge(world);
    if (rng.chance(0.2)) world.machine = world.machine.powerLoss(rng);
    await judge(world);
    for (const ref of world.acknowledged.keys()) if (rng.chance(0.4)) world.expired.add(ref);
    clock.advance(rng.pick([0, 1, 60, 73, 200]) * hourMs);
  }
  return count;
}

/** What is there was marked three days ago: the next collection takes it, beside whoever wants it again. */
async function prepare(world: World): Promise<void> {
  const { machine, clock } = world;
  const ids = new CounterIds(500_000);
  const process = { disk: new FaultDisk(machine), store: new BlobStore(machine, dir, ids), ids };
  for (const [i, bytes] of contents.entries()) {
    if (world.rng.chance(0.5)) process.store.writeNow({ bytes, sha256: unhex(names[i]!) });
    else await process.store.write({ bytes, sha256: unhex(names[i]!) });
  }
  await collect(world, process);
  clock.advance(100 * hourMs);
}

/** Throws when a reader does not find a blob that is there, while others write and pack it. */
export async function packingInterleaving(seed: number): Promise<void> {
  const rng = new Rng(seed);
  const machine = new MemoryDisk();
  machine.putDir("/w");
  const scheduler = new Scheduler(rng);
  const bytes = contents[1]!;
  const blob = { bytes, sha256: sha256(bytes) };
  const storeOf = (process: number): BlobStore =>
    new BlobStore(new FaultDisk(machine, { rng, gate: scheduler.gateOf(process) }), dir, new CounterIds(process * 100));
  new BlobStore(machine, dir, new CounterIds()).writeNow(blob);
  const read = async (store: BlobStore): Promise<void> => {
    for (let i = 0; i < 3; i++) if (!(await store.read(names[1]!))) throw new Error(`seed ${seed}: not found`);
  };
  await scheduler.run([storeOf(1).write(blob), storeOf(2).write(blob), read(storeOf(3)), read(storeOf(4))]);
  const after = new BlobStore(machine.powerLoss(rng), dir, new CounterIds());
  if ((await after.verify(names[1]!)) !== "good") throw new Error(`seed ${seed}: lost`);
}

/** Some processes at once; a power loss ends all of them. Returns how many blobs were taken. */
async function runRound(world: World, count: { revived: number }): Promise<number> {
  const { rng, clock } = world;
  const scheduler = new Scheduler(rng);
  const disks: FaultDisk[] = [];
  let taken = 0;
  let isOut = false;
  const processes = Array.from({ length: 2 + rng.below(3) }, async (_, i) => {
    const process = started(world, scheduler, i, () => {
      if (rng.chance(0.02)) clock.wallMs += rng.pick([-1, 1]) * rng.pick([hourMs, 100 * hourMs, 90_000 * hourMs]);
      if (isOut) return "kill";
      if (rng.chance(0.003)) return "kill";
      if (!rng.chance(0.001)) return undefined;
      isOut = true;
      return "crash-before";
    });
    disks.push(process.disk);
    try {
      const role = rng.below(5);
      if (role < 2) await write(world, process, count);
      else if (role < 4) taken += await collect(world, process);
      else await read(world, process);
    } catch (error) {
      if (!process.disk.isDead) throw error;
    }
  });
  await scheduler.run(processes);
  if (isOut) world.machine = world.machine.powerLoss(rng);
  return taken;
}

function started(
  world: World,
  scheduler: Scheduler,
  index: number,
  fault: () => "kill" | "crash-before" | undefined,
): Process {
  const { rng } = world;
  const ids = new CounterIds(1_000 * ++world.serial);
  const disk = new FaultDisk(world.machine, { rng, gate: scheduler.gateOf(index), fault });
  return { disk, ids, store: new BlobStore(disk, dir, ids) };
}

async function write(world: World, { disk, store, ids }: Process, count: { revived: number }): Promise<void> {
  const { rng } = world;
  for (let i = 1 + rng.below(3); i > 0; i--) {
    const which = rng.below(2);
    const blob = { bytes: contents[which]!, sha256: unhex(names[which]!) };
    const wasMarked = world.machine.now.stat(`${dir}/tombstones/${names[which]}`) !== undefined;
    if (rng.chance(0.4)) store.writeNow(blob);
    else await store.write(blob);
    if (wasMarked) count.revived++;
    const ref = `${String(++world.serial).padStart(6, "0")}-${names[which]}`;
    await runLater(disk, publishNew(refs, ref, new Uint8Array(1), hex(ids.random(8))));
    world.acknowledged.set(ref, names[which]!);
  }
}

async function read(world: World, { disk, store }: Process): Promise<void> {
  for (let i = 0; i < 3; i++) {
    for (const ref of await referred(disk)) {
      const name = ref.slice(-64);
      const bytes = world.rng.chance(0.5) ? await store.read(name) : store.readNow(name);
      if (!bytes && !disk.isDead && !world.expired.has(ref))
        throw new Error(`a reader does not find the blob of ${ref}`);
    }
  }
}

async function collect(world: World, { disk, store, ids }: Process): Promise<number> {
  const roots = async (): Promise<Roots> => {
    const kept = new Set((await referred(disk)).filter((ref) => !world.expired.has(ref)).map((ref) => ref.slice(-64)));
    return { kept, named: new Map() };
  };
  const told: string[] = [];
  const deps = {
    ...{ disk, store, ids, clock: world.clock, roots },
    cold: world.rng.chance(0.2) ? new BlobStore(disk, "/w/cold", ids) : undefined,
    liveSinceMs: async () => Number.POSITIVE_INFINITY,
    mayTake: () => true,
    tell: async (taken: readonly { sha256: string }[]) => {
      told.push(...taken.map((one) => one.sha256));
      return "uid";
    },
  };
  await runCollection(deps, false);
  return told.length;
}

async function referred(disk: FaultDisk | MemoryDisk): Promise<readonly string[]> {
  return (await runLater(disk, namesIn(refs))).filter((name) => /^\d{6}-/.test(name));
}

/** Every reference that was acknowledged is there, and the blob of every one that is there can be read. */
async function judge({ machine, acknowledged, expired }: World): Promise<void> {
  const there = new Set(await referred(machine));
  for (const ref of acknowledged.keys()) if (!there.has(ref)) throw new Error(`the reference ${ref} is lost`);
  const store = new BlobStore(machine, dir, new CounterIds());
  for (const ref of there) {
    if (expired.has(ref)) continue;
    if (!(await store.read(ref.slice(-64)))) throw new Error(`the blob of ${ref} is lost`);
  }
}

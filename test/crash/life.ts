/**
 * The whole life of a workspace at once: sessions that refer to new and old blobs, readers, followers, compaction with and
 * without trims, deletion of old segments and collection, on real tapes. Each is a process of its own, which may stand still,
 * die at any operation or lose its power, under a clock that steps.
 */
import { runLater } from "#sdk/base/disk.js";
import { hex, sha256 } from "#sdk/base/sha256.js";
import { writePin } from "#sdk/blob/pins.js";
import { BlobStore } from "#sdk/blob/store.js";
import { isTapelabError } from "#sdk/errors.js";
import type { Session } from "#sdk/record/session.js";
import { writeGeneration } from "#sdk/tape/compact.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { collectIn } from "#sdk/workspace/collect-blobs.js";
import type { Environment } from "#sdk/workspace/environment.js";
import { tapeIds } from "#sdk/workspace/session-list.js";
import { Workspace } from "#sdk/workspace/workspace.js";
import { compactDeps } from "../helpers/compactor.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { type Fault, FaultDisk } from "../helpers/fault-disk.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Rng } from "../helpers/rng.js";
import { Scheduler } from "../helpers/scheduler.js";
import { values } from "./blob-contents.js";

const root = "/w";
const dir = `${root}/.tapelab`;
const tapesDir = `${dir}/tapes`;
const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 0, 2);

const names = values.map((value) => hex(sha256(new Uint8Array(value.buffer))));

/** What a story came across: a test of many says that its schedules reach what they are about. */
export interface Count {
  commits: number;
  looks: number;
  compactions: number;
  taken: number;
  segments: number;
  deaths: number;
}

interface World {
  readonly rng: Rng;
  readonly clock: FixedClock;
  readonly count: Count;
  machine: MemoryDisk;
  /** Tape → sequence → hash, as sessions were told that it survives power loss. */
  readonly told: Map<string, Map<number, string>>;
  /** Tape → commits up to this one may have been given up by name. */
  readonly trimmed: Map<string, number>;
  readonly pinned: Set<string>;
  serial: number;
}

interface Process {
  readonly disk: FaultDisk;
  readonly environment: Environment;
  readonly ws: Workspace;
  readonly world: World;
}

/** Commits of the story name the values they hold, for those who look on. */
const labelForm = /^s\d+:([\d,]+)$/;

/** Throws when a reachable blob is lost, a commit is, or a reader sees two histories. */
export async function life(seed: number, count: Count): Promise<void> {
  const rng = new Rng(seed);
  const clock = new FixedClock(startMs);
  const machine = await begin(clock, rng);
  const world: World = {
    ...{ rng, clock, machine, count },
    ...{ told: new Map(), trimmed: new Map(), pinned: new Set<string>(), serial: 0 },
  };
  for (let round = 1 + rng.below(3); round > 0; round--) {
    await runRound(world);
    await judge(world);
    if (rng.chance(0.2)) {
      world.machine = world.machine.powerLoss(rng, rng.pick(["weak", "ordered"]));
      await judge(world);
    }
    clock.advance(rng.pick([0, 1, 60, 73, 200]) * hourMs);
  }
}

let first: { readonly files: ReadonlyMap<string, Uint8Array> } | undefined;
let marked: typeof first;

/**
 * A tape whose first commits are out of the window, and whose blobs nothing keeps but them; sometimes marked three days
 * ago, so that the next collection takes them beside whoever wants them again.
 */
async function begin(clock: FixedClock, rng: Rng): Promise<MemoryDisk> {
  first ??= await prepare(false);
  marked ??= await prepare(true);
  const machine = new MemoryDisk(clock);
  const isMarked = rng.chance(0.7);
  for (const [path, bytes] of (isMarked ? marked : first)!.files) machine.put(path, bytes);
  clock.advance((100 * 24 + (isMarked ? 73 : 0)) * hourMs);
  return machine;
}

async function prepare(isMarked: boolean): Promise<NonNullable<typeof first>> {
  const clock = new FixedClock(startMs);
  const machine = new MemoryDisk(clock);
  machine.putDir(root);
  machine.put(`${dir}/settings.json`, Buffer.from('{"record":{"git":"off","call_site":"off"}}'));
  const { environment, ws } = processOn(new FaultDisk(machine), clock, 1);
  const session = await ws.startSession("old");
  for (const value of values.slice(0, 3)) {
    session.capture("field", { plot: value }, { blob: ["plot"] });
    await session.commit("long ago");
  }
  for (let i = 0; i < 100; i++) {
    session.capture("step", { i });
    session.queue("fill");
  }
  await session.end();
  clock.advance(100 * 24 * hourMs);
  if (isMarked) await collectIn(environment, ws, { dryRun: false });
  return { files: new Map(machine.files().map((path) => [path, machine.bytes(path)])) };
}

function processOn(disk: FaultDisk, clock: FixedClock, serial: number): Pick<Process, "disk" | "environment" | "ws"> {
  const ids = new CounterIds(100_000 * serial);
  const environment: Environment = { disk, clock, ids, env: {}, cwd: root, notify: () => undefined };
  return { disk, environment, ws: new Workspace(environment, { dir, root, home: "/home" }) };
}

/** Some processes at once; a power loss ends all of them. */
async function runRound(world: World): Promise<void> {
  const { rng, clock, machine, count } = world;
  const scheduler = new Scheduler(rng);
  let isOut = false;
  const fault = (): Fault | undefined => {
    if (rng.chance(0.002)) clock.wallMs += rng.pick([-1, 1]) * rng.pick([hourMs, 100 * hourMs, 5_000 * hourMs]);
    if (isOut || rng.chance(0.0003)) return "kill";
    if (!rng.chance(0.0001)) return undefined;
    isOut = true;
    return "crash-before";
  };
  for (const path of machine.files().filter((file) => file.endsWith("/lease.json")))
    if (rng.chance(0.8)) machine.now.unlink(path); // its process is gone, and is known to be
  const processes = Array.from({ length: 2 + rng.below(3) }, async (_, i) => {
    const disk = new FaultDisk(machine, { rng, gate: scheduler.gateOf(i), fault });
    try {
      const process = { ...processOn(disk, clock, 2 + world.serial++), world };
      await rng.pick([write, write, follow, compact, collect, collect])(process);
    } catch (error) {
      if (!disk.isDead && !isExpected(error)) throw error;
    }
    if (disk.isDead) count.deaths++;
  });
  await scheduler.run(processes);
  if (isOut) world.machine = machine.powerLoss(rng, rng.pick(["weak", "ordered"]));
}

/** The tape is busy or was taken over, its lease vanished between two looks, or it is one whose start was cut off. */
function isExpected(error: unknown): boolean {
  const isLease = error instanceof Error && error.message.includes("lease.json");
  return isLease || isTapelabError(error, "tape-busy", "fenced");
}

async function anyTape({ world: { rng }, disk }: Process): Promise<string> {
  return rng.pick(await tapeIds({ disk, tapesDir }));
}

async function write(process: Process): Promise<void> {
  const { ws, disk, world } = process;
  const { rng } = world;
  const id = rng.chance(0.6) ? await anyTape(process) : undefined;
  let session: Session;
  try {
    session = id === undefined ? await ws.startSession("new") : await ws.resumeSession(id, { takeOver: true });
  } catch (error) {
    if (isTapelabError(error, "no-such-session")) return; // its start was cut off
    throw error;
  }
  for (let step = 1 + rng.below(3); step > 0; step--) {
    const held = [rng.below(values.length), ...(rng.chance(0.3) ? [rng.below(values.length)] : [])];
    for (const which of held) session.capture("field", { plot: values[which]! }, { blob: ["plot"] });
    const label = `s${world.serial++}:${held}`;
    if (rng.chance(0.2)) continue; // it stays in memory, and goes with the next commit or never
    if (rng.chance(0.3)) session.queue(label);
    else {
      const ref = await session.commit(label);
      if (ref && !disk.isDead) tell(world, session.id, ref.sequence, ref.hash);
    }
  }
  if (rng.chance(0.7)) await session.end();
  else disk.kill();
}

function tell({ told, count }: World, tape: string, sequence: number, hash: string | undefined): void {
  if (hash === undefined) throw new Error(`commit ${sequence} is said to be durable, and has no hash`);
  const known = told.get(tape) ?? new Map<number, string>();
  const before = known.get(sequence);
  if (before !== undefined && before !== hash) throw new Error(`commit ${sequence} was confirmed to two sessions`);
  told.set(tape, known.set(sequence, hash));
  count.commits++;
}

/** Every look shows what the look before it showed, unless it is said that commits were withdrawn. */
async function follow(process: Process): Promise<void> {
  const { disk, world } = process;
  const dir = `${tapesDir}/${await anyTape(process)}`;
  const reader = await TapeReader.open(disk, dir);
  const seen = new Map<number, string>();
  for (let look = 2 + world.rng.below(4); look > 0; look--) {
    for (const { sequence, label } of reader.commits) {
      const before = seen.get(sequence);
      if (before !== undefined && before !== label)
        throw new Error(`commit ${sequence} is ${label} and was ${before} to the same reader`);
      seen.set(sequence, label);
    }
    const fresh = reader.commits.slice(-3);
    for await (const group of reader.images(fresh))
      for (const { entry } of group) await readBlobs(process, reader, entry);
    const [damage] = reader.report.damage.filter(({ code }) => code !== "trimmed");
    if (damage) throw new Error(`false alarm of a reader: ${damage.text}`);
    await checkTold(world, reader);
    world.count.looks++;
    const { retracted } = await reader.refresh();
    if (retracted > 0)
      for (const sequence of seen.keys()) if (sequence > reader.lastSequence - 50) seen.delete(sequence);
  }
  await reader.close();
}

async function readBlobs(
  { ws, disk }: Process,
  reader: TapeReader,
  { sequence, label }: { sequence: number; label: string },
): Promise<void> {
  for (const name of blobsOf(label)) {
    if (await ws.blobs.read(name)) continue;
    await reader.refresh(); // it may be of a writer that was taken over
    const isThere = reader.commits.some((one) => one.sequence === sequence && one.label === label);
    if (isThere && !disk.isDead)
      throw new Error(`a reader does not find blob ${name} of commit ${sequence} (${label})`);
  }
}

function blobsOf(label: string): string[] {
  const [, list] = labelForm.exec(label) ?? [];
  return list === undefined ? [] : list.split(",").map((which) => names[Number(which)]!);
}

/** What somebody was told to be safe has the hash that they were told. */
async function checkTold({ told, trimmed }: World, reader: TapeReader): Promise<void> {
  for (const [sequence, hash] of told.get(reader.tapeId) ?? []) {
    if (sequence > reader.lastSequence || sequence <= (trimmed.get(reader.tapeId) ?? 0)) continue;
    const found = await reader.hashOf(sequence);
    if (found !== hash) throw new Error(`commit ${sequence} has hash ${found}, its session was told ${hash}`);
  }
}

async function compact(process: Process): Promise<void> {
  const { disk, environment, world } = process;
  const { rng } = world;
  const id = await anyTape(process);
  const { clock, ids } = environment;
  const reader = await TapeReader.open(disk, `${tapesDir}/${id}`);
  const { lastSequence, compaction } = reader;
  await reader.close();
  if (lastSequence === 0) return;
  const first = 1 + (compaction?.trimmed?.last ?? 1);
  const isTrim = lastSequence > Math.max(90, first) && rng.chance(0.3);
  const trim = isTrim ? await trimAt(process, id, first + rng.below(lastSequence - first)) : undefined;
  const verb = rng.pick(["repack", "consolidate"] as const);
  await writeGeneration({ ...compactDeps(disk, ids, clock) }, `${tapesDir}/${id}`, { verb, trim, name: id });
  world.count.compactions++;
}

/** The state in front of which a tape is trimmed is a pinned blob, and may name others. */
async function trimAt(
  { ws, disk, environment: { clock, ids }, world }: Process,
  id: string,
  last: number,
): Promise<{ last: number; base: Uint8Array; archive: Uint8Array }> {
  const which = world.rng.below(names.length);
  const bytes = Buffer.from(`state ${world.serial++} with ${names[which]}`);
  const named = values[which]!;
  await ws.blobs.write({ bytes: new Uint8Array(named.buffer), sha256: sha256(new Uint8Array(named.buffer)) });
  const base = sha256(bytes);
  await ws.blobs.write({ bytes, sha256: base });
  const pin = { reason: "base", pinnedMs: clock.now() };
  await runLater(disk, writePin(ws.blobs.dir, hex(base), pin, hex(ids.random(8))));
  if (!(await ws.blobs.revive(hex(base)))) throw new Error("the base of a trim is not there");
  world.pinned.add(hex(base)).add(names[which]!);
  world.trimmed.set(id, Math.max(last, world.trimmed.get(id) ?? 0));
  return { last, base, archive: new Uint8Array(0) };
}

async function collect({ environment, ws, world }: Process): Promise<void> {
  const { taken, segments, damaged } = await collectIn(environment, ws, { dryRun: false });
  if (damaged.length > 0) throw new Error(`false alarm of a collection: ${damaged}`);
  world.count.taken += taken.length;
  world.count.segments += segments.length;
}

/** After every round, and after every loss of power: what was confirmed is there, and so is every blob that is referred to. */
async function judge(world: World): Promise<void> {
  const { machine, told, trimmed, pinned } = world;
  const store = new BlobStore(machine, `${dir}/blobs`, new CounterIds());
  const isThere = async (name: string): Promise<boolean> => (await store.read(name)) !== undefined;
  for (const name of pinned) if (!(await isThere(name))) throw new Error(`blob ${name}, which a pin keeps, is lost`);
  for (const id of await tapeIds({ disk: machine, tapesDir })) {
    const reader = await TapeReader.open(machine, `${tapesDir}/${id}`, { verify: "full" });
    const [damage] = reader.report.damage;
    if (damage) throw new Error(`false alarm: ${damage.text}`);
    const lastTold = Math.max(0, ...(told.get(id)?.keys() ?? []));
    if (reader.lastSequence < lastTold)
      throw new Error(`commits ${reader.lastSequence + 1}-${lastTold} of ${id} are lost`);
    const given = trimmed.get(id) ?? 0;
    for (const sequence of told.get(id)?.keys() ?? [])
      if (sequence > given && !reader.commits.some((one) => one.sequence === sequence))
        throw new Error(`commit ${sequence} of ${id} is lost`);
    await checkTold(world, reader);
    for (const { sequence, label } of reader.commits)
      for (const name of blobsOf(label))
        if (!(await isThere(name))) throw new Error(`blob ${name} of commit ${sequence} (${label}) of ${id} is lost`);
    await reader.close();
  }
}

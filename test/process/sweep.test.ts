/**
 * A sweep of the CO₂ model that is killed in the middle and resumed. 24 runs; 200 with TAPELAB_EFFORT=4. What may run
 * twice is what was cut off; what is completed is there once.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { type LaunchStatus, launches } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunRecord } from "#sdk/run/run-record.js";
import { times } from "../helpers/effort.js";

const repository = resolve(import.meta.dirname, "../..");
const isLong = times(10) >= 40;
const horizons = Array.from({ length: isLong ? 25 : 3 }, (_, i) => 2030 + i);
const size = 8 * horizons.length;
const folder = mkdtempSync(join(tmpdir(), "tapelab-sweep-"));
const at = (name: string): string => join(folder, name);
const hold = at("hold");
const children: ChildProcess[] = [];
let ws: Workspace;

beforeAll(async () => {
  const models = join(import.meta.dirname, "co2");
  for (const name of readdirSync(models)) copyFileSync(join(models, name), at(name));
  copyFileSync(join(repository, "node_modules/vega-datasets/data/co2-concentration.csv"), at("co2.csv"));
  plan(horizons);
  writeFileSync(at("began.txt"), "");
  ws = await openWorkspace(folder);
});
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function plan(years: readonly number[]): void {
  const context = { degree: [1, 2], harmonics: [1, 2, 3, 4], horizon: years };
  writeFileSync(at("sweep.json"), JSON.stringify({ blocks: [{ mode: "combinatorial", context }] }));
}

interface Launcher {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

function launcher(action: "launch" | "retry", ...more: string[]): Launcher {
  const bin = join(repository, "sdk/bin/tapelab.js");
  const args = ["run", action, "sweep.json", "--program", "model.cjs", "--jobs", "2", "--policy", "continue", ...more];
  const env = { ...process.env, NODE_PATH: join(repository, "node_modules") };
  const child = spawn(process.execPath, [bin, ...args], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const told = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    told.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    told.err += chunk;
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((done) => {
    child.on("close", (code) => done({ code, ...told }));
  });
  return { child, ended };
}

const began = (): number => readFileSync(at("began.txt"), "utf8").split("\n").length - 1;
const attempts = async (): Promise<LaunchStatus[]> => (await launches(ws)).sort((a, b) => a.attempt - b.attempt);
const inLaunch = async (): Promise<RunRecord[]> => (await ws.runs.records()).filter((run) => run.launch !== undefined);
const running = async (): Promise<RunRecord[]> => (await inLaunch()).filter((run) => run.status === "running");
const patience = { timeout: 300_000, interval: 100 };

/** Runs of the workspace that are newer than those of before. */
async function newSince(before: readonly RunRecord[]): Promise<RunRecord[]> {
  const known = new Set(before.map(({ id }) => id));
  return (await ws.runs.records()).filter(({ id }) => !known.has(id));
}

const executed = (runs: readonly RunRecord[], program: string): RunRecord[] =>
  runs.filter((run) => run.program === program && run.source === undefined);
const distinct = (runs: readonly RunRecord[]): number => new Set(runs.map(({ signature }) => signature)).size;

test("killed with -9 in the middle and resumed, each run is there exactly once, and the launch tells how it went", async () => {
  const first = launcher("launch", "--key", "night");
  await expect.poll(began, patience).toBeGreaterThanOrEqual(size / 4);
  writeFileSync(hold, ""); // who has fitted waits here
  await expect.poll(async () => (await running()).length, patience).toBeGreaterThanOrEqual(1);
  first.child.kill("SIGKILL");
  await first.ended;
  await expect.poll(async () => (await running()).length, patience).toBe(0); // runs end with their launcher
  const [cut] = await attempts();
  expect(cut).toMatchObject({ state: "partial", problems: ["missing_run_space_end", "unfinished_runs"] });
  const done = cut?.runs.filter(({ state }) => state === "completed").length ?? 0;
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(size);

  const second = launcher("retry", "--key", "night");
  await expect.poll(async () => (await running()).length, patience).toBe(2);
  const victims = await running();
  for (const { tape } of victims) {
    const { pid } = JSON.parse(readFileSync(join(ws.dir, "tapes", tape, "lease.json"), "utf8"));
    process.kill(pid, "SIGKILL");
  }
  rmSync(hold);
  const retried = await second.ended;
  expect([retried.code, retried.out]).toEqual([
    1,
    expect.stringContaining(`failed: ${size - done - 2} completed, 2 failed of ${size - done} runs`),
  ]);
  expect(retried.err.match(/failed after .*its process was ended by SIGKILL/g)).toHaveLength(2);

  const third = await launcher("retry", "--key", "night").ended;
  expect([third.code, third.out]).toEqual([0, expect.stringContaining("completed: 2 completed of 2 runs")]);
  expect((await attempts()).map(({ state }) => state)).toEqual(["partial", "failed", "complete"]);
  const completed = (await inLaunch()).filter(({ status }) => status === "completed");
  const indexes = completed.map(({ index }) => index ?? -1).sort((a, b) => a - b);
  expect(indexes).toEqual(Array.from({ length: size }, (_, i) => i));
  expect(completed.every(({ source }) => source === undefined)).toBe(true);
  expect(began()).toBeLessThanOrEqual(size + 2 + 2); // again: two of the launcher, two that were killed
  for (const { tape } of victims) {
    const [{ damage } = { damage: ["nothing was examined"] }] = await ws.examine(tape, { level: "full" });
    expect(damage).toEqual([]);
  }
}, 1_200_000);

test("a second launch of the same plan executes nothing", async () => {
  const [before, count] = [await ws.runs.records(), began()];
  const { code, out } = await launcher("launch", "--key", "night").ended;
  expect([code, out, began()]).toEqual([
    0,
    expect.stringContaining(`completed: ${size} cached of ${size} runs`),
    count,
  ]);
  const fresh = await newSince(before);
  expect(fresh.map(({ program }) => program)).toEqual(Array.from({ length: size }, () => "model"));
  const [newest] = (await attempts()).reverse();
  expect(newest).toMatchObject({
    attempt: 4,
    state: "complete",
    facts: { end: { summary: { planned: size, cached: size } } },
  });
}, 1_200_000);

const few = isLong ? [] : ["--only", `0-${horizons.length * 2 - 1}`];
const fits = isLong ? 8 : 2;

test("one changed parameter of the last stage executes that stage alone, for the runs that have it", async () => {
  plan([...horizons.slice(0, -1), 2099]);
  const before = await ws.runs.records();
  const { code, out } = await launcher("launch", ...few).ended;
  const asked = fits * horizons.length;
  expect([code, out]).toEqual([
    0,
    expect.stringContaining(`${fits} completed, ${asked - fits} cached of ${asked} runs`),
  ]);
  const fresh = await newSince(before);
  expect(executed(fresh, "co2-report").map(({ config }) => config)).toEqual(
    Array.from({ length: fits }, () => '{"horizon":2099}'),
  );
  expect([executed(fresh, "co2-prepare"), executed(fresh, "co2-fit")]).toEqual([[], []]);
}, 1_200_000);

test("one changed line of the middle stage executes that stage and its descendants, and nothing before it", async () => {
  appendFileSync(at("fit.cjs"), "// a comment is a change\n");
  const before = await ws.runs.records();
  const { code, out } = await launcher("launch", ...few).ended;
  const asked = fits * horizons.length;
  expect([code, out]).toEqual([0, expect.stringContaining(`completed: ${asked} completed of ${asked} runs`)]);
  const fresh = await newSince(before);
  expect(executed(fresh, "co2-prepare")).toEqual([]);
  expect(distinct(executed(fresh, "co2-fit"))).toBe(fits);
  expect(distinct(executed(fresh, "co2-report"))).toBe(asked);
  const again = await launcher("launch", ...few).ended;
  expect(again.out).toContain(`completed: ${asked} cached of ${asked} runs`);
}, 1_200_000);

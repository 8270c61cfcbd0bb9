import { readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { float, type LaunchProgress, launch, launches, type RunLaunchOptions } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder = "";
let ws: Workspace;
const spec = { blocks: [{ mode: "combinatorial", context: { x: [1, 2, 3, 4] } }] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-launch-"));
  ws = await openWorkspace(folder);
  await program(
    "square.cjs",
    `const { tape } = require(${JSON.stringify(join(import.meta.dirname, "../../sdk"))});
     exports.default = async ({ x }, run) => {
       run.progress(0.5, "half");
       tape.capture("step", { x });
       if (x === 3 && exports.fails) throw new Error("three is odd");
       return { square: x * x };
     };
     exports.failing = (context, run) => { if (context.x === 3) throw new Error("three is odd"); return exports.default(context, run); };
     exports.once = (context, run) => { if (context.x === 2 && run.try === 1) throw new Error("not yet"); return exports.default(context, run); };
     exports.killed = (context, run) => { if (context.x === 2) process.kill(process.pid, "SIGKILL"); return exports.default(context, run); };
     exports.slow = async (context) => { await new Promise((done) => setTimeout(done, 60000)); };`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const program = (name: string, source: string) => writeFile(join(folder, name), source);
const square = (name?: string) => ({ module: join(folder, "square.cjs"), export: name });
const begin = (name: string | undefined, options: RunLaunchOptions = {}) =>
  launch(ws, spec, square(name), { jobs: 2, ...options });

test("every context runs once, in a session of its own that says what it belongs to", async () => {
  const sweep = await begin(undefined);
  const progress: LaunchProgress[] = [];
  sweep.progress$.subscribe((one) => void progress.push(one));
  const { status, summary, runs } = await sweep.done;
  expect(status).toBe("completed");
  expect(summary).toEqual({ planned: 4, completed: 4, cached: 0, failed: 0, cancelled: 0, skipped: 0 });
  expect(runs.map(({ context }) => context)).toEqual([{ x: 1 }, { x: 2 }, { x: 3 }, { x: 4 }]);
  expect(progress.at(-1)).toMatchObject({ completed: 4, queued: 0, running: 0, current: [] });
  for (const { session, index } of runs) {
    const { facts, meta, state } = await ws.resolve(session);
    expect(state).toBe("ended");
    expect(meta).toEqual({ x: index + 1 });
    expect(facts).toMatchObject({
      run_space_launch_id: sweep.id.value,
      run_space_attempt: 1,
      run_space_index: index,
      run_space_context: `{"x":${index + 1}}`,
    });
    const alien = ["run_space_spec_id", "run_space_inputs_id", "run_space_combine_mode", "run_space_total_runs"];
    expect(Object.keys(facts).filter((name) => alien.includes(name))).toEqual([]);
    const table = await (await ws.openTape(session)).table({ label: "output" });
    expect(table.getChild("square")?.get(0)).toBe((index + 1) ** 2);
  }
  const [found] = await launches(ws, sweep.id.value);
  expect(found).toMatchObject({ state: "complete", problems: [], attempt: 1 });
  expect(readdirSync(join(folder, ".tapelab/staging"))).toEqual([]);
});

test("a session that no launch started says nothing of launches", async () => {
  const session = await ws.startSession("alone");
  await session.end();
  const { facts } = await ws.resolve(session.id);
  expect(Object.keys(facts).filter((name) => name.startsWith("run_space_"))).toEqual([]);
});

test.each([
  ["stop", 2, 0, 1],
  ["continue", 3, 0, 0],
] as const)("after a failure the policy %s decides what still runs", async (policy, completed, cancelled, skipped) => {
  const { done, id } = await begin("failing", { policy, jobs: 1, name: `fails-${policy}` });
  const { status, summary, runs } = await done;
  expect(status).toBe("failed");
  expect(summary).toEqual({ planned: 4, completed, cached: 0, failed: 1, cancelled, skipped });
  expect(runs.find((run) => run.status === "failed")?.error).toContain("three is odd");
  expect((await launches(ws, id.value))[0]).toMatchObject({ state: "failed" });
});

test("stop-now ends what runs, and its tape stays readable", async () => {
  const module = join(folder, "mixed.cjs");
  await writeFile(
    module,
    `const { tape } = require(${JSON.stringify(join(import.meta.dirname, "../../sdk"))});
     exports.default = async ({ x }) => {
       tape.capture("step", { x });
       await tape.commit("begun");
       if (x === 1) { await new Promise((done) => setTimeout(done, 1500)); throw new Error("one fails"); }
       await new Promise((done) => setTimeout(done, 60000));
     };`,
  );
  const { done } = await launch(ws, spec, module, { jobs: 2, policy: "stop-now" });
  const { summary, runs } = await done;
  expect(summary).toMatchObject({ planned: 4, failed: 1, cancelled: 1, skipped: 2 });
  const cancelled = runs.find((run) => run.status === "cancelled");
  expect((await (await ws.openTape(cancelled?.session ?? "")).table({ label: "step" })).numRows).toBe(1);
});

test("a run that fails once is tried again, as a second session of the same index", async () => {
  const { done, id } = await begin("once", { retries: 1, name: "once" });
  expect((await done).summary).toMatchObject({ completed: 4, failed: 0 });
  const sessions = (await ws.sessions()).filter(({ facts }) => facts.run_space_launch_id === id.value);
  const second = sessions.filter(({ facts }) => facts.run_space_index === 1);
  expect(second.map(({ facts }) => facts.run_space_try).sort()).toEqual([2, undefined]);
  expect((await launches(ws, id.value))[0]).toMatchObject({ state: "complete" });
});

test("a process that is killed is a failed run, and the others complete", async () => {
  const { done, id } = await begin("killed", { policy: "continue", name: "killed" });
  const { summary, runs } = await done;
  expect(summary).toMatchObject({ completed: 3, failed: 1 });
  expect(runs.find((run) => run.status === "failed")?.error).toContain("SIGKILL");
  const [found] = await launches(ws, id.value);
  expect(found?.state).toBe("failed");
  expect(found?.runs.map(({ state }) => state)).toEqual(["completed", "failed", "completed", "completed"]);
});

test("a run beyond its time is ended and failed", async () => {
  const { done } = await begin("slow", { timeoutMs: 1_000, only: [0], name: "slow" });
  expect((await done).runs[0]).toMatchObject({
    status: "failed",
    error: expect.stringContaining("longer than 1000 ms"),
  });
});

test("an interrupted launch says so, and a new attempt does what is missing", async () => {
  const stop = new AbortController();
  const first = await begin("slow", { key: "night", name: "night", jobs: 1, signal: stop.signal });
  setTimeout(() => stop.abort(), 1_000);
  expect(await first.done).toMatchObject({ status: "interrupted", summary: { cancelled: 1, skipped: 3 } });
  const partly = await begin(undefined, { key: "night", name: "night", only: [0, 1] });
  await partly.done;
  const rest = await begin(undefined, { key: "night", name: "night", retry: true });
  expect([first.attempt, partly.attempt, rest.attempt, rest.planned]).toEqual([1, 2, 3, 2]);
  expect((await rest.done).runs.map(({ index }) => index)).toEqual([2, 3]);
  expect(new Set([first.id.value, partly.id.value, rest.id.value]).size).toBe(1);
  expect((await launches(ws, rest.id.value)).map(({ state }) => state).sort()).toEqual([
    "complete",
    "complete",
    "interrupted",
  ]);
});

test("an attempt is claimed once, and an id stands for one plan and one program", async () => {
  const first = await begin(undefined, { id: "mine", attempt: 1 });
  await first.done;
  await expect(begin(undefined, { id: "mine", attempt: 1 })).rejects.toThrow(/already started at .* The next is 2\./);
  await expect(begin(undefined, { id: "mine", attempt: 0 })).rejects.toThrow("attempt must be 1 or more; got 0");
  await expect(begin(undefined, { id: "mine", name: "other" })).rejects.toMatchObject({ code: "launch-differs" });
  const before = readdirSync(join(folder, ".tapelab/tapes")).length;
  const changed = { blocks: [{ mode: "combinatorial", context: { x: [1] } }] };
  await expect(launch(ws, changed, square(), { id: "mine" })).rejects.toMatchObject({ code: "launch-differs" });
  expect(readdirSync(join(folder, ".tapelab/tapes")).length).toBe(before);
});

test("a command gets the context in a file, and has a tape though it records nothing", async () => {
  const script =
    "const c = JSON.parse(require('fs').readFileSync(process.env.TAPELAB_CONTEXT)); process.exit(c.x === 4 ? 7 : 0)";
  const { done } = await launch(ws, spec, { command: [process.execPath, "-e", script] }, { policy: "continue" });
  const { summary, runs } = await done;
  expect(summary).toMatchObject({ completed: 3, failed: 1 });
  expect(runs[3]?.error).toContain("code 7");
  for (const { session } of runs) expect((await ws.resolve(session)).state).toBe("ended");
});

test("an empty plan is complete with nothing run", async () => {
  const empty = { blocks: [{ mode: "combinatorial", context: { x: [] } }] };
  const { done, id } = await launch(ws, empty, square());
  expect(await done).toMatchObject({ status: "completed", summary: { planned: 0 } });
  expect((await launches(ws, id.value))[0]).toMatchObject({ state: "complete" });
});

test("how many runs are executed at once changes no index, context or signature", async () => {
  const twelve = { blocks: [{ mode: "combinatorial", context: { x: [1, 2, 4], y: [5, 6, 7, 8] } }] };
  const told = async (jobs: number) => {
    const { done } = await launch(ws, twelve, square(), { jobs, cache: "off", name: "same" });
    const { runs } = await done;
    const facts = await Promise.all(runs.map(async ({ session }) => (await ws.resolve(session)).facts));
    return facts.map((one) => [one.run_space_index, one.run_space_context, one.run_signature]);
  };
  const one = await told(1);
  expect(await told(4)).toEqual(one);
  expect([one.length, new Set(one.map(([, , signature]) => signature)).size]).toEqual([12, 12]);
});

test("a key stands for one launch of a plan: attempts count up, and a changed plan is another launch", async () => {
  const first = await begin(undefined, { key: "k", only: [0] });
  await first.done;
  const again = await begin(undefined, { key: "k", only: [0] });
  await again.done;
  expect([again.id, first.attempt, again.attempt]).toEqual([first.id, 1, 2]);
  const changed = { blocks: [{ mode: "combinatorial", context: { x: [1, 2, 3, 5] } }] };
  const other = await launch(ws, changed, square(), { key: "k", only: [0] });
  await other.done;
  expect([other.attempt, other.id.value === first.id.value]).toEqual([1, false]);
});

test("a retry executes exactly what no earlier attempt completed, and is complete with it", async () => {
  const five = { blocks: [{ mode: "combinatorial", context: { x: [11, 12, 13, 14, 15] } }] };
  const start = (options: RunLaunchOptions) =>
    launch(ws, five, square(), { id: "five", cache: "off", jobs: 2, ...options });
  await (await start({ only: [1, 3] })).done;
  const second = await start({ retry: true });
  const { runs, summary } = await second.done;
  expect([runs.map(({ index }) => index), summary.planned, summary.completed]).toEqual([[0, 2, 4], 3, 3]);
  const found = (await launches(ws, "five")).find(({ attempt }) => attempt === 2);
  expect(found).toMatchObject({ state: "complete", facts: { total: 5, planned: 3 } });
});

test.each([2, 0])("numbers of any size reach the program as they are, with jobs %i", async (jobs) => {
  const large = {
    blocks: [{ mode: "combinatorial", context: { x: [12345678901234567890n, 7, float(7), Number.NaN] } }],
  };
  await program("kinds.cjs", "exports.default = ({ x }) => ({ kind: typeof x, text: String(x) });");
  const { done } = await launch(ws, large, join(folder, "kinds.cjs"), { jobs, cache: "off", name: `kinds-${jobs}` });
  const { runs, status } = await done;
  expect([status, runs.map(({ context }) => context.x)]).toEqual([
    "completed",
    [12345678901234567890n, 7, 7, Number.NaN],
  ]);
  const output = async (index: number) =>
    (await (await ws.openTape(runs[index]?.session ?? "")).table({ label: "output" })).get(0)?.toJSON();
  expect(await output(0)).toMatchObject({ kind: "bigint", text: "12345678901234567890" });
  expect([await output(1), await output(2)]).toMatchObject([{ kind: "number" }, { kind: "number" }]);
  expect(readdirSync(join(folder, ".tapelab/staging"))).toEqual([]);
});

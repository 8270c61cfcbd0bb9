/** What whatever executes runs must keep: the same tests for every pool. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { InProcessPool } from "#sdk/run/in-process-pool.js";
import { LocalPool } from "#sdk/run/local-pool.js";
import type { RunPool, RunTask, TaskListener } from "#sdk/run/task.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-pool-"));
const module = join(folder, "program.cjs");
const bin = join(import.meta.dirname, "../../sdk/bin");
let ws: Workspace;

beforeAll(async () => {
  writeFileSync(
    module,
    `exports.square = ({ x }, run) => { run.progress(0.5, "half"); return { square: x * x }; };
     exports.fails = () => { throw new Error("too cold"); };
     exports.rejects = async () => { throw "no error at all"; };
     exports.waits = async (_, run) => { run.progress(0.1, "waiting"); await new Promise((done) => setTimeout(done, 60_000)); };
     exports.none = 3;
     exports.loose = () => { Promise.reject(new Error("loose end")); return new Promise((done) => setTimeout(done, 60_000)); };`,
  );
  ws = await openWorkspace(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const childProcesses = (): RunPool =>
  new LocalPool({
    ...{ disk: nodeDisk, size: 2, entry: join(bin, "run-child.js"), guard: join(bin, "run-guard.js") },
    folder: `${ws.dir}/staging/launch-${ws.runs.newId()}`,
  });
const pools: [string, () => RunPool][] = [
  ["child processes", childProcesses],
  ["the launching process", () => new InProcessPool(ws.runs)],
];

function taskOf(name: string, more: Partial<RunTask> = {}): RunTask {
  const linkage = {
    ...{ run_space_launch_id: "L", run_space_attempt: 1, run_space_index: 4, run_space_context: '{"x":7}' },
  };
  return {
    ...{ session: ws.runs.newId(), label: "program", linkage, facts: linkage, workspace: ws.dir },
    program: { kind: "module", path: module, export: name },
    ...more,
  };
}

function listener() {
  const notes: string[] = [];
  let heard = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const hears: TaskListener = {
    progress: ({ fraction, note }) => {
      notes.push(`${fraction} ${note}`);
      heard();
    },
    printed: () => undefined,
  };
  return { notes, first, hears };
}

describe.each(pools)("runs in %s", (_, open) => {
  test("a run is recorded under its id, with its facts, and completed when its end is on the tape", async () => {
    const pool = open();
    const { hears, notes } = listener();
    const task = taskOf("square");
    expect(await pool.submit(task, hears)).toEqual({ status: "completed" });
    expect(notes).toEqual(["0.5 half"]);
    expect(await ws.runs.record(task.session)).toMatchObject({
      status: "completed",
      launch: "L",
      index: 4,
      config: '{"x":7}',
    });
    const table = await (await ws.openTape(task.session)).table({ label: "output" });
    expect(table.getChild("square")?.get(0)).toBe(49);
    await pool.close();
  });

  test.each([
    ["fails", /too cold/],
    ["rejects", /no error at all/],
    ["none", /exports no function none/],
  ])("a program that %s is a failed run, with the reason, on its tape too", async (name, reason) => {
    const pool = open();
    const task = taskOf(name);
    expect(await pool.submit(task, listener().hears)).toEqual({
      status: "failed",
      error: expect.stringMatching(reason),
    });
    expect(await ws.runs.record(task.session)).toMatchObject({
      status: "failed",
      error: expect.stringMatching(reason),
    });
    await pool.close();
  });

  test("a program that is not there never rejects", async () => {
    const pool = open();
    const program = { kind: "module", path: join(folder, "gone.cjs") } as const;
    expect(await pool.submit(taskOf("square", { program }), listener().hears)).toMatchObject({ status: "failed" });
    await pool.close();
  });

  test("a run that is cancelled is told so, and its tape is no completed run", async () => {
    const pool = open();
    const { hears, first } = listener();
    const task = taskOf("waits");
    const done = pool.submit(task, hears);
    await first;
    pool.cancel(task.session, 1_000);
    expect(await done).toEqual({ status: "cancelled" });
    expect((await ws.runs.record(task.session))?.status).not.toBe("completed");
    await pool.close();
  });

  test("a run beyond its time is ended and failed", async () => {
    const pool = open();
    expect(await pool.submit(taskOf("waits", { timeoutMs: 500 }), listener().hears)).toEqual({
      status: "failed",
      error: "it took longer than 500 ms and was ended",
    });
    await pool.close();
  });

  test("close ends what still runs, and cancelling what is not there does nothing", async () => {
    const pool = open();
    const { hears, first } = listener();
    const done = pool.submit(taskOf("waits"), hears);
    await first;
    pool.cancel("nobody", 10);
    await pool.close();
    expect(await done).toEqual({ status: "cancelled" });
  });

  test("it goes on after a run that failed", async () => {
    const pool = open();
    const both = [pool.submit(taskOf("fails"), listener().hears), pool.submit(taskOf("square"), listener().hears)];
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual(["failed", "completed"]);
    await pool.close();
  });
});

test("a command is over when it has ended, whatever it has left running", async () => {
  const pool = childProcesses();
  const left = join(folder, "left");
  const program = { kind: "command", argv: ["sh", "-c", `sleep 300 & echo $! > ${left}; echo said; exit 0`] } as const;
  const lines: string[] = [];
  const hears: TaskListener = { progress: () => undefined, printed: (line) => void lines.push(line) };
  expect(await pool.submit(taskOf("", { program }), hears)).toEqual({ status: "completed" });
  expect(lines).toEqual(["said"]);
  process.kill(Number(readFileSync(left, "utf8")));
  await pool.close();
}, 60_000);

test("what a program throws when nobody waits for it ends its run, in one line of its own", async () => {
  const pool = childProcesses();
  const lines: string[] = [];
  const hears: TaskListener = { progress: () => undefined, printed: (line) => void lines.push(line) };
  expect(await pool.submit(taskOf("loose"), hears)).toEqual({
    status: "failed",
    error: expect.stringMatching(/^Error: loose end \(at .*program\.cjs:6:\d+\)+$/),
  });
  expect(lines).toEqual([]);
  const program = { kind: "command", argv: ["no-such-program", "x"] } as const;
  expect(await pool.submit(taskOf("", { program }), hears)).toEqual({
    status: "failed",
    error: "it could not be started: there is no program no-such-program",
  });
  await pool.close();
});

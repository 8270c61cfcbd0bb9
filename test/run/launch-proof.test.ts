/** What counts as done: the tape decides, whatever a process said; and other values are another run. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { launch, launches, plan } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";
import { beginLaunch } from "#sdk/run/launch.js";
import { launchWork } from "#sdk/run/launch-work.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-proof-"));
const sdk = JSON.stringify(join(import.meta.dirname, "../../sdk"));
const spec = { blocks: [{ mode: "by_position", context: { x: [1] } }] };
let ws: Workspace;

beforeAll(async () => {
  ws = await openWorkspace(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a process that says that it is done, and whose tape has no end, is a failed run", async () => {
  const file = join(folder, "leaves.cjs");
  writeFileSync(
    file,
    `const { tape } = require(${sdk});
     tape.start("leaves"); tape.capture("step", { x: 1 });
     tape.commit("begun").then(() => process.reallyExit(0));`,
  );
  const { done, id } = await launch(ws, spec, { command: [process.execPath, file] });
  const { status, runs } = await done;
  expect([status, runs[0]?.status, runs[0]?.error]).toEqual([
    "failed",
    "failed",
    "it said that it was done, and its tape has no end",
  ]);
  expect((await launches(ws, id.value))[0]?.state).toBe("failed");
});

test("a process that is killed behind the end of its tape is a completed run, and answers the next one", async () => {
  const file = join(folder, "killed.cjs");
  writeFileSync(
    file,
    `exports.default = ({ x }) => {
       const { send } = process;
       process.send = (message, ...more) => {
         if (message.kind === "finished") process.kill(process.pid, "SIGKILL");
         else send.call(process, message, ...more);
       };
       return { x };
     };`,
  );
  const first = await (await launch(ws, spec, file)).done;
  expect([first.status, first.runs[0]?.status, first.runs[0]?.error]).toEqual(["completed", "completed", undefined]);
  const second = await (await launch(ws, spec, file)).done;
  expect(second.runs[0]).toMatchObject({ status: "cached", source: first.runs[0]?.session });
});

test("a retry does a completed run again when a value that all runs get is another one", async () => {
  const file = join(folder, "scales.cjs");
  writeFileSync(file, "exports.default = ({ x, dt }) => ({ y: x * dt });");
  const two = { blocks: [{ mode: "by_position", context: { x: [1, 2] } }] };
  const begin = (dt: number) => launch(ws, two, file, { id: "scales", jobs: 0, retry: true, set: { dt } });
  const planned: number[] = [];
  for (const dt of [1, 1, 2, 2]) {
    const { done, planned: count } = await begin(dt);
    planned.push(count);
    expect((await done).status).toBe("completed");
  }
  expect(planned).toEqual([2, 0, 2, 0]);
});

test("a launch that breaks writes its end all the same, whose parts add up to what was planned", async () => {
  const file = join(folder, "never.cjs");
  writeFileSync(file, "exports.default = () => {};");
  const three = { blocks: [{ mode: "by_position", context: { x: [1, 2, 3] } }] };
  const { work } = await launchWork(ws, await plan(ws, three), file, { jobs: 1, cache: "off" });
  const pool = {
    ...{ kind: "gone", size: 1, cancel: () => undefined, close: async () => undefined },
    submit: () => Promise.reject(new Error("nothing takes runs any more")),
  };
  const { done, id } = await beginLaunch({ ...work, pool });
  await expect(done).rejects.toThrow(/could not go on: .*nothing takes runs any more.* 0 of 3 runs are completed/);
  const [{ state, facts } = { state: "none", facts: undefined }] = await launches(ws, id.value);
  const { planned, ...parts } = facts?.end?.summary ?? { planned: -1 };
  const sum = Object.values(parts).reduce((all, count) => all + count, 0);
  expect([facts?.end?.status, planned, sum, state]).toEqual(["failed", 3, 3, "partial"]);
});

test("a launch id stands for its sources, too: with other bytes it is refused, and nothing is started", async () => {
  const file = join(folder, "rows.cjs");
  writeFileSync(file, "exports.default = ({ x }) => ({ x });");
  const rows = { blocks: [{ mode: "by_position", source: { format: "csv", path: "rows.csv" } }] };
  const begin = () => launch(ws, rows, file, { id: "sourced", jobs: 0 });
  writeFileSync(join(folder, "rows.csv"), "x\n1\n");
  await (await begin()).done;
  const before = (await ws.sessions()).length;
  writeFileSync(join(folder, "rows.csv"), "x\n2\n");
  await expect(begin()).rejects.toMatchObject({ code: "launch-differs", details: { what: "inputs" } });
  expect((await ws.sessions()).length).toBe(before);
});

test("a spec that says dry_run is planned and never executed, in code too", async () => {
  const file = join(folder, "never.cjs");
  const before = (await ws.sessions()).length;
  const dry = { ...spec, dry_run: true };
  await expect(launch(ws, dry, file)).rejects.toThrow(/dry_run: true.*Nothing was started/);
  expect((await plan(ws, dry)).planId).toEqual((await plan(ws, spec)).planId);
  expect((await ws.sessions()).length).toBe(before);
});

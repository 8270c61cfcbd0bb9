import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onNotice, openWorkspace, reset, type Workspace } from "tapelab";
import { type ActiveRun, launch, type RunOptions, run } from "tapelab/run";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import {
  callHooks,
  onCacheHit,
  onCacheMiss,
  onCommit,
  onLaunchEnd,
  onLaunchStart,
  onRunComplete,
  onRunFailed,
  onRunStart,
} from "#sdk/run/hooks.js";

let folder = "";
let ws: Workspace;
const fit = { id: "ab".repeat(16), name: "fit", cached: false };
const stops: (() => void)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-hooks-"));
  ws = await openWorkspace(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.useRealTimers();
});

const place = () => {
  const notices: string[] = [];
  return { dir: ws.dir, notices, notify: (text: string) => void notices.push(text) };
};

test("hooks are called in order of registration, one after the other, until they are taken back", async () => {
  const heard: string[] = [];
  const slow = onRunStart(ws, async ({ name }) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    heard.push(`slow ${name}`);
  });
  stops.push(
    onRunStart(ws, () => heard.push("quick")),
    onRunStart({ dir: "/elsewhere" }, () => heard.push("other workspace")),
  );
  const at = place();
  await callHooks(at, "runStart", fit);
  slow();
  await callHooks(at, "runStart", fit);
  expect(heard).toEqual(["slow fit", "quick", "quick"]);
  expect(at.notices).toEqual([]);
});

test("a hook that throws, rejects or is silent is one warning that names it and the run", async () => {
  vi.useFakeTimers();
  const heard: string[] = [];
  stops.push(
    onRunFailed(ws, () => {
      throw new Error("no network");
    }),
    onRunFailed(ws, async () => Promise.reject(new Error("no disk"))),
    onRunFailed(ws, () => new Promise(() => undefined)),
    onRunFailed(ws, (_, error) => heard.push(String(error))),
  );
  const at = place();
  const done = callHooks(at, "runFailed", fit, new Error("three is odd"));
  await vi.advanceTimersByTimeAsync(10_000);
  await done;
  const head = `The hook runFailed for run "fit" (${fit.id})`;
  expect(at.notices).toEqual([
    `${head} failed: no network; nothing else changed.`,
    `${head} failed: no disk; nothing else changed.`,
    `${head} gave no answer for 10 s; nothing else changed.`,
  ]);
  expect(heard).toEqual(["Error: three is odd"]);
});

test("a commit hook hears every commit when it survives power loss, and no SYSTEM one", async () => {
  const heard: string[] = [];
  const all = new Promise<void>((resolve) => {
    stops.push(onCommit(ws, ({ uid, label }) => heard.push(`${uid} ${label}`) === 3 && resolve()));
  });
  const session = await ws.startSession("heard");
  session.capture("step", { x: 1 });
  await session.commit("first");
  session.capture("step", { x: 2 });
  session.queue("queued");
  session.capture("step", { x: 3 });
  await session.finalize("last");
  await session.note("system", { a: 1 });
  await session.end();
  await all;
  expect(heard.map((one) => one.split(" ")[1])).toEqual(["first", "queued", "last"]);
  expect(heard.every((one) => one.startsWith(session.id))).toBe(true);
});

test("a launch and its runs are heard, and a hook that throws changes nothing of them", async () => {
  writeFileSync(join(folder, "odd.cjs"), "exports.default = ({ x }) => { if (x === 3) throw new Error('odd'); };");
  const heard: string[] = [];
  const notices: string[] = [];
  const hush = onNotice((text) => void notices.push(text));
  const throwing = (word: string) => (): void => {
    heard.push(word);
    throw new Error("a hook");
  };
  stops.push(
    hush,
    onLaunchStart(ws, ({ planned, attempt }) => heard.push(`launch ${attempt} of ${planned}`)),
    onRunStart(ws, throwing("start")),
    onRunComplete(ws, throwing("complete")),
    onRunFailed(ws, (one, error) => heard.push(`failed ${one.index} ${String(error).includes("odd")}`)),
    onCacheMiss(ws, (_, { reason }) => heard.push(reason)),
    onCacheHit(ws, ({ cached }) => heard.push(`hit ${cached}`)),
    onLaunchEnd(ws, ({ status }) => heard.push(`end ${status}`)),
  );
  const spec = { blocks: [{ mode: "combinatorial", context: { x: [2, 3] } }] };
  const begin = () => launch(ws, spec, join(folder, "odd.cjs"), { jobs: 1, policy: "continue" });
  expect((await (await begin()).done).summary).toMatchObject({ completed: 1, failed: 1 });
  const miss = "no_similar_prior_run";
  expect(heard.splice(0)).toEqual([
    ...["launch 1 of 2", miss, "start", "complete", "config_changed", "start", "failed 1 true", "end failed"],
  ]);
  expect(notices.filter((text) => text.includes("a hook"))).toHaveLength(3);
  const again = await (await begin()).done;
  expect(again.runs.map(({ status, miss }) => [status, miss])).toEqual([
    ["cached", undefined],
    ["failed", expect.objectContaining({ reason: "config_changed" })],
  ]);
  expect(heard.slice(1, 3)).toEqual(["hit true", "complete"]);
});

test("a run that is answered calls complete, and one that records nothing calls start alone", async () => {
  const heard: string[] = [];
  stops.push(
    onRunStart(ws, ({ name }) => heard.push(`start ${name}`)),
    onRunComplete(ws, ({ cached }, outputs) => heard.push(`complete ${cached} ${Object.keys(outputs)}`)),
    onRunFailed(ws, (_, error) => heard.push(String(error))),
  );
  const write = (r: ActiveRun) => r.output("text", Buffer.from("a"));
  const go = (name: string, options: RunOptions, fn: (r: ActiveRun) => unknown = write) =>
    run(ws, name, { codeId: "1", ...options }, fn);
  await go("writes", {});
  await go("writes", {});
  await go("writes", { cache: "readonly" });
  await go("reads", { cache: "readonly" });
  const failing = () => Promise.reject(new Error("three is odd"));
  await expect(go("fails", {}, failing)).rejects.toThrow("three is odd");
  expect(heard).toEqual([
    ...["start writes", "complete false text", "complete true text", "start writes", "start reads"],
    ...["start fails", "Error: three is odd"],
  ]);
});

test("reset takes all hooks back", async () => {
  const heard: string[] = [];
  onRunStart(ws, () => heard.push("start"));
  await reset();
  await callHooks(place(), "runStart", fit);
  expect(heard).toEqual([]);
});

test("refuses what is no function", () => {
  expect(() => onRunComplete(ws, "log" as never)).toThrow(/expected a function.*Nothing was changed/);
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { callHooks, onCommit, onRunComplete, onRunFailed, onRunStart } from "#sdk/run/hooks.js";

let folder = "";
let ws: Workspace;
const run = { id: "ab".repeat(16), name: "fit", cached: false };
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
  await callHooks(at, "runStart", run);
  slow();
  await callHooks(at, "runStart", run);
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
  const done = callHooks(at, "runFailed", run, new Error("three is odd"));
  await vi.advanceTimersByTimeAsync(10_000);
  await done;
  const head = `The hook runFailed for run "fit" (${run.id})`;
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

test("refuses what is no function", () => {
  expect(() => onRunComplete(ws, "log" as never)).toThrow(/expected a function.*Nothing was changed/);
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, reset, tape, type Workspace } from "tapelab";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ActiveRun } from "#sdk/run/active-run.js";
import { activeRun, useWorkspace, withRun } from "#sdk/run/context.js";

let folder = "";
let one: Workspace;
let two: Workspace;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-context-"));
  one = await openWorkspace(join(folder, "one"));
  two = await openWorkspace(join(folder, "two"));
});
afterAll(async () => {
  await reset({ dirty: "discard" });
  await rm(folder, { recursive: true, force: true });
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const scopeCount = async (ws: Workspace, session: string): Promise<number> =>
  (await (await ws.openTape(session)).table()).numRows;

test("without a run the call says how to start one", () => {
  const text = "No active run. Start one with run(ws, …), or inside scenario(…). Nothing was logged.";
  expect(() => activeRun()).toThrow(text);
});

test("two chains with workspaces of their own never see each other", async () => {
  const chain = (ws: Workspace, count: number) =>
    useWorkspace(ws, async () => {
      const { id } = tape.start(`chain-${count}`);
      for (let x = 0; x < count; x++) {
        tape.capture("step", { x });
        await pause(1);
      }
      await tape.finalize("done");
      await tape.end();
      return id;
    });
  const outside = await openWorkspace(folder);
  const session = await outside.startSession("outside");
  const [a, b] = await Promise.all([chain(one, 7), chain(two, 11)]);
  await session.end();
  expect(await scopeCount(one, a)).toBe(7);
  expect(await scopeCount(two, b)).toBe(11);
  expect((await one.sessions()).map(({ id }) => id)).toEqual([a]);
  expect(() => tape.current()).toThrow(/no session is active/);
});

test("the inner run wins, and the outer one is back after it returned or threw", async () => {
  const runs = await Promise.all(
    ["outer", "inner"].map(async (name) => {
      const session = await one.startSession(name);
      return { id: session.id, name, session } as ActiveRun;
    }),
  );
  const [outer, inner] = runs as [ActiveRun, ActiveRun];
  await withRun(outer, async () => {
    expect(activeRun()).toBe(outer);
    await withRun(inner, async () => {
      await pause(1);
      expect(activeRun()).toBe(inner);
      tape.capture("deep", { x: 1 });
    });
    expect(tape.current()).toBe(outer.session);
    const failing = withRun(inner, async () => {
      await pause(1);
      throw new Error("inner failed");
    });
    await expect(failing).rejects.toThrow("inner failed");
    expect(activeRun()).toBe(outer);
    expect(() => tape.start("mine")).toThrow(/tape.start: this code is part of "outer".*Nothing was changed/);
    await expect(tape.end()).rejects.toMatchObject({ code: "inside-run" });
  });
  expect(inner.session.status().staged).toBe(1);
  expect(outer.session.status().staged).toBe(0);
  for (const { session } of runs) {
    session.discard();
    await session.end();
  }
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom, toArray } from "rxjs";
import { initWorkspace, openWorkspace, reset, tape, type Workspace } from "tapelab";
import { afterAll, beforeAll, expect, test } from "vitest";
import { activeRun, useWorkspace } from "#sdk/run/context.js";
import { onRunComplete } from "#sdk/run/hooks.js";
import { scenario } from "#sdk/run/scenario.js";
import { run } from "#sdk/run/start-run.js";

let folder = "";
let ws: Workspace;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-scenario-"));
  ws = await openWorkspace(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rowsOf = async (id: string, label: string): Promise<number> =>
  (await (await ws.openTape(id)).table({ label })).numRows;

test("a scenario is a run that groups its steps, and code inside needs no handle", async () => {
  let outer = "";
  const value = await scenario(ws, "base", async (sc) => {
    outer = sc.id;
    tape.capture("between", { x: 0 });
    const fit = await sc.step("fit", { config: { order: 3 } }, async () => {
      tape.capture("inside", { name: activeRun().name === "fit" });
      return { order: 3 };
    });
    const both = await Promise.all(
      [1, 2].map((k) => sc.step(`part-${k}`, { config: { k } }, () => ({ id: activeRun().id, k }))),
    );
    expect(both.map(({ value: part, id }) => part?.id === id)).toEqual([true, true]);
    expect(() => activeRun()).toThrow("No active run.");
    tape.capture("between", { x: 1 });
    return fit.id;
  });
  const records = await ws.runs.records();
  const byName = new Map(records.map((one) => [one.program, one]));
  expect(byName.get("base")).toMatchObject({ id: outer, kind: "scenario", status: "completed", parent: undefined });
  for (const name of ["fit", "part-1", "part-2"])
    expect(byName.get(name)).toMatchObject({ kind: "run", parent: outer, scenario: outer, status: "completed" });
  expect(await rowsOf(outer, "between")).toBe(2);
  expect(await rowsOf(value, "inside")).toBe(1);
});

test("a failing step ends the scenario, which names it and what is missing; the outer context is back", async () => {
  const failed = scenario(ws, "broken", async (sc) => {
    await sc.step(
      "first",
      { expect: ["a"], onMissing: "ignore" },
      async (r) => void (await r.output("a", Buffer.from("1"))),
    );
    await sc.step("second", { expect: ["a", "b"] }, () => {
      throw new RangeError("out of steps");
    });
  });
  await expect(failed).rejects.toThrow("out of steps");
  const [record] = (await ws.runs.records()).filter(({ program }) => program === "broken");
  expect(record).toMatchObject({ status: "failed", error: "step second: RangeError: out of steps" });
  const notes$ = (await ws.openTape(record!.id)).commits$({ system: true, commitLabel: "run_end" });
  const ends = await Promise.all((await lastValueFrom(notes$.pipe(toArray()))).map((commit) => commit.meta()));
  expect(ends).toEqual([
    {
      status: "failed",
      error: "step second: RangeError: out of steps",
      failed_with: "RangeError: out of steps",
      failed_step: "second",
      missing_outputs: ["a", "b"],
    },
  ]);
  expect(() => activeRun()).toThrow("No active run.");
});

test("a step that fails and is caught leaves the scenario as it is", async () => {
  const names: string[] = [];
  const stop = onRunComplete(ws, ({ name }) => names.push(name));
  await scenario(ws, "patient", async (sc) => {
    await sc.step("bad", () => Promise.reject(new Error("once"))).catch(() => undefined);
    await sc.step("good", () => 1);
  });
  stop();
  expect(names).toEqual(["good"]);
  const record = (await ws.runs.records()).find(({ program }) => program === "patient");
  expect(record?.status).toBe("completed");
});

test("scenarios do not nest, and a step after the end is refused", async () => {
  let late: (() => Promise<unknown>) | undefined;
  await useWorkspace(ws, () =>
    scenario("alone", async (sc) => {
      await expect(scenario("inner", () => 1)).rejects.toThrow(/inside the scenario "alone".*Scenarios do not nest/);
      late = () => sc.step("late", () => 1);
    }),
  );
  await expect(late?.()).rejects.toThrow(/the scenario "alone" has ended/);
  const programs = (await ws.runs.records()).map(({ program }) => program);
  expect(programs).not.toContain("inner");
  expect(programs).not.toContain("late");
});

test("a scenario that names no workspace is in that of tape", async () => {
  const { workspace } = await initWorkspace({ sandbox: true });
  const id = await scenario("here", ({ id: own }) => own);
  expect(await workspace.runs.record(id)).toMatchObject({ kind: "scenario", program: "here" });
  await reset();
});

test("a run inside of a run has it as parent, and tape means its workspace there", async () => {
  let inner = "";
  const outer = await run(ws, "outer", {}, async () => {
    inner = (await run(ws, "inner", {}, () => 1)).id;
    await tape.param("order", 3);
  });
  expect((await ws.state()).get("param/order")).toEqual({ value: 3 });
  expect(await ws.runs.record(inner)).toMatchObject({ parent: outer.id, scenario: undefined });
});

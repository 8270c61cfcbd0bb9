/** Each setting of runs does what its text says. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { plan, type RunOptions, run } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "tapelab-run-settings-")));
const outside = realpathSync(mkdtempSync(join(tmpdir(), "tapelab-run-outside-")));
let ws: Workspace;

beforeAll(async () => {
  ws = await openWorkspace(folder);
  for (const place of [folder, outside]) writeFileSync(join(place, "rows.csv"), "x\n1\n2\n");
});
afterAll(() => {
  for (const place of [folder, outside]) rmSync(place, { recursive: true, force: true });
});

/** Calls `fn` with a setting, and takes the setting back. */
async function having<T>(
  key: Parameters<Workspace["settings"]["set"]>[0],
  value: unknown,
  fn: () => Promise<T>,
): Promise<T> {
  ws.settings.set(key, value as never);
  try {
    return await fn();
  } finally {
    ws.settings.unset(key);
  }
}
const model = (name: string, options: RunOptions = {}) => run(ws, name, { codeId: "1", ...options }, () => ({ a: 1 }));

test("run.signature: signatures of different schemes never match, and each says its scheme", async () => {
  const first = await model("schemes");
  const other = await having("run.signature", "siglp1", () => model("schemes"));
  expect([other.cached, other.signature === first.signature]).toEqual([false, false]);
  expect((await ws.runs.record(other.id))?.signatureScheme).toBe("siglp1");
  expect((await having("run.signature", "siglp1", () => model("schemes"))).source).toBe(other.id);
  expect((await model("schemes")).source).toBe(first.id);
});

test("run.epoch: with another number no earlier run answers; with the old one they do", async () => {
  const first = await model("epochs");
  expect((await having("run.epoch", 2, () => model("epochs"))).cached).toBe(false);
  expect((await having("run.epoch", 2, () => model("epochs", { epoch: 3 }))).cached).toBe(false); // a run's own wins
  expect((await model("epochs")).source).toBe(first.id);
});

test("run.store_below: larger files stay where they are", async () => {
  const { outputs } = await having("run.store_below", 4, () =>
    run(ws, "stores", { codeId: "1" }, async (active) => {
      for (const name of ["1234", "12345"]) {
        writeFileSync(join(folder, name), name);
        await active.output(name, join(folder, name));
      }
    }),
  );
  expect([outputs["1234"]?.store, outputs["12345"]?.store]).toEqual(["blob", "reference"]);
});

test("run.inputs_scheme: the inputs id of a plan is made by the rule that is named", async () => {
  const spec = { blocks: [{ mode: "by_position", source: { format: "csv", path: "rows.csv" } }] };
  const ids = [
    (await plan(ws, spec)).inputsId,
    (await having("run.inputs_scheme", "rsm1code", () => plan(ws, spec))).inputsId,
  ];
  expect(ids.map((id) => id?.scheme)).toEqual(["rsm1", "rsm1code"]);
  expect(ids[0]?.value).not.toBe(ids[1]?.value);
});

test("run.allowed_roots: sources and file: URIs may lie there, and nowhere else outside", async () => {
  const spec = { blocks: [{ mode: "by_position", source: { format: "csv", path: join(outside, "rows.csv") } }] };
  const inputs = { rows: `file://${outside}/rows.csv` };
  await expect(plan(ws, spec)).rejects.toThrow("lies outside of the project and all mounts");
  await expect(model("reads", { inputs })).rejects.toThrow("outside of the project, all mounts and all allowed roots");
  await having("run.allowed_roots", [outside], async () => {
    expect((await plan(ws, spec)).size).toBe(2);
    expect((await model("reads", { inputs })).cached).toBe(false);
  });
});

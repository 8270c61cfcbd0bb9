/** What a launch asks of its program, and what it keeps of its plan. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { launch, launchedPlan, launches, launchTrace, type RunLaunchOptions } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canonicalOf } from "#sdk/run/canonical.js";
import { inputsHash } from "#sdk/run/identities.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-launch-facts-"));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const spec = { blocks: [{ mode: "combinatorial", context: { x: [1, 2] } }] };
let ws: Workspace;

beforeAll(async () => {
  ws = await openWorkspace(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("keys that a program needs and no run has are one error, before anything is started", async () => {
  const program = file("needs.mjs", "export const needs = ['dt', 'grid', 'x']; export default ({ dt }) => ({ dt });");
  await expect(launch(ws, spec, program)).rejects.toThrow(
    "The program needs dt, grid, which no run of the plan has. Nothing was started. Add to the plan, or give: --set dt=… --set grid=…",
  );
  expect(existsSync(join(folder, ".tapelab"))).toBe(false);
  const { done } = await launch(ws, spec, program, { set: { dt: 0.5, grid: "g" }, jobs: 1 });
  expect((await done).summary).toMatchObject({ completed: 2 });
});

test("a program that cannot be loaded is refused before anything is started, in one line", async () => {
  const broken = file("broken.mjs", "import './gone.mjs'; export default () => {};");
  await expect(launch(ws, spec, broken)).rejects.toThrow(
    /broken\.mjs cannot be loaded: .*gone\.mjs.*Nothing was started/s,
  );
  const wrong = file("wrong.mjs", "export const needs = 'dt'; export default () => {};");
  await expect(launch(ws, spec, wrong)).rejects.toThrow("its export needs must be a list of texts");
  const dies = file("dies.cjs", "process.exit(3)");
  await expect(launch(ws, spec, dies)).rejects.toThrow(/dies\.cjs cannot be loaded: its process ended without a word/);
});

test.each([
  ["retries", -1],
  ["retries", 0.5],
  ["timeoutMs", 2 ** 31],
  ["timeoutMs", 0],
  ["only", 3],
  ["retry", true],
])("an option that no launch can keep is refused before anything is started: %s %s", async (name, value) => {
  await expect(launch(ws, spec, file("never.cjs", ""), { [name]: value } as RunLaunchOptions)).rejects.toThrow(
    new RegExp(`${name}.*Nothing was started`, "i"),
  );
});

test("jobs 0 runs in the launching process, one after the other, and records the same", async () => {
  const program = file(
    "here.cjs",
    "let open = 0; exports.default = async ({ x }) => { if (open++ > 0) throw new Error('two at once'); await new Promise((r) => setTimeout(r, 20)); open--; return { pid: process.pid, x }; };",
  );
  const { done } = await launch(ws, spec, program, { jobs: 0 });
  const { runs, status } = await done;
  expect([status, runs.map(({ index }) => index)]).toEqual(["completed", [0, 1]]);
  const table = await (await ws.openTape(runs[1]?.session ?? "")).table({ label: "output" });
  expect(table.getChild("pid")?.get(0)).toBe(process.pid);
  file("here.cjs", "exports.default = () => ({ changed: true });"); // what was loaded stays loaded
  await expect(launch(ws, spec, program, { jobs: 0 })).rejects.toThrow(/changed after this process had loaded it/);
});

test("a launch keeps its sources: the plan expands again without them, and the event gives the inputs id", async () => {
  file("rows.csv", "a,b\n1,x\n2.50,y\n");
  file("sub.yaml", "run_space: {}"); // another file beside it changes nothing
  const source = { format: "csv", path: "rows.csv", rename: { b: "name" } };
  const withRows = {
    combine: "combinatorial",
    blocks: [
      { mode: "by_position", source },
      { mode: "combinatorial", context: { z: [1, 2.5, "Infinity"] } },
    ],
  };
  const program = file("any.mjs", "export default () => {};");
  const { done, id } = await launch(ws, withRows, program);
  await done;
  const [status] = await launches(ws, id.value);
  const { facts } = await ws.resolve(status?.facts?.tape ?? "");
  rmSync(join(folder, "rows.csv"));
  const again = await launchedPlan(ws, id.value);
  expect([again.planId.value, again.inputsId?.value, again.size]).toEqual([
    facts.run_space_spec_id,
    facts.run_space_inputs_id,
    6,
  ]);
  expect(Object.fromEntries(again.run(4))).toMatchObject({ name: "y", a: { value: 2.5 }, z: { value: 2.5 } });
  const prints = facts.run_space_input_fingerprints as unknown[];
  const recomputed = inputsHash(
    String(facts.run_space_spec_id),
    prints.map((one) => canonicalOf(one)),
  );
  expect(recomputed).toBe(facts.run_space_inputs_id);
  expect(facts).toMatchObject({
    ...{ run_space_launch_id: id.value, run_space_launch_id_scheme: "uuid7", run_space_attempt: 1 },
    ...{
      run_space_spec_id_scheme: "rscf1",
      run_space_inputs_id_scheme: "rsm1",
      run_space_combine_mode: "combinatorial",
    },
    ...{ run_space_total_runs: 6, run_space_planned_run_count: 6, run_space_max_runs_limit: 1000 },
    ...{ program: "any", program_kind: "module", policy: "stop", origin: "code", pool: { kind: "local" } },
    code_id: expect.stringMatching(/^modules:|^[0-9a-f]{40}/),
  });
  const lines = (await launchTrace(ws, id.value)).map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ run_id: id.value, run_space_total_runs: 6, seq: 1, schema_version: 1 });
  expect(lines.at(-1)).toMatchObject({ record_type: "run_space_end", summary: { planned_runs: 6, completed_runs: 6 } });
  expect(lines.filter((one) => one.record_type === "pipeline_end")).toHaveLength(6);
});

test("another export, or other arguments, are another program: neither answers the other", async () => {
  const one = { blocks: [{ mode: "combinatorial", context: { x: [1] } }] };
  const module = file("two.cjs", "exports.a = () => ({ y: 1 }); exports.b = () => ({ y: 2 });");
  const script = file("args.cjs", "");
  const statuses = async (program: Parameters<typeof launch>[2]) => {
    const { done } = await launch(ws, one, program, { name: "same", codeId: "1" });
    return (await done).runs.map(({ status }) => status);
  };
  const command = (...args: string[]) => ({ command: [process.execPath, script, ...args] });
  for (const program of [{ module, export: "a" }, { module, export: "b" }, command("--fast"), command("--slow")]) {
    expect(await statuses(program)).toEqual(["completed"]);
    expect(await statuses(program)).toEqual(["cached"]);
  }
});

/** Launched runs read inputs, make outputs, and are answered as runs of this process are. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { launch, type RunLaunchOptions, run } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder = "";
let ws: Workspace;
const sdk = JSON.stringify(join(import.meta.dirname, "../../sdk"));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-launched-"));
  ws = await openWorkspace(folder);
  await writeFile(
    join(folder, "count.cjs"),
    `exports.default = async ({ station }, run) => {
       const bytes = await (await run.input("rows")).bytes();
       await run.output("count", Buffer.from(station + " " + bytes.length));
       await run.output("extra", Buffer.from("x"));
       return { length: bytes.length };
     };
     exports.nested = async ({ station }, active) => {
       const { run } = require(${sdk} + "/dist/run/index.js");
       const { openWorkspace } = require(${sdk});
       const inner = await run(await openWorkspace(), "inner", { codeId: "1", config: { station } }, () => ({ a: 1 }));
       return { inner: inner.id };
     };`,
  );
  for (const station of ["mlo", "brw", "spo"]) await writeFile(join(folder, `${station}.csv`), `rows of ${station}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

async function count(options: RunLaunchOptions = {}, name?: string) {
  const spec = { blocks: [{ mode: "combinatorial", context: { station: ["mlo", "brw", "spo"] } }] };
  const program = { module: join(folder, "count.cjs"), ...(name !== undefined && { export: name }) };
  const inputs = { rows: join(folder, "{station}.csv") };
  const begun = await launch(ws, spec, program, { jobs: 2, policy: "continue", inputs, codeId: "1", ...options });
  return (await begun.done).runs;
}

test("each run reads the input of its context, and one changed file executes one run", async () => {
  const first = await count();
  expect(first.map(({ status, error }) => error ?? status)).toEqual(["completed", "completed", "completed"]);
  const record = await ws.runs.record(first[1]?.session ?? "");
  expect(record?.inputs).toMatchObject([{ name: "rows", kind: "raw", size: 12 }]);
  expect(record?.outputs.map(({ key }) => key)).toEqual(["count", "extra"]);
  expect(record).toMatchObject({
    config: '{"station":"brw"}',
    hasValue: true,
    facts: { run_command: { kind: "module" } },
  });
  expect((await count()).map(({ status }) => status)).toEqual(["cached", "cached", "cached"]);
  await writeFile(join(folder, "brw.csv"), "changed rows of brw\n");
  const third = await count();
  expect(third.map(({ status }) => status)).toEqual(["cached", "completed", "cached"]);
  expect(third[1]?.miss?.reason).toBe("inputs_changed");
  const [cached] = third;
  expect((await ws.runs.record(cached?.session ?? ""))?.outputs).toMatchObject([{ key: "count" }, { key: "extra" }]);
});

test("a run of this process reads what a launched run made, and knows whose it is", async () => {
  const [first] = await count({ epoch: 2 });
  const inputs = { count: { run: first?.session ?? "", output: "count" } };
  const done = await run(ws, "report", { codeId: "1", inputs }, async (active) => ({
    text: Buffer.from(await (await active.input("count")).bytes()).toString(),
  }));
  expect(done.value?.text).toBe("mlo 12");
  expect((await ws.runs.record(done.id))?.inputs).toMatchObject([
    { kind: "run", session: first?.session, output: "count" },
  ]);
});

test("a run whose input is not there fails, recorded, and the others go on", async () => {
  const runs = await count({
    jobs: 0,
    inputs: { rows: join(folder, "{station}.csv"), base: join(folder, "b-{station}.csv") },
  });
  expect(runs.map(({ status }) => status)).toEqual(["failed", "failed", "failed"]);
  expect(runs[0]?.error).toMatch(/input 'base'.*b-mlo\.csv/s);
  expect((await ws.runs.record(runs[0]?.session ?? ""))?.status).toBe("failed");
});

test("a placeholder that no run can fill is refused before anything starts", async () => {
  const before = (await ws.runs.records()).length;
  await expect(count({ inputs: { rows: "{place}.csv" } })).rejects.toThrow(/names \{place\}.*keys: station/);
  await expect(count({ cache: "readonly" })).rejects.toThrow(/"reuse", "overwrite" or "off"/);
  await expect(count({ validate: "eagre" as "eager" })).rejects.toThrow(/"lazy", "eager"/);
  expect((await ws.runs.records()).length).toBe(before);
});

test("outputs that are not as expected fail the run that made them", async () => {
  const [one] = await count({ jobs: 0, expect: ["count"], onExtra: "error", epoch: 3 });
  expect([one?.status, one?.error]).toEqual(["failed", expect.stringContaining("not expected extra")]);
});

test("a command captures onto its run's own tape without a start, and loses nothing; one that fails says so", async () => {
  const script = `const { tape } = require(${sdk});
     const { x } = JSON.parse(require("fs").readFileSync(process.env.TAPELAB_CONTEXT));
     tape.capture("step", { square: x * x });
     tape.queue("queued");
     tape.capture("step", { square: -x });
     if (x === 3) process.exit(4);`;
  const spec = { blocks: [{ mode: "combinatorial", context: { x: [2, 3] } }] };
  const command = [process.execPath, "-e", script];
  const { done } = await launch(ws, spec, { command }, { policy: "continue", name: "squares", codeId: "1" });
  const { runs } = await done;
  expect(runs.map(({ status }) => status)).toEqual(["completed", "failed"]);
  const [first = "", second = ""] = runs.map(({ session }) => session);
  expect(await ws.resolve(first)).toMatchObject({ label: "squares", state: "ended" });
  const table = await (await ws.openTape(first)).table({ label: "step" });
  expect(table.getChild("square")?.toArray()).toEqual(Float64Array.of(4, -2));
  expect((await ws.runs.record(second))?.error).toContain("code 4");
});

test("a run inside of a launched one has it as parent, and no part in the launch", async () => {
  const [one] = await count({ name: "nested" }, "nested");
  expect(one?.error ?? one?.status).toBe("completed");
  const inner = (await ws.runs.records()).find(({ parent }) => parent === one?.session);
  expect(inner).toMatchObject({ program: "inner", launch: undefined, index: undefined, status: "completed" });
});

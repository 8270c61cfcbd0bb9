import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { tapelab } from "./run-tapelab.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-run-plan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

writeFileSync(join(folder, "rates.csv"), "lr,momentum\n0.001,0.9\n0.01,0.95\n");
writeFileSync(
  join(folder, "sweep.yaml"),
  "dry_run: true\nblocks:\n - {mode: by_position, source: {format: csv, path: rates.csv}}\n - {mode: combinatorial, context: {seed: [1, 2, 3], on: [on]}}\n",
);

test("shows the plan and writes nothing", async () => {
  const before = readdirSync(folder);
  const { code, out, err } = await tapelab(["run", "plan", "sweep.yaml"], { cwd: folder });
  expect(code).toBe(0);
  expect(out).toContain("expanded_runs  6");
  expect(out).toContain("#0 mode=by_position size=2 keys=[lr, momentum]  source: csv rates.csv (sha256 33895641…)");
  expect(out).toContain('0: {"lr":0.001,"momentum":0.9,"on":"on","seed":1}');
  expect(err).toContain("line 4: `on` is text here; YAML 1.1 tools read it as true. Quote it to be safe.");
  expect(err).toContain("dry run: nothing was executed.");
  expect(readdirSync(folder)).toEqual(before);
});

test("gives the same as data, with the id that a spec without dry_run has", async () => {
  const { out } = await tapelab(["run", "plan", "sweep.yaml", "--json"], { cwd: folder });
  const plan = JSON.parse(out);
  expect(plan).toMatchObject({ expanded_runs: 6, max_runs: 1000, run_space_spec_id_scheme: "rscf1" });
  expect(plan.spec).toContain('"dry_run":false');
  expect(plan.fingerprints[0]).toMatchObject({ role: "block[0].source", uri: "project://rates.csv", size_bytes: 32 });
});

test("ends with 2 and one text when the spec cannot be used", async () => {
  writeFileSync(join(folder, "bad.yaml"), "blocks:\n - {mode: by_position, source: {format: csv, path: gone.csv}}\n");
  const missing = await tapelab(["run", "plan", "bad.yaml"], { cwd: folder });
  expect([missing.code, missing.err]).toEqual([
    2,
    "run_space source file not found: gone.csv. Nothing was started. Paths are relative to the spec's folder.\n",
  ]);
  const capped = await tapelab(["run", "plan", "sweep.yaml", "--max-runs", "5"], { cwd: folder });
  expect([capped.code, capped.err]).toEqual([2, expect.stringContaining("would create 6 runs")]);
  const mistyped = await tapelab(["run", "paln", "sweep.yaml"], { cwd: folder });
  expect([mistyped.code, mistyped.err]).toEqual([2, expect.stringContaining("Did you mean plan?")]);
});

test("a dry run of a launch writes nothing into an empty folder, and has the id of the launch to come", async () => {
  const empty = mkdtempSync(join(tmpdir(), "tapelab-dry-"));
  const spec = join(folder, "sweep.yaml");
  const program = join(folder, "model.mjs");
  writeFileSync(program, "export default ({ seed }) => ({ seed });");
  const at = ["--workspace", empty];
  const dry = await tapelab(["run", "launch", spec, "--program", program, "--json", ...at], { cwd: empty });
  const plan = JSON.parse(dry.out);
  expect([dry.code, plan.answered, readdirSync(empty)]).toEqual([0, 0, []]);
  writeFileSync(join(folder, "real.yaml"), readFileSync(spec, "utf8").replace("dry_run: true\n", ""));
  const real = join(folder, "real.yaml");
  const only = ["--only", "0-2", "--jobs", "2"];
  expect((await tapelab(["run", "launch", real, "--program", program, ...only, ...at], { cwd: empty })).code).toBe(0);
  const shown = JSON.parse((await tapelab(["run", "ls", "--json", ...at], { cwd: empty })).out);
  expect(shown.run_space_spec_id).toBe(plan.run_space_spec_id);
  const again = await tapelab(["run", "launch", real, "--program", program, "--dry-run", ...at], { cwd: empty });
  expect(again.out).toContain("cache          3 of 6 runs would be answered");
  rmSync(empty, { recursive: true, force: true });
});

test("more than 10,000 runs need --yes in the shell", async () => {
  const values = Array.from({ length: 110 }, (_, i) => i);
  const blocks = [{ mode: "combinatorial", context: { a: values, b: values } }];
  writeFileSync(join(folder, "many.json"), JSON.stringify({ max_runs: 20_000, blocks }));
  const { code, err } = await tapelab(["run", "launch", "many.json", "--program", "model.mjs"], { cwd: folder });
  expect([code, err]).toEqual([2, expect.stringContaining("The plan has 12,100 runs. Start that many with --yes.")]);
  expect(readdirSync(folder)).not.toContain(".tapelab");
});

test("a missing source or a wrong attempt ends with 2, and no tape is made", async () => {
  writeFileSync(join(folder, "gone.yaml"), "blocks:\n - {mode: by_position, source: {format: csv, path: gone.csv}}\n");
  const gone = await tapelab(["run", "launch", "gone.yaml", "--program", "model.mjs", "--key", "k"], { cwd: folder });
  expect([gone.code, gone.err]).toEqual([2, expect.stringContaining("run_space source file not found: gone.csv")]);
  const zero = await tapelab(["run", "launch", "real.yaml", "--program", "model.mjs", "--attempt", "0"], {
    cwd: folder,
  });
  expect([zero.code, zero.err]).toEqual([2, expect.stringContaining("attempt must be 1 or more; got 0")]);
  expect(readdirSync(folder)).not.toContain(".tapelab");
});

test("the help tells where a command or a notebook finds its values", async () => {
  const { code, out } = await tapelab(["run", "launch", "--help"]);
  expect([code, out]).toEqual([0, expect.stringMatching(/TAPELAB_CONTEXT[\s\S]*TAPELAB_INDEX[\s\S]*tape\.start/)]);
});

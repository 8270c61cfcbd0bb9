import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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

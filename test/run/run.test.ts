/** `run`: executed once, answered from then on. Cases of cache-and-catalog.md by their numbers. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { type ActiveRun, type RunOptions, run } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder = "";
let ws: Workspace;
let calls = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-run-"));
  ws = await openWorkspace(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A run of known code that counts how often it was executed. */
async function fit(options: RunOptions, fn: (run: ActiveRun) => unknown = ({ config }) => ({ ...config, calls: 1 })) {
  const before = calls;
  const done = await run(ws, "fit", { codeId: "1", ...options }, (active) => {
    calls++;
    return fn(active);
  });
  return { ...done, executed: calls - before };
}

test("a second run with the same code, config and inputs is answered, recorded, and not executed (C1)", async () => {
  const first = await fit({ config: { order: 3 } });
  expect(first).toMatchObject({ cached: false, executed: 1, value: { order: 3, calls: 1 } });
  expect(first.miss).toMatchObject({ reason: "no_similar_prior_run" });
  const second = await fit({ config: { order: 3 } });
  expect(second).toMatchObject({ cached: true, executed: 0, source: first.id, value: { order: 3, calls: 1 } });
  expect(second.miss).toBeUndefined();
  const record = await ws.runs.record(second.id);
  expect(record).toMatchObject({ status: "completed", source: first.id, program: "fit", signature: first.signature });
});

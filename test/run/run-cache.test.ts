import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { launch, type RunLaunchOptions } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { codeIdOf } from "#sdk/run/code-id.js";

let folder = "";
let ws: Workspace;
const model = `const { factor } = require("./factor.cjs");
exports.default = ({ x }) => {
  if (x === 13) throw new Error("unlucky");
  return { y: factor * x };
};`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-cache-"));
  writeFileSync(join(folder, "model.cjs"), model);
  writeFileSync(join(folder, "factor.cjs"), "exports.factor = 2;");
  ws = await openWorkspace(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(xs: readonly number[], options: RunLaunchOptions = {}) {
  const spec = { blocks: [{ mode: "by_position", context: { x: xs } }] };
  const begun = await launch(ws, spec, join(folder, "model.cjs"), { jobs: 2, policy: "continue", ...options });
  const { runs } = await begun.done;
  return { runs, statuses: runs.map(({ status }) => status) };
}

test("a run with equal code and context is answered, recorded, and not executed", async () => {
  const first = await run([1, 2]);
  expect(first.statuses).toEqual(["completed", "completed"]);
  expect(first.runs[0]?.miss).toMatchObject({ reason: "no_similar_prior_run" });
  const second = await run([1, 2]);
  expect(second.statuses).toEqual(["cached", "cached"]);
  expect(second.runs.map(({ source }) => source)).toEqual(first.runs.map(({ session }) => session));
  const { state, facts } = await ws.resolve(second.runs[0]?.session ?? "");
  expect([state, facts.run_cache_source]).toEqual(["ended", first.runs[0]?.session]);
});

test("a changed value executes that run alone, and says which value changed", async () => {
  const { statuses, runs } = await run([1, 3]);
  expect(statuses).toEqual(["cached", "completed"]);
  expect(runs[1]?.miss).toMatchObject({
    reason: "config_changed",
    confidence: "high",
    details: { x: [expect.any(String), "3"] },
  });
});

test("one changed byte of a file that the program imports executes again", async () => {
  appendFileSync(join(folder, "factor.cjs"), "// a comment is a change\n");
  const { statuses, runs } = await run([1]);
  expect([statuses, runs[0]?.miss?.reason]).toEqual([["completed"], "code_changed"]);
  writeFileSync(join(folder, "factor.cjs"), "exports.factor = 2;");
  expect((await run([1])).statuses).toEqual(["cached"]);
});

test("a failed run never answers", async () => {
  expect((await run([13])).statuses).toEqual(["failed"]);
  expect((await run([13])).statuses).toEqual(["failed"]);
});

test("what ran with off never answers; what overwrote answers from then on", async () => {
  expect((await run([20], { cache: "off" })).statuses).toEqual(["completed"]);
  const kept = await run([20]);
  expect(kept.statuses).toEqual(["completed"]);
  const over = await run([20], { cache: "overwrite" });
  expect([over.statuses, over.runs[0]?.miss?.reason]).toEqual([["completed"], "mode_overwrite"]);
  expect((await run([20])).runs[0]?.source).toBe(over.runs[0]?.session);
});

test("a damaged run does not answer; the one before it does", async () => {
  const first = await run([30]);
  const second = await run([30], { cache: "overwrite" });
  const { dir } = await ws.resolve(second.runs[0]?.session ?? "");
  const file = `${dir}/seg-00000001.tape`;
  const bytes = readFileSync(file);
  const at = bytes.indexOf("output");
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  expect((await run([30])).runs[0]?.source).toBe(first.runs[0]?.session);
});

test("two equal runs of one plan are two runs, of which the second is answered by the first", async () => {
  const { statuses, runs } = await run([40, 40], { jobs: 1 });
  expect(statuses).toEqual(["completed", "cached"]);
  expect(new Set(runs.map(({ session }) => session)).size).toBe(2);
});

test("code is git's commit where git tracks the program, with a hash of changed code alone", () => {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder });
  const path = join(folder, "model.cjs");
  const id = () => codeIdOf(nodeDisk, { kind: "module", path });
  expect(id()).toMatch(/^modules:[0-9a-f]{64}$/);
  git("init", "-q");
  expect(id()).toMatch(/^modules:/);
  writeFileSync(join(folder, "notes.md"), "one");
  git("add", "model.cjs", "factor.cjs", "notes.md");
  git("commit", "-q", "-m", "first");
  const clean = id();
  expect(clean).toMatch(/^[0-9a-f]{40}$/);
  writeFileSync(join(folder, "notes.md"), "two");
  expect(id()).toBe(clean);
  appendFileSync(path, "// changed");
  expect(id()).toMatch(new RegExp(`^${clean}-dirty-[0-9a-f]{12}$`));
  writeFileSync(path, model);
  expect(id()).toBe(clean);
  expect(codeIdOf(nodeDisk, { kind: "command", argv: ["no-such-program"] })).toBe("unknown_code_version");
  expect(codeIdOf(nodeDisk, { kind: "command", argv: ["x"] }, "2.1")).toBe("given:2.1");
});

test("code that nobody knows is executed each time", async () => {
  const spec = { blocks: [{ mode: "by_position", context: { x: [1] } }] };
  for (let i = 0; i < 2; i++) {
    const { done } = await launch(ws, spec, { command: [process.execPath, "-e", "0"] });
    expect((await done).runs[0]).toMatchObject({ status: "completed", miss: { reason: "code_unknown" } });
  }
});

import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { openWorkspace, type Workspace } from "tapelab";
import { type RunOptions, run } from "tapelab/run";
import { beforeEach, expect, test } from "vitest";
import { launchTape } from "#sdk/run/identities.js";
import { examineRuns } from "#sdk/workspace/examine-runs.js";
import { mergeRuns } from "#sdk/workspace/merge-runs.js";
import { purge, purgeList } from "#sdk/workspace/purge-runs.js";
import { useLab } from "./lab.js";

const lab = useLab();
let ws: Workspace;
beforeEach(async () => {
  ws = await openWorkspace(lab.root);
});

async function model(into: Workspace, options: RunOptions = {}, output = "fit"): Promise<string> {
  const done = await run(into, "model", { codeId: "v1", cache: "overwrite", ...options }, async (active) => {
    writeFileSync(`${active.dir}/notes.txt`, "notes");
    mkdirSync(`${active.dir}/deep/er`, { recursive: true });
    writeFileSync(`${active.dir}/deep/er/more.txt`, "more");
    await active.output(output, Buffer.from("bytes of the fit"));
  });
  return done.id;
}
const record = async (id: string) => {
  const found = await ws.runs.record(id);
  if (!found) throw new Error(id);
  return found;
};

test("a dry run of purge lists what purge deletes: the files of the run alone (C51)", async () => {
  const [gone, kept] = [await model(ws), await model(ws, { config: { a: 1 } })];
  writeFileSync(`${lab.root}/outside.txt`, "mine");
  symlinkSync(`${lab.root}/outside.txt`, `${ws.dir}/runs/${gone}/link`);
  const list = await purgeList(ws, [await record(gone)]);
  const names = list.map(({ path }) => path.slice(`${ws.dir}/runs/${gone}/`.length));
  expect(names.sort()).toEqual(["deep/er/more.txt", "link", "notes.txt"]);
  expect(existsSync(list[0]?.path ?? "")).toBe(true);
  const again = await purgeList(ws, [await record(gone)]);
  expect(again).toEqual(list);
  await purge(ws, again);
  expect(readdirSync(`${ws.dir}/runs`)).toEqual([kept]);
  expect(existsSync(`${lab.root}/outside.txt`)).toBe(true);
  expect((await record(gone)).status).toBe("completed");
  expect(await ws.runs.isWhole(gone)).toBe(true);
});

test("a purge with anything outside of the run's folder is refused, and deletes nothing (C29)", async () => {
  const id = await model(ws);
  const list = await purgeList(ws, [await record(id)]);
  writeFileSync(`${lab.root}/outside.txt`, "mine");
  const outside = [
    `${lab.root}/outside.txt`,
    `${ws.dir}/runs/${id}/../../workspace.json`,
    `${ws.dir}/tapes/${id}/seg-00000001.tape`,
    `${ws.dir}/runs/${id}/deep`,
  ];
  for (const path of outside)
    await expect(purge(ws, [...list, { run: id, path, sizeBytes: 1 }])).rejects.toMatchObject({ code: "not-purged" });
  for (const { path } of list) expect(existsSync(path)).toBe(true);
  rmSync(`${ws.dir}/runs/${id}/deep`, { recursive: true });
  symlinkSync(lab.root, `${ws.dir}/runs/${id}/deep`);
  const through = { run: id, path: `${ws.dir}/runs/${id}/deep/outside.txt`, sizeBytes: 1 };
  await expect(purge(ws, [through])).rejects.toMatchObject({ code: "not-purged" });
  expect(existsSync(`${lab.root}/outside.txt`)).toBe(true);
  expect(lstatSync(`${ws.dir}/runs/${id}/deep`).isSymbolicLink()).toBe(true);
});

test("a run that is under way is not purged", async () => {
  await run(ws, "model", { codeId: "v1" }, async ({ id }) => {
    await expect(purgeList(ws, [await record(id)])).rejects.toThrow("is under way");
  });
});

test("in an archived workspace nothing is purged or merged", async () => {
  const list = await purgeList(ws, [await record(await model(ws))]);
  Object.defineProperty(ws, "facts", { value: { name: "lab", id: "1", archived: true } });
  await expect(purge(ws, list)).rejects.toMatchObject({ code: "workspace-archived" });
  await expect(mergeRuns(ws, ws)).rejects.toMatchObject({ code: "workspace-archived" });
  for (const { path } of list) expect(existsSync(path)).toBe(true);
});

test("runs of another workspace come with their ids, contents and corrections; what is here already stops a merge", async () => {
  const other = await openWorkspace(`${lab.root}/other`);
  const [a, b] = [await model(other), await model(other, { config: { a: 1 } })];
  await other.edit("tag", (edit) => edit.set(`run/${a}`, "tags", ["paper"]));
  const merged = await mergeRuns(ws, other);
  expect(merged.runs.toSorted()).toEqual([a, b].sort());
  expect(await record(a)).toMatchObject({ id: a, tags: ["paper"], status: "completed" });
  const again = await run(ws, "model", { codeId: "v1", config: { a: 1 } }, () => undefined);
  expect(again).toMatchObject({ cached: true, source: b });
  expect(Buffer.from((await again.outputs.fit?.bytes()) ?? []).toString()).toBe("bytes of the fit");
  const c = await model(other, { config: { a: 2 } });
  const before = readdirSync(`${ws.dir}/tapes`);
  await expect(mergeRuns(ws, other)).rejects.toMatchObject({ code: "runs-conflict" });
  expect(readdirSync(`${ws.dir}/tapes`)).toEqual(before);
  expect(await mergeRuns(ws, other, { onConflict: "skip" })).toMatchObject({ runs: [c], skipped: { length: 2 } });
  expect(readdirSync(`${ws.dir}/staging`)).toEqual([]);
});

test("doctor names runs without an end, missing parents, sources and artifacts, and ghosts", async () => {
  const id = await model(ws, { parent: "0".repeat(32) });
  const facts = { run_signature: "s", run_cache_source: "1".repeat(32) };
  const hit = ws.runs.startRun({ id: ws.runs.newId(), label: "hit", facts });
  await hit.note("run_end", { status: "completed" });
  await hit.end();
  const input = { name: "rows", kind: "run", sha256: "a", session: id, output: "gone", artifact: "file", size: 1 };
  const user = ws.runs.startRun({
    id: ws.runs.newId(),
    label: "user",
    facts: { run_signature: "t", run_inputs: [input] },
  });
  await user.note("run_end", { status: "completed" });
  await user.end();
  rmSync(`${ws.dir}/blobs`, { recursive: true });
  await ws.edit("stop", (edit) => edit.set(`run/${user.id}`, "status", "interrupted"));
  const problems = await examineRuns(ws);
  expect(problems.map(({ problem, of }) => [problem, of]).sort()).toEqual(
    [
      ["ghost", id],
      ["missing_artifact", user.id],
      ["missing_parent", id],
      ["missing_source", hit.id],
      ["unfinished_run", user.id],
    ].sort(),
  );
});

test("doctor names what restores that were cut off left in run directories and beside artifacts", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", "0"]); // gone by now
  const path = `${lab.root}/out/curve.csv`;
  mkdirSync(`${lab.root}/out`);
  writeFileSync(path, "1");
  const made = await run(ws, "curve", { codeId: "1" }, (active) => active.output("curve", path));
  const restored = `${ws.dir}/runs/${made.id}/restored/0123456789abcdef`;
  mkdirSync(restored, { recursive: true });
  const left = [`${lab.root}/out/.curve.csv.${pid}-0123abcd.tmp`, `${restored}/.curve.csv.${pid}-0123abcd.tmp.old`];
  for (const file of [...left, `${lab.root}/out/.curve.csv.${process.pid}-0123abcd.tmp`]) writeFileSync(file, "half");
  const [half, old, ...rest] = (await examineRuns(ws)).filter(({ problem }) => problem === "unfinished_restore");
  expect(rest).toEqual([]);
  expect([half?.of, old?.of]).toEqual([made.id, made.id]);
  expect(half?.text).toBe(`Restoring "curve.csv" was cut off and left what nobody reads: remove it (${left[0]}).`);
  expect(old?.text).toContain(`left what lay there before: move it back, or remove it (${left[1]}).`);
});

test("doctor names what is wrong with launches: no end, a start that was cut off, an inputs id that differs", async () => {
  const digest = { sha256: "a".repeat(64) };
  const facts = {
    run_space_launch_id: "L",
    run_space_attempt: 1,
    run_space_planned_run_count: 2,
    run_space_spec_id: "p",
    run_space_inputs_id: "not this one",
    run_space_inputs_id_scheme: "rsm1",
    run_space_input_fingerprints: [{ role: "r", uri: "file:///a", digest, size_bytes: 1 }],
  };
  const tape = await ws.runs.claim(launchTape("L", 1), facts);
  if (typeof tape !== "object") throw new Error(tape);
  await tape.end();
  const { dir } = await ws.resolve(launchTape("L", 1).id);
  const empty = `${ws.dir}/tapes/${launchTape("L", 2).id}`;
  mkdirSync(empty);
  writeFileSync(`${empty}/seg-00000001.tape`, "");
  expect(existsSync(dir)).toBe(true);
  const problems = await examineRuns(ws);
  writeFileSync(`${empty}/seg-00000001.tape`, Buffer.alloc(2_048)); // a power loss may leave zeros
  expect(await examineRuns(ws)).toEqual(problems);
  rmSync(`${empty}/seg-00000001.tape`);
  expect(await examineRuns(ws)).toEqual(problems);
  expect(problems.map(({ problem, text }) => [problem, text.split(/[:.]/)[0]])).toEqual([
    ["launch", "Launch L attempt 1 is partial"],
    ["attempt_without_start", "Attempt 2 of launch L was claimed and never began"],
  ]);
  expect(problems.map(({ text }) => text).join()).toMatch(/missing_run_space_end.*inputs_id_differs/s);
});

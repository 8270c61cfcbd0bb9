import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { compactTape, exportTape, importArchive, openWorkspace, type Workspace } from "tapelab";
import { beforeEach, expect, test } from "vitest";
import { systemClock } from "#sdk/base/clock.js";
import { type Disk, nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { candidatesFor } from "#sdk/run/run-cache.js";
import { RunRecords } from "#sdk/workspace/run-records.js";
import { useLab } from "./lab.js";

const lab = useLab();
let ws: Workspace;
beforeEach(async () => {
  ws = await openWorkspace(lab.root);
});

interface RunLook {
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly status?: "completed" | "failed";
  readonly outputs?: readonly string[];
}

async function record({ facts = {}, status = "completed", outputs = [] }: RunLook = {}): Promise<string> {
  const id = ws.runs.newId();
  const session = ws.runs.startRun({ id, label: "model", facts: { run_signature: "s", run_code_id: "c", ...facts } });
  const artifacts = outputs.map((key) => ({ key, kind: "blob", sha256: "0".repeat(64), size: 0, store: "reference" }));
  if (outputs.length > 0) await session.note("run_outputs", { artifacts });
  await session.note("run_end", status === "failed" ? { status, error: "too warm" } : { status });
  await session.end();
  return id;
}

/** As a process that begins now sees it, and which segments of tapes it opened. */
function fresh(dir = ws.dir): { records: RunRecords; opened: string[] } {
  const opened: string[] = [];
  const openRead = (path: string) => {
    if (path.includes("/tapes/") && path.endsWith(".tape")) opened.push(path);
    return nodeDisk.now.openRead(path);
  };
  const disk: Disk = {
    now: { ...nodeDisk.now, openRead },
    later: { ...nodeDisk.later, openRead: async (path) => openRead(path) },
  };
  return {
    records: new RunRecords({ disk, clock: systemClock, ids: systemIds, dir, isOpenHere: () => false }),
    opened,
  };
}

test("a run is what its tape says: facts of the start, outputs, how it ended", async () => {
  const facts = {
    run_config: '{"alpha":1.0}',
    run_fields: { year: 2030, iteration: "4" },
    run_tags: ["base"],
    run_inputs: [{ name: "grid", kind: "raw", sha256: "a", artifact: "file", size: 1 }],
  };
  const good = await record({ facts, outputs: ["fit", "map", "fit"] });
  const bad = await record({ status: "failed" });
  const plain = await ws.startSession("no run");
  await plain.end();
  const [second, first, ...rest] = await ws.runs.records();
  expect(rest).toEqual([]);
  expect(first).toMatchObject({ id: good, tape: good, program: "model", kind: "run", status: "completed", try: 1 });
  expect(first).toMatchObject({ config: '{"alpha":1.0}', year: 2030, iteration: 4, tags: ["base"], codeId: "c" });
  expect(first?.outputs.map(({ key }) => key)).toEqual(["fit", "map"]);
  expect(first?.inputs.map(({ name }) => name)).toEqual(["grid"]);
  expect(second).toMatchObject({ id: bad, status: "failed", error: "too warm", year: undefined });
});

test("a run is running while its session is open, and interrupted when its writer is gone", async () => {
  const id = ws.runs.newId();
  const session = ws.runs.startRun({ id, label: "model", facts: { run_signature: "s" } });
  expect((await ws.runs.record(id))?.status).toBe("running");
  await session.note("run_outputs", { artifacts: [{ key: "half", sha256: "0" }] });
  expect((await ws.runs.record(id))?.outputs.map(({ key }) => key)).toEqual(["half"]);
  cpSync(ws.dir, `${lab.root}/gone/.tapelab`, { recursive: true });
  rmSync(`${lab.root}/gone/.tapelab/tapes/${id}/lease.json`);
  const { records } = fresh(`${lab.root}/gone/.tapelab`);
  expect((await records.one(id))?.status).toBe("interrupted");
  await session.note("run_end", { status: "completed" });
  await session.end();
  expect((await ws.runs.record(id))?.status).toBe("completed");
});

test("many questions at once get the same answer, while a run goes on", async () => {
  const session = ws.runs.startRun({ id: ws.runs.newId(), label: "model", facts: { run_signature: "s" } });
  for (let i = 0; i < 20; i++) {
    await session.note("run_outputs", { artifacts: [{ key: `o${i}`, sha256: "0" }] });
    const found = await Promise.all(Array.from({ length: 5 }, () => ws.runs.records()));
    for (const runs of found) expect(runs[0]?.outputs).toHaveLength(i + 1);
  }
  await session.end();
});

test("what is said of a run later is an edit of the workspace: it counts, and can be taken back", async () => {
  const id = await record({ facts: { run_tags: ["base"] } });
  await ws.edit("tags", (edit) => edit.set(`run/${id}`, "tags", ["base", "paper"]));
  await ws.edit("fix-status", (edit) => {
    edit.set(`run/${id}`, "status", "failed");
    edit.set(`run/${id}`, "reason", "wrong units");
    edit.set(`run/${id}`, "excluded", true);
  });
  expect(await ws.runs.record(id)).toMatchObject({
    status: "failed",
    error: "wrong units",
    tags: ["base", "paper"],
    isExcluded: true,
  });
  expect([...(await fresh().records.all()).candidates]).toEqual([]);
  expect(await fresh().records.one(id)).toMatchObject({ status: "failed", isExcluded: true });
  await ws.edit("as it was", (edit) => {
    for (const field of ["status", "reason", "excluded"]) edit.clear(`run/${id}`, field);
  });
  expect(await ws.runs.record(id)).toMatchObject({ status: "completed", isExcluded: false, tags: ["base", "paper"] });
});

test("the run that took the place of others answers, in a process that begins and after clocks were set back (C8)", async () => {
  const ids = ["0b", "0a", "01"].map((beginning) => beginning.padEnd(32, "0"));
  for (const [i, id] of ids.entries()) {
    const facts = { run_signature: "s", run_signature_scheme: "sig1", run_code_id: "c", run_replaces: ids.slice(0, i) };
    const session = ws.runs.startRun({ id, label: "model", facts });
    await session.note("run_end", { status: "completed" });
    await session.end();
  }
  const { candidates } = await fresh().records.all();
  expect(candidatesFor([...candidates], "s").map(({ session }) => session)).toEqual([...ids].reverse());
});

test("a process that begins knows runs that have ended without opening their tapes", async () => {
  for (let i = 0; i < 20; i++) await record({ facts: { run_code_files: [["model.mjs", "0"]] }, outputs: [`o${i}`] });
  await ws.edit("tag", (edit) => edit.set(`run/${"0".repeat(32)}`, "tags", ["nobody"]));
  const before = fresh();
  const all = await before.records.all();
  expect(new Set(before.opened).size).toBe(21);
  expect(readdirSync(ws.dir)).not.toContain("cache");
  await before.records.keep();
  const after = fresh();
  expect((await after.records.all()).runs.list).toEqual(all.runs.list);
  expect(new Set(after.opened.map((path) => path.split("/").at(-2))).size).toBe(1); // the session of edits is open
  const one = await record();
  after.opened.length = 0;
  expect((await after.records.all()).runs.newest?.id).toBe(one);
  await after.records.all();
  expect(new Set(after.opened.filter((path) => !path.includes(one))).size).toBe(0);
});

test("an index that is lost, damaged or old changes no answer", async () => {
  const ids: string[] = [];
  for (let i = 0; i < 16; i++) ids.push(await record({ outputs: ["fit"] }));
  const { records } = fresh();
  const runs = (await records.all()).runs.list;
  await records.keep();
  const file = `${ws.dir}/cache/runs`;
  const bytes = readFileSync(file);
  for (const damaged of [
    bytes.subarray(0, bytes.length / 2),
    Buffer.from(bytes).fill(0x30, 200, 204),
    Buffer.alloc(9),
  ]) {
    writeFileSync(file, damaged);
    expect((await fresh().records.all()).runs.list).toEqual(runs);
  }
  writeFileSync(file, bytes);
  const again = await ws.resumeSession(ids[3] ?? "");
  await again.note("run_end", { status: "failed", error: "found out later" });
  await again.end();
  expect((await fresh().records.one(ids[3] ?? ""))?.error).toBe("found out later");
  rmSync(`${ws.dir}/tapes/${ids[4]}`, { recursive: true });
  expect((await fresh().records.all()).runs.list).toHaveLength(15);
  rmSync(file);
  expect((await fresh().records.all()).runs.list).toHaveLength(15);
  expect(existsSync(file)).toBe(false);
});

test("a damaged tape hides no other run, and a run whose end is lost did not complete", async () => {
  const [good, bad, hopeless] = [await record(), await record(), await record()];
  const file = `${ws.dir}/tapes/${bad}/seg-00000001.tape`;
  const bytes = readFileSync(file);
  const at = bytes.lastIndexOf('"completed"');
  bytes[at + 3] = (bytes[at + 3] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  writeFileSync(`${ws.dir}/tapes/${hopeless}/seg-00000001.tape`, Buffer.alloc(4_096, 7));
  const runs = (await fresh().records.all()).runs.list;
  expect(runs.map(({ id, status, isDamaged }) => [id, status, isDamaged])).toEqual([
    [bad, "interrupted", true],
    [good, "completed", false],
  ]);
});

test("a run whose end was given up with the history of its tape did not complete, and keeps its corrections", async () => {
  const id = await record({ status: "failed" });
  const own = await ws.resumeSession(id);
  await ws.edit("tags", (edit) => edit.set(`run/${id}`, "tags", ["kept"]), { session: own });
  await own.end();
  await compactTape(ws, id, { dropHistory: 3, withoutCopy: true });
  expect(await fresh().records.one(id)).toMatchObject({ status: "interrupted", isDamaged: true, tags: ["kept"] });
});

test("the run of a copied tape keeps its id, and is there once", async () => {
  const id = await record();
  const dir = `${ws.dir}/tapes/${id}`;
  await exportTape(ws, id, `${lab.root}/run.tar`);
  const { tape: copy } = await importArchive(ws, `${lab.root}/run.tar`, { copy: true });
  expect((await ws.runs.records()).map((run) => [run.id, run.tape])).toEqual([[id, id]]);
  rmSync(dir, { recursive: true });
  expect((await ws.runs.records()).map((run) => [run.id, run.tape])).toEqual([[id, copy]]);
  expect(await ws.runs.isWhole(copy)).toBe(true);
});

test("what a handle knows after each run is what a process that begins now reads, whatever happens in between", async () => {
  const same = async (): Promise<void> => {
    expect(await ws.runs.records()).toEqual(
      await fresh()
        .records.all()
        .then(({ runs }) => runs.list),
    );
    const { byId, candidates } = await fresh().records.all();
    expect([...(await ws.runs.folded()).candidates]).toEqual([...candidates]);
    for (const id of byId.keys()) expect(await ws.runs.record(id)).toEqual(byId.get(id));
  };
  const first = await record({ outputs: ["fit"] });
  await same();
  const hit = await record({ facts: { run_cache_source: first } });
  await same();
  await ws.edit("fix-status", (edit) => edit.set(`run/${hit}`, "status", "failed"));
  await record({ status: "failed" });
  await same();
  const open = ws.runs.startRun({ id: ws.runs.newId(), label: "model", facts: { run_signature: "s" } });
  await record();
  await same();
  await open.note("run_end", { status: "completed" });
  await open.end();
  await record({ facts: { run_cache_source: first } });
  await same();
  rmSync(`${ws.dir}/tapes/${first}`, { recursive: true });
  await record();
  await same();
});

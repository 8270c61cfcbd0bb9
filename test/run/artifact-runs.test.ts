/** What runs made, after them: read by another process, collected around, moved and taken along. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { exportTape, importArchive, onNotice, openWorkspace, type Workspace } from "tapelab";
import { launch, outputsOf, restoreArtifact, run } from "tapelab/run";
import { afterEach, beforeEach, expect, test } from "vitest";
import { collectIn } from "#sdk/workspace/collect-blobs.js";
import { systemEnvironment } from "#sdk/workspace/environment.js";
import { FixedClock } from "../helpers/fixed-clock.js";

let folder = "";
let ws: Workspace;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-artifacts-"));
  ws = await openWorkspace(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

const table = () => tableFromArrays({ year: Int32Array.of(2029, 2030) });
const text = async (bytes: Promise<Uint8Array> | undefined): Promise<string> => Buffer.from((await bytes)!).toString();

/** A run with an output of each kind; its files are gone when it is over. */
async function everyKind(): Promise<string> {
  const { id } = await run(ws, "kinds", { codeId: "1", inputs: { small: { bytes: Buffer.from("in") } } }, async (r) => {
    mkdirSync(join(r.dir, "tree/empty"), { recursive: true });
    writeFileSync(join(r.dir, "tree/.hidden"), "hidden");
    writeFileSync(join(r.dir, "fit.json"), "{}");
    await r.output("file", join(r.dir, "fit.json"));
    await r.output("folder", join(r.dir, "tree"));
    await r.output("bytes", Buffer.from("bytes"), { tags: ["keep"] });
    await r.output("table", table());
    rmSync(r.dir, { recursive: true });
  });
  return id;
}

async function expectEveryKind(from: Workspace, id: string): Promise<void> {
  const { file, folder: tree, bytes, table: rows } = await outputsOf(from, id);
  expect([file, tree, bytes, rows].map((one) => [one?.run, one?.isGhost])).toEqual(Array(4).fill([id, false]));
  expect(await text(file?.bytes())).toBe("{}");
  expect(await text(bytes?.bytes())).toBe("bytes");
  expect((await rows!.table()).getChild("year")?.toArray()).toEqual(Int32Array.of(2029, 2030));
  const at = await tree!.path();
  expect(readFileSync(join(at, ".hidden"), "utf8")).toBe("hidden");
  expect(existsSync(join(at, "empty"))).toBe(true);
}

test("what a run made is read after it, by whoever opens the workspace", async () => {
  const id = await everyKind();
  await expectEveryKind(ws, id);
  await expectEveryKind(await openWorkspace(folder), id);
  await expect(outputsOf(ws, "0".repeat(32))).rejects.toThrow(/There is no run .*See: tapelab runs/);
});

test("an output is brought to a place as a whole, or not at all", async () => {
  const { folder: tree, file } = await outputsOf(ws, await everyKind());
  expect(await restoreArtifact(ws, tree!, join(folder, "back"))).toBe("restored");
  expect(await restoreArtifact(ws, tree!, join(folder, "back"))).toBe("kept");
  for (const options of [{}, { replace: true }]) {
    const outcome = restoreArtifact(ws, file!, join(folder, "back"), options); // a file is no exchange for a directory
    await expect(outcome).rejects.toMatchObject({ code: "artifact-differs" });
  }
  expect(readFileSync(join(folder, "back/.hidden"), "utf8")).toBe("hidden");
  const wrong = restoreArtifact(ws, file!, join(folder, "back"), { replce: true } as never);
  await expect(wrong).rejects.toThrow(/Did you mean "replace"/);
});

test("a collection leaves what runs made and what they were given from memory", async () => {
  const id = await everyKind();
  for (const days of [400, 404]) {
    const clock = new FixedClock(Date.now() + days * 86_400_000);
    const { taken } = await collectIn({ ...systemEnvironment(), clock }, ws, { dryRun: false, windowDays: 0 });
    expect(taken).toEqual([]);
  }
  await expectEveryKind(ws, id);
  const { sha256 } = (await ws.runs.record(id))!.inputs[0]!;
  expect(await text(ws.blobs.read(sha256) as Promise<Uint8Array>)).toBe("in");
});

test("an archive of a run takes its outputs along", async () => {
  const id = await everyKind();
  const { path } = await exportTape(ws, id, join(folder, "run.tar"));
  const other = await openWorkspace(join(folder, "other"));
  await importArchive(other, path, { copy: true });
  const copy = (await other.runs.records()).find(({ outputs }) => outputs.length > 0);
  await expectEveryKind(other, copy!.id);
});

test("in a workspace that was moved, outputs are found and runs are answered", async () => {
  writeFileSync(join(folder, "rows.csv"), "1,2");
  const work = (place: string, from: Workspace) =>
    run(from, "fit", { codeId: "1", inputs: { rows: join(place, "rows.csv") } }, async (r) => {
      writeFileSync(join(r.dir, "large"), "left where it is");
      await r.output("large", join(r.dir, "large"), { store: "reference" });
    });
  const { id } = await work(folder, ws);
  const moved = `${folder}-moved`;
  renameSync(folder, moved);
  folder = moved;
  const there = await openWorkspace(moved);
  expect(await work(moved, there)).toMatchObject({ cached: true, source: id, ghosts: [] });
  const { large } = await outputsOf(there, id);
  expect(await large?.path()).toBe(join(moved, ".tapelab/runs", id, "large"));
});

test("an input in the folder of the run that made it is brought back there before a run reads it", async () => {
  let at = "";
  const first = await run(ws, "make", { codeId: "1" }, async (r) => {
    at = join(r.dir, "day.csv");
    writeFileSync(at, "1,2");
    await r.output("day", at);
  });
  rmSync(join(at, ".."), { recursive: true });
  const options = { codeId: "1", inputs: { day: at }, hydrate: "inputs-missing" } as const;
  const { id, value } = await run(ws, "use", options, () => ({ day: readFileSync(at, "utf8") }));
  expect(value).toEqual({ day: "1,2" });
  expect((await ws.runs.record(id))?.inputs[0]).toMatchObject({ kind: "run", session: first.id });
});

test("a launch tells once of an input that was edited since its run wrote it", async () => {
  const day = join(folder, "day.csv");
  await run(ws, "make", { codeId: "1" }, async (r) => {
    writeFileSync(day, "1,2");
    await r.output("day", day);
  });
  writeFileSync(day, "1,3");
  writeFileSync(join(folder, "use.mjs"), "export default async () => ({})");
  const heard: string[] = [];
  const stop = onNotice((text) => heard.push(text));
  const spec = { blocks: [{ mode: "combinatorial", context: { a: [1, 2, 3] } }] };
  const { done } = await launch(ws, spec, join(folder, "use.mjs"), { jobs: 1, inputs: { day } });
  expect((await done).summary.completed).toBe(3);
  stop();
  expect(heard.filter((text) => /day\.csv was changed after run .*; used as a new input/.test(text)).length).toBe(1);
});

test("what was given from memory is read in the run by its name", async () => {
  const inputs = { rows: table(), name: { bytes: Buffer.from("in") } };
  const read = async (cache: "reuse" | "readonly") =>
    run(ws, `memory-${cache}`, { codeId: "1", inputs, cache }, async (r) => {
      const rows = await (await r.input("rows")).table();
      const late = await r.input("late", { bytes: Buffer.from("late") });
      return { rows: rows.numRows, name: await text((await r.input("name")).bytes()), late: await text(late.bytes()) };
    });
  expect((await read("reuse")).value).toEqual({ rows: 2, name: "in", late: "late" });
  expect(await read("reuse")).toMatchObject({ cached: true, value: { rows: 2, name: "in", late: "late" } });
  expect((await read("readonly")).value).toEqual({ rows: 2, name: "in", late: "late" });
});

test("an output that was edited within the same second and size is noticed by the next run", async () => {
  const day = join(folder, "day.csv");
  const first = await run(ws, "make", { codeId: "1" }, async (r) => {
    writeFileSync(day, "1,2");
    await r.output("day", day);
  });
  const use = () => run(ws, "use", { codeId: "1", inputs: { day } }, () => ({ day: readFileSync(day, "utf8") }));
  expect(await use()).toMatchObject({ cached: false, warnings: [] });
  expect(await use()).toMatchObject({ cached: true });
  const then = new Date(Date.now() - 60_000);
  writeFileSync(day, "1,3");
  const edited = await use();
  expect(edited).toMatchObject({ cached: false, value: { day: "1,3" }, miss: { reason: "inputs_changed" } });
  expect(edited.warnings[0]).toBe(
    `day.csv was changed after run ${first.id.slice(0, 12)}… wrote it; used as a new input`,
  );
  utimesSync(day, then, then);
  expect(await use()).toMatchObject({ cached: true, source: edited.id });
});

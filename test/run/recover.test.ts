import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportTape, openWorkspace, type Workspace } from "tapelab";
import { launch, outputsOf, type RunLaunchOptions, recover, recoveryOutlook, run, runs } from "tapelab/run";
import { afterEach, beforeEach, expect, test } from "vitest";
import { collectIn } from "#sdk/workspace/collect-blobs.js";
import { systemEnvironment } from "#sdk/workspace/environment.js";
import { FixedClock } from "../helpers/fixed-clock.js";

let folder = "";
let ws: Workspace;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-recover-"));
  ws = await openWorkspace(folder);
  await writeFile(join(folder, "rows.csv"), "x,y\n1,2\n3,4\n");
  await program(
    "prepare",
    `import { readFile } from "node:fs/promises";
     export const inputs = ["rows"];
     export default async ({ rows }, run) => {
       await run.output("clean", Buffer.from((await readFile(rows, "utf8")).trim().replaceAll(",", ";")));
     };`,
  );
  await program(
    "fit",
    `export default async ({ order }, run) => {
       const clean = Buffer.from(await (await run.input("clean")).bytes()).toString();
       await run.output("fit", Buffer.from("fit of order " + order + "\\n" + clean));
     };`,
  );
  await program(
    "report",
    `export default async (_, run) => {
       const fit = Buffer.from(await (await run.input("fit")).bytes()).toString();
       await run.output("summary", Buffer.from("summary of\\n" + fit));
     };`,
  );
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

const program = (name: string, source: string) => writeFile(join(folder, `${name}.mjs`), source);

async function stage(name: string, options: RunLaunchOptions = {}): Promise<string> {
  const { done } = await launch(ws, { blocks: [] }, join(folder, `${name}.mjs`), { jobs: 1, ...options });
  const { runs: results } = await done;
  expect(results.map(({ status, error }) => [status, error])).toEqual([["completed", undefined]]);
  return results[0]!.session;
}

const prepare = () => stage("prepare", { set: { rows: join(folder, "rows.csv") } });

/** Three stages, each a run in a process of its own. */
async function project(): Promise<{ prepare: string; fit: string; report: string }> {
  const first = await prepare();
  const fit = await stage("fit", { set: { order: 3 }, inputs: { clean: { run: first, output: "clean" } } });
  const report = await stage("report", { inputs: { fit: { run: fit, output: "fit" } } });
  return { prepare: first, fit, report };
}

async function textOf(session: string, key: string): Promise<string> {
  const { [key]: artifact } = await outputsOf(ws, session);
  return Buffer.from(await artifact!.bytes()).toString();
}

/** As a disk that lost them. */
async function lose(...keys: string[]): Promise<void> {
  for (const { outputs } of await ws.runs.records()) {
    for (const { key, sha256 } of outputs) {
      if (!keys.includes(key)) continue;
      for (const form of ["", ".z"]) rmSync(join(ws.dir, "blobs", sha256.slice(0, 2), sha256 + form), { force: true });
    }
  }
}

test("C14: three stages are dropped by gc --ghost, shown as a plan, and made again: same bytes, same signatures", async () => {
  const made = await project();
  const before = await textOf(made.report, "summary");
  const clock = new FixedClock(Date.now() + 3_600_000);
  const environment = { ...systemEnvironment(), clock };
  await collectIn(environment, ws, { dryRun: false, ghosts: {} });
  clock.advance(80 * 3_600_000);
  const { taken } = await collectIn(environment, ws, { dryRun: false, ghosts: {} });
  expect(taken.map(({ name }) => name).sort()).toEqual(["clean", "fit", "summary"]);
  await expect(textOf(made.report, "summary")).rejects.toThrow(/summary/);

  const { steps, ancestors, found } = await recoveryOutlook(ws, "summary");
  expect(steps.map(({ run: { id }, problem }) => [id, problem])).toEqual([
    [made.prepare, undefined],
    [made.fit, undefined],
    [made.report, undefined],
  ]);
  expect(steps.map(({ regains }) => regains.map(({ key }) => key))).toEqual([["clean"], ["fit"], ["summary"]]);
  expect(ancestors).toBe(3);
  expect(found).toMatchObject([{ artifact: { key: "rows" }, at: "path" }]);
  expect(await runs(ws)).toHaveLength(3);

  const { runs: again, isWhole } = await recover(ws, "summary");
  expect(isWhole).toBe(true);
  expect(again).toMatchObject([
    { run: made.prepare, reproduced: true, regained: ["clean"], differing: [] },
    { run: made.fit, reproduced: true, regained: ["fit"], differing: [] },
    { run: made.report, reproduced: true, regained: ["summary"], differing: [] },
  ]);
  expect(await textOf(made.report, "summary")).toBe(before);
  const records = new Map((await ws.runs.records()).map((record) => [record.id, record]));
  for (const { run: id, session } of again) {
    expect(records.get(session)?.signature).toBe(records.get(id)?.signature);
    expect(records.get(session)?.replaces).toContain(id);
  }
  expect((await recoveryOutlook(ws, "summary")).steps).toEqual([]);
  expect((await recover(ws, made.report)).runs).toEqual([]);
});

test("ends with an error that names the source before anything runs", async () => {
  await prepare();
  await lose("clean");
  rmSync(join(folder, "rows.csv"));
  const message =
    /^The bytes of "rows" .* are nowhere, and no run made it\. Run \w{8} reads it\. Nothing was executed\./;
  await expect(recover(ws, "clean")).rejects.toThrow(message);
  await expect(recoveryOutlook(ws, "clean")).rejects.toMatchObject({ code: "cannot-recover" });
  expect(await runs(ws)).toHaveLength(1);
});

test("C40: keeps what came out differently as a new artifact, and says of the run that it was not reproduced", async () => {
  await program("prepare", `export default async (_, run) => { await run.output("clean", Buffer.from(run.id)); };`);
  const id = await stage("prepare");
  const fit = await stage("fit", { set: { order: 3 }, inputs: { clean: { run: id, output: "clean" } } });
  const [before] = (await ws.runs.records()).filter((record) => record.id === id);
  await lose("clean");
  const { runs: again, isWhole } = await recover(ws, "clean");
  expect(isWhole).toBe(false);
  expect(again).toMatchObject([{ run: id, reproduced: false, regained: [], differing: ["clean"] }]);
  const [after] = (await ws.runs.records()).filter((record) => record.id === id);
  expect(after).toMatchObject({ reproduced: false, outputs: before!.outputs });
  expect(await textOf(again[0]!.session, "clean")).toBe(again[0]!.session);
  await expect(textOf(id, "clean")).rejects.toThrow();
  await lose("fit");
  const [step] = (await recoveryOutlook(ws, fit)).steps;
  expect(step?.reason).toMatch(/^"clean" is gone, and run \w{8} reads it; the last time it came out differently$/);
  await expect(recover(ws, fit)).rejects.toThrow(
    /^"clean" could not be brought back: run \w{8} came out differently \(session \w{8}\)\. The runs that read it were not executed/,
  );
});

test("refuses other code than the recorded one, unless told to take today's", async () => {
  const id = await prepare();
  await lose("clean");
  const source = readFileSync(join(folder, "prepare.mjs"), "utf8");
  writeFileSync(join(folder, "prepare.mjs"), `${source}\n// a comment is a change`);
  const [step] = (await recoveryOutlook(ws, "clean")).steps;
  expect(step?.problem).toMatch(/^its code was modules:\w+… and is modules:\w+… now; --code current/);
  await expect(recover(ws, "clean")).rejects.toThrow(
    /cannot be executed again: its code was .* Nothing was executed\./,
  );
  const { runs: again } = await recover(ws, "clean", { code: "current" });
  expect(again).toMatchObject([{ run: id, reproduced: true }]);
  const records = new Map((await ws.runs.records()).map((record) => [record.id, record]));
  expect(records.get(again[0]!.session)?.signature).not.toBe(records.get(id)?.signature);
});

test("refuses in an archived workspace", async () => {
  const archived = { facts: { id: ws.id, name: "old", archived: true }, dir: ws.dir } as never;
  await expect(recover(archived, "x")).rejects.toMatchObject({ code: "workspace-archived" });
});

test("executes again with the same hash inputs and further files of the code: the same signature, or the plan says which differs", async () => {
  const [grid, table] = [join(folder, "grid"), join(folder, "table.txt")];
  mkdirSync(grid);
  for (const name of ["one.txt", "two.bin"]) writeFileSync(join(grid, name), name);
  writeFileSync(table, "table");
  const hashInputs = { grid: { path: grid, glob: "*.txt" }, table };
  const id = await stage("prepare", {
    set: { rows: join(folder, "rows.csv") },
    ...{ hashInputs, extraDeps: [table], keyParts: { solver: 2 } },
  });
  await lose("clean");
  const signatureOf = async (session: string) => (await ws.runs.record(session))?.signature;
  writeFileSync(join(grid, "two.bin"), "of no matter");
  expect((await recoveryOutlook(ws, "clean")).steps.map(({ problem }) => problem)).toEqual([undefined]);
  const [again] = (await recover(ws, "clean")).runs;
  expect(await signatureOf(again!.session)).toBe(await signatureOf(id));

  await lose("clean");
  const [step] = (await recoveryOutlook(ws, id)).steps;
  expect(step?.problem).toBeUndefined();
  writeFileSync(join(grid, "one.txt"), "changed");
  const changed = /^its hash input "grid" has other content now \(.*\/grid\); --code current executes it as it is now$/;
  expect((await recoveryOutlook(ws, id)).steps[0]?.problem).toMatch(changed);
  await expect(recover(ws, id)).rejects.toThrow(/its hash input "grid" has other content now/);
  expect((await recoveryOutlook(ws, id, { code: "current" })).steps[0]?.problem).toBeUndefined();
  rmSync(grid, { recursive: true });
  const { staying } = await collectIn(systemEnvironment(), ws, { dryRun: true, ghosts: {} });
  expect(staying.map(({ reason }) => reason)).toContainEqual(expect.stringMatching(/^its hash input "grid" cannot be/));
  for (const options of [{}, { code: "current" }] as const)
    expect((await recoveryOutlook(ws, id, options)).steps[0]?.problem).toMatch(
      /^its hash input "grid" cannot be read; put it back \(.*\/grid\)$/,
    );
  mkdirSync(grid);
  writeFileSync(join(grid, "one.txt"), "one.txt");
  writeFileSync(table, "table 2");
  expect((await recoveryOutlook(ws, id)).steps[0]?.problem).toMatch(/^its code was modules:\w+… and is modules:/);
  expect((await recover(ws, id, { code: "current" })).isWhole).toBe(true);
});

test("does not execute a run with other settings than its own, nor on another input", async () => {
  const rows = join(folder, "rows.csv");
  await program(
    "prepare",
    `import { readFileSync } from "node:fs";
     export default async (_, run) => { await run.output("clean", readFileSync(${JSON.stringify(rows)})); };`,
  );
  const id = await stage("prepare", { inputs: { rows } });
  await lose("clean");
  const shelf = join(folder, "shelf");
  cpSync(rows, join(shelf, "rows.csv"));
  writeFileSync(rows, "x,y\n9,9\n");
  const { steps } = await recoveryOutlook(ws, id, { from: [shelf] });
  expect(steps[0]?.problem).toMatch(/^its input rows is read from .*rows\.csv, which has other content now; move that/);
  rmSync(rows);
  ws.settings.set("run.epoch", 2);
  expect((await recoveryOutlook(ws, id, { from: [shelf] })).steps[0]?.problem).toMatch(
    /^the setting run\.epoch is 2 and was not set then; --code current/,
  );
  ws.settings.unset("run.epoch");
  expect(await recover(ws, id, { from: [shelf] })).toMatchObject({ isWhole: true, runs: [{ reproduced: true }] });
});

test("says of a program that is gone, or that no place here has, that there is nothing to execute", async () => {
  const id = await stage("prepare", { set: { rows: join(folder, "rows.csv") }, codeId: "1" });
  await lose("clean");
  rmSync(join(folder, "prepare.mjs"));
  for (const options of [{}, { code: "current" }] as const)
    expect((await recoveryOutlook(ws, id, options)).steps[0]?.problem).toMatch(
      /^its program cannot be read; put it back/,
    );
  const outside = await mkdtemp(join(tmpdir(), "tapelab-outside-"));
  const path = join(outside, "other.mjs");
  writeFileSync(path, "export default (_, run) => run.output('other', Buffer.from('other'));");
  const { done } = await launch(ws, { blocks: [] }, path, { jobs: 1 });
  expect((await done).status).toBe("completed");
  await lose("other");
  rmSync(outside, { recursive: true });
  expect((await recoveryOutlook(ws, "other")).steps[0]?.problem).toMatch(/^its program cannot be read; .* \(file:\/\//);
});

test("says of a function that no record can call it", async () => {
  await run(ws, "inline", { codeId: "1" }, async (active) => void (await active.output("x", Buffer.from("x"))));
  await lose("x");
  const { steps, refusal } = await recoveryOutlook(ws, "x");
  expect(steps[0]?.problem).toMatch(/^its program was a function/);
  expect(refusal).toMatch(
    /^Run "inline" .* cannot be executed again: its program was a function.* Nothing was executed\./,
  );
  await expect(recover(ws, "x")).rejects.toThrow(refusal);
  const again = { codeId: "1", cache: "overwrite" } as const; // as the refusal says
  await run(ws, "inline", again, async (active) => void (await active.output("x", Buffer.from("x"))));
  expect((await recoveryOutlook(ws, "x")).refusal).toBeUndefined();
});

test("puts files back where they were, for programs that read them there", async () => {
  await program(
    "prepare",
    `import { writeFileSync } from "node:fs";
       export default async ({ to }, run) => { writeFileSync(to, "made"); await run.output("clean", to, { store: "reference" }); };`,
  );
  await program(
    "fit",
    `import { readFileSync } from "node:fs";
       export const inputs = ["from"];
       export default async ({ from }, run) => { await run.output("fit", readFileSync(from)); };`,
  );
  const path = join(folder, "clean.txt");
  await stage("prepare", { set: { to: path } });
  await stage("fit", { set: { from: path } });
  rmSync(path);
  await lose("fit");
  const { runs: again, isWhole } = await recover(ws, "fit");
  expect([again.length, isWhole]).toEqual([2, true]);
  expect(readFileSync(path, "utf8")).toBe("made");
});

test("puts a lost file back where it was from the blob store, and leaves what lies there by now", async () => {
  const path = join(folder, "made.txt");
  await run(ws, "made", { codeId: "1" }, async (active) => {
    writeFileSync(path, "made");
    await active.output("made", path);
  });
  rmSync(path);
  expect(await recover(ws, "made")).toMatchObject({ isWhole: true, runs: [] });
  expect(readFileSync(path, "utf8")).toBe("made");
  writeFileSync(path, "mine");
  expect((await recover(ws, "made")).isWhole).toBe(true);
  expect(readFileSync(path, "utf8")).toBe("mine");
});
test("takes bytes from a copy of the workspace or an archive before it executes anything", async () => {
  const id = await prepare();
  const copy = join(folder, "copy");
  cpSync(ws.dir, join(copy, ".tapelab"), { recursive: true });
  const tar = join(folder, "prepare.tar");
  await exportTape(ws, id, tar);
  const before = await textOf(id, "clean");
  for (const [from, name] of [
    [tar, tar],
    [copy, join(copy, ".tapelab")],
  ] as const) {
    await lose("clean");
    const { steps, found } = await recoveryOutlook(ws, "clean", { from: [from] });
    expect([steps, found.map((one) => one.at)]).toEqual([[], [{ name }]]);
    expect(await recover(ws, "clean", { from: [from] })).toMatchObject({ isWhole: true, runs: [] });
    expect(await textOf(id, "clean")).toBe(before);
  }
  expect(await runs(ws)).toHaveLength(1);
});

test("takes files from a folder by their place below the project or by name, when the hash is right", async () => {
  await prepare();
  await lose("clean");
  const shelf = join(folder, "shelf");
  cpSync(join(folder, "rows.csv"), join(shelf, "rows.csv"));
  rmSync(join(folder, "rows.csv"));
  writeFileSync(join(shelf, "rows.csv"), "x,y\n9,9\n9,9\n");
  await expect(recover(ws, "clean", { from: [shelf] })).rejects.toThrow(/The bytes of "rows"/);
  writeFileSync(join(shelf, "rows.csv"), "x,y\n1,2\n3,4\n");
  expect((await recover(ws, "clean", { from: [shelf] })).isWhole).toBe(true);
  expect(readFileSync(join(folder, "rows.csv"), "utf8")).toBe("x,y\n1,2\n3,4\n");
});

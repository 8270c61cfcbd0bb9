/** What short runs leave out, and what they still promise. */
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { run } from "tapelab/run";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";

let folder = "";
let ws: Workspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-short-"));
  ws = await openWorkspace(folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const model = (x: number) => run(ws, "model", { config: { x }, codeId: "1" }, () => ({ y: x * 2 }));
const tapes = () => join(folder, ".tapelab/tapes");
const segment = (id: string) => join(tapes(), id, "seg-00000001.tape");

/** A run whose tape lies elsewhere, as if another process had not made it yet. */
async function hidden(x: number): Promise<string> {
  const { id } = await model(x);
  renameSync(join(tapes(), id), join(folder, id));
  return id;
}

const appear = (id: string) => renameSync(join(folder, id), join(tapes(), id));

test("what this process ran is known to it without its tapes being read", async () => {
  await model(0);
  await ws.runs.folded();
  const opened = vi.spyOn(nodeDisk.now, "openRead");
  await model(1);
  const answered = await model(1);
  expect(answered.cached).toBe(true);
  const read = opened.mock.calls.map(([path]) => path).filter((path) => path.endsWith(".tape"));
  expect(read.filter((path) => !path.includes(answered.source ?? ""))).toEqual([]);
  const records = await ws.runs.records();
  expect(records.map(({ status }) => status)).toEqual(["completed", "completed", "completed"]);
});

test("the tape of a run that was answered is whole, has ended, and has no lease at any time", async () => {
  await model(1);
  const created = vi.spyOn(nodeDisk.now, "createExcl");
  const { id, cached } = await model(1);
  expect(cached).toBe(true);
  expect(created.mock.calls.map(([path]) => path)).toEqual([segment(id)]);
  expect(readdirSync(join(tapes(), id))).toEqual(["seg-00000001.tape"]);
  expect(await ws.resolve(id)).toMatchObject({ state: "ended" });
  expect((await ws.examine(id, { level: "full" })).flatMap(({ damage }) => damage)).toEqual([]);
});

test("everything that a run said is on the disk before it is over, the folders that name its tape too", async () => {
  await model(0);
  const done: string[] = [];
  for (const name of ["sync", "fsyncDir"] as const)
    vi.spyOn(nodeDisk.now, name).mockImplementation(
      (what) => void done.push(typeof what === "string" ? what : what.path),
    );
  const { id } = await model(1);
  expect(done).toEqual([segment(id), join(tapes(), id), tapes()]);
});

test("a run whose tape lost its end with the power is completed, and answers", async () => {
  const { id } = await model(1);
  const bytes = readFileSync(segment(id));
  const footer = Number(bytes.readBigUInt64LE(bytes.length - 24));
  truncateSync(segment(id), footer - 24); // in front of the end frame
  expect(await ws.resolve(id)).toMatchObject({ state: "unclosed" });
  expect(await ws.runs.record(id)).toMatchObject({ status: "completed", hasValue: true });
  expect(await model(1)).toMatchObject({ cached: true, source: id, value: { y: 2 } });
});

test("runs that others record, take away or exchange meanwhile are seen by the next look", async () => {
  const [one, two, three] = [await hidden(1), await hidden(2), await hidden(3)];
  await model(0);
  await model(0); // a look behind a tape of its own
  appear(one);
  expect(await model(1)).toMatchObject({ cached: true, source: one });
  rmSync(join(tapes(), one), { recursive: true });
  expect((await model(1)).cached).toBe(false);
  appear(two);
  expect((await model(2)).source).toBe(two);
  renameSync(join(tapes(), two), join(folder, two)); // as many folders as before
  appear(three);
  await vi.waitFor(
    async () => {
      const { byId } = await ws.runs.folded();
      expect([byId.has(two), byId.has(three)]).toEqual([false, true]);
    },
    { timeout: 20_000, interval: 100 },
  );
  expect((await model(3)).source).toBe(three);
});

test("a tape of another workspace in the folder answers nothing, and stops nobody", async () => {
  const other = mkdtempSync(join(tmpdir(), "tapelab-short-other-"));
  const { id } = await run(await openWorkspace(other), "model", { config: { x: 1 }, codeId: "1" }, () => ({ y: 2 }));
  await model(0);
  renameSync(join(other, ".tapelab/tapes", id), join(tapes(), id));
  const done = await model(1);
  expect(done).toMatchObject({ cached: false, miss: { reason: "candidate_damaged", candidate: id } });
  rmSync(other, { recursive: true });
});

/** The modes of the run cache. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { type ActiveRun, type RunOptions, run } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onCacheHit, onRunComplete, onRunStart } from "#sdk/run/hooks.js";
import { systemEnvironment } from "#sdk/workspace/environment.js";

let folder = "";
let ws: Workspace;
let calls = 0;
const sdk = JSON.stringify(join(import.meta.dirname, "../../sdk"));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tapelab-modes-"));
  ws = await openWorkspace(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

async function model(i: number, options: RunOptions = {}, fn?: (run: ActiveRun) => unknown) {
  const before = calls;
  const done = await run(ws, "fit", { codeId: "1", config: { i }, ...options }, (active) => {
    calls++;
    return fn?.(active) ?? { i };
  });
  return { ...done, executed: calls - before };
}

test("what overwrote answers from then on, also when everything known of it is gone (C8)", async () => {
  const first = await model(1);
  const over = await model(1, { cache: "overwrite" });
  expect(over).toMatchObject({ executed: 1, miss: { reason: "mode_overwrite" } });
  expect((await ws.runs.record(over.id))?.replaces).toEqual([first.id]);
  expect((await model(1)).source).toBe(over.id);
  rmSync(join(folder, ".tapelab/cache"), { recursive: true, force: true });
  const elsewhere = await openWorkspace(folder);
  const again = await run(elsewhere, "fit", { codeId: "1", config: { i: 1 } }, () => ({}));
  expect(again.source).toBe(over.id);
});

test("a clock that was set back decides nothing: what overwrote answers (C8)", async () => {
  const first = await model(7);
  const environment = systemEnvironment();
  const clock = { ...environment.clock, now: () => Date.now() - 86_400_000 };
  const earlier = new (ws.constructor as new (...given: unknown[]) => Workspace)({ ...environment, clock }, ws);
  const over = await run(earlier, "fit", { codeId: "1", config: { i: 7 }, cache: "overwrite" }, () => ({ i: 7 }));
  expect(over.id < first.id).toBe(true);
  expect((await model(7)).source).toBe(over.id);
});

test("what ran with off never answers (C36)", async () => {
  expect(await model(2, { cache: "off" })).toMatchObject({ executed: 1, miss: { reason: "mode_off" } });
  expect((await model(2)).executed).toBe(1);
  expect((await model(2, { cache: "off" })).executed).toBe(1);
});

test("a readonly run changes no byte of the workspace, executed or answered (C10)", async () => {
  const kept = await model(3, {}, async (active) => {
    await active.output("kept", Buffer.from("kept"));
    return { i: 3 };
  });
  const heard: string[] = [];
  const hooks = [
    onRunStart(ws, () => heard.push("start")),
    onRunComplete(ws, () => heard.push("complete")),
    onCacheHit(ws, () => heard.push("hit")),
  ];
  const before = filesOf(folder);
  const missed = await model(4, { cache: "readonly" }, async (active) => {
    active.session.capture("step", { i: 4 });
    writeFileSync(join(active.dir, "file.txt"), "file");
    await active.output("file", join(active.dir, "file.txt"));
    await active.output("bytes", Buffer.from("bytes"));
    return { i: 4 };
  });
  const hit = await model(3, { cache: "readonly", hydrate: "outputs-all" });
  for (const stop of hooks) stop();
  expect(missed).toMatchObject({ executed: 1, cached: false, value: { i: 4 } });
  expect(Buffer.from((await missed.outputs.bytes?.bytes()) ?? []).toString()).toBe("bytes");
  expect(readFileSync((await missed.outputs.file?.path()) ?? "", "utf8")).toBe("file");
  expect(hit).toMatchObject({ executed: 0, source: kept.id, value: { i: 3 } });
  expect(Buffer.from((await hit.outputs.kept?.bytes()) ?? []).toString()).toBe("kept");
  expect(heard).toEqual(["start", "start"]);
  expect(filesOf(folder)).toEqual(before);
  expect(await ws.runs.record(missed.id)).toBeUndefined();
});

test("what runs inside of a readonly run leaves nothing either", async () => {
  const before = filesOf(folder);
  const { value } = await model(6, { cache: "readonly" }, async () => {
    const inner = await run(ws, "inner", { codeId: "1" }, ({ session }) => {
      session.capture("step", { i: 1 });
      return { a: 1 };
    });
    return { inner: inner.value?.a };
  });
  expect(value).toEqual({ inner: 1 });
  expect(filesOf(folder)).toEqual(before);
});

test("the folder of readonly runs goes with the process, and no workspace is made for them", async () => {
  const place = join(folder, "elsewhere");
  mkdirSync(place);
  const program = `
    const { openWorkspace } = require(${sdk});
    const { run } = require(${sdk} + "/dist/run/index.js");
    (async () => {
      const ws = await openWorkspace(${JSON.stringify(place)});
      const { outputs } = await run(ws, "made", { codeId: "1", cache: "readonly" }, (r) => r.output("a", Buffer.from("a")).then(() => undefined));
      console.log(await outputs.a.path());
    })();`;
  const path = execFileSync(process.execPath, ["-e", program], { encoding: "utf8" }).trim();
  expect(path).toMatch(/tapelab-sandbox-[0-9a-f]+\/runs\/[0-9a-f]{32}\//);
  expect([existsSync(path), existsSync(join(path, "../../.."))]).toEqual([false, false]);
  expect(readdirSync(place)).toEqual([]);
});

test("a mode that does not exist is refused with the list of modes (C37)", async () => {
  const misspelt = model(5, { cache: "readOnly" as "readonly" });
  await expect(misspelt).rejects.toThrow(/"reuse", "overwrite", "readonly", "off".*found "readOnly".*not started/);
  await expect(model(5, { confg: {} } as RunOptions)).rejects.toThrow('Did you mean "config"?');
  expect((await ws.runs.records()).filter(({ config }) => config === '{"i":5}')).toEqual([]);
});

/** Every file below a folder: path, size, time and content. */
function filesOf(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => {
      const { mtimeMs, size } = statSync(path);
      const hash = statSync(path).isFile() ? createHash("sha256").update(readFileSync(path)).digest("hex") : "folder";
      return `${path} ${size} ${mtimeMs} ${hash}`;
    });
}

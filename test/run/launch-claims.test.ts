/** One attempt of a launch at a time, whoever starts it; and how somebody else stops one. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "tapelab";
import { cancelLaunch, launch, launches, type RunLaunchOptions } from "tapelab/run";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchTape } from "#sdk/run/identities.js";
import { tapelab } from "../cli/run-tapelab.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-claims-"));
const program = join(folder, "program.mjs");
const spec = { blocks: [{ mode: "combinatorial", context: { x: [1, 2, 3] } }] };
let ws: Workspace;
const go = join(folder, "go");

beforeAll(async () => {
  writeFileSync(
    program,
    `import { existsSync } from "node:fs";
     export default async ({ x }) => {
       while (!existsSync(${JSON.stringify(go)})) await new Promise((done) => setTimeout(done, 20));
       return { x };
     };`,
  );
  ws = await openWorkspace(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const begin = (options: RunLaunchOptions) => launch(ws, spec, program, { jobs: 1, ...options });

test("another attempt does not begin beside one that is under way, unless its number is given", async () => {
  rmSync(go, { force: true });
  const first = await begin({ key: "one" });
  await expect(begin({ key: "one" })).rejects.toThrow(
    /attempt 1 is under way\. Nothing was started\. Wait for it, or end it: tapelab run cancel [0-9a-f]{16}\./,
  );
  const second = await begin({ key: "one", attempt: 2, only: [0] });
  writeFileSync(go, "");
  expect((await first.done).summary).toMatchObject({ planned: 3, failed: 0 });
  expect((await second.done).summary).toMatchObject({ planned: 1, failed: 0 });
  const third = await begin({ key: "one" });
  expect(third.attempt).toBe(3);
  expect((await third.done).summary).toMatchObject({ cached: 3 });
});

test("a launch is stopped from another process, and says so on its tape", async () => {
  rmSync(go, { force: true });
  const { id, done } = await begin({ key: "two", cache: "off" });
  const stopped = tapelab(["run", "cancel", id.value.slice(0, 12)], { cwd: folder });
  expect(await done).toMatchObject({ status: "interrupted", summary: { cancelled: 1, skipped: 2 } });
  const { code, out } = await stopped;
  expect([code, out]).toEqual([0, expect.stringContaining("interrupted: 0 of 3 runs done, 1 cancelled, 2 skipped")]);
  const [status] = await launches(ws, id.value);
  expect(status).toMatchObject({ state: "interrupted", runs: [{ index: 0, state: "interrupted" }] });
  await expect(cancelLaunch(ws, id.value)).rejects.toThrow(
    /is not running: its state is interrupted\. Nothing was changed\./,
  );
  await expect(cancelLaunch(ws, "nobody")).rejects.toMatchObject({ code: "launch-not-running" });
  writeFileSync(go, "");
  const { done: rest } = await begin({ key: "two", cache: "off", retry: true });
  expect((await rest).summary.planned).toBe(3);
});

test("the number of an attempt whose start was cut off is used up, and the launch goes on with the next", async () => {
  writeFileSync(go, "");
  const id = "cut-off";
  const { id: tape } = launchTape(id, 1);
  mkdirSync(join(ws.dir, "tapes", tape), { recursive: true });
  writeFileSync(join(ws.dir, "tapes", tape, "seg-00000001.tape"), "half a seg");
  const { attempt, done } = await begin({ id });
  expect([attempt, (await done).status]).toEqual([2, "completed"]);
});

test("a command that is asked to stop and says 0 is cancelled, and never answers another run", async () => {
  rmSync(go, { force: true });
  const started = join(folder, "started");
  const script = `const { tape } = require(${JSON.stringify(join(import.meta.dirname, "../../sdk"))});
    tape.start("cmd"); tape.capture("step", { a: 1 });
    process.on("SIGTERM", async () => { await tape.finalize("cut"); await tape.end(); process.exit(0); });
    require("fs").writeFileSync(${JSON.stringify(started)}, ""); setTimeout(() => {}, 60000);`;
  const file = join(folder, "command.cjs");
  writeFileSync(file, script);
  const stop = new AbortController();
  const one = { blocks: [{ mode: "combinatorial", context: { x: [1] } }] };
  const options = { codeId: "1", signal: stop.signal, key: "stops" };
  const { done, id } = await launch(ws, one, { command: [process.execPath, file] }, options);
  await expect.poll(() => existsSync(started), { timeout: 30_000 }).toBe(true);
  stop.abort();
  const { runs, status } = await done;
  expect([status, runs[0]?.status]).toEqual(["interrupted", "cancelled"]);
  expect((await launches(ws, id.value))[0]?.runs[0]).toMatchObject({ state: "interrupted" });
  expect([...(await ws.runs.folded()).candidates].map(({ session }) => session)).not.toContain(runs[0]?.session);
});

/** A launcher that is killed at any moment, again and again: the next attempt does only what is missing. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openWorkspace } from "tapelab";
import { launches } from "tapelab/run";
import { expect, test } from "vitest";
import { times } from "../helpers/effort.js";
import { newFolder } from "./child.js";

const bin = resolve(import.meta.dirname, "../../sdk/bin/tapelab.js");
const size = 12;
const kills = times(3);

/** Starts the next attempt; kills it after the time given. Resolves with its exit code, null when it was killed. */
function attempt(folder: string, killAfterMs: number | undefined): Promise<number | null> {
  const args = [
    "run",
    "retry",
    "sweep.json",
    "--program",
    "model.cjs",
    "--jobs",
    "2",
    "--key",
    "night",
    "--cache",
    "off",
  ];
  const child = spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: "ignore" });
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  return new Promise((done) => {
    child.on("close", (code) => {
      clearTimeout(timer);
      done(code);
    });
  });
}

test(`killed at up to ${kills} moments, each run of a launch is completed exactly once`, async () => {
  const folder = newFolder();
  mkdirSync(join(folder, ".tapelab"));
  const x = Array.from({ length: size }, (_, i) => i);
  writeFileSync(join(folder, "sweep.json"), JSON.stringify({ blocks: [{ mode: "combinatorial", context: { x } }] }));
  writeFileSync(
    join(folder, "model.cjs"),
    `exports.default = async ({ x }) => { await new Promise((done) => setTimeout(done, 50)); return { x }; };`,
  );
  const codes: (number | null)[] = [];
  for (let kill = 0; kill < kills && codes.at(-1) !== 0; kill++)
    codes.push(await attempt(folder, 250 + ((kill * 173) % 900)));
  if (codes.at(-1) !== 0) codes.push(await attempt(folder, undefined));
  expect(codes.filter((code) => code !== null && code !== 0)).toEqual([]);
  expect(codes.at(-1)).toBe(0);
  const ws = await openWorkspace(folder);
  const all = await launches(ws);
  const completed = all.flatMap(({ runs }) => runs.filter(({ state }) => state === "completed"));
  expect(completed.map(({ index }) => index).sort((a, b) => a - b)).toEqual(x);
  expect(new Set(all.map(({ launch }) => launch)).size).toBe(1);
  for (const { session } of completed) {
    const table = await (await ws.openTape(session)).table({ label: "output" });
    expect(table.numRows).toBe(1);
  }
  const damaged = (await ws.sessions()).filter(({ state }) => state === "damaged");
  expect(damaged.map(({ id }) => readFileSync(join(ws.dir, "tapes", id, "seg-00000001.tape")).length)).toEqual([]);
}, 600_000);

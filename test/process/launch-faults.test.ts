/** What a launch says when a disk or a worker fails: one text without a stack; the tapes stay readable, the launch goes on. */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openWorkspace } from "tapelab";
import { launches } from "tapelab/run";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tapelab } from "../cli/run-tapelab.js";
import { newFolder } from "./child.js";

let folder = "";
const at = (name: string): string => join(folder, name);

function programs(count: number): void {
  const x = Array.from({ length: count }, (_, i) => i);
  writeFileSync(at("sweep.json"), JSON.stringify({ blocks: [{ mode: "combinatorial", context: { x } }] }));
  writeFileSync(
    at("large.cjs"),
    "exports.default = ({ x }) => ({ x, big: Float64Array.from({ length: 20000 }, (_, i) => Math.sin(i * x)) });",
  );
  writeFileSync(at("leaves.cjs"), "exports.default = () => process.exit(0);");
  writeFileSync(
    at("late.cjs"),
    "exports.default = async () => { setTimeout(() => { throw new Error('too late'); }, 1); await new Promise((r) => setTimeout(r, 60000)); };",
  );
}

const run = (action: string, ...more: string[]) =>
  tapelab(["run", action, "sweep.json", "--jobs", "2", "--policy", "continue", ...more], { cwd: folder });
const patienceMs = 300_000;
const noStack = /\n\s+at |node:internal|sdk\/(?:src|dist)|A bug in Tapelab/;

/** Mounts need root; without it there is no disk of our own to fill. */
function mount(...args: string[]): boolean {
  try {
    execFileSync("mount", args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const canMount = ((): boolean => {
  const probe = newFolder();
  if (process.platform !== "linux" || !mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", probe)) return false;
  execFileSync("umount", [probe]);
  return true;
})();

describe.skipIf(!canMount)("on a disk of its own", { timeout: patienceMs }, () => {
  beforeEach(() => {
    folder = newFolder();
    mount("-t", "tmpfs", "-o", "size=600k", "tmpfs", folder);
    mkdirSync(at(".tapelab"));
    programs(5);
  });
  afterEach(() => execFileSync("umount", ["-l", folder]));

  test("a full disk is named, what completed stays, and the launch goes on when there is room", async () => {
    const full = await run("launch", "--program", "large.cjs", "--key", "night");
    expect(full.code).toBe(1);
    expect(full.err).toMatch(/No space left/);
    expect(full.err).toMatch(
      /Launch [0-9a-f]{16}, attempt 1, could not go on: .* \d+ of 5 runs are completed|failed after/,
    );
    expect(full.out + full.err).not.toMatch(noStack);
    const ws = await openWorkspace(folder);
    const completed = (await launches(ws))[0]?.runs.filter(({ state }) => state === "completed") ?? [];
    expect(completed.length).toBeGreaterThan(0);
    for (const { session } of completed)
      expect((await (await ws.openTape(session)).table({ label: "output" })).numRows).toBe(1);
    mount("-o", "remount,size=16m", folder);
    const rest = await run("retry", "--program", "large.cjs", "--key", "night");
    expect([rest.code, rest.out]).toEqual([0, expect.stringContaining(`${5 - completed.length} completed of`)]);
  });

  test("a place that takes no files is named, and nothing was started", async () => {
    expect((await run("launch", "--program", "large.cjs", "--only", "0")).code).toBe(0);
    mount("-o", "remount,ro", folder);
    const { code, out, err } = await run("launch", "--program", "large.cjs", "--key", "night");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/could not be begun: the disk reported EROFS\. Nothing was recorded\. Check the disk/);
    expect(err).not.toMatch(noStack);
    const list = await tapelab(["run", "ls", "--json"], { cwd: folder }); // reading works
    expect(list.out.trim().split("\n")).toHaveLength(1);
  });
});

describe("a worker that dies", { timeout: patienceMs }, () => {
  beforeEach(() => {
    folder = newFolder();
    mkdirSync(at(".tapelab"));
    programs(2);
  });

  test.each([
    ["leaves", "its process ended with code 0 before the program had returned"],
    ["late", "Error: too late"],
  ])("is a failed run that says how it ended: %s", async (program, reason) => {
    const { code, out, err } = await run("launch", "--program", `${program}.cjs`, "--key", "k");
    expect([code, out]).toEqual([1, expect.stringContaining("failed: 2 failed of 2 runs")]);
    const told = err.split("\n").filter((line) => line.startsWith("run "));
    expect(told).toHaveLength(2);
    for (const line of told) expect(line).toContain(reason);
    expect(told.join("\n")).not.toMatch(/ at .*:\d+:\d+/);
    writeFileSync(at(`${program}.cjs`), "exports.default = ({ x }) => ({ x });");
    expect((await run("retry", "--program", `${program}.cjs`, "--key", "k")).code).toBe(0);
  });

  test("a staging place that is no folder fails each run with the path, and not the launch", async () => {
    writeFileSync(at(".tapelab/staging"), "");
    const { code, out, err } = await run("launch", "--program", "large.cjs");
    expect([code, out]).toEqual([1, expect.stringContaining("failed: 2 failed of 2 runs")]);
    expect(err).toMatch(/it could not be started: .*\.tapelab\/staging/);
    expect(err).not.toMatch(noStack);
    rmSync(at(".tapelab/staging"));
  });
});

test.each([
  ["a folder as spec", ".", /The run_space spec cannot be read: .*not a regular file/],
  ["a spec that is not there", "gone.yaml", /spec file not found: .*gone\.yaml/],
])("%s is one text, with exit code 2", async (_, spec, text) => {
  folder = newFolder();
  programs(1);
  const { code, err } = await tapelab(["run", "launch", spec, "--program", "large.cjs"], { cwd: folder });
  expect([code, err]).toEqual([2, expect.stringMatching(text)]);
  expect(err).not.toMatch(noStack);
});

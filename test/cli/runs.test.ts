import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { script, tapelab } from "./run-tapelab.js";

let folder = "";
const ids: Record<string, string> = {};
const cli = (...args: string[]) => tapelab(args, { cwd: folder });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-runs-cli-"));
  const { out, err } = await script(
    `const { openWorkspace } = tapelab;
     const { run } = require(${JSON.stringify(join(import.meta.dirname, "../../sdk/dist/run/index.js"))});
     const ws = await openWorkspace(".");
     const ids = {};
     const model = async (name, options, fn = () => ({ y: 1 })) => {
       try { ids[name] = (await run(ws, "model", { codeId: "v1", ...options }, async (r) => { ids[name] = r.id; return fn(r); })).id; } catch {}
     };
     await model("first", { config: { rho: 20, s: { tol: 1 } }, year: 2030 }, async (r) => { require("node:fs").writeFileSync(r.dir + "/a.txt", "a"); await r.output("fit", Buffer.from("x")); });
     await model("changed", { config: { rho: 28, s: { tol: 1 } }, tags: ["paper"], year: 2030 });
     await model("failed", { config: { rho: 99 } }, () => { throw new Error("too warm"); });
     await model("answered", { config: { rho: 28, s: { tol: 1 } }, year: 2030 });
     const session = await ws.startSession("keeps");
     await session.remember("slow", [1], () => 42, { tags: ["t"] });
     await session.end();
     console.log(JSON.stringify(ids));`,
    folder,
  );
  expect(err).toContain("new workspace");
  Object.assign(ids, JSON.parse(out));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("runs lists them, the newest first, and finds them by what they are", async () => {
  const all = await cli("runs");
  expect(all.out.split("\n")[0]).toMatch(/^run\s+program\s+started\s+state\s+year\s+tags\s+config\s+error/);
  expect(all.out).toContain(`answered by ${ids.changed?.slice(-8)}`);
  expect(all.out).toContain("too warm");
  const found = async (...args: string[]) =>
    (await cli("runs", "--json", ...args)).out
      .trim()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line).id);
  expect(await found("--config", "rho>=28", "--status", "completed")).toEqual([ids.answered, ids.changed]);
  const bad = await cli("runs", "--facet", "x>5");
  expect([bad.code, bad.err]).toEqual([2, expect.stringContaining("Invalid artifact facet predicate 'x>5'")]);
  const wrong = await cli("runs", "--config", "k");
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("Invalid configuration predicate 'k'")]);
  expect((await tapelab(["runs", "--config", "k"], { cwd: tmpdir() })).code).toBe(2); // also where nothing is
  const year = await cli("runs", "--year", "soon");
  expect([year.code, year.err]).toEqual([2, expect.stringContaining('--year expects a whole number, found "soon"')]);
});

test("run explain says which values changed, or which run answered", async () => {
  const changed = await cli("run", "explain", ids.changed ?? "");
  expect(changed.out).toContain("configuration changed");
  expect(changed.out).toContain(
    `Compared with run ${ids.first}, where code and inputs were the same (confidence high)`,
  );
  expect(changed.out).toContain("  config rho: 20 → 28\n");
  expect((await cli("run", "explain", ids.answered ?? "")).out).toContain(`run ${ids.changed} answered it`);
});

test("run explain and show take the name of a program for its newest run (README)", async () => {
  const [explained, shown] = [await cli("run", "explain", "model"), await cli("run", "show", "model", "--json")];
  expect([explained.code, explained.out]).toEqual([0, (await cli("run", "explain", ids.answered ?? "")).out]);
  expect(JSON.parse(shown.out).id).toBe(ids.answered);
  expect((await cli("run", "purge", "model", "--dry-run")).err).toContain("No run is meant by this");
});

test("run diff shows the differences alone, and with --all what is the same", async () => {
  const { code, out } = await cli("run", "diff", ids.first ?? "", ids.changed ?? "");
  expect(code).toBe(1);
  expect(out).toMatch(/≠\s+config\s+rho\s+20\s+28/);
  expect(out).toMatch(/-\s+outputs\s+fit/);
  expect(out).not.toContain("s.tol");
  expect(out).not.toMatch(/[0-9a-f]{20}/);
  expect((await cli("run", "diff", ids.first ?? "", ids.changed ?? "", "--all")).out).toMatch(
    /=\s+config\s+s\.tol\s+1\s+1/,
  );
});

test("run show tells one run with its artifacts", async () => {
  const { out } = await cli("run", "show", ids.first ?? "");
  expect(out).toMatch(/state\s+completed/);
  expect(out).toMatch(/output\s+fit\s+blob/);
});

test("run fix-status corrects what a run says, without touching its tape; from an end to running only by force", async () => {
  const fix = (...args: string[]) => cli("run", "fix-status", ids.failed ?? "", ...args);
  const tape = () => readdirSync(join(folder, ".tapelab/tapes", ids.failed ?? ""));
  const before = tape();
  expect((await fix("--status", "running")).code).toBe(2);
  expect((await fix("--status", "interrupted", "--reason", "power cut")).code).toBe(0);
  expect((await cli("run", "show", ids.failed ?? "")).out).toMatch(/state\s+interrupted\nerror\s+power cut/);
  expect((await cli("doctor")).err).toContain(`Run ${ids.failed} was started and has no end`);
  expect((await fix("--status", "running", "--force")).code).toBe(0);
  expect(tape()).toEqual(before);
  await cli("run", "fix-status", ids.answered ?? "", "--status", "failed", "--reason", "sensor");
  expect((await cli("runs", "--limit", "1")).out).toMatch(/ failed .*sensor/);
});

test("run purge lists, then deletes, the files of a run directory", async () => {
  const dry = await cli("run", "purge", ids.first ?? "", "--dry-run");
  expect(dry.out).toContain("a.txt");
  const done = await cli("run", "purge", ids.first ?? "");
  expect(done.out).toBe(dry.out);
});

test("run merge takes runs once, and skips them when told to", async () => {
  const target = mkdtempSync(join(tmpdir(), "tapelab-merge-cli-"));
  try {
    const merge = (...args: string[]) => tapelab(["run", "merge", folder, ...args], { cwd: target });
    const { out, err } = await merge();
    expect(out).toContain("3 runs and 0 launch records taken");
    expect(err).toContain(`Under way there, and left out: ${ids.failed}`); // as fix-status said
    expect([(await merge()).code, (await merge("--on-conflict", "skip")).code]).toEqual([1, 0]);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
});

test("cache lists and forgets results of remember", async () => {
  expect((await cli("cache", "ls")).out).toMatch(/slow\s+[0-9a-f]{12}/);
  expect((await cli("cache", "forget", "--tag", "t")).err).toContain("1 result forgotten");
  expect((await cli("cache", "ls")).err).toContain("Nothing is kept");
});

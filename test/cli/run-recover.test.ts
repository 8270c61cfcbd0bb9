import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Result, script, tapelab } from "./run-tapelab.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-run-recover-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, ".tapelab"));
const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
put("one.json", '{"blocks":[]}');
put("rows.csv", "1\n2\n3\n");
// Each stage reads the file of the one before and writes one of its own.
const stageOf = (from: string, to: string, work: string): string =>
  `import { readFileSync, writeFileSync } from "node:fs";
   export const inputs = ["${from}"];
   export default async (context, run) => {
     const text = readFileSync(context.${from}, "utf8");
     writeFileSync("${to}.txt", ${work});
     await run.output("${to}", "${to}.txt");
   };`;
put("prepare.mjs", stageOf("rows", "clean", 'text.trim().split("\\n").join(" ")'));
put("fit.mjs", stageOf("clean", "model", '"sum " + text.split(" ").reduce((a, b) => a + Number(b), 0)'));
put("report.mjs", stageOf("model", "summary", '"The " + text + "."'));
const shell = (...args: string[]): Promise<Result> => tapelab(args, { cwd: folder });
const launch = (name: string, from: string, file: string): Promise<Result> =>
  shell("run", "launch", "one.json", "--program", `${name}.mjs`, "--set", `${from}=${file}`);

/** Bytes that are nowhere any more: neither where they were written nor in the blob store. */
async function drop(of: string, ...names: string[]): Promise<void> {
  const { out } = await shell("lineage", of, "--up", "--json");
  const { nodes } = JSON.parse(out) as { nodes: { label: string; sha256?: string }[] };
  for (const { label, sha256 = "" } of nodes) {
    if (!names.includes(label)) continue;
    rmSync(join(folder, `${label}.txt`));
    for (const form of ["", ".z"])
      rmSync(join(folder, ".tapelab/blobs", sha256.slice(0, 2), sha256 + form), { force: true });
  }
}

test("three stages: their lineage, what gc would drop, the plan, and everything back", async () => {
  for (const [name, from, file] of [
    ["prepare", "rows", "rows.csv"],
    ["fit", "clean", "clean.txt"],
    ["report", "model", "model.txt"],
  ] as const)
    expect((await launch(name, from, file)).code).toBe(0);
  expect(readFileSync(join(folder, "summary.txt"), "utf8")).toBe("The sum 6.");

  const tree = await shell("lineage", "summary", "--up");
  const lines = tree.out.trim().split("\n");
  expect(lines.map((line) => line.replace(/[0-9a-f]{8,12}/g, "…").trim())).toEqual([
    "file summary sha256 ……",
    "└─ run report … (completed)",
    "└─ file model sha256 ……",
    "└─ run fit … (completed)",
    "└─ file clean sha256 ……",
    "└─ run prepare … (completed)",
    "└─ file rows sha256 ……",
  ]);
  const diagram = await shell("lineage", "clean", "--down", "--depth", "1", "--format", "mermaid");
  expect(diagram.out).toMatch(/^flowchart LR\n {2}n0\(\["file clean .*\n {2}n1\["run fit .*\n {2}n0 --> n1\n$/);

  const dry = await shell("gc", "--ghost", "--before", "2099-01-01");
  expect(dry.out.match(/ghost: output "\w+" of run [0-9a-f]{32}; executing it again brings it back/g)).toHaveLength(3);
  expect((await shell("gc", "--before", "3d")).err).toContain("--before and --keep-tag belong to --ghost.");

  await drop("summary", "clean", "model");
  const plan = await shell("run", "recover", "model", "--plan");
  expect(plan.code).toBe(0);
  expect(plan.out).toMatch(/^would re-run 2 of 2 runs: prepare, fit\n/);
  expect(plan.out).toContain('"clean" is gone, and run');
  expect(plan.out).toMatch(/rows \(\w{12}…\) is where it was\nplan: nothing was executed\.\n$/);
  expect(existsSync(join(folder, "clean.txt"))).toBe(false);

  mkdirSync(join(folder, "elsewhere"));
  const back = await tapelab(["run", "recover", "model"], { cwd: join(folder, "elsewhere") }); // each in its own folder
  expect([back.code, back.err]).toEqual([0, ""]);
  expect(back.out).toMatch(/run \w{8} executed again as \w{8}: clean is back\n/);
  expect(back.out.endsWith("All that was asked for is here.\n")).toBe(true);
  expect(readFileSync(join(folder, "model.txt"), "utf8")).toBe("sum 6");
});

test("a run of a script, which no record can call, is listed as such with what helps; nothing is said to be re-run", async () => {
  put("counter.mjs", stageOf("raw", "count", "String(text.length)"));
  const noted = (options: string): string =>
    `const { run } = require(${JSON.stringify(join(import.meta.dirname, "../../sdk/dist/run/index.js"))});
     require("node:fs").writeFileSync("raw.txt", "raw bytes");
     await run(await tapelab.openWorkspace(), "inline", ${options}, (r) => r.output("raw", "raw.txt"));`;
  expect((await script(noted('{ codeId: "1" }'), folder)).code).toBe(0);
  expect((await launch("counter", "raw", "raw.txt")).code).toBe(0);
  await drop("count", "raw", "count");
  const plan = await shell("run", "recover", "count", "--plan");
  expect(plan.out).toMatch(/^would re-run nothing: 1 of 2 runs cannot be executed again\n/);
  expect(plan.out).toMatch(/ inline +no .*\n.* counter +yes /);
  expect(plan.out).toMatch(
    /\nRun "inline" .* its program was a function, .*Nothing was executed\. .*cache: "overwrite"/,
  );
  const tried = await shell("run", "recover", "count");
  expect([tried.code, tried.out]).toEqual([1, expect.stringMatching(/^re-runs nothing: 1 of 2 runs cannot/)]);
  expect(tried.err).toMatch(/^(tapelab: )?Run "inline" .* cannot be executed again/);
  await script(noted('{ codeId: "1", cache: "overwrite" }'), folder);
  expect((await shell("run", "recover", "count")).out.endsWith("All that was asked for is here.\n")).toBe(true);
});

test("what cannot be brought back is said in one line, and nothing is executed", async () => {
  const before = (await shell("runs", "--json")).out;
  await drop("summary", "clean");
  rmSync(join(folder, "rows.csv"));
  const { code, out, err } = await shell("run", "recover", "clean");
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(/^(tapelab: )?The bytes of "rows" .* are nowhere, and no run made it\./m);
  expect(err.trim().split("\n")).toHaveLength(1);
  expect((await shell("runs", "--json")).out).toBe(before);
  const unknown = await shell("run", "recover", "cleam", "--plan");
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining("Did you mean clean?")]);
  const peer = await shell("run", "recover", "clean", "--from", "nowhere");
  expect(peer.err).toContain("There is nothing at nowhere");
});

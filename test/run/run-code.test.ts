/** Which code a run in a program is, from the program's own point of view: real processes in a real repository. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkspace } from "tapelab";
import { afterAll, expect, test } from "vitest";
import { launch } from "#sdk/run/start-launch.js";
import { run } from "#sdk/run/start-run.js";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "tapelab-run-code-")));
const sdk = join(import.meta.dirname, "../../sdk");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: folder, encoding: "utf8" }).trim();
const body = `
const { openWorkspace } = require(${JSON.stringify(sdk)});
const { run } = require(${JSON.stringify(join(sdk, "dist/run/index.js"))});
openWorkspace().then(async (ws) => {
  const { cached, miss, warnings, id } = await run(ws, "model", {}, () => ({ y: step() }));
  const { codeId } = await ws.runs.record(id);
  console.log(JSON.stringify({ cached, reason: miss?.reason, warnings, codeId }));
});`;

interface Told {
  readonly cached: boolean;
  readonly reason?: string;
  readonly warnings: readonly string[];
  readonly codeId: string;
}

function node(...args: string[]): Promise<Told> {
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { cwd: folder }, (error, out, err) => {
      if (error) fail(new Error(err));
      else done(JSON.parse(out) as Told);
    });
  });
}

test("an edited helper executes again, the edit taken back is answered by the old run, a text never counts", async () => {
  git("init", "-q");
  write(".gitignore", ".tapelab\n");
  write("helper.cjs", "exports.step = () => 1;\n");
  write("main.cjs", `const { step } = require("./helper.cjs");${body}`);
  write("README.md", "one");
  git("add", ".");
  git("commit", "-qm", "one");
  const head = git("rev-parse", "HEAD");
  expect(await node("main.cjs")).toMatchObject({ cached: false, codeId: head, reason: "no_similar_prior_run" });
  write("README.md", "two");
  expect(await node("main.cjs")).toMatchObject({ cached: true, codeId: head });
  write("helper.cjs", "exports.step = () => 1; // a comment\n");
  const edited = await node("main.cjs");
  expect(edited).toMatchObject({ cached: false, reason: "code_changed" });
  expect(edited.codeId).toMatch(new RegExp(`^${head}-dirty-[0-9a-f]{12}$`));
  write("helper.cjs", "exports.step = () => 1;\n");
  expect(await node("main.cjs")).toMatchObject({ cached: true, codeId: head });
});

test("code of no file is executed each time, with one warning", async () => {
  const script = `const step = () => 1;${body}`;
  for (let i = 0; i < 2; i++) {
    const told = await node("-e", script);
    expect(told).toMatchObject({ cached: false, reason: "code_unknown", codeId: "unknown_code_version" });
    expect(told.warnings.length).toBe(1);
  }
  const ws = await openWorkspace(folder);
  const made = new Function("run", "ws", "return run(ws, 'made', {}, () => 1)") as (
    ...values: unknown[]
  ) => ReturnType<typeof run>;
  for (let i = 0; i < 2; i++) expect((await made(run, ws)).cached).toBe(false);
  const named = () => run(ws, "named", { codeId: "7" }, () => 1);
  expect([(await named()).cached, (await named()).cached]).toEqual([false, true]);
});

test("an input that moved with its mount still hits, and the run notes where its mounts were", async () => {
  const ws = await openWorkspace(folder);
  for (const name of ["a", "b"]) {
    mkdirSync(join(folder, name));
    write(`${name}/rows.csv`, "x\n1\n");
  }
  const fitted = () => run(ws, "fit", { codeId: "1", inputs: { rows: "inputs://rows.csv" } }, () => undefined);
  ws.settings.set("mounts.inputs", join(folder, "a"));
  const first = await fitted();
  ws.settings.set("mounts.inputs", join(folder, "b"));
  ws.settings.set("run.record_mounts", "names");
  const second = await fitted();
  expect([first.cached, second.cached, second.source]).toEqual([false, true, first.id]);
  const facts = await Promise.all([first, second].map(async ({ id }) => (await ws.runs.record(id))?.facts));
  expect(facts.map((one) => one?.run_mounts)).toEqual([{ inputs: join(folder, "a") }, { inputs: "" }]);
  expect(facts[0]?.run_inputs?.[0]).toMatchObject({ name: "rows", uri: "inputs://rows.csv" });
  expect(first.warnings).toEqual([]);
  const outside = mkdtempSync(join(tmpdir(), "tapelab-outside-"));
  writeFileSync(join(outside, "rows.csv"), "x\n2\n");
  const { warnings } = await run(
    ws,
    "far",
    { codeId: "1", inputs: { rows: join(outside, "rows.csv") } },
    () => undefined,
  );
  rmSync(outside, { recursive: true });
  expect(warnings).toEqual([expect.stringMatching(/^Input 'rows' is file:\/\/.*rows\.csv, which means nothing/)]);
});

test("a launched run resolves URIs with the mounts of its launcher", async () => {
  const ws = await openWorkspace(folder);
  mkdirSync(join(folder, "other"));
  write("other/rows.csv", "x\n7\n");
  write(
    "reads.cjs",
    `exports.default = async (_, run) => ({ text: Buffer.from(await (await run.input("rows", "my-rows://rows.csv")).bytes()).toString() });`,
  );
  ws.settings.set("mounts.my-rows", join(folder, "other"));
  const spec = { blocks: [{ mode: "by_position", context: { x: [1] } }] };
  const { runs } = await (await launch(ws, spec, join(folder, "reads.cjs"), { jobs: 1 })).done;
  ws.settings.unset("mounts.my-rows");
  expect(runs[0]).toMatchObject({ status: "completed" });
  const record = await ws.runs.record(runs[0]?.session ?? "");
  expect(record?.inputs[0]).toMatchObject({ name: "rows", uri: "my-rows://rows.csv" });
  const table = await (await ws.openTape(record?.id ?? "")).table({ label: "output" });
  expect(table.getChild("text")?.get(0)).toBe("x\n7\n");
});

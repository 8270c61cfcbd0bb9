import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { openWorkspace } from "tapelab";
import { expect, it } from "vitest";
import { tapelab } from "../../cli/run-tapelab.js";
import { notebook } from "./notebooks.js";
import { bin } from "./run-kernel-command.js";

it("the kernel of a notebook ends with the process that executes it, also inside of another kernel", async () => {
  const { folder } = notebook('require("fs").writeFileSync("pid", String(process.pid)); await new Promise(() => {});');
  const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
  const run = spawn(process.execPath, [bin, "run", "n.ipynb"], { cwd: folder, env, stdio: "ignore" });
  const pid = () => (existsSync(`${folder}/pid`) ? Number(readFileSync(`${folder}/pid`, "utf8")) : 0);
  await expect.poll(pid, { timeout: 60_000 }).toBeGreaterThan(0);
  run.kill("SIGKILL");
  const isAlive = () => existsSync(`/proc/${pid()}`);
  await expect.poll(isAlive, { timeout: 30_000 }).toBe(false);
}, 120_000);

it("a launched notebook captures onto its run's own tape, by call and by magic, without a start", async () => {
  const { folder } = notebook(
    'import { tape } from "tapelab"; import { readFileSync } from "node:fs";',
    'const { x } = JSON.parse(readFileSync(process.env.TAPELAB_CONTEXT!, "utf8"));\nconst y = x + 1;',
    "%tape capture next y",
    'tape.capture("result", { square: x * x });',
  );
  writeFileSync(`${folder}/sweep.json`, '{"blocks":[{"mode":"combinatorial","context":{"x":[3]}}]}');
  const { code, out, err } = await tapelab(["run", "launch", "sweep.json", "n.ipynb"], { cwd: folder });
  expect([code, out, err]).toEqual([0, expect.stringContaining("completed: 1 completed of 1 run "), expect.anything()]);
  const ws = await openWorkspace(folder);
  const own = (await ws.sessions()).filter(({ kind }) => kind !== "launch");
  expect(own.map(({ label, state }) => [label, state])).toEqual([["n", "ended"]]);
  const recorded = await ws.openTape("n");
  expect((await recorded.table({ label: "next" })).getChild("y")?.get(0)).toBe(4);
  expect((await recorded.table({ label: "result" })).getChild("square")?.get(0)).toBe(9);
}, 120_000);

it("launches a notebook as a program: a session for each run; saved outputs change no code, a cell does", async () => {
  const { folder, path } = notebook(
    'import { tape } from "tapelab"; import { readFileSync } from "node:fs";',
    'const { x } = JSON.parse(readFileSync(process.env.TAPELAB_CONTEXT!, "utf8"));\ntape.start("square");',
    'tape.capture("result", { square: x * x });\nawait tape.finalize("done");',
  );
  writeFileSync(`${folder}/sweep.json`, '{"blocks":[{"mode":"combinatorial","context":{"x":[3]}}]}');
  const launch = () => tapelab(["run", "launch", "sweep.json", "n.ipynb", "--jobs", "2"], { cwd: folder });
  const first = await launch();
  expect([first.code, first.out]).toEqual([0, expect.stringContaining("completed: 1 completed of 1 run ")]);
  const runs = await tapelab(["run", "ls", "--json"], { cwd: folder });
  const { program, runs: sessions } = JSON.parse(runs.out);
  expect([program, sessions.length]).toEqual(["n", 1]);
  const recorded = await (await openWorkspace(folder)).openTape(sessions[0].session);
  expect((await recorded.table({ label: "result" })).getChild("square")?.get(0)).toBe(9);
  const saved = JSON.parse(readFileSync(path, "utf8"));
  saved.cells[0].outputs = [{ output_type: "stream", name: "stdout", text: ["saved\n"] }];
  writeFileSync(path, JSON.stringify(saved));
  expect((await launch()).out).toContain("completed: 1 cached of 1 run ");
  saved.cells[2].source = ['tape.capture("result", { square: x ** 2 });\nawait tape.finalize("done");'];
  writeFileSync(path, JSON.stringify(saved));
  expect((await launch()).out).toContain("completed: 1 completed of 1 run ");
}, 120_000);

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openWorkspace } from "tapelab";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tapelab } from "../cli/run-tapelab.js";

const folder = mkdtempSync(join(tmpdir(), "tapelab-orphans-"));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
const bin = resolve(import.meta.dirname, "../../sdk/bin/tapelab.js");

const programs = {
  command: ["--", process.execPath, "-e", `${saysPid("command")} setTimeout(() => {}, 120000)`],
  module: ["--program", "module.cjs"],
};

function saysPid(name: string): string {
  return `require("fs").writeFileSync("${name}.pid", String(process.pid));`;
}

/** Killed without a word, once its run has begun; the process of the run. */
async function killedLauncher(kind: "command" | "module", args: readonly string[]): Promise<number> {
  const file = join(folder, `${kind}.pid`);
  const launcher = spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: "ignore" });
  const pid = () => (existsSync(file) ? Number(readFileSync(file, "utf8")) : 0);
  await expect.poll(pid, { timeout: 40_000 }).toBeGreaterThan(0);
  expect(isAlive(pid())).toBe(true);
  launcher.kill("SIGKILL");
  return pid();
}

beforeAll(() => {
  mkdirSync(join(folder, ".tapelab"));
  writeFileSync(join(folder, "one.json"), '{"blocks":[]}');
  writeFileSync(
    join(folder, "module.cjs"),
    `const { existsSync, readFileSync, writeFileSync } = require("fs");
     const stateOf = (pid) => { try { return readFileSync("/proc/" + pid + "/stat", "utf8"); } catch { return ""; } };
     const isAlive = (pid) => { try { return process.kill(pid, 0) && !/\\) Z /.test(stateOf(pid)); } catch { return false; } };
     exports.default = () => {
       if (existsSync("module.pid")) return { isAlone: !isAlive(Number(readFileSync("module.pid", "utf8"))) };
       ${saysPid("module")}
       for (;;);
     };`,
  );
});

test("a command ends with its launcher, also when that is killed", async () => {
  const pid = await killedLauncher("command", ["run", "launch", "one.json", ...programs.command]);
  await expect.poll(() => isAlive(pid), { timeout: 40_000 }).toBe(false);
}, 120_000);

test("a module that never waits ends with its launcher, and the next attempt begins behind it", async () => {
  const pid = await killedLauncher("module", ["run", "launch", "one.json", ...programs.module, "--key", "k"]);
  try {
    const { code, out, err } = await tapelab(["run", "retry", "one.json", ...programs.module, "--key", "k"], {
      cwd: folder,
    });
    expect([code, out, err]).toEqual([
      0,
      expect.stringContaining("completed: 1 completed of 1 run"),
      expect.anything(),
    ]);
    const ws = await openWorkspace(folder);
    const [last] = (await ws.sessions()).filter(({ label, state }) => label === "module" && state === "ended");
    const table = await (await ws.openTape(last?.id ?? "")).table({ label: "output" });
    expect(table.getChild("isAlone")?.get(0)).toBe(true);
  } finally {
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  }
}, 120_000);

/** A zombie has ended; nobody may have asked for it, where the first process of a container does not. */
function isAlive(pid: number): boolean {
  const state = `/proc/${pid}/stat`;
  try {
    return process.kill(pid, 0) && !(existsSync(state) && /\) Z /.test(readFileSync(state, "utf8")));
  } catch {
    return false;
  }
}

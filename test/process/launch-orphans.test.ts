import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tapelab-orphans-"));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
const bin = resolve(import.meta.dirname, "../../sdk/bin/tapelab.js");

test("a command ends with its launcher, also when that is killed", async () => {
  mkdirSync(join(folder, ".tapelab"));
  writeFileSync(join(folder, "one.json"), '{"blocks":[]}');
  const program = 'require("fs").writeFileSync("pid", String(process.pid)); setTimeout(() => {}, 120000)';
  const args = [bin, "run", "launch", "one.json", "--", process.execPath, "-e", program];
  const launcher = spawn(process.execPath, args, { cwd: folder, stdio: "ignore" });
  await expect.poll(() => existsSync(join(folder, "pid")), { timeout: 40_000 }).toBe(true);
  await expect.poll(() => readFileSync(join(folder, "pid"), "utf8"), { timeout: 10_000 }).not.toBe("");
  const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
  expect(isAlive(pid)).toBe(true);
  launcher.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), { timeout: 40_000 }).toBe(false);
}, 120_000);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

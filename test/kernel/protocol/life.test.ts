import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { eventually, type Kernel, type StartOptions, sleep, startKernel, typesOf } from "../client.js";

const kernels: Kernel[] = [];

afterEach(async () => {
  for (const kernel of kernels.splice(0)) await kernel.stop();
});

async function started(options?: StartOptions): Promise<Kernel> {
  const kernel = await startKernel(options);
  kernels.push(kernel);
  return kernel;
}

/** What Node prints when it ends by an assertion of its own. */
const abortText = /Assertion|Aborted|Native stack trace|FATAL/;
const LOOP = "for (const end = Date.now() + 60_000; Date.now() < end; );";
/** Longer than the kernel may take (6 s), with room for a slow machine. */
const GONE_MS = 20_000;

async function blocked(kernel: Kernel): Promise<string> {
  const id = await kernel.startCell(`console.log('begun'); ${LOOP}`);
  await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "begin");
  return id;
}

async function isGone(pid: number, withinMs: number = GONE_MS): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() <= end; await sleep(100)) {
    try {
      process.kill(pid, 0);
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) return true;
    } catch {
      return true;
    }
  }
  return false;
}

describe("shutdown_request", () => {
  it.each(["control", "shell"] as const)(
    "on %s is answered on the channel it came by, then the kernel ends with code 0",
    async (channel) => {
      const kernel = await started();
      await kernel.execute("1");
      const reply = await kernel.request(channel, "shutdown_request", { restart: true });
      expect(reply).toMatchObject({ channel, type: "shutdown_reply", content: { status: "ok", restart: true } });
      expect(await kernel.exited).toEqual({ code: 0, signal: null });
      const id = reply.parent.msg_id;
      expect(typesOf(kernel.iopubOf(id))).toEqual(["busy", "shutdown_reply", "idle"]);
      expect(kernel.stderr).toBe("");
    },
  );

  it("while a synchronous loop runs is answered first, aborts the cell, and ends without a native abort", async () => {
    const kernel = await started();
    const id = await blocked(kernel);
    const waiting = await kernel.startCell("'never'");
    const reply = await kernel.request("control", "shutdown_request", { restart: false });
    const cell = await kernel.ended(id);
    expect(cell.reply).toMatchObject({ status: "aborted" });
    expect((await kernel.ended(waiting)).reply).toMatchObject({ status: "aborted" });
    expect(kernel.messages.indexOf(reply)).toBeLessThan(
      kernel.messages.findIndex(({ type, parent }) => type === "execute_reply" && parent.msg_id === id),
    );
    expect(await kernel.exited).toEqual({ code: 0, signal: null });
    expect(kernel.stderr).not.toMatch(abortText);
  });

  it.each([
    ["a loop after an await", `await 1; ${LOOP}`],
    ["a prompt", "prompt('?')"],
    ["an endless interval", "setInterval(() => console.log('tick'), 1)"],
    ["too much output", "for (;;) console.log('x'.repeat(1000))"],
  ])("during %s ends with code 0", async (_, code) => {
    const kernel = await started();
    const id = await kernel.startCell(`console.log('begun'); ${code}`, { answers: [] });
    await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "begin");
    await sleep(200);
    await kernel.request("control", "shutdown_request", { restart: false });
    expect(await kernel.exited).toEqual({ code: 0, signal: null });
    expect(kernel.stderr).not.toMatch(abortText);
  });

  it("right after the start ends with code 0", async () => {
    const kernel = await started({ wait: false });
    const info = kernel.request("control", "kernel_info_request");
    const ended = kernel.request("control", "shutdown_request", { restart: false });
    await Promise.all([info, ended]);
    expect(await kernel.exited).toEqual({ code: 0, signal: null });
    expect(kernel.stderr).toBe("");
  });

  it("ends a main thread that cannot be interrupted by killing the process", async () => {
    const kernel = await started();
    const id = await kernel.startCell(
      "console.log('begun'); (await import('node:child_process')).execFileSync('sleep', ['30'], { stdio: 'ignore' });",
    );
    await kernel.until(({ type, parent }) => type === "stream" && parent.msg_id === id, "begin");
    await sleep(300);
    await kernel.request("control", "shutdown_request", { restart: false });
    expect(await kernel.exited).toEqual({ code: null, signal: "SIGKILL" });
  });
});

describe("a signal", () => {
  it.each(["SIGTERM", "SIGHUP"] as const)("%s ends the kernel with code 0", async (signal) => {
    const kernel = await started();
    await kernel.execute("1"); // before that, main may not have loaded: there is nothing to write
    kernel.process.kill(signal);
    expect(await kernel.exited).toEqual({ code: 0, signal: null });
    expect(kernel.stderr).not.toMatch(abortText);
  });

  it("SIGTERM ends a kernel whose cell loops, too", async () => {
    const kernel = await started();
    await blocked(kernel);
    kernel.process.kill("SIGTERM");
    expect(await kernel.exited).toEqual({ code: 0, signal: null });
    expect(kernel.stderr).toBe("");
  });
});

/** A process that starts the kernel and can be killed, as a Jupyter server can. */
async function withServer(work: (kernel: Kernel, server: ChildProcess, pid: number) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "server-"));
  const pidFile = join(folder, "pid");
  const script =
    "const { spawn } = require('node:child_process'); const [file, ...argv] = process.argv.slice(1);" +
    "const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'ignore'], env: { ...process.env, JPY_PARENT_PID: String(process.pid) } });" +
    "require('node:fs').writeFileSync(file, String(child.pid)); setInterval(() => {}, 1000);";
  const main = (await import("../client.js")).kernelMain;
  const argv = [process.execPath, "-e", script, pidFile, "--no-force-async-hooks-checks", main, "{connection_file}"];
  const kernel = await started({ argv });
  await eventually(() => existsSync(pidFile)).toBe(true);
  const pid = Number(readFileSync(pidFile, "utf8"));
  try {
    await work(kernel, kernel.process, pid);
  } finally {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      expect(pid).toBeGreaterThan(0); // it is gone, as it should be
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

// Whether a process that is no child of the test is gone is read from /proc, which only Linux has.
describe.skipIf(process.platform !== "linux")("the death of the process that started it", () => {
  it("ends an idle kernel", async () => {
    await withServer(async (_, server, pid) => {
      await sleep(1500); // the watch looks every second
      expect(await isGone(pid, 0)).toBe(false);
      server.kill("SIGKILL");
      expect(await isGone(pid)).toBe(true);
    });
  });

  it("ends a kernel in a synchronous loop", async () => {
    await withServer(async (kernel, server, pid) => {
      await blocked(kernel);
      server.kill("SIGKILL");
      expect(await isGone(pid)).toBe(true);
    });
  });
});

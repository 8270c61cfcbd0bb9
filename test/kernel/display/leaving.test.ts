import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom, toArray } from "rxjs";
import { openWorkspace, type Scope } from "tapelab";
import { afterEach, describe, expect, it } from "vitest";
import { type Kernel, type StartOptions, sleep, startKernel } from "../client.js";

const folders: string[] = [];
const kernels: Kernel[] = [];

afterEach(async () => {
  for (const kernel of kernels.splice(0)) await kernel.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function project(): { root: string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "tapelab-leaving-")));
  folders.push(root);
  return { root };
}

async function start(root: string, options: StartOptions): Promise<Kernel> {
  const kernel = await startKernel({ ...options, env: { TAPELAB_WORKSPACE: root, ...options.env } });
  kernels.push(kernel);
  return kernel;
}

async function scopesOf(root: string): Promise<Scope[]> {
  return lastValueFrom((await openWorkspace(root)).scopes$({}).pipe(toArray()));
}

const begin = 'import { tape } from "tapelab"; tape.start("life");';
const queueThree = `${begin} for (let n = 0; n < 3; n++) { tape.capture("step", { n }); tape.queue("q" + n); } tape.capture("left", {}); 0`;
const lost = /1 scope of session "life" was captured and never committed, and is lost/g;

async function labelsOf(root: string): Promise<unknown[]> {
  return (await scopesOf(root)).map(({ labels, commit }) => `${labels[0]} ${commit.label}`);
}

const queued = ["step q0", "step q1", "step q2"];

describe("what is queued when the kernel goes", () => {
  for (const restart of [false, true]) {
    it(`is on the tape after a ${restart ? "restart" : "shutdown"}, and the stage is told as lost, once`, async () => {
      const { root } = project();
      const kernel = await start(root, { cwd: root });
      await kernel.execute(queueThree);
      const start_ = performance.now();
      expect(await kernel.shutdown(restart)).toEqual({ code: 0, signal: null });
      expect(performance.now() - start_).toBeLessThan(5_000);
      expect(await labelsOf(root)).toEqual(queued);
      expect(kernel.stderr.match(lost)).toHaveLength(1);
      expect(kernel.stderr.trim().split("\n")).toHaveLength(1);
    });
  }

  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    it(`is on the tape after ${signal}, also while a cell waits`, async () => {
      const { root } = project();
      const kernel = await start(root, { cwd: root });
      await kernel.execute(queueThree);
      await kernel.startCell("await new Promise(() => {})");
      await sleep(200);
      kernel.process.kill(signal);
      expect(await kernel.exited).toEqual({ code: 0, signal: null });
      expect(await labelsOf(root)).toEqual(queued);
      expect(kernel.stderr.match(lost)).toHaveLength(1);
    });
  }

  it("is on the tape after a shutdown during a loop", async () => {
    const { root } = project();
    const kernel = await start(root, { cwd: root });
    await kernel.execute(queueThree);
    await kernel.startCell("for (;;);");
    await sleep(300);
    expect(await kernel.shutdown()).toEqual({ code: 0, signal: null });
    expect(await labelsOf(root)).toEqual(queued);
  });

  it("stays queued after SIGINT, which ends the cell", async () => {
    const { root } = project();
    const kernel = await start(root, { cwd: root });
    await kernel.execute(queueThree);
    for (const code of ["await new Promise(() => {})", "for (;;);"]) {
      const id = await kernel.startCell(code);
      await sleep(300);
      kernel.process.kill("SIGINT");
      expect((await kernel.ended(id)).reply.ename).toBe("KeyboardInterrupt");
    }
    expect((await kernel.execute("const { staged, queued } = tape.status(); [staged, queued]")).result).toBe(
      "[ 1, 3 ]",
    );
    expect(kernel.stderr).toBe("");
  });

  it("is on the tape when the parent is killed during a loop, and no kernel is left", async () => {
    const { root } = project();
    const parent: ChildProcess = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const kernel = await start(root, { cwd: root, env: { JPY_PARENT_PID: String(parent.pid) } });
    await kernel.execute(queueThree);
    await kernel.startCell("for (;;);");
    await sleep(300);
    const killed = performance.now();
    parent.kill("SIGKILL");
    expect((await kernel.exited).code).toBe(0);
    expect(performance.now() - killed).toBeLessThan(6_500);
    expect(await labelsOf(root)).toEqual(queued);
    expect(existsSync(`/proc/${kernel.pid}`)).toBe(false);
  });
});

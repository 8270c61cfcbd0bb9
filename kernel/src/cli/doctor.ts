/** `tapelab-kernel doctor`: everything that a first notebook needs, each checked for real. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Given } from "tapelab/host";
import type { WireMessage } from "../wire/frames.js";
import { findJupyterLab, jupyterPaths } from "./jupyter.js";
import { KernelProcess } from "./kernel-process.js";
import { kernelMain, occupantOf, readSpec } from "./kernelspec.js";
import type { Output } from "./output.js";
import { EXIT, type ExitCode } from "./verbs.js";

interface Finding {
  readonly state: "ok" | "note" | "bad";
  /** What was found, or what to do. */
  readonly text: string;
}

const CHECKS: readonly (readonly [string, () => Finding | Promise<Finding>])[] = [
  ["node", checkNode],
  ["zeromq", checkZeroMq],
  ["kernel", checkKernel],
  ["spec", checkSpec],
  ["jupyter", checkJupyter],
];

export async function doctor(_: Given, output: Output): Promise<ExitCode> {
  let isClean = true;
  for (const [name, check] of CHECKS) {
    output.progress(`checking ${name}`);
    const { state, text } = await check();
    isClean &&= state !== "bad";
    const mark = { ok: "ok  ", note: "note", bad: "BAD " }[state];
    output.lines(`${mark}  ${name.padEnd(8)}  ${text}`);
  }
  return isClean ? EXIT.clean : EXIT.failed;
}

function checkNode(): Finding {
  const major = Number(process.versions.node.split(".")[0]);
  const text = `${process.version} (${process.execPath})`;
  if (major < 20) return { state: "bad", text: `${text}. Node 20 or newer is needed: https://nodejs.org` };
  return { state: "ok", text };
}

async function checkZeroMq(): Promise<Finding> {
  try {
    await import("../wire/client.js");
    return { state: "ok", text: "the ZeroMQ library loads" };
  } catch (error) {
    const why = (error as Error).message.split("\n", 1)[0];
    return { state: "bad", text: `the ZeroMQ library does not load (${why}). Try: npm rebuild zeromq` };
  }
}

/** A start, one cell and a shutdown, timed. */
async function checkKernel(): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), "tapelab-doctor-"));
  const began = performance.now();
  const shown: WireMessage[] = [];
  try {
    const listener = { published: (message: WireMessage) => void shown.push(message), asked: () => undefined };
    const kernel = await KernelProcess.start({ folder }, listener);
    const startedMs = performance.now() - began;
    const content = { code: "[1, 2, 3].map((n) => n * n)", silent: false, store_history: true, allow_stdin: false };
    const { content: answer } = await kernel.request("shell", "execute_request", content).reply;
    const ranMs = performance.now() - began - startedMs;
    await kernel.shutdown();
    if (answer.status !== "ok") return { state: "bad", text: `a cell failed: ${answer.ename}: ${answer.evalue}` };
    const stopMs = performance.now() - began - startedMs - ranMs;
    const ms = (time: number): string => `${Math.round(time)} ms`;
    return { state: "ok", text: `started in ${ms(startedMs)}, ran a cell in ${ms(ranMs)}, stopped in ${ms(stopMs)}` };
  } catch (error) {
    return { state: "bad", text: (error as Error).message };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checkSpec(): Finding {
  const ours = jupyterPaths()
    .map((path) => join(path, "kernels", "tapelab"))
    .find((folder) => occupantOf(folder) === "ours");
  if (ours === undefined) return { state: "note", text: "not told to Jupyter yet. Do it with: tapelab-kernel install" };
  const argv = readSpec(ours)?.argv ?? [];
  const missing = [argv[0], argv.at(-2)].find((path) => path === undefined || !existsSync(path));
  if (missing !== undefined)
    return { state: "bad", text: `${ours} names what is gone (${missing}). Again: tapelab-kernel install` };
  if (argv.at(-2) !== kernelMain)
    return { state: "note", text: `${ours} starts another copy of the kernel (${argv.at(-2)})` };
  return { state: "ok", text: ours };
}

function checkJupyter(): Finding {
  const found = findJupyterLab();
  if (found) return { state: "ok", text: `JupyterLab ${found.version} (${found.command.join(" ")})` };
  const python = spawnSync("python3", ["--version"], { encoding: "utf8" }).stdout?.trim() || "no python3";
  return { state: "note", text: `no JupyterLab here (${python}). tapelab-kernel lab makes one; run needs none` };
}

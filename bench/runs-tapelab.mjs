// Child of runs.mjs: N runs of a function that computes nothing, executed, then again, answered by the run cache.
import { mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

// The folder of the built sdk: this file is copied into a project of its own.
const sdk = process.env.TAPELAB_SDK ?? resolve(import.meta.dirname, "../sdk/dist");

const require = createRequire(import.meta.url);
const { openWorkspace } = require(join(sdk, "index.js"));
const { launch, run } = require(join(sdk, "run/index.js"));
const [mode, runs, warm] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const dir = mkdtempSync(join(process.cwd(), "tapelab-"));
const ws = await openWorkspace(dir);
const nothing = () => undefined;

/** `first`: where its configurations start. */
async function inProcess(first, count) {
  let cached = 0;
  for (let x = first; x < first + count; x++)
    if ((await run(ws, "nothing", { config: { x } }, nothing)).cached) cached++;
  return cached;
}

async function launched(first, count) {
  const spec = {
    blocks: [{ mode: "by_position", context: { x: Array.from({ length: count }, (_, k) => first + k) } }],
  };
  const started = await launch(ws, spec, join(import.meta.dirname, "runs-nothing.mjs"), { jobs: 0 });
  const { summary } = await started.done;
  if (summary.completed + summary.cached !== count) throw new Error(`Not all runs: ${JSON.stringify(summary)}`);
  return summary.cached;
}

const work = mode === "launch" ? launched : inProcess;
await work(1_000_000, warm);
await work(1_000_000, warm);
const executed = await timed(0);
const answered = await timed(runs);
console.log(JSON.stringify({ executed, answered }));

/** Ms for each run, by the clock and of the processor. */
async function timed(expected) {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const cached = await work(0, runs);
  const wall = (performance.now() - start) / runs;
  const { user, system } = process.cpuUsage(cpu);
  if (cached !== expected) throw new Error(`${cached} of ${runs} runs were answered, expected ${expected}`);
  return { wall, cpu: (user + system) / 1_000 / runs };
}

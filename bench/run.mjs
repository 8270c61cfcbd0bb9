// `npm run bench [-- --quick] [--rounds 3] [--only jsonl,tapelab] [--cpu]`: every peer in its own processes, in interleaved rounds,
// then the table, a verdict per goal, and bench/results/<date>.json. Exit code 1 when a gate is missed.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { judge } from "./goals.mjs";
import { peerNamed } from "./peers/index.mjs";
import { makePlan } from "./plan.mjs";
import { machine, printReport, progress, worseThanBaseline } from "./report.mjs";
import { summarize } from "./summary.mjs";

const child = fileURLToPath(new URL("./child.mjs", import.meta.url));
const resultsDir = fileURLToPath(new URL("./results", import.meta.url));
const noiseLimit = 1.5;

async function main() {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean" },
      rounds: { type: "string" },
      only: { type: "string" },
      cpu: { type: "boolean" },
      "no-save": { type: "boolean" },
      workload: { type: "string" },
      save: { type: "boolean" },
    },
  });
  if (values.cpu) process.env.BENCH_CLOCK = "cpu";
  const quick = values.quick === true;
  const plan = makePlan({ quick, only: values.only?.split(","), workload: values.workload });
  for (const { peer, reason } of plan.skipped) console.log(`!! SKIPPED ${peer.title}: ${reason}`);
  const rounds = await runRounds(plan.tasks, Number(values.rounds ?? 3));
  if (!quick) await repeatNoisy(plan.tasks, rounds);
  const summary = summarize(plan.tasks, rounds, noiseLimit);
  const goals = judge(summary);
  const versions = Object.fromEntries(plan.tasks.map((task) => [task.peer, peerNamed(task.peer).version()]));
  const result = { date: new Date().toISOString(), quick, machine: machine(), versions, goals, tasks: summary };
  printReport(result, plan);
  for (const line of worseThanBaseline(resultsDir, result)) console.log(line);
  const isWhole = values.only === undefined && values.workload === undefined && !values.cpu;
  if (values.save || (isWhole && !values["no-save"])) save(result, values.workload);
  process.exitCode = goals.some((goal) => goal.verdict === "MISS") ? 1 : 0;
}

/** Rounds are interleaved over all peers, every second one in reversed order, so that a slow minute hits nobody alone. */
async function runRounds(tasks, count) {
  const rounds = new Map(tasks.map((task) => [task.id, []]));
  for (let round = 0; round < count; round++) {
    const order = round % 2 === 0 ? tasks : [...tasks].reverse();
    for (const [k, task] of order.entries()) {
      progress(`round ${round + 1} of ${count}: ${k + 1}/${order.length} ${task.id}`);
      rounds.get(task.id).push(await runTask({ ...task, check: round === 0 }));
    }
  }
  progress("");
  return rounds;
}

/** A round in which the machine was more than 1.5 times slower than at its best is run again, twice at most. */
async function repeatNoisy(tasks, rounds) {
  for (let attempt = 0; attempt < 2; attempt++) {
    const best = Math.min(...[...rounds.values()].flat().map((round) => round.pulse));
    for (const task of tasks) {
      const noisy = rounds.get(task.id).filter((round) => round.pulse > best * noiseLimit).length;
      for (let k = 0; k < noisy; k++) {
        progress(`repeating a noisy round of ${task.id}`);
        rounds.get(task.id).push(await runTask({ ...task, check: false }));
      }
    }
  }
  progress("");
}

async function runTask(task) {
  const start = performance.now();
  const dir = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), "tapelab-bench-"));
  const args = ["--expose-gc", child, JSON.stringify({ ...task, dir })];
  const running = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  running.stdout.on("data", (bytes) => {
    output += bytes;
  });
  const code = await new Promise((resolve) => running.on("close", resolve));
  rmSync(dir, { recursive: true, force: true });
  if (code !== 0) throw new Error(`${task.id} failed with exit code ${code}; its message stands above.`);
  const seconds = (performance.now() - start) / 1000;
  return { ...JSON.parse(output.trim().split("\n").at(-1)), seconds };
}

function save(result, workload) {
  mkdirSync(resultsDir, { recursive: true });
  const file = join(
    resultsDir,
    `${result.date.slice(0, 10)}${workload ? `-${workload}` : ""}${result.quick ? "-quick" : ""}.json`,
  );
  writeFileSync(file, `${JSON.stringify(result, null, 1)}\n`);
  console.log(`\nWritten to ${file}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

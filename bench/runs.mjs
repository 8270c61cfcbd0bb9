/**
 * What a run costs beside its work: `node bench/runs.mjs [--runs 300] [--rounds 5] [--no-save]`. A function that computes
 * nothing, N configurations: executed, then again. Tapelab's `run` and its launch beside Consist and Semantiva from PyPI,
 * every one in processes of its own, in interleaved rounds, every second round in reversed order; on the disk, where a run
 * of ours survives power loss when it is over and one of Semantiva's does not, and in memory, where a flush costs nothing, so
 * that all of them promise the same. Prints medians and ratios. Exit code 1: in memory one of ours is dearer than one of theirs.
 */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machine, progress } from "./report.mjs";

const versions = { consist: "0.3.5", semantiva: "0.5.0" };
// pytz is missing among Consist's requirements: DuckDB asks for it, and without it no run of Consist is stored.
const packages = [`consist==${versions.consist}`, `semantiva==${versions.semantiva}`, "duckdb==2.0.0", "pytz"];
const venv = join(homedir(), ".cache/tapelab-bench/runs-venv");
const python = join(venv, "bin/python");
/** All of them, copied into a project of each process: outside of any git repository, as a script somebody tries. */
const programs = ["runs-tapelab.mjs", "runs-nothing.mjs", "runs-consist.py", "runs-semantiva.py"];
/** Runs before the clock: at least 0.6 seconds of processor time for each, as in the other benchmarks. */
const warm = { tapelab: 300, semantiva: 300, consist: 10 };

const { values } = parseArgs({
  options: {
    runs: { type: "string" },
    rounds: { type: "string" },
    only: { type: "string" },
    "no-save": { type: "boolean" },
  },
});
const runs = Number(values.runs ?? 300);
/** Consist's take a hundred times as long. */
const fewer = Math.ceil(runs / 5);
const rounds = Number(values.rounds ?? 5);
const only = values.only?.split(",");

const sides = [
  { name: "tapelab run", isOurs: true, command: [process.execPath, "runs-tapelab.mjs", "run", runs, warm.tapelab] },
  {
    name: "tapelab launch",
    isOurs: true,
    command: [process.execPath, "runs-tapelab.mjs", "launch", runs, warm.tapelab],
  },
  { name: "consist", isOurs: false, command: [python, "runs-consist.py", fewer, warm.consist] },
  { name: "semantiva", isOurs: false, command: [python, "runs-semantiva.py", runs, warm.semantiva] },
].filter(({ name }) => only === undefined || only.includes(name));

if (sides.some(({ isOurs }) => !isOurs)) install();
const places = [
  { place: "disk", dir: process.env.BENCH_DIR ?? tmpdir() },
  { place: "memory", dir: "/dev/shm" },
].filter(({ dir }) => existsSync(dir));
const all = places.flatMap((at) => sides.map((side) => ({ ...side, ...at })));
/** Taken away at the end: ext4 makes files slowly for some minutes where many were deleted. */
const folders = [];
const figures = new Map(all.map((one) => [one, []]));
const pulses = [];
for (let round = 0; round < rounds; round++) {
  for (const side of round % 2 === 0 ? all : [...all].reverse()) {
    progress(`round ${round + 1} of ${rounds}: ${side.name}, ${side.place}`);
    const before = pulse();
    const one = { ...(await runSide(side)), pulse: (before + pulse()) / 2 };
    pulses.push(one.pulse);
    figures.get(side).push(one);
  }
}
progress("");
for (const folder of folders) rmSync(folder, { recursive: true, force: true });
const summary = all.map((one) => ({
  name: one.name,
  place: one.place,
  isOurs: one.isOurs,
  ...mediansOf(figures.get(one)),
}));
const noise = Math.max(...pulses) / Math.min(...pulses);
print();
if (!values["no-save"] && only === undefined) save();

function install() {
  if (existsSync(join(venv, "ready"))) return;
  mkdirSync(venv, { recursive: true });
  execFileSync("python3", ["-m", "venv", venv], { stdio: "inherit" });
  execFileSync(python, ["-m", "pip", "install", "-q", ...packages], { stdio: "inherit" });
  writeFileSync(join(venv, "ready"), packages.join("\n"));
}

async function runSide({ name, dir, command: [program, ...args] }) {
  const cwd = mkdtempSync(join(dir, "tapelab-bench-runs-"));
  for (const one of programs) cpSync(join(import.meta.dirname, one), join(cwd, one));
  const env = { ...process.env, TAPELAB_SDK: join(import.meta.dirname, "../sdk/dist") };
  const child = spawn(program, args.map(String), { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const texts = ["", ""];
  child.stdout.on("data", (bytes) => (texts[0] += bytes));
  child.stderr.on("data", (bytes) => (texts[1] += bytes));
  const code = await new Promise((resolve) => child.on("close", resolve));
  folders.push(cwd);
  if (code !== 0) throw new Error(`${name} failed with exit code ${code}: ${texts[1].slice(-2_000)}`);
  return JSON.parse(texts[0].trim().split("\n").at(-1));
}

/** Ms for a fixed piece of computing: its spread says how quiet the machine was. */
function pulse() {
  const start = performance.now();
  let sum = 0;
  for (let k = 0; k < 20_000_000; k++) sum = (sum * 31 + k) | 0;
  return performance.now() - start + (sum === 1 ? 1 : 0);
}

/** Medians of the rounds, with all rounds behind them. */
function mediansOf(list) {
  const of = (measure, clock) => median(list.map((one) => one[measure][clock]));
  const both = (measure) => ({ wall: of(measure, "wall"), cpu: of(measure, "cpu") });
  return { executed: both("executed"), answered: both("answered"), rounds: list };
}

function median(list) {
  return [...list].sort((a, b) => a - b)[list.length >> 1];
}

function print() {
  console.log(`${runs} runs of a function that computes nothing; ms for each, medians of ${rounds} rounds`);
  console.log(`a fixed piece of computing took up to ${noise.toFixed(2)} times its best between the rounds\n`);
  for (const { place } of places) {
    const here = summary.filter((one) => one.place === place);
    const ours = here.filter(({ isOurs }) => isOurs);
    for (const clock of ["wall", "cpu"]) {
      const title = `${place}, ${clock === "wall" ? "clock" : "processor"}`;
      console.log(
        [title, "executed", "again", ...ours.flatMap(({ name }) => [`: ${name}`, "again"])].map(cell).join(""),
      );
      for (const { name, executed, answered } of here) {
        const ratios = ours.flatMap((one) => [
          executed[clock] / one.executed[clock],
          answered[clock] / one.answered[clock],
        ]);
        const row = [ms(executed[clock]), ms(answered[clock]), ...ratios.map((one) => `${one.toFixed(2)} x`)];
        console.log([name, ...row].map(cell).join(""));
      }
      console.log("");
    }
    for (const one of ours)
      for (const other of here.filter(({ isOurs }) => !isOurs))
        for (const measure of ["executed", "answered"]) tell(place, measure, one, other);
  }
}

function tell(place, measure, one, other) {
  const [mine, theirs] = [one[measure].wall, other[measure].wall];
  if (mine < theirs) return;
  const text = `${one.name}, ${measure}: ${ms(mine)}; ${other.name}: ${ms(theirs)}`;
  if (place === "disk") console.log(`Dearer on the disk, where ours survives power loss: ${text}`);
  else console.log(`MISSED: ${text}`);
  if (place !== "disk") process.exitCode = 1;
}

function cell(text, column) {
  return column === 0 ? text.padEnd(16) : text.padStart(18);
}

function ms(value) {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

function save() {
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const date = new Date().toISOString();
  const file = join(folder, `${date.slice(0, 10)}-runs.json`);
  const result = { date, machine: machine(), versions, runs, noise, summary };
  writeFileSync(file, `${JSON.stringify(result, null, 1)}\n`);
  console.log(`\nWritten to ${file}`);
}

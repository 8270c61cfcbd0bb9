// The tables a person reads, and the comparison with the committed baseline.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { peerNamed } from "./peers/index.mjs";
import { sizes } from "./workloads.mjs";

const standardMeasures = ["write", "proved", "columns", "rows", "column", "bytes", "encode", "capture", "generator"];
const known = new Set([...standardMeasures, "pulse", "references", "seconds"]);

export function machine() {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}

/** One line that is overwritten, on a terminal only. */
export function progress(line) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}

export function printReport(result, plan) {
  const { cpu, cores, node } = result.machine;
  console.log(`\n${cpu}, ${cores} cores, Node ${node}${result.quick ? " (quick run)" : ""}`);
  for (const name of ["A", "B", "C"]) printWorkload(result, name);
  printOthers(result);
  printReferences(result);
  printGoals(result.goals);
  for (const { peer, reason } of plan.skipped) console.log(`!! SKIPPED ${peer.title}: ${reason}`);
}

function printWorkload({ tasks, versions }, name) {
  const rows = Object.values(tasks).filter((task) => task.workload === name && task.min.write !== undefined);
  if (rows.length === 0) return;
  const { n } = rows.find((task) => task.commit === sizes[name].commit) ?? rows[0];
  console.log(
    `\nWorkload ${name}: ${n.toLocaleString("en")} scopes, ns per scope, minimum of the rounds (all rounds behind it)`,
  );
  const table = rows.map((task) => [
    titleOf(task),
    ...standardMeasures.map((m) => figure(task.min[m])),
    writes(task),
    versions[task.peer],
  ]);
  const head = [
    "",
    "write",
    "proved",
    "columns",
    "rows",
    "1 column",
    "bytes",
    "encode",
    "capture",
    "generator",
    "write of each round",
    "version",
  ];
  printTable(head, table);
}

function titleOf(task) {
  const { title, measure } = peerNamed(task.peer);
  const odd = measure || task.commit === sizes[task.workload].commit ? "" : `, ${task.commit} a commit`;
  return `${title}${odd}${task.noisy ? " (noisy)" : ""}`;
}

const writes = (task) => task.rounds.map((round) => figure(round.write)).join(" ");

function printOthers({ tasks }) {
  const lines = Object.values(tasks).flatMap((task) =>
    Object.keys(task.min)
      .filter((measure) => !known.has(measure))
      .map((measure) => [
        task.id,
        measure,
        figure(task.min[measure]),
        task.rounds.map((round) => figure(round[measure])).join(" "),
      ]),
  );
  if (lines.length === 0) return;
  console.log("\nOther measures (ns unless the name says otherwise)");
  printTable(["", "measure", "minimum", "each round"], lines);
}

function printReferences({ tasks }) {
  const all = Object.values(tasks).map((task) => task.min.references);
  const rates = ["memcpyReused", "memcpyFresh", "sumFloat64", "readReused"];
  const best = (name) => (rates.includes(name) ? Math.max : Math.min)(...all.map((one) => one[name]));
  const text = Object.keys(all[0]).map(
    (name) => `${name} ${best(name).toPrecision(3)} ${rates.includes(name) ? "GB/s" : "ns"}`,
  );
  console.log(`\nReferences of this machine (best of all processes): ${text.join(", ")}`);
}

function printGoals(goals) {
  if (goals.length === 0) return;
  console.log("\nGoals (x: times faster or smaller than the peer; /: cost relative to the reference)");
  const table = goals.map((goal) => [
    goal.verdict,
    goal.section,
    goal.what,
    goal.against,
    ratioText(goal, goal.ratio),
    `${goal.kind === "times" ? ">=" : "<="} ${goal.gate}`,
    `${goal.kind === "times" ? ">=" : "<="} ${goal.goal}`,
  ]);
  printTable(["verdict", "", "what", "against", "ratio", "gate", "goal"], table);
  const count = (verdict) => goals.filter((goal) => goal.verdict === verdict).length;
  console.log(
    `${count("goal")} reach the goal, ${count("gate")} the gate, ${count("MISS")} miss the gate, ${count("noisy")} are too noisy to say.`,
  );
}

const ratioText = (goal, ratio) => (goal.kind === "times" ? `${ratio.toPrecision(3)}x` : `/ ${ratio.toPrecision(3)}`);

function figure(value) {
  if (value === undefined) return "-";
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value.toPrecision(3);
}

function printTable(head, rows) {
  const widths = head.map((title, k) => Math.max(title.length, ...rows.map((row) => String(row[k]).length)));
  const isText = head.map((_, k) => rows.every((row) => !/^[\d-]/.test(String(row[k]))));
  const line = (cells) =>
    cells.map((cell, k) => (isText[k] ? String(cell).padEnd(widths[k]) : String(cell).padStart(widths[k]))).join("  ");
  console.log([head, ...rows].map((cells) => line(cells).trimEnd()).join("\n"));
}

/** Lines about ratios that are more than 15 % worse than in the newest committed result of the same kind. */
export function worseThanBaseline(dir, result) {
  const suffix = result.quick ? "-quick.json" : /^\d{4}-\d\d-\d\d\.json$/;
  const files = existsSync(dir)
    ? readdirSync(dir).filter((file) => (result.quick ? file.endsWith(suffix) : suffix.test(file)))
    : [];
  const newest = files.sort().at(-1);
  if (newest === undefined) return [];
  const baseline = JSON.parse(readFileSync(join(dir, newest), "utf8"));
  return result.goals.flatMap((goal) => {
    const before = baseline.goals.find((one) => one.own === goal.own && one.peer === goal.peer);
    if (before === undefined || goal.verdict === "noisy") return [];
    const change = goal.kind === "times" ? before.ratio / goal.ratio : goal.ratio / before.ratio;
    if (change <= 1.15) return [];
    return [
      `Worse than ${newest}: ${goal.what} against ${goal.against}: ${ratioText(goal, before.ratio)} → ${ratioText(goal, goal.ratio)}`,
    ];
  });
}

// JSON lines: what a script writes that has no recorder.
import { closeSync, createWriteStream, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeWorkload } from "../workloads.mjs";
import { readChunks } from "./commit-file.mjs";

const file = (job) => join(job.dir, "rows.jsonl");
const replaceState = (name, value) => (name === "state" ? Array.from(value) : value);

function linesOf(job, write) {
  const workload = makeWorkload(job.workload);
  const replace = job.workload === "B" ? replaceState : undefined;
  let lines = "";
  for (let i = 0; i < job.n; i++) {
    workload.step(i);
    lines += `${JSON.stringify(workload.row(), replace)}\n`;
    if ((i + 1) % job.commit === 0 || i + 1 === job.n) {
      write(lines);
      lines = "";
    }
  }
}

function writeSyncLines(job) {
  const fd = openSync(file(job), "w");
  linesOf(job, (lines) => writeSync(fd, lines));
  closeSync(fd);
}

async function writeStream(job) {
  const stream = createWriteStream(file(job), { highWaterMark: 1 << 20 });
  const workload = makeWorkload(job.workload);
  const replace = job.workload === "B" ? replaceState : undefined;
  for (let i = 0; i < job.n; ) {
    let lines = "";
    for (const end = Math.min(i + job.commit, job.n); i < end; i++) {
      workload.step(i);
      lines += `${JSON.stringify(workload.row(), replace)}\n`;
    }
    if (!stream.write(lines)) await new Promise((resolve) => stream.once("drain", resolve));
  }
  await new Promise((resolve, reject) => stream.on("error", reject).end(resolve));
}

function eachRow(job, visit) {
  readChunks(file(job), (bytes) => {
    const end = bytes.lastIndexOf(10) + 1;
    const lines = bytes.toString("utf8", 0, end).split("\n");
    for (let k = 0; k < lines.length - 1; k++) visit(JSON.parse(lines[k]));
    return end;
  });
}

const common = {
  workloads: ["A", "B", "C"],
  version: () => `node ${process.version}`,
  files: (job) => [file(job)],
  rows(job) {
    let sum = 0;
    eachRow(job, (row) => {
      sum += job.probeOf(row);
    });
    return sum;
  },
  check: (job, checker) => eachRow(job, checker.row),
};

export const jsonlStream = { ...common, name: "jsonl", title: "JSONL stream", write: writeStream };

export const jsonlSync = {
  ...common,
  name: "jsonl-sync",
  title: "JSONL writeSync",
  workloads: ["A"],
  write: writeSyncLines,
  /** JSON.stringify alone. */
  encode(job) {
    const workload = makeWorkload(job.workload);
    let size = 0;
    for (let i = 0; i < job.n; i++) {
      workload.step(i);
      size += JSON.stringify(workload.row()).length;
    }
    return size;
  },
};

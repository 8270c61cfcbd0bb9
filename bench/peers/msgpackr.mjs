// msgpackr with shared record structures: the strongest schemaless row encoder of Node.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeWorkload } from "../workloads.mjs";
import { openCommits, readCommits } from "./commit-file.mjs";
import { load, versionOf } from "./optional.mjs";

const file = (job) => join(job.dir, "rows.msgpack");
const structuresFile = (job) => join(job.dir, "structures.json");

const makePacker = () => {
  const { Packr } = load("msgpackr");
  const structures = [];
  return { packer: new Packr({ useRecords: true, structures }), structures };
};

/** Typed arrays travel as bytes; msgpackr has no better form that other languages read. */
const packable = (row) =>
  row.state === undefined ? row : { ...row, state: Buffer.from(row.state.buffer, 0, row.state.byteLength) };

const unpacked = (row) => {
  if (row.state === undefined) return row;
  const state = new Float64Array(row.state.byteLength / 8);
  new Uint8Array(state.buffer).set(row.state);
  return { ...row, state };
};

function write(job) {
  const { packer, structures } = makePacker();
  const log = openCommits(file(job));
  const workload = makeWorkload(job.workload);
  const wide = job.workload === "B";
  for (let i = 0; i < job.n; ) {
    const parts = [];
    for (const end = Math.min(i + job.commit, job.n); i < end; i++) {
      workload.step(i);
      const row = workload.row();
      parts.push(packer.pack(wide ? packable(row) : row));
    }
    log.append(parts);
  }
  log.close();
  writeFileSync(structuresFile(job), JSON.stringify(structures));
}

function eachRow(job, visit) {
  const { Packr } = load("msgpackr");
  const unpacker = new Packr({ useRecords: true, structures: JSON.parse(readFileSync(structuresFile(job), "utf8")) });
  const wide = job.workload === "B";
  readCommits(file(job), (bytes) => {
    unpacker.unpackMultiple(bytes, (row) => {
      visit(wide ? unpacked(row) : row);
    });
  });
}

export const msgpackr = {
  name: "msgpackr",
  title: "msgpackr records",
  workloads: ["A", "B", "C"],
  version: () => `${versionOf("msgpackr")}${load("msgpackr").isNativeAccelerationEnabled ? " + native extract" : ""}`,
  files: (job) => [file(job), structuresFile(job)],
  write,
  rows(job) {
    let sum = 0;
    eachRow(job, (row) => {
      sum += job.probeOf(row);
    });
    return sum;
  },
  check: (job, checker) => eachRow(job, checker.row),
  /** pack() alone. */
  encode(job) {
    const { packer } = makePacker();
    const workload = makeWorkload(job.workload);
    let size = 0;
    for (let i = 0; i < job.n; i++) {
      workload.step(i);
      size += packer.pack(workload.row()).length;
    }
    return size;
  },
};

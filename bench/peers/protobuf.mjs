// protobufjs static rows, length-delimited: the strongest row peer.
import { createRequire } from "node:module";
import { join } from "node:path";
import { makeWorkload } from "../workloads.mjs";
import { openCommits, readCommits } from "./commit-file.mjs";
import { load, versionOf } from "./optional.mjs";

const { ScalarRow } = createRequire(import.meta.url)("../generated/rows.js").bench;
const file = (job) => join(job.dir, "rows.pb");

function write(job) {
  const { Writer } = load("protobufjs/minimal");
  const log = openCommits(file(job));
  const workload = makeWorkload(job.workload);
  for (let i = 0; i < job.n; ) {
    const writer = Writer.create();
    for (const end = Math.min(i + job.commit, job.n); i < end; i++) {
      workload.step(i);
      ScalarRow.encodeDelimited(workload.row(), writer);
    }
    log.append([writer.finish()]);
  }
  log.close();
}

function eachRow(job, visit) {
  const { Reader } = load("protobufjs/minimal");
  readCommits(file(job), (bytes) => {
    const reader = Reader.create(bytes);
    while (reader.pos < reader.len) visit(ScalarRow.decodeDelimited(reader));
  });
}

export const protobuf = {
  name: "protobufjs",
  title: "protobufjs rows",
  workloads: ["A"],
  version: () => versionOf("protobufjs"),
  files: (job) => [file(job)],
  write,
  rows(job) {
    let sum = 0;
    eachRow(job, (row) => {
      sum += job.probeOf(row);
    });
    return sum;
  },
  check: (job, checker) => eachRow(job, checker.row),
  /** encodeDelimited alone, a writer per commit as in the real thing. */
  encode(job) {
    const { Writer } = load("protobufjs/minimal");
    const workload = makeWorkload(job.workload);
    let size = 0;
    for (let i = 0; i < job.n; ) {
      const writer = Writer.create();
      for (const end = Math.min(i + job.commit, job.n); i < end; i++) {
        workload.step(i);
        ScalarRow.encodeDelimited(workload.row(), writer);
      }
      size += writer.finish().length;
    }
    return size;
  },
};

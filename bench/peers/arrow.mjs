// Apache Arrow's own JavaScript builders and stream writer, one record batch per commit, explicit dictionary ids.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeWorkload, scalarNames } from "../workloads.mjs";
import { load, versionOf } from "./optional.mjs";

const file = (job) => join(job.dir, "rows.arrows");

const typesOf = ({ Float64, Int32, Bool, Dictionary, Utf8, Uint8 }) => ({
  ...Object.fromEntries(["t", "x", "y", "vx", "vy", "e"].map((name) => [name, new Float64()])),
  step: new Int32(),
  ok: new Bool(),
  mode: new Dictionary(new Utf8(), new Uint8(), 1),
});

async function write(job) {
  const arrow = load("apache-arrow");
  const types = typesOf(arrow);
  const schema = new arrow.Schema(scalarNames.map((name) => new arrow.Field(name, types[name], false)));
  const fd = openSync(file(job), "w");
  const writer = new arrow.RecordBatchStreamWriter({ autoDestroy: false });
  const drained = drain(writer, fd);
  const builders = scalarNames.map((name) =>
    arrow.makeBuilder({
      type: types[name],
      nullValues: [],
      ...(name === "mode" && { dictionaryHashFunction: String }),
    }),
  );
  const workload = makeWorkload(job.workload);
  for (let i = 0; i < job.n; ) {
    for (const end = Math.min(i + job.commit, job.n); i < end; i++) {
      workload.step(i);
      append(builders, workload.row());
    }
    const length = builders[0].length;
    const children = builders.map((builder) => builder.flush());
    writer.write(
      new arrow.RecordBatch(schema, arrow.makeData({ type: new arrow.Struct(schema.fields), length, children })),
    );
    await null;
  }
  writer.finish();
  writer.close();
  await drained;
  closeSync(fd);
}

async function drain(writer, fd) {
  for await (const bytes of writer) writeSync(fd, bytes);
}

function append(builders, row) {
  builders[0].append(row.t);
  builders[1].append(row.x);
  builders[2].append(row.y);
  builders[3].append(row.vx);
  builders[4].append(row.vy);
  builders[5].append(row.e);
  builders[6].append(row.step);
  builders[7].append(row.ok);
  builders[8].append(row.mode);
}

function eachBatch(job, visit) {
  const { RecordBatchReader } = load("apache-arrow");
  for (const batch of RecordBatchReader.from(readFileSync(file(job)))) visit(batch);
}

function sumOfX(job) {
  let sum = 0;
  eachBatch(job, (batch) => {
    for (const value of batch.getChild("x").toArray()) sum += value;
  });
  return sum;
}

export const arrow = {
  name: "arrow",
  title: "Arrow builders",
  needs: ["apache-arrow"],
  workloads: ["A"],
  version: () => versionOf("apache-arrow"),
  files: (job) => [file(job)],
  write,
  columns: sumOfX,
  check: (job, checker) =>
    eachBatch(job, (batch) => {
      const columns = new Map(scalarNames.map((name) => [name, batch.getChild(name)]));
      checker.columns(batch.numRows, (name, row) => columns.get(name).get(row));
    }),
};

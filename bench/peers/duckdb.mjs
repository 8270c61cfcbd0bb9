// DuckDB through its appender: one transaction per commit, a checkpoint at the end.
import { join } from "node:path";
import { makeWorkload, scalarNames } from "../workloads.mjs";
import { load, versionOf } from "./optional.mjs";

const file = (job) => join(job.dir, "rows.duckdb");

async function write(job) {
  await withConnection(job, async (connection) => {
    await connection.run(
      "create table s (t double, x double, y double, vx double, vy double, e double, step integer, ok boolean, mode varchar)",
    );
    const workload = makeWorkload(job.workload);
    for (let i = 0; i < job.n; ) {
      await connection.run("begin");
      const appender = await connection.createAppender("s");
      for (const end = Math.min(i + job.commit, job.n); i < end; i++) {
        workload.step(i);
        appendRow(appender, workload.row());
      }
      appender.closeSync();
      await connection.run("commit");
    }
    await connection.run("checkpoint");
  });
}

function appendRow(appender, row) {
  appender.appendDouble(row.t);
  appender.appendDouble(row.x);
  appender.appendDouble(row.y);
  appender.appendDouble(row.vx);
  appender.appendDouble(row.vy);
  appender.appendDouble(row.e);
  appender.appendInteger(row.step);
  appender.appendBoolean(row.ok);
  appender.appendVarchar(row.mode);
  appender.endRow();
}

async function withConnection(job, use) {
  const { DuckDBInstance } = load("@duckdb/node-api");
  const instance = await DuckDBInstance.create(file(job));
  const connection = await instance.connect();
  await use(connection);
  connection.closeSync();
  instance.closeSync();
}

async function eachChunk(job, names, visit) {
  await withConnection(job, async (connection) => {
    const result = await connection.stream(`select ${names.join(", ")} from s`);
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      visit(chunk.getColumns());
    }
  });
}

const sumColumn = (names, at) => async (job) => {
  let sum = 0;
  await eachChunk(job, names, (columns) => {
    for (const value of columns[at]) sum += value;
  });
  return sum;
};

export const duckdb = {
  name: "duckdb",
  title: "DuckDB appender",
  needs: ["@duckdb/node-api"],
  workloads: ["A"],
  version: () => versionOf("@duckdb/node-api"),
  files: (job) => [file(job), `${file(job)}.wal`],
  write,
  columns: sumColumn(scalarNames, 1),
  column: sumColumn(["x"], 0),
  check: (job, checker) =>
    eachChunk(job, scalarNames, (columns) =>
      checker.columns(columns[0].length, (name, row) => columns[scalarNames.indexOf(name)][row]),
    ),
};

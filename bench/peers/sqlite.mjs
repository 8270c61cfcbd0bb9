// SQLite: one table, WAL, a prepared insert, a transaction per commit. better-sqlite3 where somebody built it,
// else @photostructure/sqlite (the same engine, prebuilt); the table says which one ran.
import { join } from "node:path";
import { makeWorkload, scalarNames } from "../workloads.mjs";
import { has, load, versionOf } from "./optional.mjs";

const file = (job) => join(job.dir, "rows.db");
const page = 10_000;
const drivers = ["better-sqlite3", "@photostructure/sqlite"];
const driver = drivers.find(has) ?? drivers[0];

/** The same four calls on either driver: exec, prepare, arrays of arrays, arrays of first columns. */
export function openDatabase(path) {
  if (driver === "better-sqlite3") {
    const Database = load(driver);
    const db = new Database(path);
    return {
      exec: (sql) => db.exec(sql),
      prepare: (sql) => db.prepare(sql),
      raw: (sql) => db.prepare(sql).raw(true),
      pluck: (sql) => db.prepare(sql).pluck(true),
      close: () => db.close(),
    };
  }
  const { DatabaseSync } = load(driver);
  const db = new DatabaseSync(path);
  const raw = (sql) => {
    const statement = db.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  const pluck = (sql) => {
    const statement = raw(sql);
    return { all: (...values) => statement.all(...values).map(first) };
  };
  return { exec: (sql) => db.exec(sql), prepare: (sql) => db.prepare(sql), raw, pluck, close: () => db.close() };
}

const first = (row) => row[0];

const write = (synchronous) => (job) => {
  const db = openDatabase(file(job));
  db.exec(`pragma journal_mode = WAL; pragma synchronous = ${synchronous}`);
  db.exec(
    "create table s (id integer primary key, t real, x real, y real, vx real, vy real, e real, step integer, ok integer, mode text)",
  );
  const insert = db.prepare(`insert into s (${scalarNames.join(", ")}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const workload = makeWorkload(job.workload);
  for (let i = 0; i < job.n; ) {
    db.exec("begin");
    for (const end = Math.min(i + job.commit, job.n); i < end; i++) {
      workload.step(i);
      const { t, x, y, vx, vy, e, step, ok, mode } = workload.row();
      insert.run(t, x, y, vx, vy, e, step, ok ? 1 : 0, mode);
    }
    db.exec("commit");
  }
  db.exec("pragma wal_checkpoint(TRUNCATE)");
  db.close();
};

function eachPage(job, statementOf, visit) {
  const db = openDatabase(file(job));
  const statement = statementOf(db);
  for (let from = 1; from <= job.n; from += page) visit(statement.all(from, from + page - 1));
  db.close();
}

const rowsOf = (db) => db.raw(`select ${scalarNames.join(", ")} from s where id between ? and ? order by id`);

const common = {
  needs: [driver],
  workloads: ["A"],
  version: () => `${driver} ${versionOf(driver)}`,
  files: (job) => [file(job), `${file(job)}-wal`],
  rows(job) {
    let sum = 0;
    eachPage(job, rowsOf, (rows) => {
      for (const row of rows) sum += row[1];
    });
    return sum;
  },
  column(job) {
    let sum = 0;
    const columnOf = (db) => db.pluck("select x from s where id between ? and ? order by id");
    eachPage(job, columnOf, (values) => {
      for (const value of values) sum += value;
    });
    return sum;
  },
  open(job) {
    const db = openDatabase(file(job));
    const count = db.raw("select id from s order by id desc limit 1").all()[0][0];
    db.close();
    return count;
  },
  latest(job) {
    const db = openDatabase(file(job));
    const row = db.raw(`select ${scalarNames.join(", ")} from s order by id desc limit 1`).all()[0];
    db.close();
    return row[1];
  },
  check(job, checker) {
    eachPage(job, rowsOf, (rows) => {
      for (const row of rows) checker.row(Object.fromEntries(scalarNames.map((name, k) => [name, row[k]])));
    });
  },
};

export const sqlitePeers = [
  { ...common, name: "sqlite", title: "SQLite WAL, OFF", write: write("OFF") },
  { ...common, name: "sqlite-full", title: "SQLite WAL, FULL", write: write("FULL") },
];

// What the machine itself can do, measured in every bench process: the only numbers that two processes may be compared by.
import { closeSync, fdatasyncSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fastest, percentile, timedNow } from "./measure.mjs";
import { makeWorkload, modes } from "./workloads.mjs";

const size = 8 << 20;

/** Rates in GB/s and costs in ns. `pulse` is the one that tells whether two rounds met the same machine. */
export function measureReferences(dir) {
  const source = new Uint8Array(size).fill(7);
  const target = new Uint8Array(size);
  const doubles = new Float64Array(source.buffer);
  const rate = (ns) => size / ns;
  return {
    memcpyReused: rate(fastest(5, () => target.set(source))),
    memcpyFresh: freshRate(),
    sumFloat64: rate(fastest(5, () => sum(doubles))),
    readReused: readRate(dir, source),
    jsonStringify: jsonCost(10_000),
    typedStores: storesCost(100_000),
    fdatasync256: syncCost(dir, 256, 20).median,
  };
}

/** A short, purely computing reference: ns for a fixed amount of work. */
export function pulse() {
  return fastest(5, () => jsonLoop(4_000));
}

/** 40 MiB are always fresh pages; smaller arrays may get memory back that was touched before. */
function freshRate() {
  const bytes = new Uint8Array(40 << 20).fill(3);
  return bytes.length / fastest(2, () => bytes.slice());
}

function sum(doubles) {
  let total = 0;
  for (let k = 0; k < doubles.length; k++) total += doubles[k];
  return total;
}

function readRate(dir, bytes) {
  const path = join(dir, "reference.bin");
  const fd = openSync(path, "w+");
  writeSync(fd, bytes);
  const buffer = new Uint8Array(1 << 20);
  const ns = fastest(3, () => {
    for (let at = 0; at < size; at += buffer.length) readSync(fd, buffer, 0, buffer.length, at);
  });
  closeSync(fd);
  rmSync(path);
  return size / ns;
}

function jsonLoop(n) {
  const workload = makeWorkload("A");
  let length = 0;
  for (let i = 0; i < n; i++) {
    workload.step(i);
    length += JSON.stringify(workload.row()).length;
  }
  return length;
}

const jsonCost = (n) => fastest(2, () => jsonLoop(n)) / n;

/** What somebody writes by hand who wants eight columns and a time in memory. */
export function storesCost(n) {
  const rows = 1000;
  const reals = Array.from({ length: 6 }, () => new Float64Array(rows));
  const [t, x, y, vx, vy, e] = reals;
  const steps = new Int32Array(rows);
  const oks = new Uint8Array(rows);
  const words = new Uint8Array(rows);
  const index = new Map(modes.map((mode, k) => [mode, k]));
  const fill = () => {
    const workload = makeWorkload("A");
    for (let i = 0; i < n; i++) {
      const k = i % rows;
      workload.step(i);
      const row = workload.row();
      t[k] = row.t;
      x[k] = row.x;
      y[k] = row.y;
      vx[k] = row.vx;
      vy[k] = row.vy;
      e[k] = row.e;
      steps[k] = row.step;
      oks[k] = row.ok ? 1 : 0;
      words[k] = index.get(row.mode);
    }
  };
  return fastest(3, fill) / n;
}

/** The generator by itself, ns a scope. */
export function generatorCost(name, n) {
  const run = () => {
    const workload = makeWorkload(name);
    let kept;
    for (let i = 0; i < n; i++) {
      workload.step(i);
      kept = workload.row();
    }
    return kept;
  };
  return fastest(3, run) / n;
}

/** ns of appending `bytes` with one writeSync: `{ mean, median }`. */
export function writeCost(dir, bytes, count) {
  return appendCosts(dir, bytes, count, false);
}

/** ns of appending `bytes` with one writeSync and one fdatasync: `{ mean, median }`. */
export function syncCost(dir, bytes, count) {
  return appendCosts(dir, bytes, count, true);
}

function appendCosts(dir, bytes, count, sync) {
  const path = join(dir, "append.bin");
  const fd = openSync(path, "w");
  const buffer = new Uint8Array(bytes).fill(1);
  const append = () => {
    writeSync(fd, buffer);
    if (sync) fdatasyncSync(fd);
  };
  const costs = [];
  const mean = timedNow(() => {
    for (let k = 0; k < count; k++) costs.push(timedNow(append));
  });
  closeSync(fd);
  rmSync(path);
  costs.sort((a, b) => a - b);
  return { mean: mean / count, median: percentile(costs, 0.5) };
}

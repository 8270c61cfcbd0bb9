// Tapelab where commits are small, must be durable, or scopes carry more than values. Each peer measures in one process
// what it is compared with, where that is Tapelab itself or the bare disk.
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { nowNs } from "../measure.mjs";
import { syncCost, writeCost } from "../references.mjs";
import { makeWorkload } from "../workloads.mjs";
import { built, segmentsOf, startSession, version } from "./tapelab.mjs";

const common = { workloads: ["A"], needsFiles: built, version };
const bytesOf = (job) => segmentsOf(job).reduce((sum, file) => sum + statSync(file).size, 0);

/** Records n scopes and queues every `commit` of them; ns per scope until written and until proved. */
async function record(job, { scopeOf, queue, settings = { "session.durability": "os" } }) {
  const session = await startSession(job, settings);
  const workload = makeWorkload("A");
  const start = nowNs();
  for (let i = 0; i < job.n; ) {
    for (const end = Math.min(i + job.commit, job.n); i < end; i++) {
      workload.step(i);
      scopeOf(session, workload, i);
    }
    session.queue("", queue);
  }
  await session.flush();
  const os = (nowNs() - start) / job.n;
  await session.finalize();
  const proved = (nowNs() - start) / job.n;
  await session.end();
  return { os, proved };
}

async function warmUp(makeJob, how) {
  for (let k = 0; k < 5; k++) await record(makeJob("warm", 4_000), how);
}

const plain = (session, workload) => session.capture("step", workload.scope(), { time: workload.t });

/** What the format needs for a scope by itself: no label, no place in a file. */
const unlabelled = (session, workload) => session.capture("", workload.scope(), { time: workload.t });

function withNulls(session, workload, i) {
  const scope = workload.scope();
  if (i % 97 === 0) scope.e = null;
  if (i % 101 === 0) {
    const { mode: _, ...rest } = scope;
    session.capture("step", rest, { time: workload.t });
  } else session.capture("step", scope, { time: workload.t });
}

const withMeta = (session, workload, i) =>
  session.capture(i % 2 ? "odd" : "even", workload.scope(), { time: workload.t, meta: { batch: i >> 4 } });

/** Own process, own plain recording: what nulls, or labels and metadata, cost. */
const compared = (name, title, scopeOf) => ({
  ...common,
  name,
  title,
  commit: 1000,
  scopes: (quick) => (quick ? 100_000 : 500_000),
  async measure(job, makeJob) {
    await warmUp(makeJob, { scopeOf: plain });
    await warmUp(makeJob, { scopeOf });
    const base = await record(makeJob("plain", job.n), { scopeOf: plain });
    const other = await record(job, { scopeOf });
    return { plain: base.os, write: other.os, proved: other.proved, bytes: bytesOf(job) / job.n };
  },
});

const single = {
  ...common,
  name: "tapelab-single",
  title: "Tapelab, 1 a commit",
  commit: 1,
  scopes: (quick) => (quick ? 5_000 : 20_000),
  async measure(job, makeJob) {
    const queue = { maxPending: 1 };
    const settings = { "session.durability": "os" };
    await warmUp(makeJob, { scopeOf: plain, queue });
    const { os, proved } = await record(job, { scopeOf: plain, queue });
    const written = bytesOf(job) / job.n;
    const bare = makeJob("bare", job.n);
    await record(bare, { scopeOf: unlabelled, queue, settings: { ...settings, "record.call_site": "off" } });
    return {
      os,
      proved,
      written,
      bytes: bytesOf(bare) / job.n,
      bareWrite: writeCost(job.dir, Math.round(written), job.n).mean,
    };
  },
};

const ten = {
  ...common,
  name: "tapelab-ten",
  title: "Tapelab, 10 a commit",
  commit: 10,
  scopes: (quick) => (quick ? 100_000 : 500_000),
  async measure(job, makeJob) {
    await warmUp(makeJob, { scopeOf: plain });
    const { os, proved } = await record(job, { scopeOf: plain });
    return { write: os, proved, bytes: bytesOf(job) / job.n };
  },
};

/** Awaited commits of `size` scopes at level disk: mean ns of one. */
async function awaited(job, size, count) {
  const session = await startSession(job);
  const workload = makeWorkload("A");
  let step = 0;
  const start = nowNs();
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < size; i++) {
      workload.step(step++);
      plain(session, workload);
    }
    await session.commit("chunk");
  }
  const ns = (nowNs() - start) / count;
  await session.end();
  return ns;
}

/** Commits of 100 that nobody awaits one by one, until all are on disk: ns per scope. */
async function hundreds(job, n) {
  const session = await startSession(job);
  const workload = makeWorkload("A");
  const start = nowNs();
  let last;
  for (let i = 0; i < n; i++) {
    workload.step(i);
    plain(session, workload);
    if (i % 100 === 99) last = session.commit("chunk");
  }
  await last;
  const ns = (nowNs() - start) / n;
  await session.end();
  return ns;
}

const disk = {
  ...common,
  name: "tapelab-disk",
  title: "Tapelab, level disk",
  commit: 1000,
  scopes: (quick) => (quick ? 200_000 : 1_000_000),
  async measure(job, makeJob) {
    const settings = {};
    await warmUp(makeJob, { scopeOf: plain, settings });
    await awaited(makeJob("warm-singles", 0), 1, 600);
    await awaited(makeJob("warm-blocks", 0), 1000, 100);
    await hundreds(makeJob("warm-hundreds", 0), 20_000);
    const { proved } = await record(job, { scopeOf: plain, settings });
    return {
      group: proved,
      hundred: await hundreds(makeJob("hundreds", 0), 50_000),
      single: await awaited(makeJob("singles", 0), 1, 100),
      bareSync: syncCost(job.dir, 160, 100).mean,
      awaited: await awaited(makeJob("blocks", 0), 1000, 50),
      bareSyncBlock: syncCost(job.dir, 61_500, 50).mean,
    };
  },
};

const empty = "process.stdout.write(String(process.resourceUsage().maxRSS))";

const memory = {
  ...common,
  name: "tapelab-memory",
  title: "Tapelab, memory",
  commit: 1000,
  scopes: (quick) => (quick ? 200_000 : 1_000_000),
  async measure(job) {
    const base = Number(execFileSync(process.execPath, ["-e", empty], { encoding: "utf8" }));
    await record(job, { scopeOf: plain });
    return { rssMiB: (process.resourceUsage().maxRSS - base) / 1024 };
  },
};

export const tapelabCommits = [
  compared("tapelab-nulls", "Tapelab with nulls", withNulls),
  compared("tapelab-meta", "Tapelab with label and metadata", withMeta),
  single,
  ten,
  disk,
  memory,
];

// One peer, one workload, one process: `node --expose-gc bench/child.mjs '{"peer": …}'` prints one line of JSON.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeChecker, probeSum } from "./check.mjs";
import { coldTries, cpuNs, medianOf, sizeOf, timed } from "./measure.mjs";
import { peerNamed } from "./peers/index.mjs";
import { generatorCost, measureReferences, pulse } from "./references.mjs";
import { makeWorkload, probes } from "./workloads.mjs";

const task = JSON.parse(process.argv[2]);
const peer = peerNamed(task.peer);
const warmUpMinNs = task.quick ? 0.15e9 : 0.6e9;
const warmUpMaxNs = 1.5e9;
const readVerbs = ["rows", "columns", "column"];
const makeJob = (folder, n) => {
  const dir = join(task.dir, folder);
  mkdirSync(dir, { recursive: true });
  return { ...task, n, dir, probe: probes[task.workload].name, probeOf: probes[task.workload].of };
};

async function main() {
  const job = makeJob("run", task.n);
  const before = pulse();
  const result = peer.measure ? await peer.measure(job, makeJob) : await writeAndRead(job);
  result.pulse = Math.max(before, pulse());
  result.references = measureReferences(task.dir);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

async function writeAndRead(job) {
  let warm = job;
  await warmedUp((k) => {
    warm = makeJob(`warm-${k}`, Math.min(task.n, task.workload === "B" ? 500 : 20_000));
    return peer.write(warm);
  });
  for (const verb of readVerbs) if (peer[verb]) await warmedUp(() => peer[verb](warm));
  const { ns, value } = await timed(() => peer.write(job));
  // A peer that acknowledges in two steps says itself when each was reached.
  const result = { write: ns / job.n, ...value, bytes: sizeOf(peer.files(job)) / job.n };
  const sum = probeSum(job);
  for (const verb of readVerbs) if (peer[verb]) result[verb] = (await timedRead(job, verb, sum)) / job.n;
  await readBack(job);
  for (const verb of ["latest", "open"]) if (peer[verb]) result[verb] = await cold(job, verb);
  if (peer.encode && job.workload === "A") {
    await warmedUp(() => peer.encode(warm));
    result.encode = (await timed(() => peer.encode(job))).ns / job.n;
  }
  if (peer.extras) Object.assign(result, await peer.extras(job, makeJob));
  result.generator = generatorCost(job.workload, Math.min(job.n, job.workload === "B" ? 2000 : 200_000));
  return result;
}

/**
 * Runs it until it is warm: until three runs in a row were no faster than those before, or a limit of processor time is
 * reached. Small native peers are warm at once; much JavaScript takes its time to be compiled, which is not what is
 * measured: no verb of any peer is warmed for less than 0.6 seconds of processor time, in a quick run 0.15.
 */
async function warmedUp(work) {
  const start = cpuNs();
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0, worse = 0; (worse < 3 || cpuNs() - start < warmUpMinNs) && cpuNs() - start < warmUpMaxNs; k++) {
    const before = cpuNs();
    await work(k);
    const spent = cpuNs() - before;
    worse = spent > best * 0.95 ? worse + 1 : 0;
    best = Math.min(best, spent);
  }
}

async function readBack(job) {
  if (task.check === false) return;
  const checker = makeChecker(job.workload, job.n);
  await peer.check(job, checker);
  checker.done();
}

async function timedRead(job, verb, sum) {
  const { ns, value } = await timed(() => peer[verb](job));
  if (Math.abs(value - sum) > Math.abs(sum) * 1e-9)
    throw new Error(`${peer.name} ${verb}: sum ${value} instead of ${sum}.`);
  return ns;
}

/** Median ns of a look through a handle that is opened for it. */
async function cold(job, verb) {
  const want = verb === "latest" ? latestProbe(job) : undefined;
  return medianOf(coldTries, async () => {
    const value = await peer[verb](job);
    if (want !== undefined && value !== want) throw new Error(`${peer.name} latest: ${value} instead of ${want}.`);
  });
}

function latestProbe(job) {
  const workload = makeWorkload(job.workload);
  for (let i = 0; i < job.n; i++) workload.step(i);
  return job.probeOf(workload.row());
}

main().then(
  () => {
    rmSync(task.dir, { recursive: true, force: true });
  },
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  },
);

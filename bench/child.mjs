// One peer, one workload, one process: `node --expose-gc bench/child.mjs '{"peer": …}'` prints one line of JSON.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeChecker, probeSum } from "./check.mjs";
import { sizeOf, timed } from "./measure.mjs";
import { peerNamed } from "./peers/index.mjs";
import { generatorCost, measureReferences, pulse } from "./references.mjs";
import { elementCount } from "./workloads.mjs";

const task = JSON.parse(process.argv[2]);
const peer = peerNamed(task.peer);
const probes = { A: "x", B: "t", C: "v7" };
const makeJob = (folder, n) => {
  const dir = join(task.dir, folder);
  mkdirSync(dir, { recursive: true });
  return { ...task, n, dir, probe: probes[task.workload] };
};

async function main() {
  const warm = makeJob("warm", Math.min(task.n, task.workload === "B" ? 500 : 20_000));
  await peer.write(warm);
  await peer.read(warm);
  await peer.column?.(warm);
  const before = pulse();
  const job = makeJob("run", task.n);
  const result = { ...(await writeAndRead(job)), ...(await extras(job, warm)) };
  result.pulse = Math.min(before, pulse());
  result.references = measureReferences(task.dir);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

async function writeAndRead(job) {
  const write = await timed(() => peer.write(job));
  const bytes = sizeOf(peer.files(job));
  const sum = probeSum(job.workload, job.n, job.probe);
  const read = await timedRead(job, "read", sum);
  const result = { write: write.ns / job.n, bytes: bytes / job.n, [peer.reads]: read / job.n };
  if (peer.column) result.column = (await timedRead(job, "column", sum)) / job.n;
  const checker = makeChecker(job.workload, job.n);
  await peer.check(job, checker);
  checker.done();
  return result;
}

async function timedRead(job, verb, sum) {
  const { ns, value } = await timed(() => peer[verb](job));
  if (Math.abs(value - sum) > Math.abs(sum) * 1e-9)
    throw new Error(`${peer.name} ${verb}: sum ${value} instead of ${sum}.`);
  return ns;
}

async function extras(job, warm) {
  const result = {};
  if (peer.encode && job.workload === "A") {
    await peer.encode(warm);
    result.encode = (await timed(() => peer.encode(job))).ns / job.n;
  }
  result.generator = generatorCost(
    job.workload,
    Math.min(job.n, job.workload === "B" ? 2_000_000 / elementCount : 200_000),
  );
  if (peer.extras) Object.assign(result, await peer.extras(job, warm));
  return result;
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

// Tapelab itself, as a script would use it: one workspace, one session, `capture` and `queue`, read through the public verbs.
import { createHash } from "node:crypto";
import {
  closeSync,
  cpSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { coldTries, fastest, medianOf, nowNs, percentile } from "../measure.mjs";
import { storesCost, writeCost } from "../references.mjs";
import { elementCount, makeWorkload, scalarNames } from "../workloads.mjs";

const require = createRequire(import.meta.url);
export const tapelab = () => require("tapelab");
export const built = [fileURLToPath(new URL("../../sdk/dist/index.js", import.meta.url))];
export const version = () => require("tapelab/package.json").version;

/** A session in a workspace of the job's own. */
export async function startSession(job, settings = {}) {
  const { onNotice, openWorkspace } = tapelab();
  onNotice(ignored); // "A new workspace was made": that is what a bench is for
  const workspace = await openWorkspace(job.dir);
  return workspace.startSession("bench", { settings });
}

const ignored = () => undefined;

/** The segments of every tape in the job's workspace. */
export function segmentsOf(job) {
  const root = join(job.dir, ".tapelab", "tapes");
  return readdirSync(root, { recursive: true })
    .filter((name) => name.endsWith(".tape"))
    .map((name) => join(root, name));
}

/** The clock starts at the first scope: opening a session costs fsyncs of its own, reported as `start`. */
async function write(job) {
  const opening = nowNs();
  const session = await startSession(job, { "session.durability": "os" });
  const workload = makeWorkload(job.workload);
  const blocks = [];
  let capture = 0;
  const start = nowNs();
  for (let i = 0; i < job.n; ) {
    const before = nowNs();
    for (const end = Math.min(i + job.commit, job.n); i < end; i++) {
      workload.step(i);
      session.capture("step", workload.scope(), { time: workload.t });
    }
    const captured = nowNs();
    session.queue("chunk");
    capture += captured - before;
    blocks.push(nowNs() - captured);
  }
  await session.flush();
  const written = nowNs() - start;
  await session.finalize();
  const proved = nowNs() - start;
  await session.end();
  blocks.sort((a, b) => a - b);
  return {
    start: start - opening,
    write: written / job.n,
    proved: proved / job.n,
    capture: capture / job.n,
    blockP50: percentile(blocks, 0.5),
    blockP99: percentile(blocks, 0.99),
    blockMax: blocks.at(-1),
  };
}

/** Opens workspace and tape, uses the tape, closes. */
export async function withTape(job, use) {
  const workspace = await tapelab().openWorkspace(job.dir);
  const tape = await workspace.openTape("bench");
  const value = await use(tape);
  await tape.close();
  return value;
}

const sumOfProbe = (job, options) =>
  withTape(job, async (tape) => {
    const column = (await tape.table(options)).getChild(job.probe);
    return job.workload === "B" ? sumOfElements(column) : sumOf(column.toArray());
  });

function sumOf(values) {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum;
}

/** The fifth element of every array, where Arrow has it. */
function sumOfElements(column) {
  let sum = 0;
  for (const { children, length } of column.data) {
    const { values } = children[0];
    for (let k = 0; k < length; k++) sum += values[k * elementCount + 5];
  }
  return sum;
}

function eachScope(tape, visit, selection) {
  return new Promise((resolve, reject) => {
    tape.scopes$(selection).subscribe({ next: visit, error: reject, complete: resolve });
  });
}

const check = (job, checker) =>
  withTape(job, async (tape) => {
    await eachScope(tape, (scope) => checker.row({ t: scope.time, ...scope.vars }));
    if (job.workload === "A") await checkTable(job, await tape.table());
  });

/** The table has to say what the scopes said, which are checked by now. */
async function checkTable(job, table) {
  const workload = makeWorkload("A");
  const names = scalarNames.slice(1);
  const columns = names.map((name) => table.getChild(name));
  for (let i = 0; i < job.n; i++) {
    workload.step(i);
    const row = workload.scope();
    for (const [k, name] of names.entries()) {
      const have = columns[k].get(i);
      if (have !== row[name]) throw new Error(`Table row ${i}, ${name}: ${have} instead of ${row[name]}.`);
    }
  }
}

async function extras(job, makeJob) {
  const segments = segmentsOf(job);
  const bytes = segments.reduce((sum, file) => sum + statSync(file).size, 0);
  const commits = Math.ceil(job.n / job.commit);
  const tape = Buffer.concat(segments.map((file) => readFileSync(file)));
  const common = {
    bareWrite: writeCost(job.dir, Math.round(bytes / commits), 100).median,
    memcpyTape: fastest(3, () => new Uint8Array(tape)) / job.n,
    readTape: fastest(3, () => readReused(segments)) / job.n,
    sha256Tape: fastest(2, () => createHash("sha256").update(tape).digest()) / job.n,
  };
  if (job.workload !== "A") return common;
  const small = makeJob("small", 10_000);
  await write(small);
  const latestSmall = await medianOf(coldTries, () => latest(small));
  return { ...common, latestSmall, ...(await reopening(job, makeJob)), typedStores: storesCost(job.n) };
}

async function reopening(job, makeJob) {
  const reopen = await medianOf(coldTries, () => withTape(job, (tape) => tape.lastSequence));
  const bare = makeJob("bare", job.n);
  cpSync(join(job.dir, ".tapelab"), join(bare.dir, ".tapelab"), { recursive: true });
  for (const file of segmentsOf(bare)) truncateSync(file, statSync(file).size - 32); // the trailer: no footer is found
  const reopenBare = await medianOf(coldTries, () => withTape(bare, (tape) => tape.lastSequence));
  rmSync(bare.dir, { recursive: true });
  return { reopen, reopenBare: reopenBare / job.n };
}

function readReused(files) {
  const buffer = Buffer.allocUnsafe(8 << 20);
  for (const file of files) {
    const fd = openSync(file, "r");
    while (readSync(fd, buffer) > 0);
    closeSync(fd);
  }
}

const latest = async (job) => {
  const { latestScope, openWorkspace } = tapelab();
  const workspace = await openWorkspace(job.dir);
  const scope = await latestScope(workspace, { session: "bench" });
  const value = job.probeOf(scope.vars);
  return value;
};

export const tapelabPeer = {
  name: "tapelab",
  title: "Tapelab",
  workloads: ["A", "B", "C"],
  needsFiles: built,
  version,
  files: segmentsOf,
  write,
  columns: (job) => sumOfProbe(job),
  column: (job) => sumOfProbe(job, { variables: [job.probe] }),
  rows: (job) =>
    withTape(job, async (tape) => {
      let sum = 0;
      await eachScope(tape, (scope) => {
        sum += job.probeOf(scope.vars);
      });
      return sum;
    }),
  check,
  latest,
  extras,
};

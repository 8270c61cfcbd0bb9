/**
 * What a start costs in the life of a tape: `node bench/life.mjs [commits]` (1,000,000). Makes tapes of small edits of 1,000
 * fields in a scratch folder, then prints ratios: medians of five rounds of both sides in turn, in this process.
 * Exit code 1: a bound was missed.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

const require = createRequire(import.meta.url);
const dist = resolve(import.meta.dirname, "../sdk/dist");
const from = (path) => require(join(dist, path));
const { nodeDisk } = from("base/disk.js");
const { systemClock } = from("base/clock.js");
const { systemIds, newId } = from("base/ids.js");
const { TapeWriter } = from("tape/writer.js");
const { encodeImage } = from("value/image.js");
const { encodeOperationValue } = from("value/operations.js");
const { stateOf } = from("state/state.js");
const { takeSnapshot } = from("state/take-snapshot.js");
const { decodeSnapshot, encodeSnapshot } = from("state/snapshot.js");
const { Fold } = from("state/fold.js");

const rounds = 5;
const warmMs = 600;
/** Short works are repeated for so long in each round. */
const leastMs = 100;
const tailSize = 1_000;
const large = Number(process.argv[2] ?? 1_000_000);
const root = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), "tapelab-bench-life-"));
const deps = { disk: nodeDisk, clock: systemClock, ids: systemIds };
let missed = 0;

try {
  const small = await tapeOf(large / 10);
  const big = await tapeOf(large);
  const cold = { useSnapshots: false };
  await assertEqual(big);
  note(`tape of ${text(large)} commits: ${(sizeOf(big) / 2 ** 20).toFixed(0)} MiB`);
  const bySize = await medians(
    () => stateOf(nodeDisk, big),
    () => stateOf(nodeDisk, small),
  );
  const [warmBig, coldBig] = await medians(
    () => stateOf(nodeDisk, big),
    () => stateOf(nodeDisk, big, cold),
  );
  const [warmSmall, coldSmall] = await medians(
    () => stateOf(nodeDisk, small),
    () => stateOf(nodeDisk, small, cold),
  );
  tell(`warm start : full replay, ${text(large)} commits`, [warmBig, coldBig], 1 / 20);
  tell("L1 warm start at 10 x the history : at 1 x", bySize, 1.3);
  tell(`L2 warm start : cold replay, ${text(large / 10)} commits`, [warmSmall, coldSmall], 0.1);
  // The same start with the tail in front of the snapshot instead of behind it.
  const noTail = join(root, "no-tail", basename(small));
  cpSync(small, noTail, { recursive: true });
  await takeSnapshot(nodeDisk, systemIds, noTail);
  const [withTail, without] = await medians(
    () => stateOf(nodeDisk, small),
    () => stateOf(nodeDisk, noTail),
  );
  const perCommit = [(withTail - without) / tailSize, coldSmall / (large / 10 + tailSize)];
  tell("L4 tail per commit in a warm start : in cold replay", perCommit, 1.1);
  for (const [entities, fields] of [
    [1_000, 100],
    [10_000, 10],
    [100_000, 1],
  ])
    await loading(entities, fields);
} finally {
  rmSync(root, { recursive: true, force: true });
}
process.exitCode = missed > 0 ? 1 : 0;

/** A tape with a snapshot, and a tail behind it. */
async function tapeOf(commits) {
  const start = performance.now();
  const dir = join(root, newId(systemClock, systemIds));
  mkdirSync(dir, { recursive: true });
  const writer = TapeWriter.create(dir, newId(systemClock, systemIds), deps);
  await write(writer, 0, commits);
  const taken = await takeSnapshot(nodeDisk, systemIds, dir);
  if (taken?.sequence !== commits) throw new Error(`The snapshot was taken at ${taken?.sequence}.`);
  const { writer: next } = await TapeWriter.resume(dir, deps, { takeOver: true });
  await write(next, commits, tailSize);
  note(`${text(commits)} commits and a snapshot written in ${ms(performance.now() - start)}`);
  return dir;
}

async function write(writer, first, count) {
  const values = Array.from({ length: 100 }, (_, i) => encodeOperationValue(Math.sin(i)));
  for (let at = first; at < first + count; ) {
    const images = [];
    for (const end = Math.min(at + 64, first + count); at < end; at++) {
      const operations = [{ entity: `cell/${at % 1_000}`, field: "value", value: values[at % 100] }];
      const edit = { actor: "bench", lamport: at + 1, seen: new Map() };
      const set = { operations, edit, blobs: [], sizeBytes: 200 };
      images.push(encodeImage({ label: "edit", kind: 1, wallMs: 1_790_000_000_000 + at, operations: set }, undefined));
    }
    writer.append(images);
    // As in life: what was proved last is small.
    if (at % 6_400 === 0 || at + 128 >= first + count) writer.durableNow();
  }
  writer.durableNow();
  await writer.close();
}

/** L3: a snapshot of 100,000 fields beside the same state as JSON. */
async function loading(entities, fields) {
  const fold = new Fold();
  const plain = {};
  const tape = "ab".repeat(16);
  for (let e = 0; e < entities; e++) {
    const own = {};
    plain[`cell/${e}`] = own;
    const operations = [];
    for (let f = 0; f < fields; f++) {
      own[`f${f}`] = Math.sin(e * fields + f);
      operations.push({ entity: `cell/${e}`, field: `f${f}`, value: encodeOperationValue(own[`f${f}`]) });
    }
    fold.apply(tape, { sequence: e + 1, kind: 1, label: "", wallMs: 0, operations, edit: undefined });
  }
  const files = [join(root, "snapshot.pb"), join(root, "state.json")];
  writeFileSync(
    files[0],
    encodeSnapshot({ tapeId: tape, sequence: entities, hash: "ab".repeat(32), fold, models: [] }),
  );
  writeFileSync(files[1], JSON.stringify(plain));
  const loading = await medians(
    () => decodeSnapshot(readFileSync(files[0]), tape).fold.get("cell/7"),
    () => JSON.parse(readFileSync(files[1], "utf8"))["cell/7"],
  );
  tell(`L3 load and verify ${text(entities)} x ${fields} fields : JSON.parse`, loading, 1);
}

async function assertEqual(dir) {
  const [a, b] = [await stateOf(nodeDisk, dir), await stateOf(nodeDisk, dir, { useSnapshots: false })];
  if (a.fold.foldHash() !== b.fold.foldHash() || a.snapshotUsed === undefined) throw new Error("The answers differ.");
}

/** Medians of the processor time of two works in turn, each warmed up; time on the clock says more of who else is there. */
async function medians(...works) {
  for (const work of works) for (const start = performance.now(); performance.now() - start < warmMs; ) await work();
  const times = works.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, work] of works.entries()) {
      const start = process.cpuUsage();
      let count = 0;
      do {
        await work();
        count++;
      } while (cpuMs(start) < leastMs);
      times[i].push(cpuMs(start) / count);
    }
  return times.map((list) => list.sort((one, other) => one - other)[rounds >> 1]);
}

function cpuMs(start) {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

function sizeOf(dir) {
  let size = 0;
  for (let n = 1; ; n++) {
    const found = statSync(join(dir, `seg-${String(n).padStart(8, "0")}.tape`), { throwIfNoEntry: false });
    if (!found) return size;
    size += found.size;
  }
}

function tell(what, [one, other], bound) {
  const ratio = one / other;
  const isMissed = !(ratio <= bound);
  if (isMissed) missed++;
  const sides = `${ms(one)} : ${ms(other)}`;
  const verdict = isMissed ? "  MISSED" : "";
  console.log(`${what.padEnd(58)} ${ratio.toFixed(4).padStart(8)}  at most ${bound}  (${sides})${verdict}`);
}

function note(what) {
  console.log(`  ${what}`);
}

function ms(value) {
  if (value >= 1_000) return `${(value / 1_000).toFixed(1)} s`;
  return value >= 1 ? `${value.toFixed(1)} ms` : `${(value * 1_000).toFixed(1)} µs`;
}

function text(count) {
  return count.toLocaleString("en-US");
}

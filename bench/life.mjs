/**
 * What a start costs in the life of a tape: `node bench/life.mjs [commits]` (1,000,000). Makes tapes of small edits of 1,000
 * fields in a scratch folder, then prints ratios: each side warmed up, median of five, both in this process.
 * Exit code 1: a bound was missed.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

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
const tailSize = 1_000;
const large = Number(process.argv[2] ?? 1_000_000);
const root = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), "tapelab-bench-life-"));
const deps = { disk: nodeDisk, clock: systemClock, ids: systemIds };
let missed = 0;

try {
  const small = await tapeOf(large / 10);
  const big = await tapeOf(large);
  const cold = { useSnapshots: false };
  const warmBig = await median(() => stateOf(nodeDisk, big));
  const warmSmall = await median(() => stateOf(nodeDisk, small));
  const coldSmall = await median(() => stateOf(nodeDisk, small, cold));
  const coldBig = await median(() => stateOf(nodeDisk, big, cold));
  await assertEqual(big);
  const bytes = sizeOf(big);
  note(`tape of ${text(large)} commits: ${(bytes / 2 ** 20).toFixed(0)} MiB; cold ${ms(coldBig)}, warm ${ms(warmBig)}`);
  tell(`warm start : full replay, ${text(large)} commits`, warmBig / coldBig, 1 / 20);
  tell("L1 warm start at 10 x the history : at 1 x", warmBig / warmSmall, 1.3);
  tell(`L2 warm start : cold replay, ${text(large / 10)} commits`, warmSmall / coldSmall, 0.1);
  // The same start with the tail behind the snapshot, and without it.
  await takeSnapshot(nodeDisk, systemIds, small);
  const noTail = await median(() => stateOf(nodeDisk, small));
  const perTail = (warmSmall - noTail) / tailSize;
  const perCold = coldSmall / (large / 10 + tailSize);
  note(`per commit: tail ${us(perTail)}, cold replay ${us(perCold)}`);
  tell("L4 tail per commit in a warm start : in cold replay", perTail / perCold, 1.1);
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
  const loaded = await median(() => decodeSnapshot(readFileSync(files[0]), tape).fold.get("cell/7"));
  const parsed = await median(() => JSON.parse(readFileSync(files[1], "utf8"))["cell/7"]);
  note(`${text(entities)} entities of ${fields} fields: snapshot ${ms(loaded)}, JSON ${ms(parsed)}`);
  tell(`L3 load and verify ${text(entities)} x ${fields} fields : JSON.parse`, loaded / parsed, 1);
}

async function assertEqual(dir) {
  const [a, b] = [await stateOf(nodeDisk, dir), await stateOf(nodeDisk, dir, { useSnapshots: false })];
  if (a.fold.foldHash() !== b.fold.foldHash() || a.snapshotUsed === undefined) throw new Error("The answers differ.");
}

/** Warmed for a while, so that no side is measured while it is compiled. */
async function median(work) {
  for (const start = performance.now(); performance.now() - start < warmMs; ) await work();
  const times = [];
  for (let round = 0; round < rounds; round++) {
    globalThis.gc?.();
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[rounds >> 1];
}

function sizeOf(dir) {
  let size = 0;
  for (let n = 1; ; n++) {
    const found = statSync(join(dir, `seg-${String(n).padStart(8, "0")}.tape`), { throwIfNoEntry: false });
    if (!found) return size;
    size += found.size;
  }
}

function tell(what, ratio, bound) {
  const isMissed = !(ratio <= bound);
  if (isMissed) missed++;
  console.log(`${what.padEnd(62)} ${ratio.toFixed(4).padStart(8)}  (at most ${bound})${isMissed ? "  MISSED" : ""}`);
}

function note(what) {
  console.log(`  ${what}`);
}

function ms(value) {
  return value >= 1_000 ? `${(value / 1_000).toFixed(1)} s` : `${value.toFixed(1)} ms`;
}

function us(value) {
  return `${(value * 1_000).toFixed(2)} µs`;
}

function text(count) {
  return count.toLocaleString("en-US");
}

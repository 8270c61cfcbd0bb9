/**
 * What archives cost, and snapshots beside recording: `node bench/archive.mjs [scopes]` (1,000,000 in commits of 1,000) after
 * a build. Ratios of processor time, medians of five rounds of both sides in turn; memory is the peak of a process of
 * its own. Exit code 1: a bound was missed.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  cpSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportTape, importArchive, openWorkspace } from "tapelab";

const rounds = 5;
const [role, ...words] = process.argv.slice(2);
if (role === "child") await child(...words);
else await main(Number(role ?? 1_000_000));

async function main(scopes) {
  const root = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), "tapelab-bench-archive-"));
  let missed = 0;
  const tell = (what, [one, other], bound, unit = "ms") => {
    const isMissed = !(one / other <= bound);
    if (isMissed) missed++;
    const sides = `${one.toFixed(1)} : ${other.toFixed(1)} ${unit}`;
    console.log(
      `${what.padEnd(58)} ${(one / other).toFixed(4).padStart(8)}  at most ${bound}  (${sides})${isMissed ? "  MISSED" : ""}`,
    );
  };
  try {
    tell("L5 acknowledged edit with snapshots : without", await edits(root), 1.1);
    for (const [name, count, rows] of [
      ["1,000 scopes a commit", scopes / 1_000, 1_000],
      ["1 scope a commit", scopes / 100, 1],
    ]) {
      const [small, large] = [join(root, `${rows}-small`), join(root, `${rows}-large`)];
      await recorded(small, Math.ceil(count / 10), rows);
      await recorded(large, count, rows);
      const [copied, exported] = [() => copyAndHash(large), () => exportOf(large)];
      const [imported, beside] = [() => importOf(large), () => exportOf(large)];
      tell(`L6 export : copy and sha256, ${name}`, await medians(exported, copied), 2);
      tell(`L7 import with full proof : export, ${name}`, await medians(imported, beside), 2.5);
      for (const what of ["export", "import"])
        tell(
          `L8 peak memory of ${what}, 10 x the tape : 1 x, ${name}`,
          [peak(what, large), peak(what, small)],
          1.2,
          "MiB",
        );
    }
    tell("L9 proof of 100 parts : of one part with the same content", await chain(root), 1.3);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  process.exitCode = missed > 0 ? 1 : 0;
}

/** A tape of a workspace, and its tar. */
async function recorded(dir, commits, rows) {
  const ws = await openWorkspace(dir);
  const session = await ws.startSession("tape");
  for (let i = 0; i < commits * rows; i++) {
    session.capture("step", { t: i, x: Math.sin(i), y: Math.cos(i), z: i % 7, ok: i % 8 !== 0 }, { time: 1.7e12 + i });
    if (i % rows !== rows - 1) continue;
    session.queue("c");
    if (i % (100 * rows) === 0) await session.flush();
  }
  await session.finalize("end");
  await session.end();
  await exportOf(dir);
}

async function exportOf(dir) {
  await exportTape(await openWorkspace(dir), "tape", join(dir, "tape.tar"), { force: true });
}

async function importOf(dir) {
  const into = join(dir, "into");
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  cpSync(join(dir, ".tapelab", "workspace.json"), join(into, ".tapelab", "workspace.json"), { recursive: true });
  await importArchive(await openWorkspace(into), join(dir, "tape.tar"));
}

/** The same bytes, read, summed up, written and synced, as an export does. */
function copyAndHash(dir) {
  const tapes = join(dir, ".tapelab", "tapes");
  const target = openSync(join(dir, "copy"), "w");
  const hash = createHash("sha256");
  for (const path of readdirSync(tapes, { recursive: true })) {
    if (!path.endsWith(".tape")) continue;
    const bytes = readFileSync(join(tapes, path));
    hash.update(bytes);
    writeSync(target, bytes);
  }
  hash.digest();
  fsyncSync(target);
  closeSync(target);
}

/** Peak of the resident memory, of a process that does it once. */
function peak(what, dir) {
  return (
    Number(execFileSync(process.execPath, [import.meta.filename, "child", what, dir], { encoding: "utf8" })) / 1_024
  );
}

async function child(what, dir) {
  if (what === "export") await exportOf(dir);
  else await importOf(dir);
  console.log(process.resourceUsage().maxRSS);
}

/** An archive of 100 parts behind each other, and the same packed as one. */
async function chain(root) {
  const dir = join(root, "chain");
  const ws = await openWorkspace(dir);
  const session = await ws.startSession("tape");
  const file = join(dir, "parts.tar");
  for (let part = 0; part < 100; part++) {
    for (let i = 0; i < 20; i++) {
      session.capture("step", { x: Math.sin(i), values: new Float64Array(2_000).fill(part) });
      await session.commit("c");
    }
    const one = join(dir, "part.tar");
    await exportTape(ws, "tape", part === 0 ? file : one, part === 0 ? {} : { since: file, force: true });
    if (part > 0) appendFileSync(file, readFileSync(one));
  }
  await session.end();
  const { withArchive } = await import("../sdk/dist/archive/verify.js");
  const { repackArchive } = await import("../sdk/dist/archive/repack.js");
  const { nodeDisk } = await import("../sdk/dist/base/disk.js");
  const { systemIds } = await import("../sdk/dist/base/ids.js");
  const whole = join(dir, "whole.tar");
  await repackArchive({ disk: nodeDisk, ids: systemIds }, file, whole, {});
  const proof = (path) => () => withArchive(nodeDisk, path, {}, async () => undefined);
  return medians(proof(file), proof(whole));
}

/** Medians over 3,000 awaited edits, with and without snapshots that become due in between. */
async function edits(root) {
  const sessions = [];
  for (const isAuto of [true, false]) {
    const ws = await openWorkspace(join(root, `edits-${isAuto}`));
    ws.settings.set("snapshot.auto", isAuto);
    sessions.push(await ws.startSession("tape"));
  }
  const times = sessions.map(() => []);
  for (let i = 0; i < 3_000; i++)
    for (const [side, session] of sessions.entries()) {
      const start = performance.now();
      await session.edit("set", (edit) => edit.set(`cell/${i % 1_000}`, "value", i));
      times[side].push(performance.now() - start);
    }
  for (const session of sessions) await session.end();
  return times.map(middle);
}

async function medians(...works) {
  for (const work of works) await work();
  const times = works.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, work] of works.entries()) {
      const start = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(start);
      times[i].push((user + system) / 1_000);
    }
  return times.map(middle);
}

function middle(list) {
  return list.sort((one, other) => one - other)[list.length >> 1];
}

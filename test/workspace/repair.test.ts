import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportTape, listQuarantine, openWorkspace, repairTape, reset, type Workspace } from "tapelab";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { segmentName } from "#sdk/tape/layout.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { compactTape } from "#sdk/workspace/compact.js";
import { collect } from "./lab.js";

let folder: string;
let ws: Workspace;
let id: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-repair-"));
  ws = await openWorkspace(join(folder, "lab"));
  const session = await ws.startSession("lorenz");
  id = session.id;
  for (let n = 0; n < 6; n++) {
    session.capture("step", { n, text: `value ${n}`, big: new Float64Array(40).fill(n) });
    await session.commit(`c${n}`);
  }
  await session.end();
  cpSync(join(folder, "lab"), join(folder, "copy"), { recursive: true });
});

afterEach(async () => {
  await reset({ dirty: "discard" });
  rmSync(folder, { recursive: true });
});

const dir = (root = "lab"): string => join(folder, root, ".tapelab/tapes", id);

async function facts(root = "lab"): Promise<{ hash: string | undefined; damage: number; values: unknown[] }> {
  const reader = await TapeReader.open(nodeDisk, dir(root), { verify: "full" });
  const hash = await reader.hashOf(reader.lastSequence);
  const damage = reader.report.damage.length;
  await reader.close();
  const opened = await openWorkspace(join(folder, root));
  const tape = await opened.openTape(id);
  const scopes = await collect(tape.scopes$());
  await tape.close();
  return { hash, damage, values: scopes.map(({ uid, vars }) => [uid, vars.n, vars.text]) };
}

/** The leaf of a commit as an archive has it, as text of bytes. */
async function leafOf(tape: string, sequence: number): Promise<string> {
  await exportTape(ws, tape, join(folder, tape));
  const name = `${String(sequence).padStart(12, "0")}.data.pb`;
  return readFileSync(join(folder, tape, "010_events", name)).toString("latin1");
}

function flip(text: string): Buffer {
  const path = join(dir(), segmentName(1));
  const bytes = readFileSync(path);
  const at = bytes.indexOf(text);
  bytes[at]! ^= 1;
  writeFileSync(path, bytes);
  return bytes;
}

describe("repairTape", () => {
  it("gives back a lost commit from another workspace: same hash, same values, segments untouched (S20)", async () => {
    const before = await facts();
    const damaged = flip("value 3");
    expect(await facts()).toMatchObject({ damage: 1 });
    const result = await repairTape(ws, "lorenz", { from: join(folder, "copy") });
    expect(result).toMatchObject({ repaired: [5], refused: [], damage: [], hash: before.hash });
    expect(await facts()).toEqual(before);
    expect(readFileSync(join(dir(), segmentName(1))).equals(damaged)).toBe(true);
    const again = await repairTape(ws, "lorenz", { from: join(folder, "copy") });
    expect(again).toMatchObject({ repaired: [], kept: [], damage: [], hash: before.hash });
    const tars = [join(folder, "mended.tar"), join(folder, "whole.tar")] as const;
    const mended = await exportTape(ws, id, tars[0]);
    const whole = await exportTape(await openWorkspace(join(folder, "copy")), id, tars[1]);
    expect([mended.gaps, mended.sha256]).toEqual([[], whole.sha256]);
    expect((await ws.quarantine()).map((one) => [one.reason, one.firstSequence])).toEqual([["bad-checksum", 5]]);
  });

  it("is taken into the next generation by a compaction, which needs the repair no more", async () => {
    const before = await facts();
    flip("value 3");
    await repairTape(ws, id, { from: join(folder, "copy") });
    await compactTape(ws, id, { graceHours: 0 });
    expect(readdirSync(dir())).not.toContain("repairs");
    expect(await facts()).toEqual(before);
    const [entry] = await listQuarantine(ws);
    expect(entry).toMatchObject({ state: "repaired", firstSequence: 5 });
  });

  it("takes a folder of the tape, an archive folder, a tar and a packed tar", async () => {
    const before = await facts();
    for (const path of ["a", "a.tar", "a.tar.gz"]) await exportTape(ws, "lorenz", join(folder, path));
    for (const from of [dir("copy"), join(folder, "a"), join(folder, "a.tar"), join(folder, "a.tar.gz")]) {
      const whole = readFileSync(join(dir(), segmentName(1)));
      flip("value 2");
      expect((await repairTape(ws, id, { from })).repaired).toEqual([4]);
      expect(await facts()).toEqual(before);
      rmSync(join(dir(), "repairs"), { recursive: true });
      writeFileSync(join(dir(), segmentName(1)), whole);
    }
  });

  it("takes nothing that is another commit, and passes over a foreign, cut or damaged repair", async () => {
    flip("value 3");
    const other = await ws.startSession("lorenz");
    for (let n = 0; n < 6; n++) {
      other.capture("step", { n, text: `value ${n}` });
      await other.commit(`c${n}`);
    }
    await other.end();
    const leaf2 = await leafOf(other.id, 5);
    mkdirSync(join(dir(), "repairs"));
    writeFileSync(join(dir(), "repairs/000000000005.data.pb"), leaf2.replace(other.id, id), "latin1");
    expect(await facts()).toMatchObject({ damage: 1 });
    rmSync(join(dir(), "repairs"), { recursive: true });
    await repairTape(ws, id, { from: join(folder, "copy") });
    const path = join(dir(), "repairs", readdirSync(join(dir(), "repairs"))[0]!);
    const leaf = readFileSync(path);
    for (let at = 0; at < leaf.length; at += 5) {
      const bad = Buffer.from(leaf);
      bad[at]! ^= 4;
      writeFileSync(path, bad);
      const opened = await TapeReader.open(nodeDisk, dir(), { verify: "full" });
      const lost = opened.report.damage.length;
      const told = opened.report.notices.filter(({ code }) => code === "repair-ignored").length;
      const commits = opened.commits.length + lost;
      await opened.close();
      expect([at, commits, told === lost]).toEqual([at, 8, true]);
    }
    writeFileSync(path, leaf.subarray(0, 50));
    expect((await facts()).damage).toBe(1);
    expect((await repairTape(ws, id, { from: join(folder, "copy") })).repaired).toEqual([5]);
    expect((await facts()).damage).toBe(0);
  });
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastValueFrom, tap } from "rxjs";
import { compactTape, exportTape, importArchive, openWorkspace, repairTape, type Workspace } from "tapelab";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "#sdk/base/clock.js";
import { nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { Tape } from "#sdk/read/tape.js";
import { stateOf } from "#sdk/state/state.js";
import { writeGeneration } from "#sdk/tape/compact.js";
import { removeOldGenerations } from "#sdk/tape/old-generations.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { encodeImage, type Image } from "#sdk/value/image.js";
import { StageRows } from "#sdk/value/stage.js";
import { compactDeps } from "../helpers/compactor.js";

let folder = "";
let ws: Workspace;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-compact-"));
  ws = await openWorkspace(folder);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function recorded(commits: number): Promise<string> {
  const session = await ws.startSession("demo");
  for (let i = 0; i < commits; i++) {
    session.capture("step", { i, x: Math.sin(i), name: `row ${i % 5}` });
    await session.commit();
    if (i % 10 === 0) await session.edit("tune", (edit) => edit.set(`part/${i % 3}`, "n", i));
  }
  await session.end();
  return session.id;
}

const dirOf = (id: string): string => join(folder, ".tapelab/tapes", id);

describe("compactTape", () => {
  it("keeps what is read, and the archive of the tape byte for byte (A10b)", { timeout: 60_000 }, async () => {
    const id = await recorded(120);
    const before = (await (await ws.openTape("demo")).table()).toArray().map(String);
    const first = await exportTape(ws, "demo", join(folder, "before.tar"));
    const dry = await compactTape(ws, "demo", { dryRun: true });
    const { isChanged, bytesBefore, bytesAfter, generation } = await compactTape(ws, "demo");
    expect([isChanged, generation, bytesAfter < bytesBefore * 0.8]).toEqual([true, 2, true]);
    expect(Math.abs(dry.bytesAfter - bytesAfter)).toBeLessThan(200);
    expect((await (await ws.openTape("demo")).table()).toArray().map(String)).toEqual(before);
    expect((await exportTape(ws, "demo", join(folder, "after.tar"))).sha256).toBe(first.sha256);
    const names = readdirSync(dirOf(id));
    const again = await compactTape(ws, "demo");
    expect([again.isChanged, again.removed.kept, readdirSync(dirOf(id))]).toEqual([false, "grace", names]);
    const removed = await compactTape(ws, "demo", { graceHours: 0 });
    expect([removed.removed.kept, readdirSync(dirOf(id)).length < names.length]).toEqual(["none", true]);
    expect((await exportTape(ws, "demo", join(folder, "last.tar"))).sha256).toBe(first.sha256);
    expect((await ws.latestScope({ session: "demo" }))?.uid).toMatch(new RegExp(`^${id}:c`));
  });

  it("makes repaired commits ordinary ones", { timeout: 60_000 }, async () => {
    const id = await recorded(30);
    const whole = await images(dirOf(id));
    const { sha256 } = await exportTape(ws, "demo", join(folder, "copy.tar"));
    const reader = await TapeReader.open(nodeDisk, dirOf(id));
    const { offset, segment } = reader.commits[9]!;
    await reader.close();
    const path = join(dirOf(id), `seg-0000000${segment}.tape`);
    const bytes = readFileSync(path);
    bytes[offset + 5]! ^= 1;
    writeFileSync(path, bytes);
    await repairTape(ws, "demo", { from: join(folder, "copy.tar") });
    expect((await compactTape(ws, "demo", { graceHours: 0 })).lostCommits).toBe(0);
    expect(readdirSync(dirOf(id))).not.toContain("repairs");
    expect(await images(dirOf(id))).toEqual(whole);
    expect((await exportTape(ws, "demo", join(folder, "after.tar"))).sha256).toBe(sha256);
    expect((await compactTape(ws, "demo")).isChanged).toBe(false);
  });

  it("does not disturb who follows the tape, even where segments are gone at once", { timeout: 60_000 }, async () => {
    const dir = join(folder, "tapes", "0123456789abcdef0123456789abcdef");
    mkdirSync(join(folder, "tapes"));
    const deps = { disk: nodeDisk, clock: systemClock, ids: systemIds };
    const write = async (writer: TapeWriter, from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i++) expect(writer.append([imageOf(i)]).error).toBeUndefined();
      await writer.durable(to);
    };
    const first = TapeWriter.create(dir, "f".repeat(32), deps);
    await write(first, 0, 30);
    await first.close();
    const source = {
      id: "0123456789abcdef0123456789abcdef",
      label: "demo",
      open: () => TapeReader.open(nodeDisk, dir),
    };
    const seen: unknown[] = [];
    const tape = await Tape.open(source);
    const ended = lastValueFrom(tape.follow$().pipe(tap((scope) => seen.push(scope.vars.i))));
    await vi.waitFor(() => expect(seen.length).toBe(30));
    for (let turn = 1; turn <= 3; turn++) {
      await writeGeneration({ ...compactDeps(nodeDisk, systemIds, systemClock) }, dir, {
        verb: "repack",
        name: "demo",
      });
      await removeOldGenerations(nodeDisk, dir, { graceHours: 0, now: systemClock.now() + 1_000 });
      const { writer } = await TapeWriter.resume(dir, deps);
      await write(writer, 30 * turn, 30 * turn + 30);
      if (turn === 3) await writer.end();
      await writer.close();
    }
    await ended;
    expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => i));
    await tape.close();
  });

  it("refuses a tape that this process still records on", async () => {
    const session = await ws.startSession("open");
    session.capture("a", { x: 1 });
    await session.commit();
    await expect(compactTape(ws, "open")).rejects.toMatchObject({ code: "tape-busy" });
    await session.end();
  });
});

describe("compactTape with dropHistory", () => {
  it("keeps commit 1, the state and everything behind; an archive of before goes on at the same place (A14)", {
    timeout: 60_000,
  }, async () => {
    const id = await recorded(100);
    const dir = dirOf(id);
    const known = await images(dir);
    const last = known.length;
    const state = await stateOf(nodeDisk, dir);
    const copy = join(folder, "copy.tar");
    await expect(compactTape(ws, "demo", { dropHistory: 50 })).rejects.toMatchObject({ code: "bad-option" });
    await exportTape(ws, "demo", copy);
    const { trimmedTo, bytesAfter, bytesBefore } = await compactTape(ws, "demo", { dropHistory: 50, copy });
    expect([trimmedTo, bytesAfter < bytesBefore]).toEqual([50, true]);
    rmSync(join(dir, "snapshots"), { recursive: true, force: true });
    const reader = await TapeReader.open(nodeDisk, dir, { verify: "full" });
    expect([reader.lastSequence, reader.report.damage, reader.report.notices.map(({ code }) => code)]).toEqual([
      last,
      [],
      ["trimmed"],
    ]);
    expect(await images(dir)).toEqual([known[0], ...known.slice(50)]);
    for (const sequence of [50, 51, last]) expect(await reader.hashOf(sequence)).toBeDefined();
    await reader.close();
    const trimmed = await stateOf(nodeDisk, dir);
    expect([trimmed.fold.stateHash(), trimmed.hash]).toEqual([state.fold.stateHash(), state.hash]);
    expect((await importArchive(ws, copy)).commitsAdded).toBe(0);
    const part = await exportTape(ws, "demo", join(folder, "part.tar"), { since: 70 });
    expect([part.firstSequence, part.lastSequence, part.gaps]).toEqual([71, last, []]);
    expect((await importArchive(ws, join(folder, "part.tar"))).commitsAdded).toBe(0);
    expect((await compactTape(ws, "demo", { dropHistory: 50, copy })).isChanged).toBe(false);
    expect((await compactTape(ws, "demo", { dropHistory: 60, withoutCopy: true })).trimmedTo).toBe(60);
    expect((await stateOf(nodeDisk, dir)).fold.stateHash()).toBe(state.fold.stateHash());
  });

  it("refuses a copy that lacks the newest commits, and a place behind the last commit", async () => {
    const id = await recorded(5);
    const copy = join(folder, "copy.tar");
    await exportTape(ws, "demo", copy);
    const session = await ws.resumeSession(id);
    session.capture("more", { x: 1 });
    await session.commit();
    await session.end();
    await expect(compactTape(ws, "demo", { dropHistory: 3, copy })).rejects.toMatchObject({ code: "archive-damaged" });
    await expect(compactTape(ws, "demo", { dropHistory: 99, withoutCopy: true })).rejects.toMatchObject({
      code: "bad-option",
    });
    expect(existsSync(copy)).toBe(true);
  });
});

function imageOf(i: number): Image {
  const stage = new StageRows({
    inlineMaxBytes: 1 << 18,
    isRedacted: () => false,
    putBlob: () => {
      throw new Error("no blob here");
    },
  });
  stage.append({ labels: ["s"] }, { i }, i, undefined);
  return encodeImage({ label: "c", kind: 0, wallMs: 1_790_000_000_000 + i }, stage.take());
}

async function images(dir: string): Promise<string[]> {
  const reader = await TapeReader.open(nodeDisk, dir);
  const found: string[] = [];
  for (const entry of reader.commits)
    found.push(`${entry.sequence} ${Buffer.from(await reader.image(entry)).toString("base64")}`);
  await reader.close();
  return found;
}

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  compactTape,
  exportTape,
  importArchive,
  openWorkspace,
  snapshotTape,
  verifyArchive,
  type Workspace,
} from "tapelab";
import { eventMessage, manifestMessage, markerMessage } from "tapelab-proto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { sha256 } from "#sdk/base/sha256.js";
import { Fold } from "#sdk/state/fold.js";
import { decodeSnapshot, encodeSnapshot } from "#sdk/state/snapshot.js";
import { stateOf } from "#sdk/state/state.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { entriesOf } from "../archive/lab.js";
import { tarOf } from "../archive/tars.js";

let folder = "";
let ws: Workspace;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tapelab-archive-state-"));
  vi.spyOn(console, "error").mockReturnValue();
  ws = await openWorkspace(folder);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const path = (name: string): string => join(folder, name);
const dirOf = (id: string): string => path(`.tapelab/tapes/${id}`);

/** A tape with an edit at every third commit. */
async function recorded(commits: number, edits = true): Promise<string> {
  const session = await ws.startSession("demo");
  for (let i = 0; i < commits; i++) {
    if (edits && i % 3 === 0) await session.edit("tune", (edit) => edit.set(`part/${i % 5}`, "n", i));
    session.capture("step", { i, x: Math.sin(i) });
    await session.commit();
  }
  await session.end();
  return session.id;
}

interface Leaf {
  name: string;
  data: Uint8Array;
}

/** Another snapshot, and a manifest and a marker that say so. */
function withLeaf(leaves: Leaf[], at: number, data: Uint8Array): Leaf[] {
  const manifest = manifestMessage.decode(leaves[0]!.data);
  const snapshots = manifest.snapshots.map((info) => ({ ...info, sha256: sha256(data), size: data.length }));
  const manifestBytes = manifestMessage.encode({ ...manifest, snapshots });
  const marker = markerMessage.decode(leaves.at(-1)!.data);
  const markerBytes = markerMessage.encode({ ...marker, manifestSha256: sha256(manifestBytes) });
  const all = leaves.map((leaf, i) => (i === at ? { ...leaf, data } : leaf));
  return [{ ...all[0]!, data: manifestBytes }, ...all.slice(1, -1), { ...all.at(-1)!, data: markerBytes }];
}

function namesIn(tar: string): string[] {
  return entriesOf(readFileSync(path(tar))).map(({ name }) => name);
}

describe("the snapshot in an archive", () => {
  it("is one, at the last commit, and the same whatever snapshots lie beside the tape", async () => {
    const id = await recorded(10);
    await exportTape(ws, "demo", path("one.tar"));
    const { lastSequence } = await verifyArchive(path("one.tar"));
    const own = `020_snapshots/${String(lastSequence).padStart(12, "0")}.data.pb`;
    expect(namesIn("one.tar").filter((name) => name.startsWith("020"))).toEqual([own]);
    rmSync(`${dirOf(id)}/snapshots`, { recursive: true, force: true });
    const { sha256 } = await exportTape(ws, "demo", path("none.tar"));
    await snapshotTape(ws, "demo");
    await compactTape(ws, "demo");
    expect((await exportTape(ws, "demo", path("two.tar"))).sha256).toBe(sha256);
    expect(readFileSync(path("one.tar")).equals(readFileSync(path("two.tar")))).toBe(true);
  });

  it("is not there without operations", async () => {
    await recorded(3, false);
    await exportTape(ws, "demo", path("plain.tar"));
    expect(namesIn("plain.tar").filter((name) => name.startsWith("020"))).toEqual([]);
    const { replay } = await verifyArchive(path("plain.tar"), { level: "deep" });
    expect(replay).toMatchObject({ snapshotUsed: undefined, gaps: [], opaque: 0 });
  });

  it("comes back beside the tape, and is where its state begins", async () => {
    const id = await recorded(10);
    const { fold } = await stateOf(nodeDisk, dirOf(id), { useSnapshots: false });
    const { sha256 } = await exportTape(ws, "demo", path("one.tar"));
    rmSync(dirOf(id), { recursive: true });
    const { lastSequence, replay } = await importArchive(ws, path("one.tar"), { level: "deep" });
    expect(replay).toMatchObject({ stateHash: fold.stateHash(), snapshotUsed: lastSequence, appliedEvents: 0 });
    expect(readdirSync(`${dirOf(id)}/snapshots`)).toEqual([`${String(lastSequence).padStart(12, "0")}.data.pb`]);
    const state = await stateOf(nodeDisk, dirOf(id));
    expect([state.snapshotUsed, state.fold.stateHash(), state.notices]).toEqual([lastSequence, fold.stateHash(), []]);
    expect((await exportTape(ws, "demo", path("two.tar"))).sha256).toBe(sha256);
    expect((await importArchive(ws, path("two.tar"))).commitsAdded).toBe(0);
  });

  it("grows with the parts, and each part's is proved (A9)", async () => {
    const session = await ws.startSession("demo");
    await session.edit("one", (edit) => edit.set("part/1", "n", 1));
    await exportTape(ws, "demo", path("1.tar"));
    await session.edit("two", (edit) => edit.set("part/2", "n", 2));
    await session.end();
    await exportTape(ws, "demo", path("2.tar"), { since: path("1.tar") });
    writeFileSync(path("all.tar"), Buffer.concat(["1.tar", "2.tar"].map((name) => readFileSync(path(name)))));
    const { replay, isClean } = await verifyArchive(path("all.tar"), { level: "deep" });
    const { fold } = await stateOf(nodeDisk, dirOf(session.id), { useSnapshots: false });
    expect([isClean, replay?.stateHash]).toEqual([true, fold.stateHash()]);
    const before = entriesOf(readFileSync(path("1.tar"))).filter(({ name }) => !name.startsWith("020"));
    const bytes = readFileSync(path("1.tar"));
    writeFileSync(
      path("bare.tar"),
      tarOf(before.map(({ name, start, end }) => ({ name, data: bytes.subarray(start, end) }))),
    );
    const bare = await verifyArchive(path("bare.tar"), { level: "deep" });
    expect(bare.replay).toMatchObject({ snapshotUsed: undefined });
    const first = await verifyArchive(path("1.tar"), { level: "deep" });
    expect(bare.replay?.stateHash).toBe(first.replay?.stateHash);
  });
});

describe("the replay of an archive", () => {
  /** A tape whose commits set a, b and c; the archive of its first so many commits. */
  async function archiveOf(change: (leaves: Leaf[]) => Leaf[]): Promise<string> {
    const session = await ws.startSession("demo");
    for (const [at, field] of ["a", "b", "c"].entries())
      await session.edit(field, (edit) => edit.set("part/1", field, at + 1));
    await session.end();
    await exportTape(ws, "demo", path("whole.tar"));
    const bytes = readFileSync(path("whole.tar"));
    const leaves = entriesOf(bytes).map(({ name, start, end }) => ({
      name,
      data: new Uint8Array(bytes.subarray(start, end)),
    }));
    writeFileSync(path("changed.tar"), tarOf(change(leaves)));
    return session.id;
  }

  it("begins at the snapshot, applies what is behind it, and counts what no marker confirms (A1)", async () => {
    const id = await archiveOf((leaves) => leaves);
    const session = await ws.resumeSession(id);
    await session.edit("d", (edit) => edit.set("part/1", "d", 4));
    const part = await exportTape(ws, "demo", path("more.tar"), { since: path("whole.tar"), blobs: "none" });
    await session.edit("e", (edit) => edit.set("part/1", "e", 5));
    await session.end();
    await exportTape(ws, "demo", path("last.tar"));
    const tail = entriesOf(readFileSync(path("last.tar"))).filter(
      ({ name }) => name.startsWith("010") && Number(name.slice(11, 23)) > part.lastSequence,
    );
    const last = readFileSync(path("last.tar"));
    const more = readFileSync(path("more.tar"));
    const joined = [
      ...entriesOf(more).map(({ name, start, end }) => ({ name, data: more.subarray(start, end) })),
      ...tail.map(({ name, start, end }) => ({ name, data: last.subarray(start, end) })),
    ];
    const sorted = joined.sort((a, b) => (a.name < b.name ? -1 : 1));
    writeFileSync(path("all.tar"), Buffer.concat([readFileSync(path("whole.tar")), tarOf(sorted)]));
    const { replay, isClean } = await verifyArchive(path("all.tar"), { level: "deep" });
    const { fold } = await stateOf(nodeDisk, dirOf(id), { at: { sequence: part.lastSequence }, useSnapshots: false });
    expect(isClean).toBe(true);
    expect(replay).toMatchObject({ snapshotUsed: part.lastSequence, stateHash: fold.stateHash(), gaps: [] });
    expect(replay?.ignoredTail).toBe(tail.filter(({ name }) => name.endsWith(".data.pb")).length);
  });

  it("refuses a snapshot of another state than the commits give, and is right without it (S11)", async () => {
    let sequence = 0;
    const id = await archiveOf((leaves) => {
      const at = leaves.findIndex(({ name }) => name.startsWith("020"));
      const snapshot = decodeSnapshot(leaves[at]!.data, eventMessage.decode(leaves[2]!.data).runId);
      sequence = snapshot.sequence;
      const fold = new Fold();
      const forged = encodeSnapshot({ ...snapshot, fold });
      return withLeaf(leaves, at, forged);
    });
    expect((await verifyArchive(path("changed.tar"), { level: "quick" })).isClean).toBe(true);
    const { isClean, damage, replay } = await verifyArchive(path("changed.tar"));
    const { fold } = await stateOf(nodeDisk, dirOf(id), { useSnapshots: false });
    expect([isClean, damage.map(({ firstSequence }) => firstSequence)]).toEqual([false, [sequence]]);
    expect(replay).toMatchObject({ snapshotUsed: undefined, stateHash: fold.stateHash() });
    rmSync(dirOf(id), { recursive: true });
    await expect(importArchive(ws, path("changed.tar"))).rejects.toMatchObject({ code: "archive-damaged" });
    for (const options of [{ level: "quick" }, { salvage: true }] as const) {
      await importArchive(ws, path("changed.tar"), options);
      expect(existsSync(`${dirOf(id)}/snapshots`)).toBe(false);
      rmSync(dirOf(id), { recursive: true });
    }
  });
});

describe("an archive of a trimmed tape", () => {
  it("brings the tape back trimmed, with its state; a peer with the whole tape takes what follows (A14)", {
    timeout: 60_000,
  }, async () => {
    const id = await recorded(30);
    await exportTape(ws, "demo", path("whole.tar"));
    const before = await stateOf(nodeDisk, dirOf(id), { useSnapshots: false });
    await compactTape(ws, "demo", { dropHistory: 20, copy: path("whole.tar") });
    const { gaps, sha256 } = await exportTape(ws, "demo", path("trimmed.tar"), { blobs: "none" });
    expect(gaps).toEqual([]);
    const found = await verifyArchive(path("trimmed.tar"), { level: "deep" });
    expect(found).toMatchObject({ isClean: true, gaps: [], trimmedTo: 20 });
    expect(found.replay).toMatchObject({ stateHash: before.fold.stateHash(), gaps: [] });
    await expect(importArchive(ws, path("trimmed.tar"), { copy: true })).rejects.toMatchObject({ code: "bad-option" });
    rmSync(dirOf(id), { recursive: true });
    rmSync(path(".tapelab/blobs"), { recursive: true });
    const back = await importArchive(ws, path("trimmed.tar"));
    expect(back).toMatchObject({ gaps: [], damage: [], trimmedTo: 20 });
    const reader = await TapeReader.open(nodeDisk, dirOf(id), { verify: "full" });
    expect([reader.report.damage, reader.report.notices.map(({ code }) => code)]).toEqual([[], ["trimmed"]]);
    await reader.close();
    const state = await stateOf(nodeDisk, dirOf(id), { useSnapshots: false });
    expect([state.fold.stateHash(), state.hash]).toEqual([before.fold.stateHash(), before.hash]);
    expect((await exportTape(ws, "demo", path("again.tar"), { blobs: "none" })).sha256).toBe(sha256);
    expect((await importArchive(ws, path("trimmed.tar"))).commitsAdded).toBe(0);
    expect((await importArchive(ws, path("whole.tar"))).commitsAdded).toBe(0);
    const session = await ws.resumeSession(id);
    await session.edit("later", (edit) => edit.set("part/1", "n", 99));
    await session.end();
    await exportTape(ws, "demo", path("later.tar"), { since: path("trimmed.tar") });
    const grown = await stateOf(nodeDisk, dirOf(id), { useSnapshots: false });
    rmSync(dirOf(id), { recursive: true });
    await importArchive(ws, path("whole.tar"));
    expect((await importArchive(ws, path("later.tar"))).commitsAdded).toBeGreaterThan(0);
    const peer = await stateOf(nodeDisk, dirOf(id), { useSnapshots: false });
    expect([peer.fold.stateHash(), peer.hash]).toEqual([grown.fold.stateHash(), grown.hash]);
    expect(existsSync(`${dirOf(id)}/snapshots`)).toBe(true);
  });
});

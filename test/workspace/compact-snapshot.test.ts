import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compactTape, openWorkspace, snapshotTape } from "tapelab";
import { expect, test } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { readPlace } from "#sdk/state/snapshot-files.js";
import { TapeReader } from "#sdk/tape/reader.js";

test("a compaction leaves a snapshot that knows its place in the new generation", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tapelab-compact-snapshot-"));
  try {
    const ws = await openWorkspace(folder);
    const session = await ws.startSession("edited", { settings: { "snapshot.auto": false } });
    for (let i = 0; i < 20; i++) await session.edit("set", (edit) => edit.set("param/x", `f${i % 3}`, i));
    await session.end();
    await snapshotTape(ws, "edited");
    const { dir } = await ws.resolve("edited");
    const state = (await ws.state()).stateHash;
    await compactTape(ws, "edited");
    const [newest = ""] = readdirSync(`${dir}/snapshots`)
      .filter((name) => name.endsWith(".data.pb"))
      .sort()
      .reverse();
    const place = await readPlace(nodeDisk, dir, Number.parseInt(newest, 10));
    expect(place?.segment).toBeGreaterThan(1);
    const reader = await TapeReader.openFrom(nodeDisk, dir, place!);
    expect(reader).toBeDefined();
    await reader?.close();
    expect((await ws.state()).stateHash).toBe(state);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("a compaction makes no snapshot where there was none", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tapelab-compact-snapshot-"));
  try {
    const ws = await openWorkspace(folder);
    const session = await ws.startSession("plain");
    for (let i = 0; i < 3; i++) {
      session.capture("a", { i });
      await session.commit("c");
    }
    await session.end();
    await compactTape(ws, "plain");
    expect(readdirSync((await ws.resolve("plain")).dir)).not.toContain("snapshots");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** What a tape of format 1.0 became: an archive, a packed generation, a snapshot. Kept for ever, as golden.test.ts says. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { exportArchive } from "#sdk/archive/export.js";
import { importArchive } from "#sdk/archive/import.js";
import { nodeDisk } from "#sdk/base/disk.js";
import { BlobStore } from "#sdk/blob/store.js";
import { stateOf } from "#sdk/state/state.js";
import { takeSnapshot } from "#sdk/state/take-snapshot.js";
import { TapeReader } from "#sdk/tape/reader.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { testTapeId } from "../helpers/segments.js";

const tapeId = "019b7ca98c8870008000000000000001";
const ids = new CounterIds();
const golden = (name: string): Uint8Array => readFileSync(new URL(name, import.meta.url));
const { commits } = JSON.parse(Buffer.from(golden("v1.json")).toString());

function diskWith(files: Readonly<Record<string, string>>): MemoryDisk {
  const disk = new MemoryDisk();
  for (const [path, name] of Object.entries(files)) disk.put(path, golden(name));
  return disk;
}

async function hashes(reader: TapeReader): Promise<(string | undefined)[]> {
  expect(reader.report.damage).toEqual([]);
  return Promise.all(reader.commits.map(({ sequence }) => reader.hashOf(sequence)));
}

const expected: unknown[] = commits.map(({ hash }: { hash: string }) => hash);

describe("an archive of format 1", () => {
  it("is imported whole, with the hashes of its tape", async () => {
    const dir = mkdtempSync(join(tmpdir(), "tapelab-golden-"));
    try {
      const { workspaceId } = await TapeReader.open(
        diskWith({ [`/golden/${tapeId}/seg-00000001.tape`]: "v1.tape" }),
        `/golden/${tapeId}`,
      );
      mkdirSync(`${dir}/tapes`);
      const target = { dir, workspaceId: () => workspaceId, blobs: new BlobStore(nodeDisk, `${dir}/blobs`, ids) };
      const deps = { disk: nodeDisk, clock: new FixedClock(), ids };
      const path = fileURLToPath(new URL("v1.tar", import.meta.url));
      const result = await importArchive(deps, target, path, { level: "deep" });
      expect(result).toMatchObject({ commitsAdded: commits.length, damage: [], notices: [] });
      const reader = await TapeReader.open(nodeDisk, `${dir}/tapes/${tapeId}`, { verify: "full" });
      expect(await hashes(reader)).toEqual(expected);
      await reader.close();
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it("is still what the same tape gives, byte for byte", async () => {
    const disk = diskWith({ [`/golden/${tapeId}/seg-00000001.tape`]: "v1.tape" });
    const tape = { dir: `/golden/${tapeId}`, name: "golden", blobs: new BlobStore(disk, "/golden/blobs", ids) };
    await exportArchive({ disk, ids }, tape, "/again.tar");
    expect(Buffer.compare(disk.bytes("/again.tar"), golden("v1.tar"))).toBe(0);
  });
});

describe("a packed generation of format 1.0", () => {
  it("opens alone, with the hashes of the tape that it was made of", async () => {
    const dir = `/golden/${tapeId}`;
    const disk = diskWith({ [`${dir}/seg-00000002.tape`]: "v1-packed.tape" });
    for (const verify of ["crc", "full"] as const)
      expect(await hashes(await TapeReader.open(disk, dir, { verify }))).toEqual(expected);
    const [one, other] = await Promise.all(
      [disk, diskWith({ [`${dir}/seg-00000001.tape`]: "v1.tape" })].map((at) => TapeReader.open(at, dir)),
    );
    for (const [i, entry] of one!.commits.entries())
      expect(await one!.image(entry)).toEqual(await other!.image(other!.commits[i]!));
  });
});

describe("a state of format 1.0", () => {
  const dir = `/golden/${testTapeId}`;
  const files = { [`${dir}/seg-00000001.tape`]: "v1-edits.tape" };
  const snapshot = `${dir}/snapshots/000000000040.data.pb`;

  it("has the hash that it had, from the commits and from the snapshot", async () => {
    for (const [disk, snapshotUsed] of [
      [diskWith(files), undefined],
      [diskWith({ ...files, [snapshot]: "v1-edits.snapshot.pb" }), 40],
    ] as const) {
      const { fold, ...found } = await stateOf(disk, dir);
      expect(found).toMatchObject({ sequence: 40, snapshotUsed });
      expect(fold.stateHash()).toBe("96f41fc0c85e9614b0d0b97248b98d61c1e6124ed2e6349a40ff603c29bc629d");
      expect(fold.foldHash()).toBe("ddf6aa8ffedf41f6f799d6df6f41d56ec6ecf13f40b32ed2937aeb23e6dc95f3");
    }
  });

  it("has the same snapshot still: no fold or read model has changed without a new version", async () => {
    const disk = diskWith(files);
    await takeSnapshot(disk, ids, dir);
    expect(Buffer.compare(disk.bytes(snapshot), golden("v1-edits.snapshot.pb"))).toBe(0);
  });
});

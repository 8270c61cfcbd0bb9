import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { eventMessage, manifestMessage, markerMessage, snapshotMessage } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { damagedLeaves, replaceLeaf } from "#sdk/archive/kept-leaves.js";
import { repackArchive } from "#sdk/archive/repack.js";
import { nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { sha256 } from "#sdk/base/sha256.js";
import { codeOf, entriesOf, hastyDisk, Lab, state } from "./lab.js";
import { tarOf } from "./tars.js";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
/** Field 1007 with wire types 0, 1, 2 and 5. */
const strangers = bytes("f83e9601f93e0102030405060708fa3e03616263fd3e01020304");

type Event = ReturnType<typeof eventMessage.decode>;
type Manifest = ReturnType<typeof manifestMessage.decode>;

/** The archive as a later version would have written it: events changed, manifest and marker to fit. */
function rewritten(
  tar: Buffer,
  change: (event: Event) => Event,
  more: { manifest?: Partial<Manifest>; leaves?: { name: string; data: Uint8Array }[] } = {},
): Buffer {
  const entries = entriesOf(tar).map(({ name, start, end }) => ({
    name,
    data: new Uint8Array(tar.subarray(start, end)),
  }));
  const sum: Uint8Array[] = [];
  let size = 0;
  for (const entry of entries) {
    if (!entry.name.endsWith(".data.pb")) continue;
    entry.data = eventMessage.encode(change(eventMessage.decode(entry.data)));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(entry.data.length));
    sum.push(length, entry.data);
    size += entry.data.length;
  }
  const others = (more.leaves ?? []).reduce((sum, { data }) => sum + data.length, 0);
  const manifest = manifestMessage.decode(entries[0]!.data);
  const ranges = [{ ...manifest.ranges[0]!, bytes: size, sha256: sha256(...sum) }];
  entries[0]!.data = manifestMessage.encode({ ...manifest, ranges, leafBytes: size + others, ...more.manifest });
  const marker = markerMessage.decode(entries.at(-1)!.data);
  entries.at(-1)!.data = markerMessage.encode({ ...marker, manifestSha256: sha256(entries[0]!.data) });
  const kept = entries.filter(({ name }) => !name.endsWith(".crc"));
  return tarOf([...kept, ...(more.leaves ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/** Leaves of a tar without sidecars, which a later version may leave out. */
function leavesOf(tar: Buffer): [string, string][] {
  return entriesOf(tar)
    .filter(({ name }) => !name.endsWith(".crc"))
    .map(({ name, start, end }) => [name, tar.subarray(start, end).toString("hex")]);
}

async function archived(): Promise<{ lab: Lab; dir: string; tar: Buffer }> {
  const lab = new Lab(hastyDisk);
  const { dir } = await lab.tape(3);
  await lab.export({ dir }, "run.tar");
  return { lab, dir, tar: lab.read("run.tar") };
}

describe("an archive of a later version", () => {
  it("keeps unknown fields of all wire types through import and export, in every message (A7)", async () => {
    const { lab, dir, tar } = await archived();
    const whole = await state(dir);
    lab.remove({ dir });
    const later = rewritten(tar, (event) => ({
      ...event,
      schemaVersion: 2,
      unknown: strangers,
      commit: event.commit && { ...event.commit, unknown: strangers },
      extra: event.extra.map((record) => ({ ...record, unknown: strangers })),
    }));
    lab.write("later.tar", later);
    expect(await lab.import("later.tar")).toMatchObject({ commitsAdded: 4, gaps: [], notices: [] });
    expect(await state(dir)).toEqual(whole);
    await lab.export({ dir }, "again.tar");
    expect(leavesOf(lab.read("again.tar"))).toEqual(leavesOf(later));
    expect(await lab.import("later.tar")).toMatchObject({ commitsAdded: 0 });
  });

  it("with an event whose payload is unknown is taken, the event kept and told, all others applied (A8)", async () => {
    const { lab, dir, tar } = await archived();
    const whole = await state(dir);
    lab.remove({ dir });
    const later = rewritten(tar, (event) =>
      event.seq === 3 ? { ...event, commit: undefined, unknown: bytes("fa0203010203") } : event,
    );
    lab.write("later.tar", later);
    const result = await lab.import("later.tar", { level: "deep" });
    expect(result).toMatchObject({ commitsAdded: 3, gaps: [{ first: 3, last: 3 }], damage: [] });
    expect(result.replay).toMatchObject({ opaque: 1, appliedEvents: 3, gaps: [] });
    expect(result.notices).toEqual(["1 event is of a newer version: kept, and not read."]);
    const { images, hashes } = await state(dir);
    expect(images).toEqual(whole.images.filter((_, at) => at !== 2));
    expect(hashes.at(-1)).toBe(whole.hashes.at(-1));
    await lab.export({ dir }, "again.tar");
    const events = (tarBytes: Buffer): [string, string][] =>
      leavesOf(tarBytes).filter(([name]) => name.startsWith("010"));
    expect(events(lab.read("again.tar"))).toEqual(events(later));
  });

  it("keeps folders of numbers that we do not know when it is packed again, and through import and export", async () => {
    const { lab, dir, tar } = await archived();
    lab.remove({ dir });
    const leaf = { name: "055_later/thing.pb", data: bytes("0a0161") };
    const info = { index: 0, sha256: sha256(leaf.data), size: 3, included: true, path: leaf.name, unknown: strangers };
    const manifest = { opaque: [info], leafCount: 5, unknown: strangers };
    const later = rewritten(tar, (event) => event, { manifest, leaves: [leaf] });
    lab.write("later.tar", later);
    for (const [from, to] of [
      ["later.tar", "folder"],
      ["folder", "packed.tar"],
    ] as const)
      await repackArchive({ disk: nodeDisk, ids: systemIds }, lab.path(from), lab.path(to), {});
    expect(leavesOf(lab.read("packed.tar"))).toEqual(leavesOf(later));
    expect((await lab.import("later.tar")).notices).toEqual([]);
    await lab.export({ dir }, "again.tar");
    expect(leavesOf(lab.read("again.tar"))).toEqual(leavesOf(later));
    expect((await lab.import("again.tar")).commitsAdded).toBe(0);
    lab.remove({ dir });
    const hurt = rewritten(tar, (event) => event, { manifest, leaves: [{ ...leaf, data: bytes("0a0162") }] });
    lab.write("hurt.tar", hurt);
    expect(await codeOf(lab.import("hurt.tar"))).toBe("archive-damaged");
  });

  it("is refused when its projection is another one, and nothing is changed", async () => {
    const { lab, dir, tar } = await archived();
    lab.remove({ dir });
    const before = lab.listing();
    lab.write(
      "later.tar",
      rewritten(tar, (event) => event, { manifest: { projectionVersion: 2 } }),
    );
    const refused = lab.import("later.tar");
    await expect(refused).rejects.toMatchObject({ code: "newer-format", details: { found: 2, supported: 1 } });
    expect(await codeOf(lab.import("later.tar", { salvage: true }))).toBe("newer-format");
    expect(lab.listing()).toEqual(before);
  });
});

describe("a kept leaf", () => {
  it("is known to be damaged where only the checksum of a kept leaf can tell, and takes the leaf again", async () => {
    const { lab, dir, tar } = await archived();
    lab.remove({ dir });
    const later = rewritten(tar, (event) => ({ ...event, unknown: strangers }));
    lab.write("later.tar", later);
    await lab.import("later.tar");
    expect(await damagedLeaves(nodeDisk, dir)).toEqual([]);
    const path = `${dir}/kept/000000000002.data.pb`;
    const leaf = readFileSync(path);
    const changed = Buffer.from(leaf);
    changed[leaf.length - 1]! ^= 1; // inside a field that we do not know
    writeFileSync(path, changed);
    expect(await damagedLeaves(nodeDisk, dir)).toEqual([2]);
    await lab.export({ dir }, "poorer.tar");
    expect(leavesOf(lab.read("poorer.tar"))).not.toEqual(leavesOf(later));
    await replaceLeaf({ disk: nodeDisk, ids: systemIds }, dir, 2, leaf);
    expect(await damagedLeaves(nodeDisk, dir)).toEqual([]);
    await lab.export({ dir }, "again.tar");
    expect(leavesOf(lab.read("again.tar"))).toEqual(leavesOf(later));
  });
});

describe("a snapshot in an archive", () => {
  /** An archive with a snapshot of commit 2 that this version cannot read: what its bytes are nobody knows. */
  async function withSnapshot(): Promise<{
    lab: Lab;
    dir: string;
    good: Uint8Array;
    pack: (data: Uint8Array, said: Uint8Array) => Buffer;
  }> {
    const { lab, dir, tar } = await archived();
    const { hashes } = await state(dir);
    const { runId } = eventMessage.decode(Buffer.from(leavesOf(tar)[1]![1], "hex"));
    lab.remove({ dir });
    const packed = (data: Uint8Array, said: Uint8Array): Buffer => {
      const info = { index: 2, sha256: sha256(said), size: said.length, included: true, path: "", unknown: none };
      const leaves = [{ name: SNAPSHOT, data }];
      return rewritten(tar, (event) => event, { manifest: { snapshots: [info], leafCount: 5 }, leaves });
    };
    return { lab, dir, good: made(runId, hashes[2]!), pack: packed };
  }
  const none = new Uint8Array(0);
  const SNAPSHOT = "020_snapshots/000000000002.data.pb";
  const made = (runId: string, hash: string): Uint8Array =>
    snapshotMessage.encode({
      ...{
        schemaVersion: 1,
        runId,
        state: bytes("0102"),
        stateHash: sha256(bytes("0102")),
        foldVersion: 9,
        models: [],
      },
      replayCursor: { sequence: 2, hash: bytes(hash), others: [], unknown: none },
      unknown: none,
    });

  it("is proved with everything else, and never needed: the commits are there without it (A6b)", async () => {
    const { lab, good, pack } = await withSnapshot();
    const flipped = Uint8Array.from(good);
    flipped[20]! ^= 1;
    lab.write("flipped.tar", pack(flipped, good));
    await expect(lab.import("flipped.tar")).rejects.toMatchObject({
      code: "archive-damaged",
      details: { path: SNAPSHOT },
    });
    expect(await lab.import("flipped.tar", { salvage: true })).toMatchObject({ commitsAdded: 4, gaps: [] });
  });

  it("that was taken of another tape or commit is not used, and told", async () => {
    const { lab, dir, good, pack } = await withSnapshot();
    const { runId } = snapshotMessage.decode(good);
    for (const other of [made("f".repeat(32), "00".repeat(32)), made(runId, "00".repeat(32))]) {
      lab.write("other.tar", pack(other, other));
      const { commitsAdded, notices } = await lab.import("other.tar");
      expect([commitsAdded, notices]).toEqual([4, [expect.stringContaining("is no snapshot of this tape")]]);
      lab.remove({ dir });
    }
  });

  it("that only a later version can read survives import and export", async () => {
    const { lab, dir, good, pack } = await withSnapshot();
    const later = pack(good, good);
    lab.write("later.tar", later);
    const { commitsAdded, notices } = await lab.import("later.tar");
    expect([commitsAdded, notices]).toEqual([4, [expect.stringContaining("cannot be used by this Tapelab")]]);
    expect(existsSync(`${dir}/snapshots`)).toBe(false);
    await lab.export({ dir }, "again.tar");
    expect(leavesOf(lab.read("again.tar"))).toEqual(leavesOf(later));
    writeFileSync(`${dir}/kept/${SNAPSHOT.replace("/", "+")}`, "hurt");
    await lab.export({ dir }, "without.tar");
    expect(leavesOf(lab.read("without.tar")).map(([name]) => name)).not.toContain(SNAPSHOT);
    lab.remove({ dir });
    expect((await lab.import("without.tar")).commitsAdded).toBe(4);
  });
});

describe("events behind the marker", () => {
  it("are an ignored tail: counted, not looked at, also when they are damaged (A1)", async () => {
    const { lab, dir, tar } = await archived();
    lab.remove({ dir });
    const tail = { name: "010_events/000000000005.data.pb", data: bytes("ffffff") };
    const entries = entriesOf(tar).map(({ name, start, end }) => ({ name, data: tar.subarray(start, end) }));
    lab.write("tail.tar", tarOf([...entries.slice(0, -1), tail, ...entries.slice(-1)]));
    expect(await lab.import("tail.tar")).toMatchObject({
      commitsAdded: 4,
      notices: ["1 event is behind commit 4, not confirmed by a marker, and ignored."],
    });
  });
});

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";
import { describe, expect, it } from "vitest";
import { repackArchive } from "#sdk/archive/repack.js";
import { type Disk, nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { TapeWriter } from "#sdk/tape/writer.js";
import { encodeImage } from "#sdk/value/image.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { TestTape } from "../read/test-tape.js";
import { codeOf, entriesOf, hastyDisk, Lab, workspaceId } from "./lab.js";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function repack(lab: Lab, from: string, to: string, disk: Disk = nodeDisk): Promise<void> {
  await repackArchive({ disk, ids: systemIds }, lab.path(from), lab.path(to), {});
}

describe("a tar of ours", () => {
  it("is a plain ustar that the system's tar lists and extracts", async () => {
    const lab = new Lab();
    const tape = await lab.tape(3);
    const { sha256: digest, sizeBytes } = await lab.export(tape, "run.tar");
    const tar = lab.read("run.tar");
    expect([sha256(tar), tar.length]).toEqual([digest, sizeBytes]);
    const listed = execFileSync("tar", ["tf", lab.path("run.tar")], { encoding: "utf8" })
      .trim()
      .split("\n");
    expect(listed).toEqual(entriesOf(tar).map(({ name }) => name));
    expect(listed).toEqual([...listed].sort());
    expect(listed).toContain("010_events/000000000001.data.pb");
    expect([listed[0], listed.at(-1)]).toEqual(["001_manifest/manifest.pb", "099_commit/commit.pb"]);
    const long = execFileSync("tar", ["tvf", lab.path("run.tar")], {
      encoding: "utf8",
      env: { ...process.env, TZ: "UTC" },
    });
    for (const line of long.trim().split("\n")) expect(line).toMatch(/^-rw-r--r-- 0\/0 +\d+ 1970-01-01 00:00 /);
    expect(tar.subarray(-1_024).every((byte) => byte === 0)).toBe(true);
    expect(tar.subarray(-1_536, -1_024).every((byte) => byte === 0)).toBe(false);
  });

  it("reads back with a library of another make, byte for byte", async () => {
    const lab = new Lab();
    await lab.export(await lab.tape(3), "run.tar");
    const tar = lab.read("run.tar");
    const reader = extract();
    reader.end(tar);
    const found: [string, string][] = [];
    for await (const entry of reader) {
      const pieces: Buffer[] = [];
      for await (const piece of entry) pieces.push(piece as Buffer);
      found.push([entry.header.name, Buffer.concat(pieces).toString("hex")]);
    }
    expect(found).toEqual(
      entriesOf(tar).map(({ name, start, end }) => [name, tar.subarray(start, end).toString("hex")]),
    );
  });

  it("is the same after extraction by the system's tar and packing by us (A4)", async () => {
    const lab = new Lab();
    const tape = await lab.tape(3);
    await lab.export(tape, "run.tar", { meta: true });
    mkdirSync(lab.path("out"));
    execFileSync("tar", ["xf", lab.path("run.tar"), "-C", lab.path("out")]);
    writeFileSync(lab.path("out/notes.txt"), "mine");
    writeFileSync(lab.path("out/010_events/1.data.pb"), "mine");
    writeFileSync(lab.path("out/old.tar"), "mine");
    await repack(lab, "out", "again.tar");
    expect(lab.read("again.tar").equals(lab.read("run.tar"))).toBe(true);
    await lab.export(tape, "folder", { meta: true });
    await repack(lab, "folder", "third.tar");
    expect(lab.read("third.tar").equals(lab.read("run.tar"))).toBe(true);
    await repack(lab, "run.tar", "back");
    for (const path of readdirSync(lab.path("folder"), { recursive: true }) as string[]) {
      if (statSync(lab.path(`folder/${path}`)).isFile())
        expect(lab.read(`back/${path}`).equals(lab.read(`folder/${path}`))).toBe(true);
    }
  });

  it("does not depend on the order in which a disk lists its files (A2)", async () => {
    const lab = new Lab();
    await lab.export(await lab.tape(5), "folder");
    const reversed: Disk = {
      ...nodeDisk,
      later: { ...nodeDisk.later, readdir: async (path) => (await nodeDisk.later.readdir(path)).sort().reverse() },
    };
    await repack(lab, "folder", "one.tar");
    await repack(lab, "folder", "two.tar", reversed);
    expect(lab.read("two.tar").equals(lab.read("one.tar"))).toBe(true);
  });

  it("wrapped with gzip has no time and no name, and its digest is that of the tar", async () => {
    const lab = new Lab();
    const tape = await lab.tape(3);
    const plain = await lab.export(tape, "run.tar");
    const packed = await lab.export(tape, "run.tar.gz");
    const bytes = lab.read("run.tar.gz");
    expect(packed.sha256).toBe(plain.sha256);
    expect([...bytes.subarray(0, 8)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    expect(gunzipSync(bytes).equals(lab.read("run.tar"))).toBe(true);
  });
});

describe("the bytes of an archive", { timeout: 120_000 }, () => {
  it("are the same in other processes, time zones, locales, umasks and folders (A3)", async () => {
    const lab = new Lab();
    const tape = await lab.tape(4);
    const { sha256: digest } = await lab.export(tape, "run.tar");
    mkdirSync(lab.path("elsewhere/.tapelab/tapes"), { recursive: true });
    const script = `
      process.umask(0o${"077"});
      const { exportArchive } = require(${JSON.stringify(resolve("sdk/dist/archive/export.js"))});
      const { BlobStore } = require(${JSON.stringify(resolve("sdk/dist/blob/store.js"))});
      const { nodeDisk } = require(${JSON.stringify(resolve("sdk/dist/base/disk.js"))});
      const { systemIds } = require(${JSON.stringify(resolve("sdk/dist/base/ids.js"))});
      const blobs = new BlobStore(nodeDisk, process.argv[1] + "/blobs", systemIds);
      exportArchive({ disk: nodeDisk, ids: systemIds }, { dir: process.argv[1], name: "other", blobs }, process.argv[2])
        .then(({ sha256 }) => console.log(sha256));`;
    for (const [at, env] of [
      { TZ: "Asia/Kolkata", LANG: "C" },
      { TZ: "America/St_Johns", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
    ].entries()) {
      const out = execFileSync(process.execPath, ["-e", script, tape.dir, lab.path(`other-${at}.tar`)], {
        env: { ...process.env, ...env },
        cwd: lab.path("elsewhere"),
        encoding: "utf8",
      });
      expect(out.trim()).toBe(digest);
      expect(lab.read(`other-${at}.tar`).equals(lab.read("run.tar"))).toBe(true);
    }
  });

  it("do not depend on batches and segments (A10b)", async () => {
    const labels = Array.from({ length: 40 }, (_, i) => `c${i}`);
    const image = (label: string): ReturnType<typeof encodeImage> =>
      encodeImage({ label, kind: 0, wallMs: 1_700_000_000_000, meta: "{}" }, undefined);
    const written = async (groups: readonly (readonly string[])[], isSplit: boolean): Promise<string> => {
      const lab = new Lab(hastyDisk);
      const dir = `${lab.dir}/tapes/${"0198f0c0ffee7000".padEnd(32, "8")}`;
      const deps = { disk: nodeDisk, clock: new FixedClock(), ids: new CounterIds(), background: false };
      let writer = TapeWriter.create(dir, workspaceId, deps);
      for (const group of groups) {
        expect(writer.append(group.map(image)).error).toBeUndefined();
        if (!isSplit || group === groups.at(-1)) continue;
        await writer.close(); // the next life goes on in a segment of its own
        ({ writer } = await TapeWriter.resume(dir, deps, { takeOver: true }));
      }
      await writer.end();
      return (await lab.export({ dir }, "run.tar")).sha256!;
    };
    const whole = await written([labels], false);
    expect(
      await written(
        labels.map((label) => [label]),
        false,
      ),
    ).toBe(whole);
    expect(await written([labels.slice(0, 7), labels.slice(7, 20), labels.slice(20)], true)).toBe(whole);
  });

  it("have a leaf for each of two equal commits (A21)", async () => {
    const lab = new Lab();
    const tape = new TestTape({ disk: nodeDisk, root: lab.dir });
    for (let i = 0; i < 2; i++) tape.scope("same", { x: 1 }).commit("same");
    tape.commit("last");
    await tape.end();
    await lab.export(tape, "run");
    const leaves = ["000000000002", "000000000003"].map((index) => lab.read(`run/010_events/${index}.data.pb`));
    expect(leaves[0]!.length).toBe(leaves[1]!.length);
    lab.remove(tape);
    expect(await lab.import("run")).toMatchObject({ commitsAdded: 4 });
  });

  it("name each range of 4,096 commits", { timeout: 120_000 }, async () => {
    const lab = new Lab(hastyDisk);
    const tape = new TestTape({ disk: nodeDisk, root: lab.dir });
    for (let i = 0; i < 4_100; i++) tape.commit(`c${i}`);
    await tape.end();
    await lab.export(tape, "run.tar");
    const { manifestMessage } = await import("tapelab-proto");
    const tar = lab.read("run.tar");
    const { start, end } = entriesOf(tar)[0]!;
    const { ranges, leafCount } = manifestMessage.decode(tar.subarray(start, end));
    expect(ranges.map(({ first, last }) => [first, last])).toEqual([
      [1, 4_096],
      [4_097, 4_101],
    ]);
    expect(leafCount).toBe(4_101);
    lab.remove(tape);
    expect(await lab.import("run.tar")).toMatchObject({ commitsAdded: 4_101 });
    await lab.export(tape, "again.tar");
    expect(sha256(lab.read("again.tar"))).toBe(sha256(tar));
  });
});

describe("exporting to a place that is taken", () => {
  it("changes nothing there unless told to, and never removes what is no archive", async () => {
    const lab = new Lab();
    const tape = await lab.tape(2);
    writeFileSync(lab.path("run.tar"), "mine");
    expect(await codeOf(lab.export(tape, "run.tar"))).toBe("bad-option");
    expect(lab.read("run.tar").toString()).toBe("mine");
    await lab.export(tape, "run.tar", { force: true });
    expect(lab.read("run.tar").length).toBeGreaterThan(4_000);
    await lab.export(tape, "folder");
    expect(await codeOf(lab.export(tape, "folder"))).toBe("bad-option");
    await lab.export(tape, "folder", { force: true });
    writeFileSync(lab.path("folder/notes.txt"), "mine");
    expect(await codeOf(lab.export(tape, "folder", { force: true }))).toBe("bad-option");
    expect(readFileSync(join(lab.root, "folder/notes.txt"), "utf8")).toBe("mine");
    mkdirSync(lab.path("empty"));
    await lab.export(tape, "empty");
    expect(readdirSync(lab.path("empty"))).toHaveLength(3);
    expect(readdirSync(lab.root).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("leaves nothing behind when the disk is full", async () => {
    const lab = new Lab();
    const tape = await lab.tape(3);
    let left = 2;
    const full: Disk = {
      ...nodeDisk,
      later: {
        ...nodeDisk.later,
        append: async (file, bytes) => {
          if (left-- <= 0) throw Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" });
          return nodeDisk.later.append(file, bytes);
        },
      },
    };
    const before = readdirSync(lab.root);
    for (const name of ["run.tar", "run.tar.gz", "folder"]) {
      left = name === "folder" ? 2 : 0;
      const filled = new Lab(full);
      expect([name, await codeOf(filled.export(tape, lab.path(name)))]).toEqual([name, "ENOSPC"]);
    }
    expect(readdirSync(lab.root)).toEqual(before);
  });
});

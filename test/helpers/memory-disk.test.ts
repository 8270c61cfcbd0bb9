import { describe, expect, it } from "vitest";
import type { Disk } from "#sdk/base/disk.js";
import { MemoryDisk } from "./memory-disk.js";
import { Rng } from "./rng.js";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const bytes = (content: string): Uint8Array => Buffer.from(content, "latin1");

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return "none";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

/** The disks found after many power losses, as sets of `path=content`. */
const losses = (disk: MemoryDisk, mode: "weak" | "ordered" = "weak", runs = 400): Set<string> => {
  const found = new Set<string>();
  for (let seed = 0; seed < runs; seed++) {
    const after = disk.powerLoss(new Rng(seed), mode);
    found.add(
      after
        .files()
        .map((path) => `${path}=${text(after.bytes(path))}`)
        .join(" "),
    );
  }
  return found;
};

const written = (disk: Disk, path: string, ...parts: string[]): ReturnType<Disk["now"]["createExcl"]> => {
  const file = disk.now.createExcl(path);
  for (const part of parts) disk.now.append(file, bytes(part));
  return file;
};

describe("MemoryDisk", () => {
  it("behaves as a file system does", () => {
    const disk = new MemoryDisk();
    disk.now.mkdir("/a/b");
    const file = written(disk, "/a/b/one", "hello ", "tape");
    expect(disk.now.size(file)).toBe(10);
    expect(codeOf(() => disk.now.createExcl("/a/b/one"))).toBe("EEXIST");
    expect(codeOf(() => disk.now.createExcl("/x/one"))).toBe("ENOENT");
    expect(codeOf(() => disk.now.openRead("/a/b"))).toBe("EINVAL");
    disk.now.link("/a/b/one", "/a/two");
    expect(codeOf(() => disk.now.link("/a/b/one", "/a/two"))).toBe("EEXIST");
    disk.now.rename("/a/b/one", "/a/three");
    disk.now.append(file, bytes("!"));
    expect([text(disk.bytes("/a/two")), text(disk.bytes("/a/three"))]).toEqual(["hello tape!", "hello tape!"]);
    const target = new Uint8Array(4);
    const reading = disk.now.openRead("/a/two");
    expect([disk.now.read(reading, target, 8), text(target.subarray(0, 3))]).toEqual([3, "pe!"]);
    expect(codeOf(() => disk.now.append(reading, bytes("x")))).toBe("EBADF");
    disk.now.close(reading);
    expect(codeOf(() => disk.now.read(reading, target, 0))).toBe("EBADF");
    disk.now.unlink("/a/two");
    disk.now.rmdir("/a/b");
    expect([disk.now.stat("/a/two"), disk.now.stat("/a/three")?.size, disk.now.stat("/a")?.kind]).toEqual([
      undefined,
      11,
      "directory",
    ]);
    expect([disk.files(), disk.now.readdir("/a")]).toEqual([["/a/three"], ["three"]]);
  });
});

describe("powerLoss", () => {
  it("keeps what was synced, file and directory entry", () => {
    const disk = new MemoryDisk();
    disk.putDir("/t");
    disk.now.sync(written(disk, "/t/f", "safe"));
    disk.now.fsyncDir("/t");
    expect(losses(disk)).toEqual(new Set(["/t/f=safe"]));
    expect(losses(disk, "ordered")).toEqual(new Set(["/t/f=safe"]));
  });

  it("may lose a synced file whose directory entry was not synced", () => {
    const disk = new MemoryDisk();
    disk.putDir("/t");
    disk.now.sync(written(disk, "/t/f", "safe"));
    expect(losses(disk)).toEqual(new Set(["", "/t/f=safe"]));
  });

  it("may lose a directory that its parent was not synced for, with all that is in it", () => {
    const disk = new MemoryDisk();
    disk.putDir("/t");
    disk.now.mkdir("/t/new");
    disk.now.sync(written(disk, "/t/new/f", "safe"));
    disk.now.fsyncDir("/t/new");
    expect(losses(disk)).toEqual(new Set(["", "/t/new/f=safe"]));
  });

  it("leaves of un-synced bytes nothing, a prefix, or sectors kept, zeroed or garbage", () => {
    const disk = new MemoryDisk();
    disk.putDir("/t");
    const file = written(disk, "/t/f", "safe");
    disk.now.sync(file);
    disk.now.fsyncDir("/t");
    disk.now.append(file, bytes("x".repeat(1_020)));
    const found = losses(disk);
    for (const state of found) expect(state.startsWith("/t/f=safe")).toBe(true);
    expect(found.has("/t/f=safe")).toBe(true);
    expect(found.has(`/t/f=safe${"x".repeat(1_020)}`)).toBe(true);
    expect(found.has(`/t/f=safe${"\0".repeat(508)}${"x".repeat(512)}`)).toBe(true);
    expect([...found].some((state) => /^\/t\/f=safex{1,1019}$/.test(state))).toBe(true);
    expect([...found].some((state) => /[^x\0]{400}$/.test(state))).toBe(true);
  });

  it("takes any subset of directory operations when weak, and only prefixes when ordered", () => {
    const disk = new MemoryDisk();
    disk.put("/t/old", bytes("o"));
    disk.now.rename("/t/old", "/t/new");
    expect([...losses(disk)].sort()).toEqual(["", "/t/new=o", "/t/new=o /t/old=o", "/t/old=o"]);
    expect([...losses(disk, "ordered")].sort()).toEqual(["/t/new=o", "/t/new=o /t/old=o", "/t/old=o"]);
  });

  it("keeps everything before what was synced when ordered", () => {
    const disk = new MemoryDisk();
    disk.putDir("/t");
    written(disk, "/t/a", "1");
    const b = written(disk, "/t/b", "22");
    disk.now.sync(b);
    disk.now.append(b, bytes("33"));
    expect([...losses(disk, "ordered")].sort()).toEqual(["/t/a=1 /t/b=22", "/t/a=1 /t/b=223", "/t/a=1 /t/b=2233"]);
  });
});

describe("a sync of the MemoryDisk", () => {
  it("covers only what was written before the sync started", () => {
    const disk = new MemoryDisk();
    disk.putDir("/t");
    const file = written(disk, "/t/f", "1");
    disk.now.fsyncDir("/t");
    const job = disk.startSync(file);
    disk.now.append(file, bytes("2"));
    expect(losses(disk).has("/t/f=")).toBe(true);
    job.finish();
    expect(text(disk.durableBytes("/t/f"))).toBe("1");
    expect(losses(disk).has("/t/f=")).toBe(false);
  });

  it("waits for what another sync has under way", () => {
    const disk = new MemoryDisk();
    disk.putDir("/t");
    disk.startSync(written(disk, "/t/f", "1"));
    disk.now.fsyncPath("/t/f");
    expect(text(disk.durableBytes("/t/f"))).toBe("1");
  });

  it("fails when another one failed for the same pages", () => {
    const disk = new MemoryDisk();
    disk.putDir("/t");
    const file = written(disk, "/t/f", "1");
    const first = disk.startSync(file);
    disk.startSync(file).fail(new Rng(1));
    expect(codeOf(() => first.finish())).toBe("EIO");
    expect(codeOf(() => disk.now.sync(file))).toBe("none");
  });

  it("never brings back pages that a failed sync dropped", () => {
    let lost = 0;
    for (let seed = 0; seed < 50; seed++) {
      const disk = new MemoryDisk();
      disk.putDir("/t");
      const file = written(disk, "/t/f", "page");
      disk.now.fsyncDir("/t");
      disk.startSync(file).fail(new Rng(seed));
      disk.now.append(file, bytes("more"));
      disk.now.sync(file);
      expect(text(disk.bytes("/t/f"))).toBe("pagemore");
      const after = disk.powerLoss(new Rng(seed));
      expect(text(after.bytes("/t/f")).slice(4)).toBe("more");
      if (!text(after.bytes("/t/f")).startsWith("page")) lost++;
    }
    expect(lost).toBeGreaterThan(10);
  });
});

describe("the seed of a power loss", () => {
  it("gives the same disk for the same seed", () => {
    const disk = new MemoryDisk();
    disk.putDir("/t");
    written(disk, "/t/f", "x".repeat(5_000));
    const twice = [1, 2].map(() => disk.powerLoss(new Rng(77)));
    expect(twice[0]!.files()).toEqual(twice[1]!.files());
    for (const path of twice[0]!.files()) expect(twice[0]!.bytes(path)).toEqual(twice[1]!.bytes(path));
  });
});

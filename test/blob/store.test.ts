import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { systemIds } from "#sdk/base/ids.js";
import { hex, sha256 } from "#sdk/base/sha256.js";
import { BlobStore } from "#sdk/blob/store.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FaultDisk, type Operation } from "../helpers/fault-disk.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Rng } from "../helpers/rng.js";

const dir = "/w/.tapelab/blobs";
const content = (size: number, seed = 1): Uint8Array => new Rng(seed).bytes(size);
const pathOf = (name: string): string => `${dir}/${name.slice(0, 2)}/${name}`;

const fresh = (): { disk: MemoryDisk; store: BlobStore } => {
  const disk = new MemoryDisk();
  disk.putDir("/w/.tapelab");
  return { disk, store: new BlobStore(disk, dir, new CounterIds()) };
};

describe("BlobStore", () => {
  it("stores bytes under their hash and reads them back, now and later, small and large", async () => {
    const { disk, store } = fresh();
    for (const [i, size] of [0, 1, 6_144, 6_145, 3_000_000].entries()) {
      const blob = store.pending(content(size, i));
      if (i % 2) store.writeNow(blob);
      else await blob.durable();
      const name = hex(blob.sha256);
      expect(name).toBe(hex(sha256(content(size, i))));
      expect(Buffer.compare(disk.bytes(pathOf(name)), content(size, i))).toBe(0);
      expect(Buffer.compare((await store.read(name))!, content(size, i))).toBe(0);
      expect(Buffer.compare(store.readNow(name)!, content(size, i))).toBe(0);
      expect(await store.verify(name)).toBe("good");
    }
    expect((await store.list()).map(({ size }) => size).sort((a, b) => a - b)).toEqual([0, 1, 6_144, 6_145, 3_000_000]);
    expect(disk.files().filter((path) => path.includes("tmp-"))).toEqual([]);
  });

  it("gives the hash at once, before the pool has computed it", async () => {
    const { store } = fresh();
    const blobs = Array.from({ length: 5 }, (_, i) => store.pending(content(100_000, i)));
    for (const [i, blob] of blobs.entries()) expect(hex(blob.sha256)).toBe(hex(sha256(content(100_000, i))));
    await Promise.all(blobs.map((blob) => blob.durable()));
    expect((await store.list()).length).toBe(5);
  });

  it("writes equal bytes once", async () => {
    const { disk } = fresh();
    const counted = new FaultDisk(disk);
    const store = new BlobStore(counted, dir, new CounterIds());
    const blobs = [1, 2, 3].map(() => store.pending(content(5_000)));
    await Promise.all(blobs.map((blob) => blob.durable()));
    store.writeNow(store.pending(content(5_000)));
    await new BlobStore(counted, dir, new CounterIds(50)).write(store.pending(content(5_000)));
    expect(counted.log.filter(({ name }) => name === "append").length).toBe(1);
    expect(disk.files().length).toBe(1);
  });

  it("gives nothing for what is missing, has no proper name, or is larger than the cap", async () => {
    const { store } = fresh();
    const blob = store.pending(content(100));
    store.writeNow(blob);
    const name = hex(blob.sha256);
    expect(await store.read("0".repeat(64))).toBeUndefined();
    expect(await store.verify("0".repeat(64))).toBe("missing");
    for (const bad of ["", "../../../etc/passwd", name.toUpperCase(), `${name}0`, `${name.slice(0, 62)}/.`]) {
      expect([await store.read(bad), store.readNow(bad), await store.verify(bad)]).toEqual([
        undefined,
        undefined,
        "missing",
      ]);
    }
    expect(await store.read(name, 99)).toBeUndefined();
    expect((await store.read(name, 100))?.length).toBe(100);
    expect(await new BlobStore(new MemoryDisk(), dir, new CounterIds()).list()).toEqual([]);
  });

  it("never gives wrong content: each byte changed, each cut, each extension is unavailable", async () => {
    const { disk, store } = fresh();
    const good = content(200);
    const name = hex(sha256(good));
    for (let i = 0; i < good.length; i++) {
      const changed = good.slice();
      changed[i]! ^= 1 << (i % 8);
      for (const bytes of [changed, good.slice(0, i), Buffer.concat([good, good.subarray(0, i + 1)])]) {
        disk.put(pathOf(name), bytes);
        expect([await store.read(name), store.readNow(name)]).toEqual([undefined, undefined]);
        expect(await store.verify(name)).toBe("damaged");
      }
    }
  });
});

describe("BlobStore, asked again", () => {
  it("replaces a damaged copy when the bytes are written again", async () => {
    const { disk, store } = fresh();
    const blob = store.pending(content(300));
    const name = hex(blob.sha256);
    for (const bad of [content(300, 2), content(10), new Uint8Array(0)]) {
      disk.put(pathOf(name), bad);
      await new BlobStore(disk, dir, new CounterIds(99)).write(blob);
      expect(await store.verify(name)).toBe("good");
    }
  });

  it("writes a blob again that vanished after it was written", async () => {
    const { disk, store } = fresh();
    const blob = store.pending(content(300));
    store.writeNow(blob);
    disk.now.unlink(pathOf(hex(blob.sha256)));
    store.writeNow(blob);
    expect(await store.verify(hex(blob.sha256))).toBe("good");
  });
});

describe("BlobStore on a failing disk", () => {
  const attempt = async (fault: (operation: Operation) => Operation["fault"], seed: number) => {
    const machine = new MemoryDisk();
    machine.putDir("/w/.tapelab");
    const disk = new FaultDisk(machine, { rng: new Rng(seed), fault });
    const store = new BlobStore(disk, dir, new CounterIds());
    const outcome = { disk, machine, isDurable: false, name: hex(sha256(content(2_000))) };
    try {
      await store.write(store.pending(content(2_000)));
      outcome.isDurable = true;
    } catch (error) {
      expect((error as { code: string }).code).toMatch(/^(EIO|ENOSPC|EMFILE|ECRASH|EEXIST|ENOENT|EBADF)$/);
    }
    return outcome;
  };

  it("keeps every blob that was said to be durable, whichever operation fails or is the last before a power loss", async () => {
    const { disk } = await attempt(() => undefined, 0);
    expect(disk.count).toBeGreaterThan(8);
    for (let index = 0; index < disk.count; index++) {
      for (const fault of ["EIO", "ENOSPC", "EMFILE", "short", "crash-before", "crash-after"] as const) {
        for (let seed = 0; seed < 4; seed++) {
          const { machine, isDurable, name } = await attempt(
            (operation) => (operation.index === index ? fault : undefined),
            seed,
          );
          const after = machine.powerLoss(new Rng(seed));
          const verdict = await new BlobStore(after, dir, new CounterIds()).verify(name);
          expect(isDurable ? verdict === "good" : verdict !== "damaged", `${fault} at ${index}: ${verdict}`).toBe(true);
        }
      }
    }
  });

  it("rejects with the error of the disk and succeeds when asked again", async () => {
    const machine = new MemoryDisk();
    machine.putDir("/w/.tapelab");
    let isFull = true;
    const disk = new FaultDisk(machine, { fault: ({ name }) => (isFull && name === "append" ? "ENOSPC" : undefined) });
    const store = new BlobStore(disk, dir, new CounterIds());
    const blob = store.pending(content(50_000));
    await expect(blob.durable()).rejects.toMatchObject({ code: "ENOSPC" });
    expect(machine.files()).toEqual([]);
    isFull = false;
    await blob.durable();
    expect(await store.verify(hex(blob.sha256))).toBe("good");
  });

  it("lets a failure to open too many files pass as what it is, not as a missing blob", async () => {
    const { store, disk } = fresh();
    const blob = store.pending(content(10));
    store.writeNow(blob);
    const failing = new BlobStore(new FaultDisk(disk, { fault: () => "EMFILE" }), dir, new CounterIds());
    await expect(failing.read(hex(blob.sha256))).rejects.toMatchObject({ code: "EMFILE" });
  });
});

describe("BlobStore on the real disk", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tapelab-blob-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const stored = async (): Promise<{ store: BlobStore; name: string; path: string }> => {
    const store = new BlobStore(nodeDisk, join(root, "blobs"), systemIds);
    const blob = store.pending(content(1_000));
    await blob.durable();
    const name = hex(blob.sha256);
    return { store, name, path: join(root, "blobs", name.slice(0, 2), name) };
  };

  it("writes files that only their owner may read and nobody may write", async () => {
    const { store, name, path } = await stored();
    expect(statSync(path).mode & 0o777).toBe(0o400);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(path))).toEqual([name]);
    expect((await store.read(name))?.length).toBe(1_000);
  });

  it.each(["", ".z"])(
    "is unavailable within a second when swapped for a FIFO, a link, a directory or a 10 GiB sparse file (X-60) %s",
    async (form) => {
      const { store, name, path: raw } = await stored();
      const path = `${raw}${form}`;
      const swaps = [
        () => execFileSync("mkfifo", [path]),
        () => symlinkSync("/etc/passwd", path),
        () => {
          writeFileSync(path, "");
          chmodSync(path, 0o600);
          truncateSync(path, 10 * 2 ** 30);
        },
        () => nodeDisk.now.mkdir(path),
      ];
      for (const swap of swaps) {
        for (const old of [raw, path]) rmSync(old, { force: true });
        swap();
        const start = process.hrtime.bigint();
        const heldBefore = process.memoryUsage().arrayBuffers;
        expect(await store.read(name)).toBeUndefined();
        expect(await store.verify(name)).toBe("damaged");
        expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(1_000);
        expect(process.memoryUsage().arrayBuffers - heldBefore).toBeLessThan(16 * 2 ** 20);
        if (swap === swaps[3]) continue;
        await new BlobStore(nodeDisk, join(root, "blobs"), systemIds).write({
          bytes: content(1_000),
          sha256: sha256(content(1_000)),
        });
        expect(await store.verify(name)).toBe("good");
      }
    },
  );
});

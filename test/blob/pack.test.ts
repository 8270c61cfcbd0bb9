import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { hex, sha256 } from "#sdk/base/sha256.js";
import { pack } from "#sdk/blob/pack.js";
import { BlobStore } from "#sdk/blob/store.js";
import { storedBlob } from "#sdk/blob/stored-blob.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { MemoryDisk } from "../helpers/memory-disk.js";
import { Rng } from "../helpers/rng.js";

const dir = "/w/.tapelab/blobs";

const fresh = (): { disk: MemoryDisk; store: BlobStore } => {
  const disk = new MemoryDisk();
  disk.putDir("/w/.tapelab");
  return { disk, store: new BlobStore(disk, dir, new CounterIds()) };
};

/** A series that shrinks, different for each seed. */
const series = (size: number, seed = 1): Uint8Array => {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = Math.round(100 * Math.sin(i / (50 + seed)));
  return bytes;
};
const nameOf = (bytes: Uint8Array): string => hex(sha256(bytes));
const pathOf = (name: string, form = ".z"): string => `${dir}/${name.slice(0, 2)}/${name}${form}`;
const inPieces = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
};
const joined = async (pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
};

describe("pack", () => {
  it("leaves alone what is small, what does not shrink by a tenth, and what is packed already", async () => {
    expect(await pack(series(4_095))).toBeUndefined();
    expect(await pack(new Rng(1).bytes(100_000))).toBeUndefined();
    const heads = ["89504e470d0a1a0a", "ffd8ffe0", "504b0304", "1f8b0800", "50415231", "0000002066747970"];
    for (const head of heads)
      expect(await pack(Buffer.concat([Buffer.from(head, "hex"), series(9_000)]))).toBeUndefined();
    expect(await pack(gzipSync(series(50_000)))).toBeUndefined();
    expect((await pack(series(4_096)))!.length).toBeLessThan(3_600);
  });

  it("leaves alone what only seems to shrink", async () => {
    const bytes = new Rng(1).bytes(900_000);
    for (const at of [0, (bytes.length - 16_384) / 2, bytes.length - 16_384]) bytes.fill(7, at, at + 16_384);
    expect(await pack(bytes)).toBeUndefined();
  });
});

describe("BlobStore, packed", () => {
  it("keeps contents of every size packed, and gives them back as they were to every reader", async () => {
    const { disk, store } = fresh();
    for (const size of [4_096, 70_000, 2 ** 20, 2 ** 20 + 1, 3_500_000]) {
      const bytes = series(size);
      const name = nameOf(bytes);
      await store.write(store.pending(bytes));
      expect(disk.files().filter((path) => path.includes(name))).toEqual([pathOf(name)]);
      expect(disk.bytes(pathOf(name)).length).toBeLessThan(0.9 * size);
      expect(Buffer.compare((await store.read(name, size))!, bytes)).toBe(0);
      expect(Buffer.compare(store.readNow(name)!, bytes)).toBe(0);
      expect(Buffer.compare(await joined(store.pieces(name)), bytes)).toBe(0);
      expect([await store.verify(name), await store.sizeOf(name)]).toEqual(["good", size]);
      expect((await store.list()).find(({ sha256: one }) => one === name)).toMatchObject({ size });
      expect(await store.read(name, size - 1)).toBeUndefined();
    }
  });

  it("writes raw while somebody records, and packs behind it", async () => {
    const { disk, store } = fresh();
    const blob = store.pending(series(50_000));
    const name = hex(blob.sha256);
    store.writeNow(blob);
    expect(disk.files()).toEqual([pathOf(name, "")]);
    await blob.durable();
    expect(disk.files()).toEqual([pathOf(name, "")]);
    await vi.waitFor(() => expect(disk.files()).toEqual([pathOf(name)]));
    store.writeNow(blob);
    await new BlobStore(disk, dir, new CounterIds(9)).write(blob);
    expect(disk.files()).toEqual([pathOf(name)]);
  });

  it("packs what comes in pieces", async () => {
    const { disk, store } = fresh();
    const bytes = series(1_500_000);
    expect(await store.writePieces(nameOf(bytes), inPieces(bytes))).toBe(true);
    expect(disk.files()).toEqual([pathOf(nameOf(bytes))]);
    expect(await store.writePieces("0".repeat(64), inPieces(bytes))).toBe(false);
  });

  it("packs what is taken in pieces behind who records, and names it without its bytes", async () => {
    const { disk, store } = fresh();
    const bytes = series(1_500_000);
    const name = nameOf(bytes);
    expect([await store.has(name), await store.takePieces(name, inPieces(bytes))]).toEqual([false, true]);
    expect([await store.has(name), disk.files()]).toEqual([true, [pathOf(name, "")]]);
    const read = vi.spyOn(disk.now, "read");
    store.writeNow(storedBlob(store, name, bytes.length)); // as the commit that names it
    expect(read).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(disk.files()).toEqual([pathOf(name)]), { timeout: 10_000 });
    store.writeNow(storedBlob(new BlobStore(disk, dir, new CounterIds(9)), name, bytes.length));
    expect(await store.takePieces("0".repeat(64), inPieces(bytes))).toBe(false);
    for (const path of disk.files()) disk.now.unlink(path);
    expect(() => store.writeNow(storedBlob(store, name, bytes.length))).toThrow(/was taken away/);
  });
});

describe("BlobStore, packed and not to be trusted", () => {
  it("never gives wrong content: each byte changed and each cut is the content or unavailable", async () => {
    const { disk, store } = fresh();
    const bytes = series(4_500);
    const name = nameOf(bytes);
    await store.write(store.pending(bytes));
    const good = disk.bytes(pathOf(name));
    for (let i = 0; i < good.length; i++) {
      const changed = good.slice();
      changed[i]! ^= 1 << (i % 8);
      for (const bad of [changed, good.slice(0, i)]) {
        disk.put(pathOf(name), bad);
        const found = await store.read(name);
        if (found) expect(Buffer.compare(found, bytes)).toBe(0);
        expect(await store.verify(name)).toBe(found ? "good" : "damaged");
      }
    }
    await new BlobStore(disk, dir, new CounterIds(50)).write({ bytes, sha256: sha256(bytes) });
    expect(await store.verify(name)).toBe("good");
  });

  it("does not believe lengths: neither of the content nor of a piece", async () => {
    const { disk, store } = fresh();
    const bytes = series(5_000);
    const name = nameOf(bytes);
    const packed = (await pack(bytes))!;
    for (const [at, value] of [
      [8, 2n ** 40n],
      [8, 2n ** 63n],
      [8, 2n ** 29n],
      [16, 0xffff_fff0n],
    ] as const) {
      const forged = Buffer.from(packed);
      if (at === 8) forged.writeBigUInt64LE(value, at);
      else forged.writeUInt32LE(Number(value), at);
      disk.put(pathOf(name), forged);
      const before = process.memoryUsage().arrayBuffers;
      expect(await store.read(name, bytes.length)).toBeUndefined();
      expect(await store.verify(name)).toBe("damaged");
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20);
    }
    const bomb = Buffer.concat([
      packed.subarray(0, 16),
      Buffer.alloc(4),
      (await pack(new Uint8Array(2 ** 20)))!.subarray(20),
    ]);
    bomb.writeUInt32LE(bomb.length - 20, 16);
    disk.put(pathOf(name), bomb);
    expect(await store.read(name)).toBeUndefined();
  });
});

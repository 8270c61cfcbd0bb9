import { describe, expect, it } from "vitest";
import { BlobStore } from "#sdk/blob/store.js";
import { CacheFolder } from "#sdk/record/cache-folder.js";
import { RememberCache } from "#sdk/record/remember.js";
import { inputsPart, rememberKey } from "#sdk/record/remember-key.js";
import { CounterIds } from "../helpers/counter-ids.js";
import { FixedClock } from "../helpers/fixed-clock.js";
import { MemoryDisk } from "../helpers/memory-disk.js";

class Lab {
  readonly disk = new MemoryDisk();
  readonly notices: string[] = [];
  readonly clock = new FixedClock();
  #processes = 0;

  /** A process of its own over the same disk. */
  cache(): RememberCache {
    const ids = new CounterIds(++this.#processes * 1_000_000);
    const notify = (text: string): void => void this.notices.push(text);
    return new RememberCache({
      folder: this.folder(ids),
      blobs: new BlobStore(this.disk, "/w/blobs", ids),
      clock: this.clock,
      notify,
    });
  }

  folder(ids = new CounterIds(5)): CacheFolder {
    return new CacheFolder({ disk: this.disk, dir: "/w/cache", clock: this.clock, ids });
  }

  files(dir: string): string[] {
    return this.disk.now.stat(dir)
      ? this.disk.now.readdir(dir).filter((name) => this.disk.now.stat(`${dir}/${name}`)?.kind === "file")
      : [];
  }
}

describe("remember", () => {
  it("R32: computes once in total; a new process hits with an equal value", async () => {
    const lab = new Lab();
    let calls = 0;
    const fit = () => {
      calls++;
      return { rmse: 0.5, curve: Float64Array.of(1, 2) };
    };
    const first = await lab.cache().remember("fit", { order: 2 }, fit);
    const second = await lab.cache().remember("fit", { order: 2 }, fit);
    expect([first.status, second.status, calls]).toEqual(["miss", "hit", 1]);
    expect(second.value).toEqual({ rmse: 0.5, curve: Float64Array.of(1, 2) });
    expect(second.key).toBe(first.key);
    expect(first.key).toMatch(/^[0-9a-f]{64}$/);
  });

  it("R33: misses when the function is edited, hits when another one is", async () => {
    const cache = new Lab().cache();
    await cache.remember("fit", { a: 1 }, () => 1);
    expect((await cache.remember("fit", { a: 1 }, () => 2)).status).toBe("miss");
    expect((await cache.remember("fit", { a: 1 }, () => 1)).status).toBe("hit");
  });

  it("takes a declared version or nothing in place of the source text", async () => {
    const cache = new Lab().cache();
    await cache.remember("fit", { a: 1 }, () => 1, { code: "v1" });
    expect(await cache.remember("fit", { a: 1 }, () => 2, { code: "v1" })).toMatchObject({ status: "hit", value: 1 });
    expect((await cache.remember("fit", { a: 1 }, () => 2, { code: "v2" })).status).toBe("miss");
    await cache.remember("fit", { a: 1 }, () => 3, { code: false });
    expect(await cache.remember("fit", { a: 1 }, () => 4, { code: false })).toMatchObject({ status: "hit", value: 3 });
  });

  it("R34: refuses none, two, an unknown context and positional extras, and calls nothing", async () => {
    const cache = new Lab().cache();
    cache.context("known", { a: 1 });
    let calls = 0;
    const fn = () => ++calls;
    const badOption = expect.objectContaining({ code: "bad-option" });
    await expect(cache.remember("n", undefined, fn)).rejects.toEqual(badOption);
    await expect(cache.remember("n", {}, fn)).rejects.toEqual(badOption);
    await expect(cache.remember("n", { context: "known", hash: "0".repeat(64) }, fn)).rejects.toEqual(badOption);
    await expect(cache.remember("n", { inputs: 1, context: "known" }, fn)).rejects.toEqual(badOption);
    await expect(cache.remember("n", { context: "other" }, fn)).rejects.toThrow(/known: known/);
    await expect(cache.remember("n", { hash: "abc" }, fn)).rejects.toEqual(badOption);
    await expect(cache.remember("n", { a: 1 }, fn, "A" as never)).rejects.toEqual(badOption);
    await expect(cache.remember("n", { a: 1 }, fn, {}, "A" as never)).rejects.toEqual(badOption);
    await expect(cache.remember("n", { a: 1 }, fn, { fold: 1 } as never)).rejects.toEqual(badOption);
    expect(calls).toBe(0);
  });

  it("R35: gives each caller a value of its own", async () => {
    const cache = new Lab().cache();
    const make = () => ({ list: [1] });
    const first = await cache.remember("n", { a: 1 }, make);
    first.value.list.push(2);
    const second = await cache.remember("n", { a: 1 }, make);
    expect(second.value).toEqual({ list: [1] });
    second.value.list.push(3);
    expect((await cache.remember("n", { a: 1 }, make)).value).toEqual({ list: [1] });
  });

  it("R36: misses with a notice when the blob is gone, and stores again", async () => {
    const lab = new Lab();
    const cache = lab.cache();
    await cache.remember("n", { a: 1 }, () => [1, 2, 3]);
    for (const prefix of lab.disk.now.readdir("/w/blobs")) {
      for (const name of lab.disk.now.readdir(`/w/blobs/${prefix}`)) lab.disk.now.unlink(`/w/blobs/${prefix}/${name}`);
    }
    const again = await lab.cache().remember("n", { a: 1 }, () => [1, 2, 3]);
    expect(again).toMatchObject({ status: "miss", value: [1, 2, 3] });
    expect(lab.notices).toHaveLength(1);
    expect((await lab.cache().remember("n", { a: 1 }, () => [1, 2, 3])).status).toBe("hit");
  });
});

describe("remember, when things go wrong", () => {
  it("misses with a notice on a damaged entry, and stores again", async () => {
    const lab = new Lab();
    const { key } = await lab.cache().remember("n", { a: 1 }, () => 1);
    lab.disk.put(`/w/cache/${key}`, Buffer.from("{"));
    expect((await lab.cache().remember("n", { a: 1 }, () => 1)).status).toBe("miss");
    expect(lab.notices).toHaveLength(1);
    expect((await lab.cache().remember("n", { a: 1 }, () => 1)).status).toBe("hit");
  });

  it("stores nothing when the function fails, and passes its error through", async () => {
    const lab = new Lab();
    const cache = lab.cache();
    const failure = new Error("no convergence");
    await expect(cache.remember("n", { a: 1 }, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(lab.files("/w/cache")).toEqual([]);
    expect(cache.takeNotes()).toEqual([]);
  });

  it("returns the stored value when another computation was first", async () => {
    const lab = new Lab();
    const slow = lab.cache();
    const fast = lab.cache();
    const code = "v1";
    const raced = await slow.remember(
      "n",
      { a: 1 },
      async () => {
        await fast.remember("n", { a: 1 }, () => "fast", { code });
        return "slow";
      },
      { code },
    );
    expect(raced).toMatchObject({ status: "race", value: "fast" });
  });

  it("gives back what cannot be stored, with a notice", async () => {
    const lab = new Lab();
    const made = await lab.cache().remember("n", { a: 1 }, () => () => 1);
    expect(made.status).toBe("miss");
    expect(made.value()).toBe(1);
    expect(lab.notices).toHaveLength(1);
  });
});

describe("keys of the cache", () => {
  const keyOf = (inputs: unknown, parts: unknown = {}) =>
    rememberKey({ name: "n", inputs: inputsPart(inputs), parts, code: "c" });

  it("do not depend on the order of keys, and do on everything else", () => {
    expect(keyOf({ a: 1, b: 2 })).toBe(keyOf({ b: 2, a: 1 }));
    const all = [
      1,
      1n,
      -0,
      0,
      Number.NaN,
      "1",
      [1, 2],
      [2, 1],
      null,
      undefined,
      Float32Array.of(1),
      Float64Array.of(1),
      { a: undefined },
      {},
    ];
    expect(new Set(all.map((inputs) => keyOf(inputs))).size).toBe(all.length);
    expect(keyOf(Number.NaN)).toBe(keyOf(0 / 0));
    expect(keyOf(1, { fold: 1 })).not.toBe(keyOf(1, { fold: 2 }));
  });

  it("refuse what is not storable, naming its path", async () => {
    await expect(new Lab().cache().remember("n", { model: { step: () => 1 } }, () => 1)).rejects.toThrow(
      expect.objectContaining({ code: "bad-key", details: expect.objectContaining({ path: "inputs.model.step" }) }),
    );
  });

  it("split one context into several results by parts", async () => {
    const cache = new Lab().cache();
    const hash = cache.context("data", { file: "a.csv", rows: Float64Array.of(1, 2) });
    const a = await cache.remember("fit", { context: "data" }, () => 1, { parts: { fold: 1 }, code: false });
    const b = await cache.remember("fit", { context: "data" }, () => 1, { parts: { fold: 2 }, code: false });
    expect(a.key).not.toBe(b.key);
    expect((await cache.remember("fit", { hash }, () => 1, { parts: { fold: 1 }, code: false })).key).toBe(a.key);
    cache.context("data", { file: "b.csv" });
    expect(
      (await cache.remember("fit", { context: "data" }, () => 1, { parts: { fold: 1 }, code: false })).status,
    ).toBe("miss");
  });

  it("take inputs named like the words, when others stand beside them", async () => {
    const cache = new Lab().cache();
    await expect(cache.remember("n", { context: 3, rate: 0.1 }, () => 1)).resolves.toMatchObject({ status: "miss" });
    await expect(cache.remember("n", { inputs: { context: 3 } }, () => 1)).resolves.toMatchObject({ status: "miss" });
  });
});

describe("the cache folder", () => {
  it("keeps tags as a set; two processes that add lose nothing", async () => {
    const lab = new Lab();
    const code = "v1";
    await lab.cache().remember("n", { a: 1 }, () => 1, { tags: ["paper"], code });
    await Promise.all(
      ["x", "y", "paper"].map((tag) => lab.cache().remember("n", { a: 1 }, () => 1, { tags: [tag], code })),
    );
    const [entry] = await lab.folder().list();
    expect(entry).toMatchObject({ name: "n", tags: ["paper", "x", "y"], time: lab.clock.wallMs });
    expect(entry?.sizeBytes).toBeGreaterThan(0);
  });

  it("forgets an entry with its tags", async () => {
    const lab = new Lab();
    const { key } = await lab.cache().remember("n", { a: 1 }, () => 1, { tags: ["t"] });
    await lab.cache().remember("n", { a: 1 }, () => 1);
    expect(await lab.folder().remove(key)).toBe(true);
    expect(await lab.folder().remove(key)).toBe(false);
    expect(await lab.folder().list()).toEqual([]);
  });

  it("lists nothing where there is no folder", async () => expect(await new Lab().folder().list()).toEqual([]));

  it("tells what was used since the last commit", async () => {
    const cache = new Lab().cache();
    const { key } = await cache.remember("n", { a: 1 }, () => 1);
    expect(cache.takeNotes()).toEqual([{ name: "n", key, status: "miss" }]);
    expect(cache.takeNotes()).toEqual([]);
  });
});

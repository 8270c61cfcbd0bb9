import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { restore } from "#sdk/run/restore.js";
import { storeOutput } from "#sdk/run/store-artifact.js";
import { seedsOf, times } from "../helpers/effort.js";
import { Rng } from "../helpers/rng.js";
import { bench } from "./artifact-deps.js";

// TAPELAB_EFFORT=50: a file of 1 GiB, and 10,000 files.
const largeBytes = Math.min(times(24), 1_024) * 2 ** 20;
const manyFiles = times(200);

describe("an output of any size", () => {
  it("that is one large file takes no memory: it is hashed, copied and restored in pieces", async () => {
    const deps = bench({ storeBelow: 1 << 20 });
    const path = deps.write("large", "not empty");
    truncateSync(path, largeBytes);
    let most = 0;
    const read: typeof nodeDisk.later.read = (...args) => {
      most = Math.max(most, process.memoryUsage().arrayBuffers);
      return nodeDisk.later.read(...args);
    };
    const watched = { ...deps, disk: { ...nodeDisk, later: { ...nodeDisk.later, read } } };
    const before = process.memoryUsage().arrayBuffers;
    const { facts } = await storeOutput(watched, "large", path);
    expect([facts.store, facts.size]).toEqual(["reference", largeBytes]);
    await restore(watched, facts, join(deps.root, "copy"));
    expect(nodeDisk.now.stat(join(deps.root, "copy"))?.size).toBe(largeBytes);
    const copied = await storeOutput(watched, "large", path, { store: "blob" });
    expect(copied.facts).toMatchObject({ store: "blob", sha256: facts.sha256 });
    expect(await deps.blobs.verify(facts.sha256)).toBe("good");
    expect(most - before).toBeLessThan(16 << 20);
  }, 300_000);

  it("that is larger than a blob can be stays where it is, and is not copied when that is asked for", async () => {
    const deps = bench({ storeBelow: 2 ** 40 });
    const path = deps.write("large", "not empty");
    truncateSync(path, 1_024 * 2 ** 20 + 1);
    const disk = { ...nodeDisk, later: { ...nodeDisk.later, read: async () => 0 } };
    const stored = storeOutput({ ...deps, disk }, "large", path, { store: "blob" });
    await expect(stored).rejects.toThrow(/a blob has at most 1073741824.*store: "reference"/);
  });

  it("that is any tree at all comes back as that tree", async () => {
    for (const seed of seedsOf(5)) {
      const deps = bench({ storeBelow: 600 });
      const rng = new Rng(seed);
      const words = ["a", "B", "ü", "日本", "x y", "#%?", ".h", "'", "🙂", "-", "con"];
      const folders = ["tree"];
      mkdirSync(join(deps.root, "tree"));
      for (let i = rng.below(40); i > 0; i--) {
        const name = `${words[rng.below(words.length)]}${i}`;
        const path = `${folders[rng.below(folders.length)]}/${name}`;
        if (rng.chance(0.7)) deps.write(path, rng.bytes(rng.below(1_000)));
        else {
          mkdirSync(join(deps.root, path));
          folders.push(path);
        }
      }
      const { facts } = await storeOutput(deps, "tree", join(deps.root, "tree"));
      await restore(deps, facts, join(deps.root, "back"));
      const back = await storeOutput(deps, "back", join(deps.root, "back"));
      expect([seed, back.facts.sha256, back.facts.size]).toEqual([seed, facts.sha256, facts.size]);
    }
  }, 60_000);

  it("that is many files comes back as these files", async () => {
    const deps = bench();
    for (let i = 0; i < manyFiles; i++) {
      if (i % 100 === 0) mkdirSync(join(deps.root, `many/${i / 100}`), { recursive: true });
      writeFileSync(join(deps.root, `many/${Math.floor(i / 100)}/${i}`), `file ${i % 1_000}`);
    }
    const { facts, blobs } = await storeOutput(deps, "many", join(deps.root, "many"));
    expect(facts.store).toBe("blob");
    expect(blobs.length).toBe(1 + Math.min(manyFiles, 1_000));
    expect(await restore(deps, facts, join(deps.root, "back"))).toBe("restored");
    const again = await storeOutput(deps, "back", join(deps.root, "back"), { store: "reference" });
    expect(again.facts.sha256).toBe(facts.sha256);
  }, 300_000);
});

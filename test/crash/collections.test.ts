import { describe, expect, it, vi } from "vitest";
import { seedsOf, withSeed } from "../helpers/effort.js";
import { contents } from "./blob-contents.js";
import { collectionInterleaving } from "./collection.js";

// The thread pool has its own times: what it makes is made before, so that a seed is one schedule.
vi.mock("#sdk/blob/pack.js", async (original) => {
  const real = await original<typeof import("#sdk/blob/pack.js")>();
  const made = new Map<Uint8Array, Uint8Array | undefined>();
  for (const content of contents) made.set(content, await real.pack(content));
  return { ...real, pack: async (content: Uint8Array) => made.get(content) };
});

describe("interleavings of writers, readers and collections", () => {
  it("never lose a blob that is referred to, whatever crashes and however the clock steps", {
    timeout: 600_000,
  }, async () => {
    const total = { taken: 0, revived: 0 };
    const seeds = seedsOf(2_500);
    for (const seed of seeds) {
      await withSeed("collections", "interleavings", seed, async () => {
        const { taken, revived } = await collectionInterleaving(seed);
        total.taken += taken;
        total.revived += revived;
      });
    }
    if (seeds.length < 100) return;
    expect(total.taken).toBeGreaterThan(seeds.length / 20); // the schedules reach what they are about
    expect(total.revived).toBeGreaterThan(seeds.length / 20);
  });
});

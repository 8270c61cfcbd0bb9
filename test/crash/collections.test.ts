import { describe, expect, it, vi } from "vitest";
import { seedsOf, withSeed } from "../helpers/effort.js";
import { contents } from "./blob-contents.js";
import { collectionInterleaving, packingInterleaving } from "./collection.js";

// Timers and the thread pool have their own times: what they make is made before, so that a seed is one schedule.
vi.mock("#sdk/blob/pack-queue.js", async () => {
  const { pack } = await vi.importActual<typeof import("#sdk/blob/pack.js")>("#sdk/blob/pack.js");
  const made = new Map<Uint8Array, Uint8Array | undefined>();
  for (const content of contents) made.set(content, await pack(content));
  class PackQueue {
    add = async (content: Uint8Array): Promise<Uint8Array | undefined> => made.get(content);
    noteWrite = (): void => undefined;
  }
  return { PackQueue };
});

describe("processes that write and pack the same blobs", () => {
  it("never hide it from readers, and leave it whole after a power loss", async () => {
    for (let seed = 0; seed < 200; seed++) await packingInterleaving(seed);
  });
});

describe("interleavings of writers, readers and collections", () => {
  it("never lose a blob that is referred to, whatever crashes and however the clock steps", {
    timeout: 600_000,
  }, async () => {
    const total = { taken: 0, revived: 0 };
    const seeds = seedsOf(1_500);
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

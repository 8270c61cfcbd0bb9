import { describe, it } from "vitest";
import { seedsOf, withSeed } from "../helpers/effort.js";
import { interleaving } from "./interleaving.js";
import kept from "./seeds.json" with { type: "json" };

describe("interleavings of two and three writers", () => {
  it("never let two of them have the same commit acknowledged, and lose none", { timeout: 600_000 }, async () => {
    for (const seed of seedsOf(5_000, kept.interleavings)) {
      await withSeed("interleavings", "interleavings", seed, () => interleaving(seed));
    }
  });
});

import { describe, it } from "vitest";
import { seedsOf, withSeed } from "../helpers/effort.js";
import { story } from "./maintenance.js";
import kept from "./seeds.json" with { type: "json" };

describe("interleavings of writers, readers, compaction and deletion", () => {
  it("lose nothing, and show every reader one history (S8)", { timeout: 600_000 }, async () => {
    for (const seed of seedsOf(250, kept.maintenance))
      await withSeed("maintenance", "interleavings", seed, () => story(seed));
  });
});

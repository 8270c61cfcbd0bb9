import { describe, it } from "vitest";
import { seedsOf, withSeed } from "../helpers/effort.js";
import { schedule } from "./schedule.js";
import kept from "./seeds.json" with { type: "json" };

describe("crash schedules", () => {
  for (const [mode, count] of [
    ["weak", 10_000],
    ["ordered", 2_000],
  ] as const) {
    const name = `lose nothing acknowledged, invent nothing and raise no false alarm (${mode})`;
    it(name, { timeout: 600_000 }, async () => {
      for (const seed of seedsOf(count, kept[mode]))
        await withSeed("schedules", `(${mode})`, seed, () => schedule(seed, mode));
    });
  }
});

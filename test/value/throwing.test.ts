import { describe, expect, it } from "vitest";
import { encode, here, newStage, open, readBack } from "./tools.js";

describe("a capture that throws", () => {
  it("loses nothing when looking at a value throws, in the scope or inside of a value", () => {
    for (const generateCode of [true, false]) {
      const stage = newStage({ generateCode });
      const plain = { a: 1 as number | null, b: { k: 1 }, c: 2 as number | null };
      const thrower = () => {
        throw new Error("mine");
      };
      for (let i = 0; i < 20; i++) stage.append(here, plain, 1, undefined);
      const bad = Object.defineProperty({}, "k", { get: thrower, enumerable: true });
      const own = Object.defineProperty({ a: null, b: { k: 1 } }, "c", { get: thrower, enumerable: true });
      for (const variables of [{ a: null, b: bad, c: null }, own])
        expect(() => stage.append(here, variables, 1, undefined)).toThrow("mine");
      stage.append(here, { a: 5, b: { k: 2 }, c: 6 }, 1, undefined);
      const first = open(encode(stage));
      expect(first.rows).toBe(21);
      expect(["a", "b", "c"].map((name) => readBack(first, 20, name))).toEqual([5, { k: 2 }, 6]);
      expect(() => stage.append(here, { a: 1, b: bad, c: 1 }, 1, undefined)).toThrow("mine"); // begins a commit
      stage.append(here, { a: 7, b: { k: 2 }, c: 6 }, 1, undefined);
      const second = open(encode(stage));
      expect([second.rows, readBack(second, 0, "a")]).toEqual([1, 7]);
    }
  });

  it("leaves nothing behind where a commit has more shapes than strips", () => {
    const stage = newStage();
    for (let i = 0; i < 300; i++) stage.append(here, { [`v${i}`]: i }, 1, undefined);
    stage.append(here, { v290: 1, u: 1, w: 1 }, 1, undefined);
    const thrower = () => {
      throw new Error("mine");
    };
    const bad = Object.defineProperty({ v290: null, u: 1 }, "w", { get: thrower, enumerable: true });
    expect(() => stage.append(here, bad, 1, undefined)).toThrow("mine");
    stage.append(here, { v290: 7, u: 2, w: 3 }, 1, undefined);
    const commit = open(encode(stage));
    expect([commit.rows, readBack(commit, 301, "v290")]).toEqual([302, 7]);
  });
});

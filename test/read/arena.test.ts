import { describe, expect, it } from "vitest";
import { Arena } from "#sdk/read/arena.js";

const image = (size: number, fill: number): Uint8Array => new Uint8Array(size).fill(fill);

describe("Arena", () => {
  it("copies, so that the original may change", () => {
    const arena = new Arena();
    const original = image(10, 1);
    const copy = arena.copy(original);
    original.fill(2);
    expect(copy).toEqual(image(10, 1));
  });

  it("puts small images one behind another, each at a multiple of 8", () => {
    const arena = new Arena();
    const copies = [13, 8, 0, 1].map((size, i) => arena.copy(image(size, i + 1)));
    expect(copies.map(({ byteOffset }) => byteOffset)).toEqual([0, 16, 24, 24]);
    expect(new Set(copies.map(({ buffer }) => buffer)).size).toBe(1);
    expect(copies.map((copy) => [...copy])).toEqual([13, 8, 0, 1].map((size, i) => Array(size).fill(i + 1)));
  });

  it("begins a new piece when one is full, and gives large images memory of their own", () => {
    const arena = new Arena();
    const copies = Array.from({ length: 100 }, (_, i) => arena.copy(image(1_000, i)));
    expect(new Set(copies.map(({ buffer }) => buffer)).size).toBe(2);
    expect(copies.every((copy, i) => copy.every((byte) => byte === i))).toBe(true);
    expect(arena.copy(image(8_192, 1)).buffer.byteLength).toBe(8_192);
  });
});

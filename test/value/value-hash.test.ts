import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { canonicalEncoding, valueHash } from "#sdk/value/value-hash.js";

const same = (a: unknown, b: unknown): boolean => Buffer.compare(canonicalEncoding(a), canonicalEncoding(b)) === 0;

describe("canonicalEncoding", () => {
  it("does not depend on the order of keys, but on everything else", () => {
    expect(same({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true);
    expect(same(Number.NaN, 0 / 0)).toBe(true);
    expect(same(Object.assign(Object.create(null), { a: 1 }), { a: 1 })).toBe(true);
    const holed = [1, 1];
    delete holed[0];
    const different: unknown[] = [
      null,
      undefined,
      0,
      -0,
      1,
      1n,
      "1",
      true,
      [1],
      [1, undefined],
      [[1]],
      {},
      { a: 1 },
      { a: undefined },
      new Map([["a", 1]]),
      new Set([1]),
      Float64Array.of(1),
      Float32Array.of(1),
      new ArrayBuffer(1),
      Buffer.from([0]),
      Uint8Array.of(0),
      new DataView(new ArrayBuffer(1)),
      new Date(1),
      new (class Lorenz {
        a = 1;
      })(),
      "ab",
      ["a", "b"],
      ["ab", ""],
      holed,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      2n ** 70n,
      tableFromArrays({ x: [1] }),
    ];
    const hashes = new Set(different.map((value) => Buffer.from(valueHash(value)).toString("hex")));
    expect(hashes.size).toBe(different.length);
  });

  it("orders keys by code point, also above U+FFFF", () => {
    expect(same({ "\uffff": 1, "😀": 2 }, { "😀": 2, "\uffff": 1 })).toBe(true);
  });

  it("is fixed for ever", () => {
    expect(Buffer.from(valueHash({ b: [1, -0, "x"], a: null })).toString("hex")).toBe(
      "be851b4ed73608ee4546561322ccc55e39c2a15e5da7b7993c7fbeba16d14152",
    );
  });

  it("refuses what is not storable and names the path", () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const cases: [unknown, string, string][] = [
      [() => 1, "", "function"],
      [{ a: [{ f: Symbol("x") }] }, "a[0].f", "symbol"],
      [cycle, "self", "Object"],
      [{ p: Promise.resolve() }, "p", "Promise"],
      ["\ud800", "", "string"],
      [new Map([["k", () => 1]]), "<k>", "function"],
    ];
    for (const [value, path, type] of cases) {
      expect(() => canonicalEncoding(value)).toThrow(
        expect.objectContaining({ code: "bad-key", details: { path, type } }),
      );
    }
    let deep: unknown = 1;
    for (let i = 0; i < 65; i++) deep = [deep];
    expect(() => canonicalEncoding(deep)).toThrow(expect.objectContaining({ code: "bad-key" }));
  });

  it("hashes values that hold what cannot be stored", () => {
    expect(valueHash({ f: () => 1 })).toEqual(valueHash({ f: () => 2 }));
    expect(valueHash({ f: () => 1 })).not.toEqual(valueHash({ f: Symbol("x") }));
  });
});

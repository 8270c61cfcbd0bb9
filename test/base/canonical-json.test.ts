import { describe, expect, it } from "vitest";
import { canonicalJson } from "#sdk/base/canonical-json.js";
import { isTapelabError } from "#sdk/errors.js";

const found = (value: unknown): string => {
  try {
    canonicalJson(value);
  } catch (error) {
    if (isTapelabError(error, "bad-json")) return `${error.details.path}: ${error.details.found}`;
  }
  return "accepted";
};

describe("canonicalJson", () => {
  it("writes keys in the order of code points, whatever order they came in", () => {
    expect(canonicalJson({ b: 1, a: { d: 1, c: 2 } })).toBe('{"a":{"c":2,"d":1},"b":1}');
    expect(canonicalJson({ "\u{1f600}": 1, "\uffee": 2, z: 3 })).toBe('{"z":3,"\uffee":2,"\u{1f600}":1}');
    expect(canonicalJson({ 10: 1, 9: 2 })).toBe('{"10":1,"9":2}');
  });

  it("tells whole numbers from floats by value", () => {
    expect([0, 1, -7, 2 ** 53 - 1].map((n) => canonicalJson(n))).toEqual(["0", "1", "-7", "9007199254740991"]);
    expect([-0, 0.5, -1.25, 2 ** 53].map((n) => canonicalJson(n))).toEqual([
      "-0.0",
      "0.5",
      "-1.25",
      "9007199254740992.0",
    ]);
  });

  it("uses exponents below 1e-4 and from 1e16 on", () => {
    expect([1e-4, 1e-5, 1.5e-7].map((n) => canonicalJson(n))).toEqual(["0.0001", "1e-05", "1.5e-07"]);
    expect([1e16, 1.25e21, -1e100].map((n) => canonicalJson(n))).toEqual(["1e+16", "1.25e+21", "-1e+100"]);
  });

  it("reads back as the same number", () => {
    let state = 1;
    for (let i = 0; i < 20_000; i++) {
      state = (state * 48271) % 2147483647;
      const value = (state - 2 ** 30) * 10 ** ((state % 60) - 30);
      expect(JSON.parse(canonicalJson(value))).toBe(value);
    }
  });

  it("escapes only quotes, backslashes and controls", () => {
    expect(canonicalJson('"\\/\n\u0001\u007f\u2028é😀')).toBe('"\\"\\\\/\\n\\u0001\u007f\u2028é😀"');
  });

  it("leaves undefined entries out and keeps names like __proto__", () => {
    expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
    expect(canonicalJson(JSON.parse('{"__proto__":1,"constructor":2}'))).toBe('{"__proto__":1,"constructor":2}');
  });

  it("rejects what JSON cannot say, naming the path", () => {
    expect(found({ a: [1, Number.NaN] })).toBe("a[1]: NaN");
    expect(found([undefined])).toBe("[0]: undefined");
    expect(found({ a: { b: 1n } })).toBe("a.b: bigint");
    expect(found({ when: new Date(0) })).toBe("when: an instance of Date");
    expect(found(new Map())).toBe(": an instance of Map");
    expect(found("\ud800")).toBe(": a string with a lone surrogate");
    expect(found({ "\udc00": 1 })).toContain("lone surrogate");
    expect(found(() => 1)).toBe(": function");
  });

  it("accepts 64 levels of nesting and rejects 65 and cycles", () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(canonicalJson(nested(64))).toBe(`${"[".repeat(64)}1${"]".repeat(64)}`);
    expect(found(nested(65))).toContain("nesting deeper than 64 levels");
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(found(cycle)).toContain("nesting deeper");
  });
});

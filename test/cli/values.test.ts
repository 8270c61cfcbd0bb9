import { describe, expect, it } from "vitest";
import { brief, briefReference, csvLine, plain } from "#sdk/cli/values.js";

describe("brief", () => {
  it.each([
    [1.23456789, "1.23457"],
    [-0, "-0"],
    [Number.NaN, "NaN"],
    [1e-12, "1.000e-12"],
    [2n ** 60n, "1152921504606846976n"],
    ["text", "text"],
    [null, "null"],
    [undefined, "undefined"],
    [true, "true"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [new Date(Number.NaN), "invalid date"],
    [Float64Array.of(1, 2.5), "[1, 2.5]"],
    [[], "[]"],
    [new Map([[1, 2]]), "Map(1)"],
    [{ a: [1, { b: 2 }] }, '{"a":[1,{"b":2}]}'],
  ])("shows %s", (value, text) => {
    expect(brief(value)).toBe(text);
  });

  it("says how long a list is instead of showing all of it", () => {
    const text = brief(new Float64Array(1000).fill(1.5));
    expect(text).toMatch(/… 1000 in all\]$/);
    expect(text.length).toBeLessThan(70);
  });

  it("names what is not stored inline", () => {
    const sha256 = "9f3c".repeat(16);
    expect(briefReference({ kind: "blob", sha256, sizeBytes: 1_258_291, type: "Float64Array[157286]" })).toBe(
      "blob 9f3c9f3c… 1.2 MiB",
    );
    expect(briefReference({ kind: "void", type: "function", reason: "function" })).toBe("void (function)");
  });
});

describe("plain", () => {
  it("says in JSON what JSON has no word for", () => {
    const value = {
      nan: Number.NaN,
      inf: Number.NEGATIVE_INFINITY,
      big: 2n ** 60n,
      small: 7n,
      bytes: Uint8Array.of(1, 2),
      none: undefined,
    };
    expect(plain(value)).toEqual({
      nan: "NaN",
      inf: "-Infinity",
      big: "1152921504606846976",
      small: 7,
      bytes: [1, 2],
      none: null,
    });
    expect(plain(new Map<unknown, unknown>([["a", new Set([1])]]))).toEqual([["a", [1]]]);
  });

  it("keeps an own key named __proto__", () => {
    const value = JSON.parse('{"__proto__": {"x": 1}}') as unknown;
    expect(JSON.stringify(plain(value))).toBe('{"__proto__":{"x":1}}');
  });
});

describe("csvLine", () => {
  it("quotes what needs quotes", () => {
    expect(csvLine(["a,b", 'say "x"', "two\nlines", 1.5, null, true])).toBe(
      '"a,b","say ""x""","two\nlines",1.5,,true\n',
    );
  });

  it("keeps full precision of numbers", () => {
    expect(csvLine([0.1 + 0.2, -1e-9, 2n ** 63n])).toBe("0.30000000000000004,-1e-9,9223372036854775808\n");
  });

  it.each(["=1+1", "+1", "-x", "@SUM(A1)", "\t=1"])("disarms the formula %j", (text) => {
    expect(csvLine([text])).toBe(`'${text}\n`);
  });

  it("leaves numbers that are not finite alone", () => {
    expect(csvLine([Number.NEGATIVE_INFINITY])).toBe("-Infinity\n");
  });
});

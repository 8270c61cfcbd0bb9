import { describe, expect, it } from "vitest";
import { type Captured, commitOf, readBack } from "./tools.js";

class Lorenz {
  x = 1;
  y = [1, 2];
}

const f16 = [0, 1.5, -0, Number.NaN, Number.POSITIVE_INFINITY];

const values: Record<string, unknown> = {
  zero: 0,
  "negative zero": -0,
  NaN: Number.NaN,
  "+Infinity": Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  "2^53": 2 ** 53,
  "smallest number": 5e-324,
  "a bigint": 123n,
  "the smallest 64-bit bigint": -(2n ** 63n),
  "the largest 64-bit bigint": 2n ** 63n - 1n,
  "2^63": 2n ** 63n,
  "2^53 + 1 as bigint": 2n ** 53n + 1n,
  "a huge bigint": 10n ** 100n,
  true: true,
  false: false,
  "empty text": "",
  text: "hello",
  emoji: "👩‍🚀 ünïcode \u0000 \u2028",
  "a long text": "ab ä".repeat(5_000),
  Date: new Date(1_700_000_000_123),
  "a Date before 1970": new Date(-1),
  "a Date far away": new Date(8.64e15),
  "an invalid Date": new Date(Number.NaN),
  Map: new Map<unknown, unknown>([
    ["a", 1],
    [{ k: 1 }, new Set([1n])],
  ]),
  "empty Map": new Map(),
  Set: new Set([1, "x", Number.NaN, -0]),
  "empty object": {},
  "nested object": { b: { c: [1, { d: null }], $dollar: 1, $tl: "x", $$: 2 }, a: "x" },
  "nested undefined": { f: undefined, list: [undefined, null] },
  "nested numbers": { a: Number.NaN, b: -0, c: Number.POSITIVE_INFINITY, d: 12n },
  "object with odd keys": JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "toString": 3, "hasOwnProperty": 4}'),
  "empty list": [],
  "list of numbers": [1, -0, Number.NaN],
  "matrix of numbers": [
    [1, 2, 3],
    [4, 5, 6],
  ],
  "ragged list": [[1], [2, 3]],
  "mixed list": [1, "a", null, true],
  "list of objects": [{ a: 1 }, { a: 2 }],
  Float64Array: Float64Array.from(f16),
  Float32Array: Float32Array.from(f16),
  Int8Array: Int8Array.of(-128, 127),
  Uint8Array: Uint8Array.of(0, 255),
  Uint8ClampedArray: Uint8ClampedArray.of(0, 255),
  Int16Array: Int16Array.of(-32768, 32767),
  Uint16Array: Uint16Array.of(65535),
  Int32Array: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
  Uint32Array: Uint32Array.of(2 ** 32 - 1),
  BigInt64Array: BigInt64Array.of(-(2n ** 63n)),
  BigUint64Array: BigUint64Array.of(2n ** 64n - 1n),
  "empty Float64Array": new Float64Array(0),
  Buffer: Buffer.from("bytes"),
  "an ArrayBuffer": Uint8Array.of(1, 2, 3).buffer,
  "a DataView": new DataView(Uint8Array.of(9, 8).buffer),
  "typed arrays inside": {
    a: Float64Array.of(1, Number.NaN),
    b: Buffer.from("x"),
    c: new DataView(new ArrayBuffer(2)),
  },
};

const rowCounts = [1, 2, 8, 9, 40];

describe("capture to decode", () => {
  for (const [name, value] of Object.entries(values)) {
    it(`keeps ${name} in tight and in aligned strips, alone and beside null`, () => {
      for (const count of rowCounts) {
        const scopes: Captured[] = Array.from({ length: count }, (_, i) => ({ variables: { v: value, i } }));
        const commit = commitOf(scopes);
        for (const at of [0, count - 1]) expect(readBack(commit, at, "v")).toStrictEqual(value);
        const odd = commitOf([
          { variables: { v: null, i: -1 } },
          ...scopes,
          { variables: { v: undefined, i: 9 } },
          { variables: { v: null, i: 0 } },
        ]);
        expect(readBack(odd, 0, "v")).toEqual({ kind: "null" });
        expect(readBack(odd, 1, "v")).toStrictEqual(value);
        expect(readBack(odd, count, "v")).toStrictEqual(value);
        expect(readBack(odd, count + 1, "v")).toEqual({ kind: "undefined" });
        expect(readBack(odd, count + 2, "v")).toEqual({ kind: "null" });
      }
    });
  }

  it("keeps a class instance as a plain object that knows its class", () => {
    const value = readBack(commitOf([{ variables: { v: new Lorenz() } }]), 0, "v") as object;
    expect(value).toEqual({ x: 1, y: [1, 2] });
    expect((value as Record<symbol, unknown>)[Symbol.for("tapelab.type")]).toBe("Lorenz");
    expect(readBack(commitOf([{ variables: { v: value } }]), 0, "v")).toEqual(value);
  });
});

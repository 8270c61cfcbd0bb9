import { describe, expect, it } from "vitest";
import { nestedText } from "#sdk/value/nested.js";
import { nestedValue } from "#sdk/value/nested-read.js";

describe("nestedText", () => {
  it("writes keys in the object's own order, plain JSON where JSON can say it", () => {
    expect(nestedText({ b: 1, a: [true, null, "x"], 1: 0.5 })).toBe('{"1":0.5,"b":1,"a":[true,null,"x"]}');
  });

  it("doubles a leading $ and tags what JSON cannot say", () => {
    const value = {
      $a: Number.NaN,
      z: -0,
      u: undefined,
      n: 1n,
      d: new Date(5),
      m: new Map([["k", 1]]),
      b: Uint8Array.of(1),
    };
    expect(nestedText(value)).toBe(
      '{"$$a":{"$tl":"number","v":"NaN"},"z":{"$tl":"number","v":"-0"},"u":{"$tl":"undefined"},"n":{"$tl":"bigint","v":"1"},' +
        '"d":{"$tl":"Date","v":"5"},"m":{"$tl":"Map","v":[["k",1]]},"b":{"$tl":"Uint8Array","v":"AQ=="}}',
    );
    expect(nestedValue(nestedText(value))).toStrictEqual(value);
  });

  it("keeps holes, and an object that is there twice", () => {
    const twice = { a: 1 };
    const list = [twice, twice, 1];
    delete (list as unknown[])[1];
    expect(nestedValue(nestedText([list, twice]))).toStrictEqual([list, twice]);
  });
});

describe("nestedValue", () => {
  it("shows a tag that it does not know as the object it is", () => {
    expect(nestedValue('{"$tl":"quaternion","v":[1,2]}')).toEqual({ $tl: "quaternion", v: [1, 2] });
  });

  it("rejects what is not ours with a typed error", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const bad = [
      "",
      "{",
      '{"$tl":"bigint","v":"x"}',
      '{"$tl":"Map","v":[1]}',
      '{"$tl":"Set","v":1}',
      '{"$tl":"class","v":1}',
      '{"$tl":"Float64Array","v":"AQ=="}',
      deep,
    ];
    for (const text of bad) {
      expect(() => nestedValue(text)).toThrow(expect.objectContaining({ code: "bad-bytes" }));
    }
  });

  it("sets __proto__ as a name like any other", () => {
    const value = nestedValue('{"__proto__":{"polluted":1}}') as object;
    expect(Object.hasOwn(value, "__proto__")).toBe(true);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBe(undefined);
  });
});

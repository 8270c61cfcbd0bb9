import { describe, expect, expectTypeOf, it } from "vitest";
import { type Bound, bindNames, bindTarget, convert, lossy, optional } from "#sdk/read/bind.js";

describe("convert", () => {
  it("converts numeric arrays when every element survives", () => {
    expect(convert(new Float64Array([1, 2]), "Int32Array")).toEqual(new Int32Array([1, 2]));
    expect(convert([1, 2], "Float64Array")).toEqual(new Float64Array([1, 2]));
    expect(convert(new Float64Array([0.5, Number.NaN]), "Float32Array")).toEqual(new Float32Array([0.5, Number.NaN]));
    expect(convert([1, 2n], "BigInt64Array")).toEqual(new BigInt64Array([1n, 2n]));
    expect(convert([], "Uint8Array")).toEqual(new Uint8Array(0));
  });

  it("refuses an array in which one element would change", () => {
    expect(convert(new Float64Array([1.5]), "Int32Array")).toBe(lossy);
    expect(convert([-0], "Int32Array")).toBe(lossy);
    expect(convert([256], "Uint8Array")).toBe(lossy);
    expect(convert([0.1], "Float32Array")).toBe(lossy);
    expect(convert([Number.NaN], "Int8Array")).toBe(lossy);
    expect(convert([2n ** 63n], "BigInt64Array")).toBe(lossy);
    expect(convert([1, "2"], "Float64Array")).toBe(lossy);
  });

  it("converts between number and bigint inside the safe range only", () => {
    expect(convert(3n, "number")).toBe(3);
    expect(convert(2n ** 53n + 1n, "number")).toBe(lossy);
    expect(convert(3, "bigint")).toBe(3n);
    expect(convert(3.5, "bigint")).toBe(lossy);
    expect(convert(-0, "bigint")).toBe(lossy);
  });

  it("never makes a number of a text, nor a text of a number", () => {
    expect(convert("3", "number")).toBe(lossy);
    expect(convert(3, "string")).toBe(lossy);
    expect(convert(1, "boolean")).toBe(lossy);
    expect(convert(null, "number")).toBe(lossy);
  });

  it("gives typed arrays as lists, and plain objects only as objects", () => {
    expect(convert(new Uint8Array([1, 2]), "Array")).toEqual([1, 2]);
    expect(convert({ a: 1 }, "object")).toEqual({ a: 1 });
    expect(convert(new Map(), "object")).toBe(lossy);
    expect(convert(null, "unknown")).toBe(null);
  });
});

describe("bindTarget", () => {
  it("takes names, constructors and optional types", () => {
    expect(bindTarget("n", Number)).toEqual({ type: "number", isOptional: false });
    expect(bindTarget("n", Float64Array)).toEqual({ type: "Float64Array", isOptional: false });
    expect(bindTarget("n", optional("Map"))).toEqual({ type: "Map", isOptional: true });
  });

  it("refuses what is no type, naming those that are", () => {
    expect(() => bindTarget("n", "float" as "number")).toThrow(/"n" is one of number, bigint.*found float/);
    expect(() => bindTarget("n", "toString" as "number")).toThrow(/found toString/);
    expect(() => bindTarget("n", undefined as unknown as "number")).toThrow(/found undefined/);
  });

  it("gives the bound object its types", () => {
    const spec = { x: "number", ys: Float64Array, n: Number, label: optional("string"), m: Map } as const;
    expectTypeOf<Bound<typeof spec>["x"]>().toEqualTypeOf<number>();
    expectTypeOf<Bound<typeof spec>["ys"]>().toEqualTypeOf<Float64Array>();
    expectTypeOf<Bound<typeof spec>["n"]>().toEqualTypeOf<number>();
    expectTypeOf<Bound<typeof spec>["label"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Bound<typeof spec>["m"]>().toEqualTypeOf<Map<unknown, unknown>>();
  });
});

describe("bindNames", () => {
  it.each([5, null, undefined, "x", ["x"]])("refuses %j, which names no variables", (spec) => {
    expect(() => bindNames(spec as never)).toThrow(/expected \{name: type\}, .* Nothing was bound/);
  });
});

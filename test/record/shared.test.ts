import { describe, expect, it } from "vitest";
import { Filters } from "#sdk/record/filters.js";
import { SharedScopes } from "#sdk/record/shared.js";

function make(filters = new Filters()): SharedScopes {
  return new SharedScopes(filters, (variables, spec) =>
    Object.fromEntries(Object.entries(spec).map(([name, type]) => [name, [variables[name], type]])),
  );
}

describe("shared scopes", () => {
  it("R45: lists keys sorted, drops once, clears with a count", () => {
    const shared = make();
    shared.capture("b", { x: 1 });
    shared.capture("a", { x: 2 });
    expect(shared.keys()).toEqual(["a", "b"]);
    expect([shared.drop("a"), shared.drop("a")]).toEqual([true, false]);
    expect(shared.clear()).toBe(1);
    expect(shared.keys()).toEqual([]);
  });

  it("stores copies and gives fresh copies", () => {
    const shared = make();
    const xs = Float64Array.of(1, 2);
    shared.capture("k", { xs, o: { list: [1] } });
    xs[0] = 9;
    const first = shared.get("k") as { xs: Float64Array; o: { list: number[] } };
    expect(first.xs).toEqual(Float64Array.of(1, 2));
    first.o.list.push(2);
    expect(shared.get("k").o).toEqual({ list: [1] });
  });

  it("knows the objects it gave, so that a capture of them has the level shared", () => {
    const shared = make();
    shared.capture("k", { x: 1 });
    expect(shared.isShared(shared.get("k"))).toBe(true);
    expect(shared.isShared({ x: 1 })).toBe(false);
  });

  it("applies the rules for its key at capture", () => {
    const filters = new Filters();
    filters.ignore([{ pattern: "^_", action: "exclude", scope: "k" }]);
    const shared = make(filters);
    expect(shared.capture("k", { _a: 1, b: 2 })).toEqual({ labels: ["k"], variables: { b: 2 } });
    filters.reset();
    expect(shared.get("k")).toEqual({ b: 2 });
    shared.capture("other", new Map([["_a", 1]]));
    expect(shared.get("other")).toEqual({ _a: 1 });
  });

  it("merges shallow: source overwrites, target is made when missing, labels stay", () => {
    const shared = make();
    shared.capture("a", { x: 1, o: { deep: 1 } });
    shared.capture("b", { o: { other: 2 }, y: 3 });
    shared.merge("a", "b");
    expect(shared.get("a")).toEqual({ x: 1, o: { other: 2 }, y: 3 });
    shared.merge("c", "b");
    expect(shared.get("c")).toEqual({ o: { other: 2 }, y: 3 });
    expect(() => shared.merge("a", "none")).toThrow(expect.objectContaining({ code: "no-such-shared" }));
  });

  it("trims keys and rejects empty ones", () => {
    const shared = make();
    shared.capture(" k ", { x: 1 });
    expect(shared.has("k")).toBe(true);
    expect(() => shared.capture("  ", { x: 1 })).toThrow(expect.objectContaining({ code: "bad-label" }));
  });

  it("names the nearest key when there is none", () => {
    const shared = make();
    shared.capture("prepare", {});
    expect(() => shared.get("prepair")).toThrow(/Did you mean prepare\?/);
  });

  it("binds at least one name", () => {
    const shared = make();
    shared.capture("k", { x: 1 });
    expect(shared.bind("k", { x: "number" })).toEqual({ x: [1, "number"] });
    expect(() => shared.bind("k", {})).toThrow(expect.objectContaining({ code: "bad-option" }));
  });

  it("keeps __proto__ as a plain name", () => {
    const shared = make();
    shared.capture("k", new Map([["__proto__", { bad: 1 }]]));
    const given = shared.get("k");
    expect(Object.getOwnPropertyDescriptor(given, "__proto__")?.value).toEqual({ bad: 1 });
    expect(({} as { bad?: number }).bad).toBeUndefined();
  });
});

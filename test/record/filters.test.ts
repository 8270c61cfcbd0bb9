import { describe, expect, it } from "vitest";
import { Filters } from "#sdk/record/filters.js";

const names = ["_temp", "_temp_keep", "_temp_keep_extra", "x"];

function kept(filters: Filters, labels: string[] = ["s"]): string[] {
  return names.filter(filters.includes(labels));
}

describe("filters", () => {
  it("includes everything while there are no rules", () => {
    const filters = new Filters();
    expect(filters.isEmpty).toBe(true);
    expect(kept(filters)).toEqual(names);
  });

  it("R22: lets the last matching rule win", () => {
    const filters = new Filters();
    filters.ignore([
      { pattern: "^_temp", action: "exclude" },
      { pattern: "^_temp_keep$", action: "include" },
    ]);
    expect(kept(filters)).toEqual(["_temp_keep", "x"]);
  });

  it.each([
    ["no pattern", { action: "exclude" }, "pattern"],
    ["an unknown action", { pattern: "x", action: "drop" }, "action"],
    ["a scope that is no text", { pattern: "x", action: "exclude", scope: 3 }, "scope"],
    ["flag g", { pattern: /x/g, action: "exclude" }, "pattern"],
    ["flag y", { pattern: /x/y, action: "exclude" }, "pattern"],
    ["1,001 characters", { pattern: "x".repeat(1_001), action: "exclude" }, "pattern"],
    ["a pattern that does not compile", { pattern: "(", action: "exclude" }, "pattern"],
  ])("R23: rejects a rule with %s, naming index and field, and keeps the old rules", (_, rule, field) => {
    const filters = new Filters();
    filters.ignore([{ pattern: "^_", action: "exclude" }]);
    const rules = [{ pattern: "ok", action: "include" }, rule] as never;
    expect(() => filters.ignore(rules)).toThrow(
      expect.objectContaining({ code: "bad-rule", details: expect.objectContaining({ index: 1, field }) }),
    );
    expect(kept(filters)).toEqual(["x"]);
  });

  it("takes a pattern of 1,000 characters and the flags i and u", () => {
    const filters = new Filters();
    filters.ignore([
      { pattern: "x".repeat(1_000), action: "exclude" },
      { pattern: /^X$/iu, action: "exclude" },
    ]);
    expect(kept(filters)).not.toContain("x");
  });
});

describe("scopes, sets and bindings", () => {
  it("applies a rule with a scope only where the label is", () => {
    const filters = new Filters();
    filters.ignore([{ pattern: "x", action: "exclude", scope: "noisy" }]);
    expect(kept(filters, ["s"])).toContain("x");
    expect(kept(filters, ["s", "noisy"])).not.toContain("x");
  });

  it("applies bound sets after the global rules, in label then binding order", () => {
    const filters = new Filters();
    filters.register("none", [{ pattern: "", action: "exclude" }]);
    filters.register("keepX", [{ pattern: "^x$", action: "include" }]);
    filters.bind(["s"], ["none", "keepX"]);
    expect(kept(filters)).toEqual(["x"]);
    expect(kept(filters, ["other"])).toEqual(names);
    filters.bind("t", "none");
    expect(kept(filters, ["s", "t"])).toEqual([]);
    expect(kept(filters, ["t", "s"])).toEqual(["x"]);
  });

  it("counts a pair bound twice once, and rejects unknown and empty names", () => {
    const filters = new Filters();
    filters.register("a", []);
    filters.bind("s", "a");
    filters.bind("s", ["a", "a"]);
    expect(filters.snapshot().bindings).toEqual({ s: ["a"] });
    expect(() => filters.bind("s", "b")).toThrow(expect.objectContaining({ code: "bad-label" }));
    expect(() => filters.bind("s", "")).toThrow(expect.objectContaining({ code: "bad-label" }));
    expect(() => filters.bind("", "a")).toThrow(expect.objectContaining({ code: "bad-label" }));
    expect(filters.snapshot().bindings).toEqual({ s: ["a"] });
  });

  it("refuses scope inside a named set", () => {
    const rules = [{ pattern: "x", action: "exclude", scope: "s" }] as const;
    expect(() => new Filters().register("a", rules)).toThrow(
      expect.objectContaining({
        code: "bad-rule",
        details: expect.objectContaining({ set: "a", index: 0, field: "scope" }),
      }),
    );
  });

  it("gives deep copies as snapshot", () => {
    const filters = new Filters();
    const pattern = /x/i;
    filters.ignore([{ pattern, action: "exclude" }]);
    const snapshot = filters.snapshot();
    expect(snapshot.rules).toEqual([{ pattern: /x/i, action: "exclude" }]);
    expect(snapshot.rules[0]?.pattern).not.toBe(pattern);
    (snapshot.rules as unknown[]).length = 0;
    expect(kept(filters)).not.toContain("x");
  });

  it("empties rules, sets and bindings at reset", () => {
    const filters = new Filters();
    filters.ignore([{ pattern: "x", action: "exclude" }]);
    filters.register("a", [{ pattern: "x", action: "exclude" }]);
    filters.bind("s", "a");
    filters.reset();
    expect(filters.snapshot()).toEqual({ rules: [], sets: {}, bindings: {} });
    expect(kept(filters)).toEqual(names);
  });

  it("applies a rule that was set after an earlier answer for the same labels", () => {
    const filters = new Filters();
    filters.ignore([{ pattern: "_", action: "exclude" }]);
    expect(kept(filters)).toEqual(["x"]);
    filters.ignore([{ pattern: "x", action: "exclude" }]);
    expect(kept(filters)).toEqual(["_temp", "_temp_keep"]);
  });

  it("does not confuse one label with a list of labels", () => {
    const filters = new Filters();
    filters.ignore([{ pattern: "x", action: "exclude", scope: "a" }]);
    expect(kept(filters, ["a", "b"])).not.toContain("x");
    expect(kept(filters, ['["a","b"]'])).toContain("x");
  });
});

import { describe, expect, it } from "vitest";
import { near, shown } from "#sdk/base/text.js";

describe("shown", () => {
  it("leaves plain text, accents and emoji alone", () => {
    expect(shown("Größe 42 😀 👨‍👩‍👧")).toBe("Größe 42 😀 👨‍👩‍👧");
  });

  it("makes controls and direction overrides visible, on one line", () => {
    expect(shown("a\nERROR fake")).toBe("a\\u000aERROR fake");
    expect(shown("\u202ereversed")).toBe("\\u202ereversed");
    expect(shown("\u001b[31mred\u009b0m")).toBe("\\u001b[31mred\\u009b0m");
    expect(shown("a\u2066b\u2028c\u200fd")).toBe("a\\u2066b\\u2028c\\u200fd");
    expect(shown("\ud800x")).toBe("\\ud800x");
  });

  it("cuts long text", () => {
    expect(shown("x".repeat(80), 50)).toBe(`${"x".repeat(47)}...`);
    expect(shown("x".repeat(50), 50)).toBe("x".repeat(50));
    expect(shown(`${"x".repeat(46)}😀yyyy`, 50)).toBe(`${"x".repeat(46)}...`);
    expect(shown("\n".repeat(1_000_000), 50).length).toBe(50);
  });
});

describe("near", () => {
  it("finds the name that was meant", () => {
    expect(near("comit", ["commit", "capture", "stage"])).toEqual(["commit"]);
    expect(near("sgima", ["sigma", "rho", "beta"])).toEqual(["sigma"]);
    expect(near("Sigma", ["sigma"])).toEqual(["sigma"]);
  });

  it("finds nothing when nothing is near, and at most three, nearest first", () => {
    expect(near("zzz", ["sigma"])).toEqual([]);
    expect(near("abcdef", ["abcdex", "abcdef", "abcxef", "xbcdef", "abcdxx"])).toEqual(["abcdef", "abcdex", "abcxef"]);
  });

  it("names each once", () => {
    expect(near("comit", ["commit", "commit"])).toEqual(["commit"]);
  });

  it("stays quick for very long names", () => {
    expect(near("x".repeat(1_000_000), ["y".repeat(1_000_000)])).toEqual([]);
  });
});

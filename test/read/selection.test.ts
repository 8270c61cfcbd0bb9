import { describe, expect, it } from "vitest";
import { isTapelabError } from "#sdk/errors.js";
import { compileSelection, filtersOf, type RowFacts, type Selection } from "#sdk/read/selection.js";
import type { CommitEntry } from "#sdk/tape/types.js";

interface Row {
  labels?: string[];
  file?: string;
  ns?: bigint;
  meta?: Record<string, unknown>;
}

function facts(rows: Row[], same?: string[]): RowFacts {
  return {
    rows: rows.length,
    labels: same,
    labelsOf: (row) => same ?? rows[row]!.labels ?? [],
    fileOf: (row) => rows[row]!.file,
    timeNsOf: (row) => rows[row]!.ns ?? 0n,
    metaOf: (row) => rows[row]!.meta,
  };
}

function chosen(selection: Selection, rows: Row[], same?: string[]): number[] {
  const set = compileSelection(selection).matchRows(facts(rows, same));
  if (set === "none") return [];
  return rows.map((_, row) => row).filter((row) => set === "all" || set[row] === 1);
}

function refused(selection: unknown): { filter: string; expected: string; found: string; text: string } {
  try {
    compileSelection(selection as Selection);
  } catch (error) {
    if (isTapelabError(error, "bad-selection")) return { ...error.details, text: error.message };
    throw error;
  }
  throw new Error("was accepted");
}

const entry = (over: Partial<CommitEntry>): CommitEntry => ({
  sequence: 2,
  segment: 1,
  offset: 0,
  size: 0,
  crc: 0,
  kind: 0,
  label: "",
  wallMs: 0,
  rows: 1,
  strips: undefined,
  pieces: undefined,
  ...over,
});

describe("commit filters", () => {
  it("match a commit label exactly, and the empty label only commits without one", () => {
    const { matchesEntry } = compileSelection({ commitLabel: "fit" });
    expect([entry({ label: "fit" }), entry({ label: "fitting" }), entry({})].map(matchesEntry)).toEqual([
      true,
      false,
      false,
    ]);
    const empty = compileSelection({ commitLabel: "" });
    expect([entry({ label: "fit" }), entry({})].map(empty.matchesEntry)).toEqual([false, true]);
  });

  it("take both ends of a sequence range as part of it", () => {
    const { matchesEntry } = compileSelection({ sequence: { from: 3, to: 4 } });
    expect([2, 3, 4, 5].map((sequence) => matchesEntry(entry({ sequence })))).toEqual([false, true, true, false]);
  });

  it("leave SYSTEM commits out unless they are asked for", () => {
    expect(compileSelection({}).matchesEntry(entry({ kind: 8 }))).toBe(false);
    expect(compileSelection({ system: true }).matchesEntry(entry({ kind: 8 }))).toBe(true);
  });
});

describe("scope filters", () => {
  it("match the end of a source path at a slash, and never a scope without source", () => {
    const rows = [{ file: "src/prepare.ts" }, { file: "01-prepare.ts" }, { file: "prepare.ts" }, {}];
    expect(chosen({ srcFile: "prepare.ts" }, rows)).toEqual([0, 2]);
    expect(chosen({ srcFile: "./src/prepare.ts" }, rows)).toEqual([0]);
  });

  it("match one label exactly among many", () => {
    expect(chosen({ label: "b" }, [{ labels: ["a", "b"] }, { labels: ["bb"] }, { labels: [] }])).toEqual([0]);
    expect(chosen({ label: "b" }, [{}, {}], ["a", "b"])).toEqual([0, 1]);
    expect(chosen({ label: "c" }, [{}, {}], ["a", "b"])).toEqual([]);
  });

  it("match metadata by every key given, whatever the order of nested keys", () => {
    const rows = [{ meta: { run: 1, cfg: { a: 1, b: 2 } } }, { meta: { run: 2, cfg: { a: 1, b: 2 } } }, {}];
    expect(chosen({ meta: { cfg: { b: 2, a: 1 } } }, rows)).toEqual([0, 1]);
    expect(chosen({ meta: { cfg: { b: 2, a: 1 }, run: 2 } }, rows)).toEqual([1]);
    expect(chosen({ meta: {} }, rows)).toEqual([0, 1, 2]);
  });

  it("compare times to the nanosecond, given as milliseconds, bigint or Date", () => {
    const rows = [{ ns: 999_999n }, { ns: 1_000_000n }, { ns: 1_500_000n }, { ns: 2_000_001n }];
    expect(chosen({ time: { from: 1, to: 2 } }, rows)).toEqual([1, 2]);
    expect(chosen({ time: { from: 1_000_001n } }, rows)).toEqual([2, 3]);
    expect(chosen({ time: { to: new Date(1) } }, rows)).toEqual([0, 1]);
    expect(chosen({ time: { from: 1.5 } }, rows)).toEqual([2, 3]);
  });

  it("are joined by AND", () => {
    const rows = [
      { file: "a.ts", labels: ["x"] },
      { file: "a.ts", labels: ["y"] },
      { file: "b.ts", labels: ["x"] },
    ];
    expect(chosen({ srcFile: "a.ts", label: "x" }, rows)).toEqual([0]);
  });

  it("look at nothing of a scope when there is none of them", () => {
    expect(compileSelection({ commitLabel: "a", sequence: { from: 1 } }).contextNames).toEqual([]);
    expect(compileSelection({ srcFile: "a", time: {} }).contextNames).toEqual(["$file", "$t"]);
  });
});

describe("a wrong selection", () => {
  it("names the filter that was meant when one is misspelt", () => {
    expect(refused({ lable: "a" })).toMatchObject({ filter: "lable", expected: expect.stringContaining('"label"') });
  });

  it("names filter, what it takes and what was found", () => {
    expect(refused({ label: "" })).toMatchObject({ filter: "label", found: '""' });
    expect(refused({ srcFile: " " }).filter).toBe("srcFile");
    expect(refused({ session: "" }).filter).toBe("session");
    expect(refused({ commitLabel: 3 })).toMatchObject({ filter: "commitLabel", found: "3" });
    expect(refused({ variables: "x" }).filter).toBe("variables");
    expect(refused({ meta: { f: () => 1 } }).filter).toBe("meta.f");
    expect(refused({ meta: [1] }).filter).toBe("meta");
    expect(refused({ system: 1 }).filter).toBe("system");
    expect(refused([])).toMatchObject({ filter: "selection" });
    expect(refused(null)).toMatchObject({ filter: "selection" });
  });

  it("says so when an option was given as a filter", () => {
    expect(refused({ unique: true })).toMatchObject({ filter: "unique", expected: expect.stringContaining("option") });
  });

  it("refuses ranges that are no ranges", () => {
    expect(refused({ sequence: { from: 1.5 } }).filter).toBe("sequence");
    expect(refused({ sequence: { from: -1 } }).filter).toBe("sequence");
    expect(refused({ sequence: { from: 5, to: 4 } })).toMatchObject({
      expected: "from not above to",
      found: '{"from":5,"to":4}',
    });
    expect(refused({ sequence: { since: 4 } }).filter).toBe("sequence");
    expect(refused({ time: { from: Number.NaN } }).filter).toBe("time");
    expect(refused({ time: { to: new Date(Number.NaN) } }).filter).toBe("time");
    expect(refused({ time: 5 }).filter).toBe("time");
  });

  it("says that nothing was read, without control characters of the input", () => {
    const { text } = refused({ "\u001b[31mx": 1 });
    expect(text).toContain("Nothing was read.");
    expect(text).not.toContain("\u001b");
  });
});

describe("filtersOf", () => {
  it("repeats every filter given, each also alone", () => {
    const filters = filtersOf({
      session: "s",
      commitLabel: "fit",
      srcFile: "a.ts",
      variables: ["x"],
      time: { from: 1n },
    });
    expect(filters.map(({ text }) => text)).toEqual(['commitLabel: "fit"', 'srcFile: "a.ts"', 'time: {"from":"1n"}']);
    expect(filters[0]!.alone).toEqual({ commitLabel: "fit" });
  });
});

import { describe, expect, it } from "vitest";
import { UsageProblem } from "#kernel/magics/problem.js";
import { lineMax, pairOf, plainText, wordsOf } from "#kernel/magics/words.js";

function texts(line: string): (string | undefined)[] {
  return wordsOf(line, 0).map(({ pieces }) => plainText(pieces));
}

function problem(line: string, start = 0): UsageProblem {
  try {
    wordsOf(line, start);
  } catch (error) {
    if (error instanceof UsageProblem) return error;
    throw error;
  }
  throw new Error(`no problem in ${line}`);
}

describe("wordsOf", () => {
  it("separates words by blanks and tabs, and keeps where they stand", () => {
    expect(texts("  step\tt  x ")).toEqual(["step", "t", "x"]);
    expect(wordsOf("  step\tt", 0).map(({ start, end }) => [start, end])).toEqual([
      [2, 6],
      [7, 8],
    ]);
  });

  it("joins quoted and bare parts to one word", () => {
    expect(texts(`note="before the kick" 'a\\n"b"' x"y"'z'`)).toEqual(["note=before the kick", 'a\\n"b"', "xyz"]);
  });

  it("reads the escapes of double quotes, and none in single quotes", () => {
    expect(texts(String.raw`"a\"b\\c\n\t\u{1F600}é"`)).toEqual(['a"b\\c\n\t😀é']);
    expect(problem(String.raw`"a\q"`).message).toContain("The escape \\q at column 3 is not known.");
    expect(problem(String.raw`"\u{110000}"`).message).toContain("\\u…");
    expect(problem(String.raw`"\u{D800}"`).message).toContain("is not known");
  });

  it("names the column of a quote that is not closed", () => {
    const { at, message } = problem('%tape capture "step');
    expect(message).toBe('The quote opened at column 15 is not closed. The cell did not run. Close it with ".');
    expect(at).toBe(14);
    expect(problem("x 'y").message).toContain("Close it with '.");
    expect(problem('x "y\\').message).toContain("column 3 is not closed");
  });

  it("reads paths of variables and doubled braces", () => {
    const [word] = wordsOf("run-{a.b[2].c}-{{x}}", 0);
    expect(word?.pieces).toEqual([
      { kind: "text", text: "run-", isQuoted: false },
      { kind: "path", variable: "a", steps: ["b", 2, "c"], start: 4, end: 14 },
      { kind: "text", text: "-{x}", isQuoted: false },
    ]);
  });

  it.each(["{}", "{a b}", "{a()}", "{a.}", "{1}", "{a[b]}", "{a", "{a+1}"])("refuses %s as a path", (text) => {
    expect(problem(text).message).toContain("is not the path of a variable");
  });

  it("refuses a brace that closes nothing", () => {
    expect(problem("a} b").message).toContain("The } at column 2 closes nothing.");
  });

  it("takes everything in quotes as it is, braces too", () => {
    expect(texts(`"{i}" '{i}'`)).toEqual(["{i}", "{i}"]);
  });

  it("refuses control characters and lines over 64 KiB", () => {
    expect(problem("a \u0007b").message).toContain("control character \\u0007 at column 3");
    expect(problem("a\u2028b").message).toContain("\\u2028");
    expect(texts("x".repeat(lineMax))).toHaveLength(1);
    expect(problem("x".repeat(lineMax + 1)).message).toContain("at most 65536 characters; found 65537");
  });
});

describe("pairOf", () => {
  it("splits at the first = outside of quotes", () => {
    const [word] = wordsOf('k="a=b"', 0);
    const pair = pairOf(word!);
    expect(pair?.key).toBe("k");
    expect(plainText(pair!.value.pieces)).toBe("a=b");
    expect(pairOf(wordsOf("=x", 0)[0]!)).toBeUndefined();
    expect(pairOf(wordsOf("x", 0)[0]!)).toBeUndefined();
  });
});

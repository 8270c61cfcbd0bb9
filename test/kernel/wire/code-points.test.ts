import { describe, expect, it } from "vitest";
import { toCodePoints, toUtf16 } from "#kernel/wire/code-points.js";

const texts = ["", "abc", "é😀x", "😀😀", "a\ud83d", "\ude00\ud83d", "e\u0301👩‍👩‍👧"];

describe("positions in code points", () => {
  it("go there and back at every code point of any text", () => {
    for (const text of texts) {
      let offset = 0;
      for (const [count, point] of [...text].entries()) {
        expect(toUtf16(text, count)).toBe(offset);
        expect(toCodePoints(text, offset)).toBe(count);
        offset += point.length;
      }
      expect(toUtf16(text, [...text].length)).toBe(text.length);
      expect(toCodePoints(text, text.length)).toBe([...text].length);
    }
  });

  it("stay inside the text", () => {
    expect(toUtf16("ab😀", 99)).toBe(4);
    expect(toUtf16("ab", -3)).toBe(0);
    expect(toCodePoints("ab😀", 99)).toBe(3);
    expect(toCodePoints("ab", -1)).toBe(0);
  });
});

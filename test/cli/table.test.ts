import { describe, expect, it } from "vitest";
import { cut, tableLayout, tableLines, textWidth } from "#sdk/cli/table.js";

const columns = [{ title: "label" }, { title: "commits" }, { title: "note" }];

describe("tableLines", () => {
  it("aligns numbers to the right and text to the left", () => {
    const rows = [
      ["lorenz", 1234, "ok"],
      ["a", 7, undefined],
    ];
    expect(tableLines(columns, rows)).toEqual(["label   commits  note", "lorenz    1,234  ok", "a             7"]);
  });

  it("shows only the heading of an empty table", () => {
    expect(tableLines(columns, [])).toEqual(["label  commits  note"]);
  });

  it("cuts the widest column first and never passes the width", () => {
    const rows = [["x".repeat(60), 12, "y".repeat(30)]];
    const lines = tableLines(columns, rows, { width: 50 });
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(50);
    expect(lines[1]).toContain("…");
    expect(lines[1]).toContain("12");
  });

  it("names the columns for which there is no room", () => {
    const many = Array.from({ length: 12 }, (_, k) => ({ title: `variable${k}` }));
    const lines = tableLines(many, [many.map((_, k) => k)], { width: 40 });
    for (const line of lines.slice(0, 2)) expect(textWidth(line)).toBeLessThanOrEqual(40);
    expect(lines[2]).toMatch(/^\(not shown, the window is too narrow: variable3, .*variable11\)$/);
  });

  it("never cuts without a width", () => {
    const long = "z".repeat(5000);
    expect(tableLines([{ title: "v" }], [[long]])[1]).toBe(long);
  });

  it("shows controls, line ends and writing direction marks as escapes", () => {
    const [, line] = tableLines([{ title: "name" }], [["a\u001b[31mred\nnext\u202egpj"]]);
    expect(line).toBe("a\\u001b[31mred\\u000anext\\u202egpj");
  });

  it("lets later rows use the layout of the first", () => {
    const layout = tableLayout([{ title: "n" }, { title: "text" }], [[1, "ab"]], 20);
    expect(layout.line([2, "abcdef"])).toBe("2  abc…");
  });
});

describe("textWidth", () => {
  it("counts wide characters twice and marks not at all", () => {
    expect(textWidth("CO₂")).toBe(3);
    expect(textWidth("温度")).toBe(4);
    expect(textWidth("e\u0301")).toBe(1);
    expect(textWidth("🌋")).toBe(2);
  });
});

describe("cut", () => {
  it("keeps what fits and marks what does not", () => {
    expect(cut("abc", 3)).toBe("abc");
    expect(cut("abcd", 3)).toBe("ab…");
    expect(cut("温度温度", 5)).toBe("温度…");
  });
});

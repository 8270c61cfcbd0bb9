import { describe, expect, it } from "vitest";
import { textWidth } from "#sdk/cli/table.js";
import { terminalPlot } from "#sdk/cli/terminal-plot.js";

const line = { x: [0, 1, 2, 3], y: [0, 1, 2, 3] };

describe("terminalPlot", () => {
  it("keeps to the width and height that were given", () => {
    for (const width of [20, 40, 72, 120]) {
      const lines = terminalPlot([line], { width, height: 12 });
      expect(lines).toHaveLength(12);
      for (const text of lines) expect(textWidth(text)).toBeLessThanOrEqual(width);
    }
  });

  it("draws a rising line from the lower left to the upper right", () => {
    const lines = terminalPlot([line], { width: 30, height: 10 });
    const rows = lines.slice(0, 8).map((text) => text.search(/[\u2801-\u28ff]/));
    for (let k = 1; k < rows.length; k++) expect(rows[k]).toBeLessThan(rows[k - 1]!);
  });

  it("labels both axes with round numbers and names", () => {
    const x = Array.from({ length: 50 }, (_, k) => 1960 + k);
    const text = terminalPlot([{ x, y: x.map((year) => 300 + (year - 1960)) }], { xLabel: "year", yLabel: "ppm" }).join(
      "\n",
    );
    for (const part of ["1960", "1980", "2000", "year", "ppm", "320", "340"]) expect(text).toContain(part);
  });

  it("leaves a gap at values that are not finite", () => {
    const gap = terminalPlot([{ x: [0, 1, 2], y: [1, Number.NaN, 1] }], { width: 40, height: 6 }).join("\n");
    const whole = terminalPlot([{ x: [0, 1, 2], y: [1, 1, 1] }], { width: 40, height: 6 }).join("\n");
    const dots = (text: string): number => [...text].filter((char) => char >= "\u2801" && char <= "\u28ff").length;
    expect(dots(gap)).toBe(2);
    expect(dots(whole)).toBeGreaterThan(30);
  });

  it("says so when there is nothing to draw", () => {
    expect(terminalPlot([])).toEqual(["(nothing to draw: no finite values)"]);
    expect(terminalPlot([{ x: [], y: [] }])).toEqual(["(nothing to draw: no finite values)"]);
    expect(terminalPlot([{ x: [1], y: [Number.POSITIVE_INFINITY] }])).toEqual(["(nothing to draw: no finite values)"]);
  });

  it("draws one point, equal values, tiny and huge values", () => {
    for (const y of [[5], [2, 2, 2], [1e-12, 2e-12], [1e200, 2e200], [-1, 1]]) {
      const lines = terminalPlot([{ x: y.map((_, k) => k), y }], { width: 40, height: 8 });
      expect(lines.join("")).toMatch(/[\u2801-\u28ff]/);
    }
  });

  it("uses escape sequences only when color is asked for, and ends what it begins", () => {
    const colored = { ...line, palette: [61, 220] };
    expect(terminalPlot([colored]).join("\n")).not.toContain("\u001b");
    for (const text of terminalPlot([colored], { color: true })) {
      if (text.includes("\u001b[38"))
        expect(text.lastIndexOf("\u001b[39m")).toBeGreaterThan(text.lastIndexOf("\u001b[38"));
    }
  });
});

/** What a picture says that it shows is what it shows. */
import { describe, expect, it } from "vitest";
import { annotation, plotted, range, taped } from "./plotted.js";

describe("the count under a picture", () => {
  it.each([
    ["line", "min–max"],
    ["scatter", "thinned, extremes kept"],
  ] as const)(
    "of a thinned %s is how many points are drawn, of all, and says how they were chosen",
    async (kind, how) => {
      const tape = await taped(
        range(3000, (i) => ({ t: i, x: Math.sin(i * i) })),
        { perCommit: 1000 },
      );
      const { figure, handle } = await plotted(tape, { x: "t", y: "x", kind, max: 200 });
      const drawn = figure.data[0]?.x?.length ?? 0;
      expect(drawn).toBeGreaterThan(50);
      expect(drawn).toBeLessThanOrEqual(202);
      const text = `${drawn} of 3,000 points (${how})`;
      expect(annotation(figure, "tapelab-count")).toBe(text);
      expect(handle.picture.text).toContain(text);
    },
  );
});

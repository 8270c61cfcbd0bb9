import { describe, expect, it } from "vitest";
import { commitsOn, testSession } from "./session-deps.js";

describe("levels of a capture", () => {
  it("tell of each variable whether the cell or the notebook has it; what is given stays given", async () => {
    const test = testSession();
    test.session.capture("s", { a: 1, b: 2, c: 3 }, { levels: { a: "cell", b: "global" } });
    test.session.capture("s", { a: 1, b: 2, c: 3 });
    await test.session.finalize();
    const [commit] = await commitsOn(test);
    const levels = [0, 1].map((n) => {
      const { strip } = commit!.place(n);
      return commit!.strips[strip]!.columns.map(({ level }) => level);
    });
    expect(levels).toEqual([
      [1, 2, 0],
      [0, 0, 0],
    ]);
  });

  it("refuses levels that do not exist", () => {
    const { session } = testSession();
    const levels = { a: "world" } as never;
    expect(() => session.capture("s", { a: 1 }, { levels })).toThrow('"cell" or "global"');
  });
});

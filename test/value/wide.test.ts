import { describe, expect, it } from "vitest";
import { encode, here, newStage, open, readBack } from "./tools.js";

const names = Array.from({ length: 2_000 }, (_, i) => `v${i}`);
const scope = (value: (i: number) => unknown): Record<string, unknown> =>
  Object.fromEntries(names.map((name, i) => [name, value(i)]));

describe("scopes of very many variables", () => {
  it("get the kinds of all their columns at once, and keep what came before", () => {
    const stage = newStage();
    stage.append(
      here,
      scope(() => null),
      1,
      undefined,
    );
    stage.append(
      here,
      scope((i) => (i % 2 === 0 ? i : undefined)),
      1,
      undefined,
    );
    stage.append(
      here,
      scope((i) => (i % 2 === 0 ? null : `t${i}`)),
      1,
      undefined,
    );
    const commit = open(encode(stage));
    expect([0, 1, 2].map((at) => readBack(commit, at, "v10"))).toEqual([{ kind: "null" }, 10, { kind: "null" }]);
    expect([0, 1, 2].map((at) => readBack(commit, at, "v11"))).toEqual([
      { kind: "null" },
      { kind: "undefined" },
      "t11",
    ]);
  });

  it("lose the kinds of all columns whose values were taken off, and get others", () => {
    const stage = newStage();
    for (const value of [null, 1.5, null])
      stage.append(
        here,
        scope(() => value),
        1,
        undefined,
      );
    expect(stage.drop(2)).toBe(2);
    stage.append(
      here,
      scope((i) => `t${i}`),
      1,
      undefined,
    );
    const commit = open(encode(stage));
    expect(commit.strips).toHaveLength(1);
    expect([0, 1].map((at) => readBack(commit, at, "v1999"))).toEqual([{ kind: "null" }, "t1999"]);
  });
});

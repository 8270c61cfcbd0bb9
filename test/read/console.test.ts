import { inspect } from "node:util";
import { firstValueFrom } from "rxjs";
import { describe, expect, it } from "vitest";
import { Tape } from "#sdk/read/tape.js";
import { TestTape } from "./test-tape.js";

describe("a console", () => {
  it("shows a tape, a commit and a scope by what they are, each on one line", async () => {
    const recorded = new TestTape().scope("s", { x: 1, name: "a" }).commit("c");
    const tape = await Tape.open(recorded.source());
    const scope = await tape.latestScope();
    expect(inspect(scope)).toBe("Scope s c2:s1 { x: 1, name: 'a' }");
    const facts = "kind: 'RECORD', time: 2023-11-14T22:13:20.000Z }";
    expect(inspect(scope.commit)).toBe(`Commit c2 "c" { ${facts}`);
    expect(inspect(await firstValueFrom(tape.commits$()))).toBe(`Commit c2 "c" { scopeCount: 1, ${facts}`);
    expect(inspect(tape)).toBe(`Tape "demo" { id: '${tape.id}', lastSequence: 2, isEnded: false }`);
    expect(inspect([[[scope]]])).toBe("[ [ [ [Scope s c2:s1] ] ] ]");
  });

  it("shows every variable of a scope: arrays by their values, what is stored elsewhere by its facts", async () => {
    const recorded = new TestTape({ inlineMaxBytes: 64 })
      .scope("s", {
        ys: Float64Array.of(1, 2),
        big: new Float64Array(100),
        fn: () => 1,
        missing: undefined,
        list: [1, "a"],
      })
      .commit("c");
    const scope = await (await Tape.open(recorded.source())).latestScope();
    expect(inspect(scope, { breakLength: Number.POSITIVE_INFINITY })).toBe(
      "Scope s c2:s1 { ys: Float64Array(2) [ 1, 2 ], big: [blob Float64Array[100] 800 bytes], " +
        "fn: [void function], missing: undefined, list: [ 1, 'a' ] }",
    );
  });

  it.each([1, 40])(
    "shows the values of scope.vars, also those that are made when they are asked for (%i scopes)",
    async (count) => {
      const recorded = new TestTape();
      for (let i = 0; i < count; i++) recorded.scope("s", { i: count, ys: Float64Array.of(1, 2), o: { k: [1] } });
      const { vars } = await (await Tape.open(recorded.commit("c").source())).latestScope();
      expect(inspect(vars)).toBe(`{ i: ${count}, ys: Float64Array(2) [ 1, 2 ], o: { k: [ 1 ] } }`);
      expect(Object.keys(vars)).toEqual(["i", "ys", "o"]);
      expect(Object.getOwnPropertySymbols({ ...vars })).toEqual([]);
    },
  );
});

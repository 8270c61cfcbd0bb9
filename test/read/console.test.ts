import { inspect } from "node:util";
import { firstValueFrom } from "rxjs";
import { describe, expect, it } from "vitest";
import { Tape } from "#sdk/read/tape.js";
import { startMs, TestTape } from "./test-tape.js";

describe("a console", () => {
  it("shows a tape, a commit and a scope by what they are", async () => {
    const recorded = new TestTape().scope("s", { x: 1, name: "a" }).commit("c");
    const tape = await Tape.open(recorded.source());
    const scope = await tape.latestScope();
    const uid = `${tape.id}:c2`;
    expect(inspect(scope)).toBe(`Scope ${uid}:s1 [s] { x: 1, name: 'a' }`);
    const facts = { uid, label: "c", kind: "RECORD", time: startMs };
    expect(inspect(scope.commit)).toBe(`Commit ${inspect(facts)}`);
    expect(inspect(await firstValueFrom(tape.commits$()))).toBe(`Commit ${inspect({ ...facts, scopeCount: 1 })}`);
    expect(inspect(tape)).toBe(`Tape ${inspect({ id: tape.id, label: "demo", lastSequence: 2, isEnded: false })}`);
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
      `Scope ${scope.uid} [s] { ys: Float64Array(2) [ 1, 2 ], big: [blob Float64Array[100] 800 bytes], ` +
        "fn: [void function], missing: undefined, list: [ 1, 'a' ] }",
    );
  });
});

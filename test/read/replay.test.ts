import { VirtualTimeScheduler } from "rxjs";
import { describe, expect, it } from "vitest";
import type { ReplayOptions } from "#sdk/read/replay.js";
import type { Selection } from "#sdk/read/selection.js";
import { Tape } from "#sdk/read/tape.js";
import { startMs, TestTape } from "./test-tape.js";

/** Replays in virtual time; gives [x, ms since the start] of each scope. */
async function replayed(
  recorded: TestTape,
  options: ReplayOptions,
  selection: Selection = {},
): Promise<[unknown, number][]> {
  const tape = await Tape.open(recorded.source());
  const scheduler = new VirtualTimeScheduler();
  const got: [unknown, number][] = [];
  let isDone = false;
  tape.replay$(selection, { scheduler, ...options }).subscribe({
    next: (scope) => got.push([scope.vars.x, scheduler.now()]),
    complete: () => {
      isDone = true;
    },
  });
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    scheduler.flush();
  }
  return got;
}

const rows = (list: readonly { x: number; t?: unknown; ms?: number }[]): TestTape => {
  const recorded = new TestTape();
  for (const { ms = 0, ...variables } of list) recorded.scope("s", variables, { time: startMs + ms }).commit();
  return recorded;
};

describe("replay$ by a variable", () => {
  const failure = async (recorded: TestTape, by: string): Promise<unknown> => {
    const tape = await Tape.open(recorded.source());
    return new Promise((resolve) => {
      tape.replay$({}, { by }).subscribe({ error: resolve, complete: () => resolve("complete") });
    });
  };

  it("that no scope has is an error, which names the recorded ones and the nearest", async () => {
    const recorded = rows([{ x: 1, t: 0 }])
      .scope("other", { loss: 1, $odd: 2 })
      .commit();
    const error = await failure(recorded, "losss");
    expect(error).toMatchObject({ code: "no-such-variable", details: { name: "losss", near: ["loss"] } });
    expect((error as Error).message).toBe(
      'replay$: no scope of tape "demo" has a variable "losss" to pace by. Nothing was replayed. Did you mean "loss"? Recorded are: $odd, loss, t, x.',
    );
    expect(await failure(recorded, "$t")).toMatchObject({ code: "no-such-variable" });
  });

  it("is complete at once on a tape without scopes", async () => {
    expect(await failure(new TestTape(), "anything")).toBe("complete");
  });
});

describe("replay$", () => {
  it("keeps the pace of the recorded time, at its speed", async () => {
    const recorded = rows([
      { x: 1, ms: 0 },
      { x: 2, ms: 100 },
      { x: 3, ms: 1_000 },
    ]);
    expect(await replayed(recorded, {})).toEqual([
      [1, 0],
      [2, 100],
      [3, 1_000],
    ]);
    expect(await replayed(recorded, { speed: 10 })).toEqual([
      [1, 0],
      [2, 10],
      [3, 100],
    ]);
    expect(await replayed(recorded, { speed: Number.POSITIVE_INFINITY })).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
  });

  it("keeps the pace of a variable, in units per second", async () => {
    const recorded = rows([
      { x: 1, t: 5 },
      { x: 2, t: 5.5 },
      { x: 3, t: 7 },
    ]);
    expect(await replayed(recorded, { by: "t" })).toEqual([
      [1, 0],
      [2, 500],
      [3, 2_000],
    ]);
    expect(await replayed(recorded, { by: "t", speed: 2 }, { variables: ["x"] })).toEqual([
      [1, 0],
      [2, 250],
      [3, 1_000],
    ]);
  });

  it("paces by bigints and Dates too", async () => {
    expect(
      await replayed(
        rows([
          { x: 1, t: 1n },
          { x: 2, t: 2n },
        ]),
        { by: "t" },
      ),
    ).toEqual([
      [1, 0],
      [2, 1_000],
    ]);
    const dates = rows([
      { x: 1, t: new Date(0) },
      { x: 2, t: new Date(30) },
    ]);
    expect(await replayed(dates, { by: "t" })).toEqual([
      [1, 0],
      [2, 30],
    ]);
  });
});

describe("replay$ at its edges", () => {
  it("begins anew at once where the pace jumps back", async () => {
    const recorded = rows([
      { x: 1, t: 0 },
      { x: 2, t: 1 },
      { x: 3, t: 0 },
      { x: 4, t: 1 },
    ]);
    expect(await replayed(recorded, { by: "t" })).toEqual([
      [1, 0],
      [2, 1_000],
      [3, 1_000],
      [4, 2_000],
    ]);
  });

  it("does not wait for scopes without a moment", async () => {
    const recorded = rows([{ x: 1, t: 0 }, { x: 2, t: Number.NaN }, { x: 3, t: "no" }, { x: 4 }, { x: 5, t: 1 }]);
    expect(await replayed(recorded, { by: "t" })).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
      [5, 1_000],
    ]);
  });

  it("waits longer than a timer can be set", async () => {
    const recorded = rows([
      { x: 1, ms: 0 },
      { x: 2, ms: 2 ** 32 },
    ]);
    expect(await replayed(recorded, {})).toEqual([
      [1, 0],
      [2, 2 ** 32],
    ]);
  });

  it("leaves no timer when its subscriber leaves while it waits", async () => {
    const tape = await Tape.open(
      rows([
        { x: 1, ms: 0 },
        { x: 2, ms: 1_000 },
      ]).source(),
    );
    const scheduler = new VirtualTimeScheduler();
    const got: unknown[] = [];
    const subscription = tape.replay$({}, { scheduler }).subscribe((scope) => got.push(scope.vars.x));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(scheduler.actions.length).toBe(1);
    subscription.unsubscribe();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([got, scheduler.actions.filter(({ closed }) => !closed)]).toEqual([[1], []]);
  });

  it("refuses a speed or a pace that is none", async () => {
    const tape = await Tape.open(rows([]).source());
    for (const speed of [0, -1, Number.NaN, "2"]) {
      expect(() => tape.replay$({}, { speed: speed as number })).toThrow(/"speed" expects a number above 0, found/);
    }
    expect(() => tape.replay$({}, { by: "" })).toThrow(/"by" expects/);
  });
});

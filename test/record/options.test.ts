import { describe, expect, it } from "vitest";
import { commitsOn, testSession } from "./session-deps.js";

const refused = expect.objectContaining({ code: "bad-option" });

/** A session whose last capture had the same label, names and kinds: the quick way is open. */
function warm() {
  const test = testSession();
  for (let x = 0; x < 3; x++) test.session.capture("s", { x });
  return test;
}

describe("options of capture", () => {
  it.each([
    ["null", null, /capture: the options: expected an object with one of labels, .*, found null/],
    ["a number", 5, /found 5/],
    ["a text", "labels", /found "labels"/],
    [
      "a name that means nothing",
      { unit: { x: "m" } },
      /option "unit": .*The scope was not captured. Did you mean "units"\?/,
    ],
    ["no moment", { time: {} }, /option "time": expected milliseconds, bigint nanoseconds or a Date, found an object/],
    ["no labels", { labels: null }, /labels of a scope is a list of texts/],
  ])("are refused as %s, also behind scopes like it; nothing is captured", async (_, options, text) => {
    const test = warm();
    const { session } = test;
    for (const label of ["s", "other"]) {
      expect(() => session.capture(label, { x: 9 }, options as never)).toThrow(text);
      expect(() => session.capture(label, { x: 9 }, options as never)).toThrow(
        expect.objectContaining({ name: "TapelabError" }),
      );
    }
    await session.commit("c");
    expect((await commitsOn(test))[0]?.rows).toBe(3);
  });

  it("may say nothing: no meta, no time", () => {
    const { session } = warm();
    for (const options of [undefined, {}, { time: undefined }, { time: null }, { meta: null }, { labels: [] }])
      session.capture("s", { x: 4 }, options as never);
    expect(session.status().staged).toBe(9);
  });
});

describe("options of commit, queue and finalize", () => {
  it("are refused when they mean nothing, and nothing leaves the stage", async () => {
    const { session } = warm();
    await expect(session.commit("c", { durabilty: "os" } as never)).rejects.toThrow(/Did you mean "durability"\?/);
    await expect(session.commit("c", { allowEmpty: "no" } as never)).rejects.toThrow(
      /commit: option "allowEmpty": expected true or false, found "no"/,
    );
    await expect(session.commit("c", null as never)).rejects.toThrow(refused);
    expect(() => session.queue("c", { evry: 2 } as never)).toThrow(/Did you mean "every"\?/);
    expect(() => session.queue("c", [] as never)).toThrow(refused);
    const finalize = session.finalize.bind(session) as (label: unknown, options?: unknown) => Promise<unknown>;
    await expect(finalize("end", { meta: { a: 1 } })).rejects.toThrow(
      'finalize: option "meta": expected no options, found "meta". Nothing was taken from the stage. Commit with it first, then finalize.',
    );
    expect(session.status()).toMatchObject({ staged: 3, queued: 0 });
  });

  it("are not taken for a label, also when nothing is staged", async () => {
    const { session } = testSession();
    const bad = expect.objectContaining({ code: "bad-label" });
    await expect(session.finalize({} as never)).rejects.toThrow(bad);
    await expect(session.commit({} as never)).rejects.toThrow(bad);
    expect(() => session.queue({} as never)).toThrow(bad);
    expect(() => session.finalizeNow(5 as never)).toThrow(bad);
    expect(session.status().isFinalized).toBe(false);
  });
});

describe("a gated queue", () => {
  it("that fails stays open: the same call again takes the scopes", () => {
    const { session } = warm();
    const gate = (meta?: object) => session.queue("g", { every: 2, meta });
    expect(gate()).toBeNull();
    expect(() => gate({ f: () => 1 })).toThrow(expect.objectContaining({ code: "bad-meta" }));
    expect(session.status()).toMatchObject({ staged: 3, queued: 0 });
    expect(gate()).toMatchObject({ label: "g", scopes: 3 });
    session.capture("s", { x: 1 });
    expect([gate(), gate()?.scopes]).toEqual([null, 1]);
    expect([gate(), gate(), gate(), gate()]).toEqual([null, null, null, null]); // the 2nd found nothing staged
  });
});

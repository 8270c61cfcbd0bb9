import { describe, expect, it } from "vitest";
import { checkLabels, checkScopeLabels } from "#sdk/record/checks.js";
import { commitsOn, testSession } from "./session-deps.js";

const notText = [
  ["a number", 5],
  ["a symbol", Symbol("step")],
  ["an object", { label: "step" }],
  ["nothing", undefined],
] as const;

describe("checkScopeLabels", () => {
  it.each(notText)(
    "refuses %s as a label before it reaches the stage: what is staged stays whole",
    async (_, label) => {
      const test = testSession();
      test.session.capture("step", { x: 1 });
      const refused = expect.objectContaining({
        code: "bad-label",
        message: expect.stringMatching(/a label is a text/),
      });
      expect(() => test.session.capture(label as string, { x: 2 })).toThrow(refused);
      expect(() => test.session.capture("step", { x: 2 }, { labels: [label as string] })).toThrow(refused);
      test.session.capture("step", { x: 3 });
      await test.session.commit("c");
      expect((await commitsOn(test))[0]?.rows).toBe(2);
    },
  );

  it.each(["warm", 5])("refuses %j in place of a list of labels", (labels) => {
    const { session } = testSession();
    const options = { labels: labels as unknown as string[] };
    expect(() => session.capture("step", { x: 1 }, options)).toThrow(/the option labels of a scope is a list of texts/);
    expect(session.status().staged).toBe(0);
  });

  it("takes 256 characters and 64 labels, and no more", () => {
    const label = "l".repeat(256);
    expect(checkScopeLabels(label)).toEqual([label]);
    expect(() => checkScopeLabels(`${label}l`)).toThrow(/at most 256 characters, found 257/);
    expect(checkScopeLabels("a", Array(63).fill("b"))).toHaveLength(64);
    expect(() => checkScopeLabels("a", Array(64).fill("b"))).toThrow(/a scope has at most 64 labels, found 65/);
  });
});

describe("checkLabels", () => {
  it.each(notText)("says of %s that a label is a text", (_, label) => {
    expect(() => checkLabels(label as string)).toThrow(/a label is a text, found/);
  });

  it("does not take a text for a list of labels", () => {
    expect(() => checkLabels("run", "abc" as unknown as string[])).toThrow(
      /the option labels of a session is a list of texts, found string/,
    );
  });
});

describe("metadata", () => {
  it.each([
    ["a text", "warm"],
    ["a number", 5],
    ["a list", ["warm"]],
  ])("is refused as %s, which has no names, and nothing leaves the stage", async (_, meta) => {
    const { session } = testSession();
    session.capture("step", { x: 1 });
    const options = { meta: meta as object };
    const refused = expect.objectContaining({
      code: "bad-meta",
      message: expect.stringMatching(/is an object of names/),
    });
    expect(() => session.capture("step", { x: 2 }, options)).toThrow(refused);
    expect(() => session.stage.meta(meta as object)).toThrow(refused);
    expect(() => session.queue("c", options)).toThrow(refused);
    await expect(session.commit("c", options)).rejects.toThrow(refused);
    expect(session.status().staged).toBe(1);
  });

  it("counts as memory that the session holds", () => {
    const { session } = testSession();
    session.capture("step", { x: 1 }, { meta: { note: "n".repeat(10_000) } });
    expect(session.status().stagedBytes).toBeGreaterThan(10_000);
  });
});

describe("options of a capture", () => {
  it.each([
    ["a name that means nothing", { mta: { k: 1 } }, /option "mta": expected one of labels, meta/],
    ["a text in place of a list of marked names", { blob: "field" }, /option "blob": expected a list .* found "field"/],
    ["a list of other things", { hash: [1n] }, /option "hash": expected a list of variable names, found a list/],
    ["a unit that is no text", { units: { x: 3n } }, /option "units": expected an object .* found an object/],
    ["a text in place of units", { units: "m" }, /option "units"/],
  ])("are refused with %s, and nothing is captured", (_, options, message) => {
    const { session } = testSession();
    session.stage.meta({ note: "kept" });
    const refused = expect.objectContaining({ code: "bad-option", message: expect.stringMatching(message) });
    expect(() => session.capture("step", { x: 1 }, options as never)).toThrow(refused);
    expect(session.status().staged).toBe(0);
    expect(session.stage.isPlain).toBe(false);
  });
});

describe("options of a commit", () => {
  it("are refused with a name that means nothing, and nothing leaves the stage", async () => {
    const { session } = testSession();
    session.capture("step", { x: 1 });
    const refused = expect.objectContaining({
      code: "bad-option",
      message: expect.stringContaining("one of"),
    });
    await expect(session.commit("c", { alowEmpty: true } as never)).rejects.toEqual(refused);
    expect(() => session.queue("c", { evry: 2 } as never)).toThrow(refused);
    expect(() => session.queue("c", { durability: "os" } as never)).toThrow(refused);
    await expect(session.commit("c", null as never)).rejects.toEqual(refused);
    await expect(session.commit("c", "os" as never)).rejects.toEqual(refused);
    expect(session.status().staged).toBe(1);
  });
});

describe("stage.drop", () => {
  it("refuses what is no number of scopes, and all are still there", () => {
    const { session } = testSession();
    session.capture("step", { x: 1 });
    for (const count of [Number.NaN, -1, 0.5, "1", 1n, null]) {
      expect(() => session.stage.drop(count as never)).toThrow(expect.objectContaining({ code: "bad-option" }));
      expect(session.status()).toMatchObject({ staged: 1, isDirty: true });
    }
    expect([session.stage.drop(0), session.stage.drop(5), session.status().staged]).toEqual([0, 1, 0]);
  });

  it("takes thresholds that are no numbers for what they are", () => {
    const { session } = testSession();
    expect(() => session.queue("c", { every: 2n as never })).toThrow(expect.objectContaining({ code: "bad-option" }));
  });
});

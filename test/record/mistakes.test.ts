import { describe, expect, it } from "vitest";
import { testSession } from "./session-deps.js";

const { session, deps } = testSession();
const { filters, shared, stage } = session;

const mistakes: Record<string, [call: () => unknown, code: string, text: RegExp]> = {
  "a rule with a misspelled field, which would hold everywhere": [
    () => filters.ignore([{ pattern: "x", action: "exclude", scop: "s" } as never]),
    "bad-rule",
    /field scop: expected pattern, action or scope, found "scop"/,
  ],
  "labels of a filter that are no list": [
    () => filters.bind(5 as never, "a"),
    "bad-label",
    /a text or a list of texts/,
  ],
  "labels of a filter that are no texts": [
    () => filters.bind([5] as never, "a"),
    "bad-label",
    /a text or a list of texts/,
  ],
  "sets of a filter that are none": [() => filters.bind("s", undefined as never), "bad-label", /a text or a list/],
  "shared variables that are null": [() => shared.capture("k", null as never), "bad-option", /found null/],
  "shared variables that are a number": [() => shared.capture("k", 5 as never), "bad-option", /found a number/],
  "shared variables that are a list": [() => shared.capture("k", [1]), "bad-option", /found an instance of Array/],
  "a mark with a misspelled option": [
    () => stage.blob("x", { stikcy: true } as never),
    "bad-option",
    /stage\.blob: option "stikcy".*Nothing was marked\. Did you mean "sticky"\?/,
  ],
  "a mark on null": [() => stage.blob(null as never), "bad-option", /stage\.blob/],
  "a setting without a key": [() => deps.settings.get(undefined as never), "bad-settings", /a key in snake_case/],
};

describe("a mistake while recording", () => {
  it.each(Object.entries(mistakes))("is refused, and changes nothing: %s", (_, [call, code, text]) => {
    expect(call).toThrow(expect.objectContaining({ name: "TapelabError", code, message: expect.stringMatching(text) }));
    expect(filters.snapshot().rules).toEqual([]);
    expect(stage.isPlain).toBe(true);
    expect(shared.keys()).toEqual([]);
  });

  it("is refused where shared variables are bound without names", () => {
    const { session: other } = testSession();
    other.shared.capture("k", { x: 1 });
    expect(() => other.shared.bind("k", undefined as never)).toThrow(/bind needs at least one variable/);
  });
});

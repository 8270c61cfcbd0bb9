import { describe, expect, it } from "vitest";
import { checkOptions, foundText } from "#sdk/base/options.js";

const check = (options: unknown, names = ["until", "scheduler"]) =>
  checkOptions("follow$", options, names, "Nothing was read.");

describe("options of a call", () => {
  it("are taken when each name means something, or when there are none", () => {
    for (const options of [undefined, {}, { until: "durable" }, { until: undefined, scheduler: 1 }])
      expect(() => check(options)).not.toThrow();
  });

  it("are refused with the name that was probably meant", () => {
    expect(() => check({ untill: 1 })).toThrow(
      'follow$: option "untill": expected one of until, scheduler, found "untill". Nothing was read. Did you mean "until"?',
    );
    expect(() => check({ x: 1 }, ["onEvent"])).toThrow(
      'follow$: option "x": expected the option onEvent, found "x". Nothing was read. Leave it out.',
    );
  });

  it("are refused when they are no object of options", () => {
    for (const options of [null, 5, "until", [], () => 1]) {
      expect(() => check(options)).toThrow(expect.objectContaining({ code: "bad-option" }));
    }
  });
});

describe("foundText", () => {
  it("says in a few words what a value is, whatever it is", () => {
    const found = [null, undefined, 5, 5n, "a\nb", Symbol("s"), [1], Object.create(null), () => 1].map(foundText);
    expect(found).toEqual(["null", "undefined", "5", "5", '"a\\nb"', "Symbol(s)", "a list", "an object", "a function"]);
  });
});

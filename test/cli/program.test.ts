import { describe, expect, it } from "vitest";
import { linesWithoutVerb, verbHelp } from "#sdk/cli/help.js";
import { UsageError } from "#sdk/cli/options.js";
import { findAction, findVerb, givenTo, type Program, type VerbFacts } from "#sdk/cli/program.js";

const sow: VerbFacts = {
  name: "sow",
  arguments: ["FIELD", "[SEED…]"],
  summary: "puts seeds into a field",
  about: "Puts seeds into a field.\nEach once.",
  options: { deep: { kind: "count", value: "CM", help: "how deep" } },
  examples: ["farm sow north"],
};
const reap: VerbFacts = { ...sow, name: "reap", arguments: ["FIELD…"], examples: ["farm reap a", "farm reap b"] };
const program: Program = {
  name: "farm",
  summary: "fields and seeds",
  verbs: [sow, reap],
  common: { help: { kind: "flag", help: "this text" } },
  ending: ["Start with: farm sow"],
};
const given = (verb: VerbFacts, ...words: string[]) => givenTo(program, verb, words, 0);

const tend: VerbFacts = {
  ...sow,
  name: "tend",
  arguments: ["ACTION"],
  actions: [
    { ...sow, name: "tend water", arguments: ["FIELD"], summary: "gives water" },
    { ...sow, name: "tend weed", arguments: [], summary: "takes weeds" },
  ],
};

describe("a program of verbs", () => {
  it("finds a verb, and names the nearest one for a mistyped name", () => {
    expect(findVerb(program, "reap")).toBe(reap);
    expect(() => findVerb(program, "reep")).toThrow(new UsageError('Unknown verb "reep". Did you mean reap?'));
    expect(() => findVerb(program, "\u001b[2J")).toThrow(/^Unknown verb "[^\p{Cc}]+"\.$/u);
  });

  it("takes what is declared: arguments, those that repeat, own and common options", () => {
    expect(given(sow, "north", "a", "b", "c", "--deep", "3").positionals).toEqual(["north", "a", "b", "c"]);
    expect(given(sow, "north", "--deep", "3").count("deep")).toBe(3);
    expect(given(reap, "a", "b", "--help").flag("help")).toBe(true);
  });

  it("takes the first word that is no option for the action of a verb that has some", () => {
    const found = (...words: string[]) => {
      const [{ name }, rest] = findAction(
        { ...program, common: { at: { kind: "text", value: "X", help: "" } } },
        tend,
        words,
      );
      return [name, ...rest];
    };
    expect(found("water", "north", "--deep", "3")).toEqual(["tend water", "north", "--deep", "3"]);
    expect(found("--at", "weed", "--help", "water", "weed")).toEqual(["tend water", "--at", "weed", "--help", "weed"]);
    expect([found(), found("--help")]).toEqual([["tend"], ["tend", "--help"]]);
    expect(() => found("wed")).toThrow(new UsageError('farm tend has no action "wed". Did you mean weed?'));
    expect(() => found("north")).toThrow(new UsageError('farm tend has no action "north". Known: water, weed.'));
    expect(findAction(program, sow, ["north"])).toEqual([sow, ["north"]]);
  });

  it("lists the actions of a verb, a line each, and explains each of them", () => {
    const farm = { ...program, verbs: [tend] };
    expect(linesWithoutVerb(farm, ["help", "tend"], "1")).toEqual(
      expect.arrayContaining([
        "Usage: farm tend ACTION [options]",
        "  tend water FIELD  gives water",
        "  tend weed         takes weeds",
      ]),
    );
    expect(linesWithoutVerb(farm, ["help", "tend", "weed"], "1")[0]).toBe("Usage: farm tend weed [options]");
  });

  it("refuses a missing argument, and one too many", () => {
    expect(() => given(sow)).toThrow(new UsageError("FIELD is missing."));
    expect(() => given(reap)).toThrow(new UsageError("FIELD… is missing."));
    expect(() => given({ ...sow, arguments: ["FIELD"] }, "a", "b")).toThrow(new UsageError('Unexpected argument "b".'));
  });

  it("prints all verbs on one screen, and one in full", () => {
    const all = [
      "farm 1.2: fields and seeds",
      "",
      "Usage: farm VERB [arguments] [options]",
      "",
      "  sow FIELD [SEED…]  puts seeds into a field",
      "  reap FIELD…        puts seeds into a field",
      "",
      "Start with: farm sow",
    ];
    for (const words of [[], ["help"], ["--help"], ["-h"]])
      expect(linesWithoutVerb(program, words, "1.2")).toEqual(all);
    expect(linesWithoutVerb(program, ["--version"], "1.2")).toEqual(["1.2"]);
    expect(linesWithoutVerb(program, ["help", "sow"], "1.2")).toEqual(verbHelp(program, sow));
    expect(verbHelp(program, sow)).toEqual([
      "Usage: farm sow FIELD [SEED…] [options]",
      "",
      "Puts seeds into a field.",
      "Each once.",
      "",
      "Options:",
      "  --deep CM  how deep",
      "  --help     this text",
      "",
      "Example:",
      "  farm sow north",
    ]);
  });

  it.each([
    [["help", "sow", "now"], 'Unexpected argument "now".'],
    [["help", "sew"], 'Unknown verb "sew". Did you mean sow?'],
    [["--deep"], 'The first word is a verb, found "--deep".'],
    [["harvest"], 'Unknown verb "harvest".'],
  ])("refuses %j", (words, text) => {
    expect(() => linesWithoutVerb(program, words, "1.2")).toThrow(new UsageError(text));
  });
});

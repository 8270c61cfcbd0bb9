import { describe, expect, it } from "vitest";
import { type OptionTable, parseOptions, UsageError } from "#sdk/cli/options.js";

const table: OptionTable = {
  json: { kind: "flag", help: "" },
  help: { kind: "flag", help: "" },
  label: { kind: "text", value: "L", mayBeEmpty: true, help: "" },
  out: { kind: "text", value: "DIR", help: "" },
  env: { kind: "texts", value: "K=V", help: "" },
  var: { kind: "list", value: "NAMES", help: "" },
  limit: { kind: "count", value: "N", help: "" },
  sequence: { kind: "range", value: "A..B", help: "" },
  since: { kind: "since", value: "T", help: "" },
  format: { kind: "choice", choices: ["table", "json"], help: "" },
};
const now = Date.parse("2026-10-02T12:00:00Z");
const parse = (...argv: string[]) => parseOptions(argv, table, 1, now);

describe("parseOptions", () => {
  it("returns typed values and positionals in any order", () => {
    const given = parse("--var", "x,y", "lorenz", "--limit=5", "--json", "--var", "z");
    expect(given.positionals).toEqual(["lorenz"]);
    expect(given.list("var")).toEqual(["x", "y", "z"]);
    expect(given.count("limit")).toBe(5);
    expect(given.flag("json")).toBe(true);
    expect(given.flag("help")).toBe(false);
    expect(given.text("label")).toBeUndefined();
  });

  it.each([
    ["12", { from: 12, to: 12 }],
    ["2..40", { from: 2, to: 40 }],
    ["2..", { from: 2 }],
    ["..40", { to: 40 }],
  ])("reads the range %s", (text, range) => {
    expect(parse("--sequence", text).range("sequence")).toEqual(range);
  });

  it.each([
    ["90s", now - 90e3],
    ["2h", now - 7200e3],
    ["1.5d", now - 1.5 * 86_400e3],
    ["2026-10-01T00:00:00Z", Date.parse("2026-10-01T00:00:00Z")],
  ])("reads the time %s", (text, at) => {
    expect(parse("--since", text).since("since")).toBe(at);
  });

  it.each([
    [["--labl", "x"], /Unknown option --labl\. Did you mean --label\?/],
    [["-x"], /Unknown option -x/],
    [["--__proto__=1"], /Unknown option --__proto__/],
    [["--constructor"], /Unknown option --constructor/],
    [["--json=yes"], /--json takes no value/],
    [["--label"], /--label needs a value \(L\)/],
    [["--label", "--json"], /--label needs a value/],
    [["--label", "a", "--label", "b"], /given twice/],
    [["--out", ""], /--out needs a value \(DIR\)/],
    [["--out="], /--out needs a value \(DIR\)/],
    [["--env", "A=1", "--env", ""], /--env needs a value \(K=V\)/],
    [["--limit", "-1"], /--limit expects a whole number from 1, found "-1"/],
    [["--limit", "0"], /--limit expects a whole number from 1, found "0"/],
    [["--var", ""], /--var expects names, separated by commas, found ""/],
    [["--var", " , "], /--var expects names, separated by commas/],
    [["--limit", "5x"], /found "5x"/],
    [["--sequence", "a..b"], /--sequence expects/],
    [["--sequence", ".."], /--sequence expects/],
    [["--sequence", "9..2"], /not above its last/],
    [["--since", "yesterday"], /--since expects a time ago/],
    [["--since", "2026-13-45"], /--since expects/],
    [["--format", "xml"], /--format expects one of table, json, found "xml"/],
    [["a", "b"], /Unexpected argument "b"/],
  ])("rejects %j with a reason", (argv, text) => {
    expect(() => parse(...argv)).toThrow(UsageError);
    expect(() => parse(...argv)).toThrow(text);
  });

  it("keeps texts whole, in their order, and an empty one where it means something", () => {
    expect(parse("--env", "A=1,2", "--env=B=").texts("env")).toEqual(["A=1,2", "B="]);
    expect(parse().texts("env")).toEqual([]);
    expect(parse("--label", "").text("label")).toBe("");
  });

  it("knows the one given of options that exclude each other", () => {
    expect(parse("--out", "x").oneOf("label", "out")).toBe("out");
    expect(parse().oneOf("label", "out")).toBeUndefined();
    expect(() => parse("--out", "x", "--label", "y").oneOf("label", "out")).toThrow(
      new UsageError("--label and --out exclude each other."),
    );
  });

  it("takes a value that begins with a dash when it is attached, and words after --", () => {
    expect(parse("--label=-a").text("label")).toBe("-a");
    expect(parse("--", "--json").positionals).toEqual(["--json"]);
  });
});

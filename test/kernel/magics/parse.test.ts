import { describe, expect, it } from "vitest";
import { type Call, parseMagic } from "#kernel/magics/parse.js";
import { UsageProblem } from "#kernel/magics/problem.js";
import { MagicTable } from "#kernel/magics/table.js";
import { plainText } from "#kernel/magics/words.js";

const table = new MagicTable();

function parse(line: string): Call {
  return parseMagic(table, line, line.indexOf("%"));
}

function texts(call: Call, option?: string): (string | undefined)[] | undefined {
  const values = option === undefined ? call.operands : call.options.get(option);
  return values?.map(({ pieces }) => plainText(pieces));
}

function told(line: string): string {
  try {
    parse(line);
  } catch (error) {
    if (error instanceof UsageProblem) return `${error.at + 1}: ${error.message}`;
    throw error;
  }
  throw new Error(`no problem in ${line}`);
}

describe("a magic line", () => {
  it("has a command, operands and options in any order", () => {
    const call = parse("%tape capture step t x --blob=field,grid --label a --label b");
    expect(call.title).toBe("%tape capture");
    expect(texts(call)).toEqual(["step", "t", "x"]);
    expect(texts(call, "blob")).toEqual(["field,grid"]);
    expect(texts(call, "label")).toEqual(["a", "b"]);
  });

  it("takes every pair behind --meta, and leaves what is none", () => {
    const call = parse("%tape start lorenz --meta sigma=10 rho=28 --meta note='a b' tag");
    expect(texts(call, "meta")).toEqual(["sigma=10", "rho=28", "note=a b"]);
    expect(texts(call)).toEqual(["lorenz", "tag"]);
  });

  it("takes an optional value only behind =", () => {
    const plain = parse("%tape start run --auto --every 5");
    expect(texts(plain, "auto")).toEqual([]);
    expect(texts(plain, "every")).toEqual(["5"]);
    expect(texts(parse("%tape start run --auto=step"), "auto")).toEqual(["step"]);
  });

  it("ends its options at --", () => {
    expect(texts(parse("%tape log -- 5"))).toEqual(["5"]);
    expect(told("%tape log -- --5")).toContain("found");
  });

  it("knows letters, with the value behind them or as the next word", () => {
    expect(texts(parse("%history -n 5"), "number")).toEqual(["5"]);
    expect(texts(parse("%history -n5"), "number")).toEqual(["5"]);
    expect(parse("%reset -f").options.has("force")).toBe(true);
  });

  it("takes as NAME at its end", () => {
    const call = parse("%tape load prepare-output --from 01-prepare.ipynb as df");
    expect(call.as).toBe("df");
    expect(texts(call)).toEqual(["prepare-output"]);
    expect(told("%tape load x as 1df")).toBe(
      '17: %tape load … as needs the name of a variable; found "1df". Nothing was loaded. Example: %tape load prepare-output --from 01-prepare.ipynb as df.',
    );
  });

  it("needs no operands for --help", () => {
    expect(parse("%tape capture --help").options.has("help")).toBe(true);
    expect(parse("%tape --help").options.has("help")).toBe(true);
    expect(parse("%tape start?").options.has("help")).toBe(true);
    expect(parse("%tape?").options.has("help")).toBe(true);
  });

  it("of %time takes the rest as it is", () => {
    expect(parse('%time f("a, {b}")').rest).toBe('f("a, {b}")');
  });
});

describe("a wrong magic line", () => {
  it.each([
    ["%foo", "1: Line magic function %foo not found. The cell did not run. Use %lsmagic to list magics."],
    [
      "%tap status",
      "1: Line magic function %tap not found. The cell did not run. Did you mean %tape? Use %lsmagic to list magics.",
    ],
    ["%%foo", "1: Cell magic function %%foo not found. The cell did not run. Use %lsmagic to list magics."],
    ["%html", "1: %html works only as a cell magic. The cell did not run. Write %%html on the first line."],
    ["%%who", "1: %%who works only as a line magic. The cell did not run. Write %who."],
    [
      "%tape comit",
      '7: %tape has no command "comit". The cell did not run. Did you mean "commit"? Run %tape? for all commands.',
    ],
    ["%tape", "1: %tape needs a command: start, capture, stage, meta, commit,"],
    ["%%tape", "1: %%tape needs a command: capture, commit, queue. Run %tape? for help."],
    ["%%tape start x", "8: %%tape start works only as a line magic. The cell did not run. Write %tape start."],
    [
      "%tape capture s --lable x",
      "17: %tape capture has no option --lable. Nothing was captured. Did you mean --label? Options: --meta, --blob, --hash, --label, --quiet, --help.",
    ],
    [
      "%tape start demo --force",
      "18: %tape start has no option --force. No session was started. Options: --id, --take-over, --meta, --workspace, --threshold, --durability, --auto, --every, --quiet, --help.",
    ],
    [
      "%tape start --threshold ten",
      '25: %tape start --threshold needs a whole number from 1 on; found "ten". No session was started. Example: --threshold 10.',
    ],
    [
      "%tape start --threshold",
      "24: %tape start --threshold needs a whole number from 1 on; found nothing. No session was started. Example: --threshold 10.",
    ],
    [
      "%tape start x --durability=ram",
      '28: %tape start --durability needs one of disk, os; found "ram". No session was started. Example: --durability disk.',
    ],
    [
      "%tape capture",
      "1: %tape capture needs a name for the scope. Nothing was captured. Example: %tape capture step t x y.",
    ],
    [
      "%tape commit a b",
      '16: %tape commit takes only LABEL; found "b" as well. Nothing was committed. Example: %tape commit checkpoint.',
    ],
    ["%who x", '6: %who takes no operand; found "x" as well. The cell did not run. Example: %who.'],
    ["%tape queue --every 1 --every 2", "23: %tape queue --every is given twice. Nothing was queued. Give it once."],
    [
      "%tape status --all=yes",
      '20: %tape status --all takes no value; found "yes". Nothing was shown. Write --all alone.',
    ],
    ["%tape end -q", "11: %tape end has no option -q. The session was not ended. Options: --discard, --quiet, --help."],
    ["%tape meta x", '12: %tape meta needs key=value; found "x".'],
    [
      "%tape capture _x",
      '15: %tape capture needs a name for the scope (a label: a letter or digit, then letters, digits, blanks and . _ / - (64 characters at most)); found "_x". Nothing was captured.',
    ],
    ["%tape capture s a-b", '17: %tape capture needs names of variables, separated by commas; found "a-b".'],
    ['%tape capture "step', '15: The quote opened at column 15 is not closed. The cell did not run. Close it with ".'],
  ])("%s: says what, what is affected and what to do", (line, text) => {
    expect(told(line).slice(0, text.length)).toBe(text);
  });

  it("has labels of at most 64 characters", () => {
    expect(texts(parse(`%tape commit ${"a".repeat(64)}`))).toHaveLength(1);
    expect(told(`%tape commit ${"a".repeat(65)}`)).toContain("64 characters at most");
  });

  it("knows every option by its whole name alone", () => {
    expect(told("%tape start x --thresh 3")).toContain("has no option --thresh.");
    expect(told("%tape start x --Meta a=1")).toContain("Did you mean --meta?");
  });
});

describe("a wrong line of maintenance", () => {
  it.each([
    [
      "%tape quarantine q3fa9c1",
      '18: %tape quarantine needs what to do (one of list, show, repair, skip, restore, export); found "q3fa9c1". Nothing was changed. Example: %tape quarantine list.',
    ],
    [
      "%tape export a.tar --blobs some",
      '28: %tape export --blobs needs one of none, referenced, all; found "some". Nothing was exported. Example: --blobs none.',
    ],
    ["%tape export a.tar b.tar", '20: %tape export takes only PATH; found "b.tar" as well. Nothing was exported.'],
    [
      "%tape import",
      "1: %tape import needs the path of an archive. Nothing was imported. Example: %tape import lorenz.tar.",
    ],
    ["%tape gc --window 0", '19: %tape gc --window needs a whole number from 1 on; found "0". Nothing was changed.'],
    ["%tape gc --delete=all", '19: %tape gc --delete takes no value; found "all". Nothing was changed.'],
    ["%tape verify --ful", "14: %tape verify has no option --ful. Nothing was verified. Did you mean --full?"],
    ["%tape param lr", "1: %tape param needs its value. Nothing was recorded. Example: %tape param lr 0.1."],
  ])("%s: says what, what is affected and what to do", (line, text) => {
    expect(told(line).slice(0, text.length)).toBe(text);
  });
});

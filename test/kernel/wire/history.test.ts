import { appendFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { History } from "#kernel/wire/history.js";

const folder = mkdtempSync(join(tmpdir(), "history-"));
const file = join(folder, "new/history.jsonl");

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function filled(history: History = new History()): History {
  const inputs = ["1+2", "let a = 3", "a * 2", "1+2"];
  for (const [index, input] of inputs.entries()) history.add(index + 1, input, index === 1 ? null : `out ${index + 1}`);
  return history;
}

const ask = (history: History, request: Record<string, unknown>) => history.answer(request).history;

describe("History", () => {
  it("gives the last n of `tail`, oldest first, with outputs when asked", () => {
    const history = filled();
    expect(ask(history, { hist_access_type: "tail", n: 2 })).toEqual([
      [1, 3, "a * 2"],
      [1, 4, "1+2"],
    ]);
    expect(ask(history, { hist_access_type: "tail", n: 3, output: true })).toEqual([
      [1, 2, ["let a = 3", null]],
      [1, 3, ["a * 2", "out 3"]],
      [1, 4, ["1+2", "out 4"]],
    ]);
    expect(ask(history, { hist_access_type: "tail", n: 0 })).toEqual([]);
    expect(ask(history, { hist_access_type: "tail", n: 99 })).toHaveLength(4);
  });

  it("gives a half open `range` of this session", () => {
    const history = filled();
    const range = { hist_access_type: "range", session: 0 };
    expect(ask(history, { ...range, start: 1, stop: 3 })).toEqual([
      [1, 1, "1+2"],
      [1, 2, "let a = 3"],
    ]);
    expect(ask(history, { ...range, start: 3, stop: null })).toHaveLength(2);
    expect(ask(history, { ...range, start: 3, stop: 3 })).toEqual([]);
    expect(ask(history, { hist_access_type: "range", session: 7, start: 1, stop: 9 })).toEqual([]);
  });

  it("searches with * and ?, and gives the newest of equal cells when `unique`", () => {
    const history = filled();
    const search = { hist_access_type: "search", pattern: "1?2*" };
    expect(ask(history, search)).toEqual([
      [1, 1, "1+2"],
      [1, 4, "1+2"],
    ]);
    expect(ask(history, { ...search, unique: true })).toEqual([[1, 4, "1+2"]]);
    expect(ask(history, { ...search, pattern: "*", unique: true, n: 2 })).toEqual([
      [1, 3, "a * 2"],
      [1, 4, "1+2"],
    ]);
    expect(ask(history, { ...search, pattern: "1+" })).toEqual([]);
    expect(ask(history, { ...search, pattern: "*a*=*3" })).toEqual([[1, 2, "let a = 3"]]);
    expect(ask(history, { ...search, pattern: "[1]*" })).toEqual([]);
  });

  it("answers a pattern made to take for ever", () => {
    const history = new History();
    history.add(1, "a".repeat(3000), null);
    expect(ask(history, { hist_access_type: "search", pattern: `${"*a".repeat(50)}*b` })).toEqual([]);
  });

  it("gives nothing for a kind that does not exist", () => {
    expect(ask(filled(), { hist_access_type: "everything" })).toEqual([]);
  });

  it("keeps the last 10,000 cells", () => {
    const history = new History();
    for (let line = 1; line <= 12_000; line++) history.add(line, `${line}`, null);
    const all = ask(history, { hist_access_type: "tail" }) as unknown[][];
    expect(all).toHaveLength(10_000);
    expect(all.at(-1)?.[1]).toBe(12_000);
  });

  it("remembers earlier sessions in a file that only its owner can read", () => {
    filled(new History(file));
    appendFileSync(file, '{"session":1,"li'); // cut by a crash
    const second = new History(file);
    second.add(1, "later", null);
    expect(ask(second, { hist_access_type: "range", session: -1, start: 1, stop: 3 })).toHaveLength(2);
    expect(ask(second, { hist_access_type: "tail", n: 2 })).toEqual([
      [1, 4, "1+2"],
      [2, 1, "later"],
    ]);
    expect(ask(second, { hist_access_type: "range", session: 0, start: 1 })).toEqual([[2, 1, "later"]]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const third = new History(file);
    expect(ask(third, { hist_access_type: "tail", n: 1 })).toEqual([[2, 1, "later"]]);
  });
});

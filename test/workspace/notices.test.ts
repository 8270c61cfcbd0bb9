import { afterEach, describe, expect, it, vi } from "vitest";
import { notify, onNotice } from "#sdk/workspace/notices.js";

afterEach(() => vi.restoreAllMocks());

describe("notices", () => {
  it("go to the standard error stream, one line each, with controls visible", () => {
    const lines: unknown[] = [];
    vi.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(line) > 0);
    notify("a\nERROR \u202efake");
    expect(lines).toEqual(["tapelab: a\\u000aERROR \\u202efake\n"]);
  });

  it("go to the listeners instead, until they stop", () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const heard: string[] = [];
    const stop = onNotice((text) => heard.push(text));
    notify("one");
    expect(written).not.toHaveBeenCalled();
    stop();
    notify("two");
    expect(heard).toEqual(["one"]);
    expect(written).toHaveBeenCalledOnce();
  });
});

describe("onNotice", () => {
  it("refuses what cannot listen at once, not at the next notice", () => {
    expect(() => onNotice(5 as never)).toThrow(/expected a function, found a value of type number/);
  });
});

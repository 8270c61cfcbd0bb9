import { describe, expect, it } from "vitest";
import { bytes, counted, duration, grouped, localTime, short } from "#sdk/cli/figures.js";

describe("figures", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1234567, "1,234,567"],
    [-1234567, "-1,234,567"],
  ])("groups the digits of %d", (value, text) => {
    expect(grouped(value)).toBe(text);
  });

  it("counts one and many", () => {
    expect([counted(0, "commit"), counted(1, "commit"), counted(1000, "scope")]).toEqual([
      "0 commits",
      "1 commit",
      "1,000 scopes",
    ]);
  });

  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [2150, "2.1 KiB"],
    [10 * 1024, "10 KiB"],
    [3.5 * 1024 ** 3, "3.5 GiB"],
    [5000 * 1024 ** 4, "5000 TiB"],
  ])("says %d bytes", (size, text) => {
    expect(bytes(size)).toBe(text);
  });

  it.each([
    [0.123, "0.12 ms"],
    [42.4, "42 ms"],
    [1310, "1.31 s"],
    [125_000, "2 min 5 s"],
    [119_999, "120.00 s"],
    [179_900, "3 min 0 s"],
  ])("says %d ms", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it("says local time to the second, and nothing for no time", () => {
    expect(localTime(new Date(2026, 9, 2, 4, 5, 6).getTime())).toBe("2026-10-02 04:05:06");
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1, undefined]) expect(localTime(none)).toBe("");
  });

  it.each([
    [0.1 + 0.2, "0.3"],
    [-0, "-0"],
    [123456789, "123456789"],
    [1234.56789, "1234.57"],
    [1e-7, "1.000e-7"],
    [Number.POSITIVE_INFINITY, "Infinity"],
  ])("shortens %d", (value, text) => {
    expect(short(value)).toBe(text);
  });
});

import { describe, expect, it } from "vitest";
import { msToLanes, nsOf, TimeColumn } from "#sdk/value/time-column.js";

describe("msToLanes", () => {
  it("is exact to the nanosecond for every time it is given", () => {
    const times = [
      0,
      1,
      -1,
      0.5,
      -0.5,
      1e-6,
      1.7e12 + 0.25,
      1.7e12 + 0.000244140625,
      -1.7e12 - 0.75,
      4_294_967_295,
      4_294_967_296,
      -4_294_967_296.5,
      9_223_372_035_999,
      -9_223_372_035_999,
    ];
    for (let i = 0; i < 20_000; i++) times.push((Math.sin(i) * 9e12) / 10 ** (i % 13));
    const lanes = new Int32Array(times.length * 2);
    msToLanes(Float64Array.from(times), times.length, lanes);
    const ns = new BigInt64Array(lanes.buffer);
    times.forEach((ms, at) => {
      const whole = Math.floor(ms);
      const expected = BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
      expect(ns[at]).toBe(expected);
      expect(nsOf(ms)).toBe(expected);
    });
  });
});

describe("TimeColumn", () => {
  it("keeps numbers, bigints and none side by side", () => {
    const column = new TimeColumn();
    column.resize(8);
    const given = [undefined, 1.5, undefined, 2n ** 62n, 3];
    given.forEach((time, row) => {
      column.put(row, time);
    });
    const lanes = new Int32Array(10);
    column.encode(5, lanes);
    expect([...new BigInt64Array(lanes.buffer)]).toEqual([0n, 1_500_000n, 0n, 2n ** 62n, 3_000_000n]);
    expect([...column.presence!.subarray(0, 5)]).toEqual([3, 0, 3, 0, 0]);
    expect([column.hasAny(5), column.hasAny(1), column.hasAny(0)]).toEqual([true, false, false]);
  });
});

import { describe, expect, it } from "vitest";
import { copyValue } from "#sdk/record/copy.js";

class Lorenz {
  x = 1;
  list = [1];
  get sum(): number {
    throw new Error("a getter was called");
  }
}

describe("copyValue", () => {
  it.each([
    1,
    "a",
    true,
    null,
    undefined,
    2n,
    new Date(5),
    [1, [2]],
    { a: { b: 1 } },
    new Map([["a", [1]]]),
    new Set([1]),
    Float32Array.of(1.5),
    BigInt64Array.of(1n),
    Uint8Array.of(1, 2).buffer,
    new DataView(new ArrayBuffer(4)),
  ])("gives an equal value (case %#)", (value) => {
    const copy = copyValue(value);
    expect(copy).toEqual(value);
    if (typeof value === "object" && value !== null) expect(copy).not.toBe(value);
  });

  it("keeps the class of an instance, without calling getters", () => {
    const given = new Lorenz();
    const copy = copyValue(given);
    given.list.push(2);
    expect(copy).toBeInstanceOf(Lorenz);
    expect(copy.list).toEqual([1]);
  });

  it("keeps cycles and holes", () => {
    const list: unknown[] = [];
    list[2] = list;
    const copy = copyValue(list);
    expect(copy[2]).toBe(copy);
    expect(0 in copy).toBe(false);
  });

  it("copies only the viewed part of a buffer", () => {
    const view = new Uint8Array(new ArrayBuffer(1_000), 10, 2);
    expect(copyValue(view).buffer.byteLength).toBe(2);
  });

  it("gives functions and promises as they are", () => {
    const f = (): number => 1;
    const p = Promise.resolve();
    expect([copyValue(f), copyValue(p)]).toEqual([f, p]);
  });
});

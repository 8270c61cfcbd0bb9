import { encodeShape } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { hex, sha256, unhex } from "#sdk/base/sha256.js";
import { makeShape, openShape } from "#sdk/value/shape.js";

const column = { name: "x", type: 1, dims: [], unit: "m", storage: 0, level: 0, tag: "" };

describe("makeShape", () => {
  it("names a shape by its content", () => {
    const shape = makeShape([column]);
    expect(shape.id).toMatch(/^[0-9a-f]{16}$/);
    expect(makeShape([{ ...column }]).id).toBe(shape.id);
    const others = [
      { name: "y" },
      { type: 2 },
      { dims: [1] },
      { unit: "" },
      { storage: 1 },
      { level: 1 },
      { tag: "t" },
    ];
    const ids = others.map((change) => makeShape([{ ...column, ...change }]).id);
    expect(new Set([shape.id, makeShape([]).id, makeShape([column, column]).id, ...ids]).size).toBe(10);
  });
});

describe("openShape", () => {
  it("reads a shape back", () => {
    const shape = makeShape([column, { ...column, name: "ä", dims: [2, 3] }]);
    expect(openShape(shape.bytes)).toEqual(shape);
  });

  it("opens shapes with fields of newer versions, whose bytes it keeps", () => {
    const rest = [...makeShape([column]).bytes.subarray(9), 0x7a, 3, 1, 2, 3, 0x98, 0x06, 5];
    const id = sha256(Uint8Array.from(rest)).subarray(0, 8);
    const bytes = Uint8Array.from([0x09, ...id, ...rest]);
    expect(openShape(bytes)).toEqual({ id: hex(id), columns: [column], bytes });
    const second = Uint8Array.from([...bytes, 0x09, ...id]);
    expect(() => openShape(second)).toThrow(/expected id/);
  });

  it("rejects every flipped bit, a wrong id and a missing one", () => {
    const { bytes, columns } = makeShape([column]);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => openShape(damaged)).toThrow(expect.objectContaining({ code: "bad-bytes" }));
    }
    for (const id of [new Uint8Array(0), unhex("0102030405060708")]) {
      expect(() => openShape(encodeShape({ id, columns }))).toThrow(/expected id/);
    }
  });
});

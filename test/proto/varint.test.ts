import { BadBytes, openEnvelope, putVarint, putVarint5, varintSize } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { bytesOf, hexOf } from "./samples.js";

const edges = [
  0,
  1,
  127,
  128,
  16_383,
  16_384,
  2 ** 21,
  2 ** 28 - 1,
  2 ** 28,
  2 ** 31,
  2 ** 32,
  2 ** 35,
  2 ** 42,
  2 ** 53 - 1,
];

function varint(value: number): Uint8Array {
  const bytes = new Uint8Array(10);
  return bytes.subarray(0, putVarint(bytes, 0, value));
}

describe("putVarint", () => {
  it("writes what a reader reads back, from 0 to 2^53 - 1", () => {
    for (const value of edges) {
      expect(openEnvelope(Uint8Array.of(0x08, ...varint(value))).seq).toBe(value);
    }
  });

  it("is minimal, and varintSize says its size", () => {
    expect(hexOf(varint(300))).toBe("ac 02");
    for (const value of edges) {
      expect(varint(value)).toHaveLength(varintSize(value));
      expect(varint(value).at(-1) !== 0 || value === 0).toBe(true);
    }
  });

  it("rejects what is no whole number from 0 to 2^53 - 1", () => {
    for (const value of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => putVarint(new Uint8Array(10), 0, value)).toThrow(RangeError);
    }
  });
});

describe("putVarint5", () => {
  it("writes five bytes whatever the value is", () => {
    const bytes = new Uint8Array(5);
    for (const [value, hex] of [
      [0, "80 80 80 80 00"],
      [5, "85 80 80 80 00"],
      [2 ** 35 - 1, "ff ff ff ff 7f"],
      [2 ** 28, "80 80 80 80 01"],
    ] as const) {
      expect(putVarint5(bytes, 0, value)).toBe(5);
      expect(hexOf(bytes)).toBe(hex);
      expect(openEnvelope(Uint8Array.of(0x08, ...bytes)).seq).toBe(value);
    }
  });

  it("rejects 2^35 and above", () => {
    for (const value of [2 ** 35, -1, 1.5, Number.NaN])
      expect(() => putVarint5(new Uint8Array(5), 0, value)).toThrow(RangeError);
  });
});

describe("reading varints", () => {
  it("accepts varints that are longer than needed", () => {
    expect(openEnvelope(bytesOf("08 87 80 80 80 80 80 80 80 80 00")).seq).toBe(7);
  });

  it("rejects 2^53 and above, eleven bytes, and an end in the middle", () => {
    for (const hex of [
      "08 80 80 80 80 80 80 80 10",
      "08 ff ff ff ff ff ff ff ff ff 01",
      "08 80 80 80 80 80 80 80 80 80 80 00",
      "08 80",
      "08",
    ]) {
      expect(() => openEnvelope(bytesOf(hex))).toThrow(BadBytes);
    }
  });
});

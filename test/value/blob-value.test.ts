import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { decodeBlobValue, encodeBlobValue } from "#sdk/value/blob-value.js";

describe("encodeBlobValue", () => {
  it("brings every storable value back", () => {
    const values: unknown[] = [
      1,
      -0,
      Number.NaN,
      10n ** 40n,
      "text ä😀",
      "",
      true,
      null,
      undefined,
      { a: [1, undefined] },
      [],
      [1, 2],
      [
        [1, 2],
        [3, 4],
      ],
      ["a", 1],
      Float64Array.of(1, 2),
      Uint8ClampedArray.of(3),
      BigUint64Array.of(2n ** 64n - 1n),
      new Float32Array(0),
      Buffer.from("xy"),
      Uint8Array.of(1, 2).buffer,
      new DataView(Uint8Array.of(1).buffer),
      new Date(5),
      new Date(Number.NaN),
      new Map([[1, new Set([2])]]),
    ];
    for (const value of values) {
      const { bytes, type, media } = encodeBlobValue(value);
      expect(decodeBlobValue(bytes, type, media)).toStrictEqual(value);
      expect(decodeBlobValue(Buffer.from(bytes), type, media)).toStrictEqual(value);
    }
    const table = tableFromArrays({ x: [1, 2] });
    const { bytes, type, media } = encodeBlobValue(table);
    expect(String(decodeBlobValue(bytes, type, media))).toBe(String(table));
  });

  it("stores bytes, texts and typed arrays as they are, so that equal content is one file (R21)", () => {
    expect(encodeBlobValue("ä")).toEqual({
      bytes: Uint8Array.of(0xc3, 0xa4),
      media: "text/plain;charset=utf-8",
      type: "string",
    });
    expect(encodeBlobValue(Float64Array.of(1)).type).toBe("Float64Array[1]");
    expect(encodeBlobValue([[1, 2]])).toMatchObject({ type: "number[1,2]", media: "application/octet-stream" });
    expect(encodeBlobValue(Buffer.from("a"))).toEqual({
      bytes: Uint8Array.of(97),
      media: "application/octet-stream",
      type: "Buffer",
    });
  });

  it("refuses bytes that are not of the type", () => {
    const octets = "application/octet-stream";
    const bad: [Uint8Array, string, string][] = [
      [new Uint8Array(7), "Float64Array[1]", octets],
      [new Uint8Array(8), "number[2]", octets],
      [new Uint8Array(8), "Nothing[1]", octets],
      [Uint8Array.of(0xff), "string", "text/plain;charset=utf-8"],
      [Uint8Array.of(0x7b), "Object", "application/json"],
    ];
    for (const [bytes, type, media] of bad) {
      expect(() => decodeBlobValue(bytes, type, media)).toThrow(expect.objectContaining({ code: "bad-bytes" }));
    }
  });
});

import { BadBytes, decodeShape, encodeShape } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { bytesOf, generated, hexOf, shape, vectorOf } from "./samples.js";

const none = new Uint8Array(0);

describe("encodeShape", () => {
  it("writes the bytes of the specification", () => {
    const x = { name: "x", type: 1, dims: [], unit: "", storage: 0, level: 0, tag: "" };
    expect(hexOf(encodeShape({ id: none, columns: [x] }))).toBe(vectorOf("Shape without id"));
    const full = { name: "g", type: 2, dims: [300, 2], unit: "K", storage: 1, level: 3, tag: "F" };
    expect(hexOf(encodeShape({ id: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), columns: [full] }))).toBe(
      vectorOf("Shape with id"),
    );
  });

  it("puts the id in front of the bytes that it is the hash of", () => {
    const bytes = encodeShape(shape);
    expect(bytes[0]).toBe(0x09);
    expect(bytes.subarray(9)).toEqual(encodeShape({ id: none, columns: shape.columns }));
  });

  it("writes what the generated code reads as equal values", () => {
    const read = generated.Shape.decode(encodeShape(shape));
    expect(Uint8Array.from(read.id.toBytesLE())).toEqual(shape.id);
    expect(
      read.column.map(({ name, type, dims, unit, storage, level, tag }) => ({
        name,
        type,
        dims,
        unit,
        storage,
        level,
        tag,
      })),
    ).toEqual(shape.columns);
  });

  it("writes the same bytes as the generated code", () => {
    expect(Uint8Array.from(generated.Shape.encode(generated.Shape.decode(encodeShape(shape))).finish())).toEqual(
      encodeShape(shape),
    );
  });

  it("rejects half a surrogate pair in a name and an id that is not 8 bytes", () => {
    const x = { name: "a\ud800", type: 1, dims: [], unit: "", storage: 0, level: 0, tag: "" };
    expect(() => encodeShape({ id: none, columns: [x] })).toThrow(RangeError);
    expect(() => encodeShape({ id: Uint8Array.of(1), columns: [] })).toThrow(RangeError);
  });
});

describe("decodeShape", () => {
  it("reads back what was written", () => {
    expect(decodeShape(encodeShape(shape))).toEqual(shape);
    expect(decodeShape(none)).toEqual({ id: none, columns: [] });
  });

  it("keeps a byte order mark and long names", () => {
    const name = `\ufeff${"n".repeat(500)}😀`;
    const columns = [{ name, type: 1, dims: [], unit: "", storage: 0, level: 0, tag: "" }];
    expect(decodeShape(encodeShape({ id: none, columns })).columns).toEqual(columns);
  });

  it("skips fields that it does not know, and accepts unpacked numbers in any order", () => {
    const bytes = bytesOf("12 13  18 05  9a 06 01 ff  10 01  0a 01 78  18 06  9d 01 00 00 00 00");
    expect(decodeShape(bytesOf("12 0d  18 05  9a 06 01 ff  10 01  0a 01 78  18 06")).columns).toMatchObject([
      { name: "x", type: 1, dims: [5, 6] },
    ]);
    expect(decodeShape(bytes).columns).toHaveLength(1);
  });

  it("rejects text that is not UTF-8 and a field that runs past the end", () => {
    for (const hex of [
      "12 04 0a 02 c3 28",
      "12 05 0a 04 78 10 01",
      "12 7f",
      "09 01 02",
      "0a",
      "00",
      "12 05 0a ff ff ff 0f",
    ]) {
      expect(() => decodeShape(bytesOf(hex))).toThrow(BadBytes);
    }
  });
});

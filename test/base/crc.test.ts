import { crc32 as zlibCrc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32, tableCrc32 } from "#sdk/base/crc.js";

const bytesOf = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => (i * 197 + 31) & 0xff);

describe("crc32", () => {
  it("gives the check value of the standard", () => {
    expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });

  it("gives the same for every implementation and size around the switch between them", () => {
    for (const size of [0, 1, 2, 7, 39, 40, 41, 64, 1_000, 70_000]) {
      const bytes = bytesOf(size);
      expect(crc32(bytes)).toBe(tableCrc32(bytes));
      expect(crc32(bytes, 0xdeadbeef)).toBe(tableCrc32(bytes, 0xdeadbeef));
      expect(crc32(bytes)).toBe(zlibCrc32(bytes));
    }
  });

  it("continues from a seed as if the bytes were one piece", () => {
    const bytes = bytesOf(300);
    for (const cut of [0, 1, 40, 41, 150, 299, 300]) {
      expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(crc32(bytes));
    }
  });
});

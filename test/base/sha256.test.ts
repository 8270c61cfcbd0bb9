import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hex, sha256, sha256Later, unhex } from "#sdk/base/sha256.js";

describe("sha256", () => {
  it("gives the hash of the empty text", () => {
    expect(hex(sha256())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hex(sha256(new Uint8Array(0)))).toBe(hex(sha256()));
  });

  it("hashes several parts as if they were one", () => {
    const whole = Buffer.from("tapelab/commit/1\0abc");
    expect(hex(sha256(whole.subarray(0, 5), whole.subarray(5)))).toBe(hex(sha256(whole)));
    expect(hex(sha256(whole))).toBe(createHash("sha256").update(whole).digest("hex"));
  });

  it("gives the same on the pool, of the bytes as they were at the call", async () => {
    const bytes = new Uint8Array(10_000).fill(9);
    const expected = hex(sha256(bytes));
    const later = sha256Later(bytes);
    bytes.fill(1);
    expect(hex(await later)).toBe(expected);
  });
});

describe("unhex", () => {
  it("is the inverse of hex for every byte", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(unhex(hex(bytes))).toEqual(bytes);
    expect(unhex(hex(bytes).toUpperCase())).toEqual(bytes);
  });
});

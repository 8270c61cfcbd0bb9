import { BadBytes, type CommitHead, decodeCommit, encodeCommitHead } from "tapelab-proto";
import { describe, expect, it } from "vitest";
import { bytesOf, emptyHead, filled, fullHead, generated, hexOf, joined, vectorOf } from "./samples.js";

const none = new Uint8Array(0);
const BODY_SIZE = 8_324;

function image(head: CommitHead, bodySize: number, aligned: boolean): Uint8Array {
  return joined(encodeCommitHead(head, bodySize, aligned), filled(bodySize, 0));
}

describe("encodeCommitHead", () => {
  it("writes a tight head with minimal lengths and no pad", () => {
    const strip = { shape: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), rows: 1, forms: none, length: [3] };
    const head = encodeCommitHead({ ...emptyHead, label: "a", wallMs: 2 ** 32 + 5, strips: [strip] }, 3, false);
    expect(hexOf(joined(head, bytesOf("ff ff ff")))).toBe(vectorOf("Tight image"));
  });

  it("leaves an empty body out when tight", () => {
    expect(encodeCommitHead(emptyHead, 0, false)).toHaveLength(0);
  });

  it("pads an aligned head to a multiple of 8, with the fewest zeros, and only when needed", () => {
    expect(hexOf(encodeCommitHead(emptyHead, 5, true))).toBe(vectorOf("Head of an aligned image: no field"));
    expect(hexOf(encodeCommitHead({ ...emptyHead, kind: 1 }, 5, true))).toBe(
      vectorOf("Head of an aligned image: kind 1"),
    );
    for (let size = 0; size < 40; size++) {
      const head = encodeCommitHead({ ...emptyHead, meta: filled(size, 65) }, 1, true);
      expect(head.length % 8).toBe(0);
      const fields = size === 0 ? 0 : size + 2;
      expect(head.length - fields).toBeLessThanOrEqual(6 + 10);
    }
  });

  it("writes what the generated code reads as equal values", () => {
    const read = generated.Commit.decode(image(fullHead, BODY_SIZE, true));
    expect(read.label).toBe(fullHead.label);
    expect(read.kind).toBe(fullHead.kind);
    expect(read.wallMs.toNumber()).toBe(fullHead.wallMs);
    expect(BigInt(read.monoNs.toString())).toBe(fullHead.monoNs);
    expect(Uint8Array.from(read.bootId)).toEqual(fullHead.bootId);
    expect(Uint8Array.from(read.meta)).toEqual(fullHead.meta);
    expect(read.strip.map((s) => [...s.shape!.toBytesLE()])).toEqual(fullHead.strips.map((s) => [...s.shape]));
    expect(read.strip.map((s) => [s.rows, [...s.forms!], s.length])).toEqual(
      fullHead.strips.map((s) => [s.rows, [...s.forms], s.length]),
    );
    expect(read.operation.map((o) => [o.entity, o.field, [...o.value!]])).toEqual(
      fullHead.operations.map((o) => [o.entity, o.field, [...o.value]]),
    );
    expect([read.edit!.actor, read.edit!.lamport.toNumber()]).toEqual([fullHead.edit!.actor, fullHead.edit!.lamport]);
    expect(read.edit!.seen.map((s) => [[...s.tape], s.seq.toNumber()])).toEqual(
      fullHead.edit!.seen.map((s) => [[...s.tape], s.seq]),
    );
    expect(read.blob.map((b) => [...b])).toEqual(fullHead.blobs.map((b) => [...b]));
    expect([...read.order]).toEqual([...fullHead.order]);
    expect(Uint8Array.from(read.body)).toEqual(filled(BODY_SIZE, 0));
  });

  it("writes the same bytes as the generated code, where lengths are minimal", () => {
    const bytes = image(fullHead, BODY_SIZE, false);
    expect(Uint8Array.from(generated.Commit.encode(generated.Commit.decode(bytes)).finish())).toEqual(bytes);
  });

  it("leaves nothing behind for the next commit when it rejects a value", () => {
    expect(() => encodeCommitHead({ ...fullHead, monoNs: 1n << 64n }, 0, false)).toThrow(RangeError);
    expect(() => encodeCommitHead({ ...fullHead, wallMs: -1 }, 0, false)).toThrow(RangeError);
    expect(() => encodeCommitHead({ ...fullHead, label: "\udc00" }, 0, false)).toThrow(RangeError);
    expect(encodeCommitHead(emptyHead, 0, false)).toHaveLength(0);
  });
});

describe("decodeCommit", () => {
  it("reads back what was written, tight and aligned", () => {
    for (const aligned of [true, false]) {
      const bytes = image(fullHead, BODY_SIZE, aligned);
      const read = decodeCommit(bytes);
      expect(read).toEqual({ ...fullHead, body: filled(BODY_SIZE, 0), bodyOffset: bytes.length - BODY_SIZE });
      expect(read.body.buffer).toBe(bytes.buffer);
      if (aligned) expect(read.bodyOffset % 8).toBe(0);
    }
  });

  it("reads an image without any field as a commit without content", () => {
    expect(decodeCommit(none)).toEqual({ ...emptyHead, body: none, bodyOffset: 0 });
  });

  it("reads what the generated code writes", () => {
    const bytes = Uint8Array.from(
      generated.Commit.encode(generated.Commit.decode(image(fullHead, BODY_SIZE, true))).finish(),
    );
    expect(decodeCommit(bytes)).toMatchObject({ ...fullHead, body: filled(BODY_SIZE, 0) });
  });

  it("skips unknown fields, wrong wire types and groups", () => {
    const unknown = bytesOf("ba 3e 02 ff ff  c0 3e 05  58 01  c3 3e c3 3e 08 01 c4 3e c4 3e  0d 00 00 00 00");
    expect(decodeCommit(joined(unknown, image(fullHead, BODY_SIZE, false))).label).toBe(fullHead.label);
  });

  it("accepts groups 64 deep and rejects 65, 2,000 and 20,000", () => {
    const group = (depth: number): Uint8Array => {
      const start = Buffer.from("8301".repeat(depth), "hex");
      const end = Buffer.from("8401".repeat(depth), "hex");
      return joined(start, end);
    };
    expect(decodeCommit(group(50)).strips).toEqual([]);
    expect(decodeCommit(group(64)).strips).toEqual([]);
    for (const depth of [65, 2_000, 20_000]) expect(() => decodeCommit(group(depth))).toThrow(BadBytes);
  });

  it("rejects columns that are longer than the body, before anything is read from it", () => {
    const strip = { shape: filled(8, 1), rows: 1, forms: none, length: [4, 5] };
    expect(decodeCommit(image({ ...emptyHead, strips: [strip] }, 9, false)).body).toHaveLength(9);
    expect(() => decodeCommit(image({ ...emptyHead, strips: [strip] }, 8, false))).toThrow(/9 bytes, the body has 8/);
  });

  it("rejects a strip of 65,537 rows, and forms that do not fit the columns", () => {
    const strip = { shape: filled(8, 1), rows: 65_537, forms: none, length: [] };
    expect(() => decodeCommit(image({ ...emptyHead, strips: [strip] }, 0, false))).toThrow(/65537 rows/);
    const two = { ...strip, rows: 1, forms: Uint8Array.of(0, 0), length: [0] };
    expect(() => decodeCommit(image({ ...emptyHead, strips: [two] }, 0, false))).toThrow(/2 forms for 1 columns/);
  });

  it("rejects a blob's name that has not 32 bytes, a time above 2^53 and a claim of 4 GiB", () => {
    for (const hex of ["52 02 01 02", "19 00 00 00 00 00 00 20 00", "7a ff ff ff ff 0f 00", "3a 04 22 ff ff 03"]) {
      expect(() => decodeCommit(bytesOf(hex))).toThrow(BadBytes);
    }
  });

  it("says where the bytes are bad", () => {
    try {
      decodeCommit(bytesOf("0a 01 61 10 01 7a 05 00"));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(BadBytes);
      expect((error as BadBytes).offset).toBe(6);
      expect((error as BadBytes).message).toContain("(byte 6)");
    }
  });
});

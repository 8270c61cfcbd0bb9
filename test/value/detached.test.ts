import { describe, expect, it } from "vitest";
import { copyValue } from "#sdk/record/copy.js";
import { isDetached } from "#sdk/value/detached.js";
import { nestedText } from "#sdk/value/nested.js";
import { canonicalEncoding, valueHash } from "#sdk/value/value-hash.js";
import { commitOf, readBack, stored } from "./tools.js";

function detached<T extends ArrayBufferView | ArrayBuffer>(value: T): T {
  structuredClone(value, { transfer: [(ArrayBuffer.isView(value) ? value.buffer : value) as ArrayBuffer] });
  return value;
}

const gone: [string, ArrayBufferView | ArrayBuffer][] = [
  ["Float64Array", detached(Float64Array.of(1, 2))],
  ["Uint8Array", detached(new Uint8Array(0))],
  ["DataView", detached(new DataView(new ArrayBuffer(8)))],
  ["ArrayBuffer", detached(new ArrayBuffer(8))],
  ["Buffer", detached(Buffer.from(new ArrayBuffer(8)))],
];

describe("memory that was given away", () => {
  it.each(gone)("is void as a variable, with its type and the reason (%s)", (type, value) => {
    const commit = commitOf([{ variables: { value, kept: 1 } }]);
    expect(stored(commit, 0, "value")).toEqual({ kind: "void", type, reason: "detached" });
    expect(readBack(commit, 0, "kept")).toBe(1);
  });

  it.each(gone)("is a void leaf of a nested value and of its hash (%s)", (type, value) => {
    expect(JSON.parse(nestedText({ value, kept: 1 }))).toEqual({
      value: { $tl: "void", type, reason: "detached" },
      kept: 1,
    });
    expect(valueHash([value])).toHaveLength(32);
    expect(() => canonicalEncoding([value])).toThrow(expect.objectContaining({ code: "bad-key" }));
  });

  it("is void behind scopes whose arrays had content, or were empty", () => {
    for (const length of [2, 0]) {
      const scopes = Array.from({ length: 20 }, () => ({ variables: { a: new Float64Array(length) } }));
      const commit = commitOf([...scopes, { variables: { a: detached(new Float64Array(length)) } }, ...scopes]);
      expect(stored(commit, 20, "a")).toEqual({ kind: "void", type: "Float64Array", reason: "detached" });
      expect(readBack(commit, 21, "a")).toEqual(new Float64Array(length));
    }
  });

  it("stays what it is in a copy", () => {
    for (const [, value] of gone) expect(copyValue([value])[0] === value).toBe(true);
  });

  it("is not what is only empty", () => {
    for (const value of [new Uint8Array(0), new ArrayBuffer(0), new SharedArrayBuffer(0), Buffer.alloc(0)])
      expect(isDetached(value)).toBe(false);
  });
});

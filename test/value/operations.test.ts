import { describe, expect, it } from "vitest";
import { encodeImage } from "#sdk/value/image.js";
import {
  Asset,
  decodeOperationValue,
  type EditFacts,
  encodeOperationValue,
  isOperationName,
  type Operation,
  readOperations,
} from "#sdk/value/operations.js";
import { standIn } from "#sdk/value/stand-in.js";
import { generated } from "../proto/samples.js";

const tape = "00112233445566778899aabbccddeeff";
const edit: EditFacts = {
  actor: "jane@host",
  lamport: 7,
  seen: new Map([
    ["ff".repeat(16), 9],
    [tape, 2 ** 40],
  ]),
};
const operations: Operation[] = [
  { entity: "param/lr", field: "value", value: encodeOperationValue(0.1) },
  { entity: "param/lr", field: "__proto__", value: undefined },
];

function image(): Uint8Array {
  const set = { operations, edit, blobs: [], sizeBytes: 1_000 };
  return encodeImage({ label: "tune", kind: 1, wallMs: 5, operations: set }, undefined).bytes.slice();
}

describe("operations in an image", () => {
  it("come back in their order, with who made them and what was seen", () => {
    const read = readOperations(3, image());
    expect(read).toMatchObject({ sequence: 3, kind: 1, label: "tune", wallMs: 5, operations });
    expect(read.edit).toEqual(edit);
  });

  it("are what the generated code reads, with the tapes in the order of their ids", () => {
    const read = generated.Commit.decode(image());
    expect(read.operation.map(({ entity, field, value }) => [entity, field, String(Buffer.from(value ?? []))])).toEqual(
      [
        ["param/lr", "value", "0.1"],
        ["param/lr", "__proto__", ""],
      ],
    );
    expect(read.edit?.seen?.map(({ tape: id }) => Buffer.from(id ?? []).toString("hex"))).toEqual([
      tape,
      "ff".repeat(16),
    ]);
  });

  it("leave an image without them as it was", () => {
    const plain = encodeImage({ label: "a", kind: 0, wallMs: 5 }, undefined).bytes.slice();
    expect(Buffer.from(plain).toString("hex")).toBe("0a0161190500000000000000");
  });
});

describe("the value of an operation", () => {
  it("comes back as it was", () => {
    const values = [0, -0, Number.NaN, null, undefined, "x", 5n, new Array(2), { $tl: "blob", v: 1 }, new Date(3)];
    values.push(new Map([[1, new Set(["a"])]]), Float32Array.of(1, 2), '{"$tl":"void",');
    for (const value of values) expect(decodeOperationValue(encodeOperationValue(value))).toEqual(value);
  });

  it("is an asset again when it refers to a blob", () => {
    const facts = { sha256: "ab".repeat(32), size: 3, name: "a.png", media: "image/png", type: "Uint8Array[3]" };
    const read = decodeOperationValue(encodeOperationValue(new Asset(facts)));
    expect(read).toBeInstanceOf(Asset);
    expect(read).toEqual(new Asset(facts));
  });

  it("is refused where something of it cannot be stored, or stands in place of a value", () => {
    const hash = standIn({ kind: "hash", hash: "ab", type: "number" });
    for (const value of [() => 1, Symbol("a"), /x/, { inside: [() => 1] }, "\ud800", new Error("x"), hash])
      expect(() => encodeOperationValue(value)).toThrow(expect.objectContaining({ code: "bad-operation" }));
  });
});

describe("isOperationName", () => {
  it("takes type/id and a field, and nothing else", () => {
    for (const entity of ["a/b", "Z-_9/ü ✓/x", `${"a".repeat(64)}/${"😀".repeat(128)}`])
      expect(isOperationName(entity, "__proto__")).toBe(true);
    for (const entity of [
      "",
      "a",
      "/b",
      "a/",
      "9/b",
      "a b/c",
      "a/\n",
      "a/\ud800",
      `${"a".repeat(65)}/b`,
      `a/${"b".repeat(129)}`,
    ])
      expect(isOperationName(entity, "f")).toBe(false);
    for (const field of ["", "f".repeat(129), "\udc00"]) expect(isOperationName("a/b", field)).toBe(false);
  });
});

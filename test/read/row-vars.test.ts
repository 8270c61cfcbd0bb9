import { afterEach, describe, expect, it, vi } from "vitest";
import { compileVars } from "#sdk/read/row-vars.js";
import type { DecodedStrip } from "#sdk/value/decode.js";
import { decodeImage } from "#sdk/value/decode.js";
import { encodeImage } from "#sdk/value/image.js";
import { StageRows } from "#sdk/value/stage.js";

const options = { inlineMaxBytes: 1_000, isRedacted: () => false, putBlob: () => expect.fail("no blobs") };

function stripOf(rows: readonly object[]): DecodedStrip {
  const stage = new StageRows(options);
  for (const row of rows) stage.append({ labels: ["s"] }, row, undefined, undefined);
  const image = encodeImage({ label: "", kind: 0, wallMs: 0 }, stage.take());
  const shapes = new Map(image.shapes.map((shape) => [shape.id, shape]));
  return decodeImage(image.bytes, (id) => shapes.get(id)).strips[0]!;
}

const rowsOf = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({
    x: i / 2,
    big: BigInt(i),
    ok: i % 3 === 0,
    word: ["a", "b"][i % 2],
    text: `row ${i}`,
    same: 7,
    some: i % 2 ? i : null,
    date: new Date(i),
    list: [i, i + 1],
    nested: { i },
    'quote"\u2028': i,
    __proto__x: i,
  }));

afterEach(() => vi.unstubAllGlobals());

describe("compileVars", () => {
  it.each([1, 8, 9, 100])("gives every row back as it was, in a strip of %i", (count) => {
    const rows = rowsOf(count);
    const vars = compileVars(stripOf(rows), undefined);
    expect(rows.map((_, row) => ({ ...vars(row) }))).toStrictEqual(rows);
    expect(Object.keys(vars(0))).toEqual(Object.keys(rows[0]!));
  });

  it("gives the same where code must not be generated (P-08)", () => {
    const rows = rowsOf(20);
    const strip = stripOf(rows.map((row) => ({ ...row, fresh: 1 })));
    vi.stubGlobal("Function", function forbidden() {
      throw new EvalError("Code generation from strings disallowed for this context");
    });
    const vars = compileVars(strip, undefined);
    expect(rows.map((_, row) => ({ ...vars(row) }))).toStrictEqual(rows.map((row) => ({ ...row, fresh: 1 })));
  });

  it("narrows rows to the variables named, in the order of their capture", () => {
    const vars = compileVars(stripOf(rowsOf(10)), new Set(["word", "x", "nothing"]));
    expect(Object.entries(vars(3))).toEqual([
      ["x", 1.5],
      ["word", "b"],
    ]);
  });

  it("makes a costly value when it is looked at, once, and a fresh one for each row object", () => {
    const vars = compileVars(stripOf(rowsOf(10)), undefined);
    const row = vars(2);
    expect(row.list).toBe(row.list);
    expect(vars(2).list).not.toBe(row.list);
    expect(vars(2).list).toEqual([2, 3]);
  });
});

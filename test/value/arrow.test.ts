import { Table, tableFromArrays, tableFromIPC, tableToIPC, vectorFromArray } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { tableOf, valueTable, vectorOf } from "#sdk/value/arrow.js";
import { commitOf, readBack } from "./tools.js";

/** Rows as plain JSON. */
function rowsOf(table: Table): unknown {
  const text = JSON.stringify(table.toArray(), (_key, value) =>
    ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
  );
  return JSON.parse(text);
}

describe("tableOf", () => {
  it("tells null, undefined, absent and NaN apart: the first three are null, NaN is a number (T-09)", () => {
    const rows = [{ a: 1 }, { a: null }, { a: undefined }, {}, { a: Number.NaN }];
    const commit = commitOf(rows.map((variables) => ({ variables })));
    const table = tableOf([{ commit }]);
    expect([...table.getChild("a")!]).toEqual([1, null, null, null, Number.NaN]);
    expect(table.schema.fields[0]!.metadata).toEqual(
      new Map([
        ["absent", "3"],
        ["undefined", "2"],
      ]),
    );
    expect(rows.map((_, i) => readBack(commit, i, "a"))).toEqual([
      1,
      { kind: "null" },
      { kind: "undefined" },
      { kind: "absent" },
      Number.NaN,
    ]);
  });

  it("joins commits and keeps the order of scopes of different shapes", () => {
    const scopes = Array.from({ length: 100 }, (_, i) => ({
      variables: i % 3 === 0 ? { i, s: `w${i % 5}` } : { i, big: BigInt(i), ok: i % 2 === 0 },
    }));
    const sources = [0, 1, 2].map(() => ({ commit: commitOf(scopes) }));
    const table = tableOf(sources);
    expect(table.numRows).toBe(300);
    expect(table.schema.fields.map((field) => `${field.name}:${field.type}`)).toEqual([
      "i:Float64",
      "s:Utf8",
      "big:Int64",
      "ok:Bool",
    ]);
    for (const at of [0, 1, 2, 99, 100, 299]) {
      const i = at % 100;
      expect(table.get(at)!.toJSON()).toEqual({
        i,
        s: i % 3 === 0 ? `w${i % 5}` : null,
        big: i % 3 === 0 ? null : BigInt(i),
        ok: i % 3 === 0 ? null : i % 2 === 0,
      });
    }
    const some = tableOf([{ commit: sources[0]!.commit, scopes: [1, 3, 4] }], ["i", "nothing"]);
    expect([...some.getChild("i")!]).toEqual([1, 3, 4]);
    expect([...some.getChild("nothing")!]).toEqual([null, null, null]);
    expect(tableFromIPC(tableToIPC(table)).toString()).toBe(table.toString());
  });
});

describe("types of table columns", () => {
  it("gives typed arrays as lists of fixed size, of any size when they differ, and mixed values as text", () => {
    const commit = commitOf([
      {
        variables: {
          a: Float64Array.of(1, 2),
          b: Float32Array.of(1),
          m: 1,
          n: [
            [1, 2],
            [3, 4],
          ],
          d: new Date(5),
        },
      },
      {
        variables: {
          a: Float64Array.of(3, 4),
          b: Float32Array.of(2, 3),
          m: "x",
          n: [
            [1, 2],
            [3, 5],
          ],
          d: new Date(6),
        },
      },
      { variables: { a: null, b: null, m: { k: 1 }, n: null, d: null } },
    ]);
    const table = tableOf([{ commit }]);
    expect(table.schema.fields.map((field) => `${field.type}`)).toEqual([
      "FixedSizeList[2]<Float64>",
      "List<Float32>",
      "Utf8",
      "FixedSizeList[2]<FixedSizeList[2]<Float64>>",
      "Timestamp<NANOSECOND, UTC>",
    ]);
    expect(rowsOf(table)).toMatchObject([
      {
        a: [1, 2],
        b: [1],
        m: "1",
        n: [
          [1, 2],
          [3, 4],
        ],
      },
      {
        a: [3, 4],
        b: [2, 3],
        m: "x",
        n: [
          [1, 2],
          [3, 5],
        ],
      },
      { a: null, b: null, m: '{"k":1}', n: null },
    ]);
  });

  it("gives values that are not inline as storage, type and hash", () => {
    const marks = new Map([
      ["h", "hash" as const],
      ["b", "blob" as const],
    ]);
    const commit = commitOf([{ variables: { h: 1, b: "x", f: () => 1, u: undefined }, extras: { marks } }]);
    const row = JSON.parse(tableOf([{ commit }]).toString())[0];
    expect(row.h).toMatchObject({ storage: "hash", type: "number" });
    expect(row.b).toMatchObject({ storage: "blob", type: "string" });
    expect(row.f).toEqual({ storage: "void", type: "function", hash: null });
    expect(row.u).toBe(null);
  });
});

describe("tableOf at its edges", () => {
  it("gives dense columns as views", () => {
    const commit = commitOf(Array.from({ length: 5_000 }, (_, i) => ({ variables: { x: Math.sin(i), s: "k" } })));
    const data = commit.strips[0]!.column("x")!;
    const view = vectorOf([data]).data[0]!.values as Float64Array;
    expect(view.buffer).toBe((data.values() as Float64Array).buffer);
    expect(tableOf([{ commit }], undefined, { views: true }).getChild("x")!.data[0]!.values.buffer).toBe(view.buffer);
  });

  it("is empty without sources, and keeps names that mean something to objects", () => {
    expect(tableOf([]).numRows).toBe(0);
    expect(tableOf([], ["x"]).schema.fields.map((field) => field.name)).toEqual(["x"]);
    const variables = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3, "$t": 4, "$$x": 5}');
    const commit = commitOf([{ variables, time: 1 }]);
    const table = tableOf([{ commit }]);
    expect(table.schema.fields.map((field) => field.name)).toEqual([
      "__proto__",
      "constructor",
      "toString",
      "$t",
      "$$x",
    ]);
    expect(table.schema.fields.map((_, i) => table.getChildAt(i)!.get(0))).toEqual([1, 2, 3, 4, 5]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("Arrow values", () => {
  const table = tableFromArrays({ x: Float64Array.of(1, 2), s: ["a", "b"] });
  it("keeps tables, batches and vectors", () => {
    const variables = {
      table,
      batch: table.batches[0],
      vector: table.getChild("x"),
      words: vectorFromArray(["a", "b"]),
    };
    const commit = commitOf([{ variables }]);
    expect((readBack(commit, 0, "table") as Table).toString()).toBe(table.toString());
    expect(readBack(commit, 0, "table")).toBeInstanceOf(Table);
    expect((readBack(commit, 0, "batch") as Table).toString()).toBe(table.toString());
    expect([...(readBack(commit, 0, "vector") as Iterable<number>)]).toEqual([1, 2]);
    expect([...(readBack(commit, 0, "words") as Iterable<string>)]).toEqual(["a", "b"]);
    expect(
      (readBack(commitOf([{ variables: { nested: { table } } }]), 0, "nested") as { table: Table }).table.numRows,
    ).toBe(2);
  });
});

describe("valueTable", () => {
  it("makes tables of columns, records and Arrow values, and of nothing else", () => {
    const columns = {
      a: Float32Array.of(1, 2),
      b: ["x", null],
      c: [1n, 2n],
      d: [true, false],
      e: [new Date(1), null],
      f: [1, "x"],
    };
    const table = valueTable(columns)!;
    expect(table.schema.fields.map((field) => `${field.type}`)).toEqual([
      "Float32",
      "Utf8",
      "Int64",
      "Bool",
      "Timestamp<MILLISECOND, UTC>",
      "Utf8",
    ]);
    expect([...table.getChild("f")!]).toEqual(["1", "x"]);
    const records = valueTable([{ a: 1 }, { a: null, b: "x" }, { b: { c: 1 } }])!;
    expect(rowsOf(records)).toEqual([
      { a: 1, b: null },
      { a: null, b: "x" },
      { a: null, b: '{"c":1}' },
    ]);
    expect(valueTable(tableFromArrays({ x: [1] }))!.numRows).toBe(1);
    for (const value of [1, "x", null, {}, [], [1], { a: [1], b: [1, 2] }, { a: 1 }, new Map()])
      expect(valueTable(value)).toBe(undefined);
  });
});

import {
  Field,
  Float64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromArrays,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, it } from "vitest";
import { toBundle } from "#kernel/display/bundle.js";
import { foreignElements, hiddenIn, payloads } from "./hostile.js";

async function textOf(value: unknown): Promise<unknown> {
  return (await toBundle(value)).data["text/plain"];
}

describe("Arrow values", () => {
  it("are a table of first and last rows with types and null counts, in HTML and in text", async () => {
    const n = 1_000;
    const table = tableFromArrays({
      t: Float64Array.from({ length: n }, (_, i) => i / 4),
      step: Int32Array.from({ length: n }, (_, i) => i * 1_000),
      name: Array.from({ length: n }, (_, i) => (i === 1 ? null : `n${i}`)),
    });
    const { data } = await toBundle(table);
    expect(String(data["text/plain"]).split("\n").slice(0, 5)).toEqual([
      "      t     step  name",
      "Float64    Int32  Utf8",
      "0 nulls  0 nulls  1 null",
      "   0.00        0  n0",
      "   0.25     1000  null",
    ]);
    expect(String(data["text/plain"])).toContain(" 249.75   999000  n999\n1,000 rows × 3 columns, ");
    const html = String(data["text/html"]);
    expect(html).toContain("999\u2009000");
    expect(html).toContain("<i>null</i>");
    expect(html).toContain("⋮");
    expect(html.match(/<tr>/g)).toHaveLength(4 + 10 + 1);
    expect(html).not.toMatch(/<script|onerror/i);
  });

  it("draw how numbers go, and say when that is a sample", async () => {
    const few = String((await toBundle(tableFromArrays({ x: [1, 2, 3], name: ["a", "b", "c"] }))).data["text/html"]);
    expect(few.match(/<img src="data:image\/svg\+xml;base64,[^"]+" alt="3 values"/g)).toHaveLength(1);
    const many = await toBundle(tableFromArrays({ x: Float64Array.from({ length: 1_000 }, (_, n) => n % 7) }));
    expect(String(many.data["text/html"])).toContain('alt="sampled: 120 of 1,000 values"');
    expect(String(many.data["text/plain"])).toMatch(/1,000 rows × 1 column, 8.0 kB; spark lines are sampled$/);
  });

  it("show the head and the tail of a large table, and count it exactly", async () => {
    const rows = 1_000_003;
    const first = Float64Array.from({ length: rows }, (_, n) => n);
    const rest = Array.from({ length: 29 }, (_, n): [string, Float64Array] => [`c${n + 1}`, first]);
    const { data } = await toBundle(tableFromArrays({ c0: first, ...Object.fromEntries(rest) }));
    const text = String(data["text/plain"]);
    const column = text.split("\n").map((line) => line.trim().split(/ +/)[0]);
    expect(column.slice(3, 14)).toEqual([..."01234", "…", ...["999998", "999999", "1000000", "1000001", "1000002"]]);
    expect(text).toContain("1,000,003 rows × 30 columns, 240 MB; 10 columns after the tenth are not shown");
  });
});

describe("single values in a table", () => {
  it("mark NaN, null, undefined and what is not there differently", async () => {
    const vector = vectorFromArray([Number.NaN, null, null, null], new Float64());
    const field = new Field(
      "v",
      vector.type,
      true,
      new Map([
        ["absent", "2"],
        ["undefined", "3-9"],
      ]),
    );
    const batch = new RecordBatch(
      new Schema([field]),
      makeData({ type: new Struct([field]), length: 4, children: [vector.data[0]!] }),
    );
    const html = String((await toBundle(new Table([batch]))).data["text/html"]);
    const cells = [...html.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell);
    expect(cells).toEqual(["NaN", "<i>null</i>", "<i>·</i>", "<i>undefined</i>"]);
  });

  it("show at most twenty columns and count the others", async () => {
    const table = tableFromArrays(Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`c${n}`, [n]])));
    const { data } = await toBundle(table);
    expect(String(data["text/html"]).match(/<td/g)).toHaveLength(20);
    expect(String(data["text/html"])).toMatch(/<b>c9<\/b>.*<b>c20<\/b>.*<b>c29<\/b>/);
    expect(String(data["text/html"])).toContain("1 row × 30 columns");
    expect(String(data["text/html"])).toContain("10 columns after the tenth are not shown");
    expect(
      Math.max(
        ...String(data["text/plain"])
          .split("\n")
          .slice(0, 3)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
    expect(String(data["text/plain"])).toMatch(/\d+ more columns: c/);
  });

  it("tell an empty table, a record batch and a vector apart from other objects", async () => {
    expect(await textOf(new Table())).toBe("0 rows × 0 columns, 0 B");
    const [batch] = tableFromArrays({ a: [1.5] }).batches;
    expect(await textOf(batch)).toContain("1 row × 1 column");
    expect(await textOf(vectorFromArray([1.5, null]))).toContain("2 values");
    expect(await textOf([{ a: 1 }, { a: 2 }])).toBe("[ { a: 1 }, { a: 2 } ]");
  });

  it("show int64 exactly, times as ISO and nested values on one line", async () => {
    const text = await textOf(
      new Table({
        big: vectorFromArray(BigInt64Array.of(9_007_199_254_740_993n)),
        when: vectorFromArray([new Date(0)]),
      }),
    );
    const nested = await textOf(
      new Table({ list: vectorFromArray([[1, 2.5]]), row: vectorFromArray([{ a: 1, b: "x" }]) }),
    );
    expect(text).toContain("9007199254740993");
    expect(text).toContain("1970-01-01T00:00:00.000Z");
    const long = await textOf(new Table({ list: vectorFromArray([Array.from({ length: 1_000 }, () => 0)]) }));
    expect(long).toContain(",0,988 more]");
    expect(nested).toContain("[1,2.5]");
    expect(nested).toContain('{"a":1,"b":"x"}');
  });

  it("never let a name or a value become markup", async () => {
    for (const payload of payloads) {
      const { data } = await toBundle(tableFromArrays({ [payload]: [payload] }));
      expect(foreignElements(String(data["text/html"]))).toEqual([]);
      expect(hiddenIn(String(data["text/html"]))).toEqual([]);
      expect(hiddenIn(String(data["text/plain"]))).toEqual([]);
    }
  });
});

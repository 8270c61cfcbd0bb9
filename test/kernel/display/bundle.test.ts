import { Table, tableFromArrays, vectorFromArray } from "apache-arrow";
import fc from "fast-check";
import { of, Subject } from "rxjs";
import { describe, expect, it } from "vitest";
import { cleanBundle, toBundle } from "#kernel/display/bundle.js";
import { foreignElements, hiddenIn, payloads } from "./hostile.js";

const symbol = Symbol.for("Jupyter.display");

async function textOf(value: unknown): Promise<unknown> {
  return (await toBundle(value)).data["text/plain"];
}

describe("the text of a value", () => {
  it("is what Node's inspection says, strings quoted and without colors", async () => {
    expect(await textOf(3)).toBe("3");
    expect(await textOf("a'b")).toBe(`"a'b"`);
    expect(await textOf({ a: [1, null, undefined], m: new Map([["k", 1n]]) })).toBe(
      "{ a: [ 1, null, undefined ], m: Map(1) { 'k' => 1n } }",
    );
    expect(await textOf(Promise.resolve(42))).toBe("Promise { 42 }");
    expect(await textOf(Symbol("s"))).toBe("Symbol(s)");
    expect(await textOf(class A {})).toBe("[class A]");
  });

  it("stops at depth 4, 100 items and 10,000 characters, and counts what is missing", async () => {
    expect(await textOf({ a: { b: { c: { d: { e: { f: 1 } } } } } })).toContain("[Object]");
    expect(await textOf(Array.from({ length: 250 }, () => 0))).toContain("150 more items");
    const long = String(await textOf(Array.from({ length: 90 }, () => "x".repeat(200))));
    const [kept, missing] = [long.slice(0, 10_000), long.slice(10_000)];
    expect(kept.length).toBe(10_000);
    expect(missing).toMatch(/^\n… [\d,]+ more characters$/);
    expect(String(await textOf("y".repeat(1_000_000)))).toContain("990100 more characters");
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, n]));
    expect(String(await textOf(many))).toContain("99,900 more properties");
  });

  it("never cuts a character in two", async () => {
    const text = String(await textOf(Array.from({ length: 80 }, () => "😀".repeat(99))));
    expect(!/\p{Surrogate}/u.test(text)).toBe(true);
  });

  it("is there whatever getters and proxies throw", async () => {
    const thrower = () => {
      throw new Error("no");
    };
    const proxy = new Proxy(
      {},
      { get: thrower, ownKeys: thrower, getOwnPropertyDescriptor: thrower, getPrototypeOf: thrower },
    );
    expect(typeof (await textOf(proxy))).toBe("string");
    expect(
      await textOf({
        get x(): number {
          return thrower();
        },
      }),
    ).toBe("{ x: [Getter] }");
    expect(await textOf({ [Symbol.for("nodejs.util.inspect.custom")]: thrower })).toContain(
      "cannot be shown: Error: no",
    );
    const evil = {
      get constructor(): never {
        return thrower();
      },
      get numRows(): never {
        return thrower();
      },
    };
    expect(typeof (await textOf(evil))).toBe("string");
    expect(typeof (await textOf(Object.create(null)))).toBe("string");
  });

  it("names an Observable of any copy of RxJS", async () => {
    expect(await textOf(of(1))).toBe("Observable { … }");
    expect(await textOf(new Subject())).toBe("Subject { … }");
  });
});

describe("any value", () => {
  it("has a short text that can be sent", async () => {
    const values = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      withObjectString: true,
    });
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const { data } = structuredClone(await toBundle(value));
        expect(typeof data["text/plain"]).toBe("string");
        expect(String(data["text/plain"]).length).toBeLessThan(10_100);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is text in a table, never markup", async () => {
    const texts = fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...payloads)), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), texts, async (name, values) => {
        const { data } = await toBundle(tableFromArrays({ [`c${name}`]: values }));
        expect(foreignElements(String(data["text/html"]))).toEqual([]);
        expect(hiddenIn(String(data["text/html"]) + String(data["text/plain"]))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("Symbol.for('Jupyter.display')", () => {
  it("gives the bundle, with text added", async () => {
    const html = { [symbol]: () => ({ "text/html": "<b>x</b>" }) };
    const { data } = await toBundle(html);
    expect(data["text/html"]).toBe("<b>x</b>");
    expect(data["text/plain"]).toContain("Jupyter.display");
    const both = {
      [symbol]: async () => [{ "text/plain": "t", "image/png": new Uint8Array([1, 2]) }, { "image/png": { width: 3 } }],
    };
    expect(await toBundle(both)).toEqual({
      data: { "text/plain": "t", "image/png": "AQI=" },
      metadata: { "image/png": { width: 3 } },
    });
  });

  it("falls back to text when it throws, rejects or gives something else", async () => {
    const ways = [
      () => {
        throw new Error("broken");
      },
      async () => {
        throw new Error("broken");
      },
      () => ({ "application/json": { big: 1n } }),
    ];
    for (const way of ways) expect(await textOf({ [symbol]: way })).toMatch(/its own display failed/);
    expect(await textOf({ [symbol]: () => 7 })).toContain("Jupyter.display");
    expect(await textOf({ [symbol]: 7, a: 1 })).toContain("a: 1");
  });

  it("sends JSON types as JSON and joins lists of lines", () => {
    const bundle = { "application/json": { a: [1, undefined] }, "text/html": ["<b>", "</b>"], "text/latex": undefined };
    expect(cleanBundle(bundle, () => "t")).toEqual({
      "application/json": { a: [1, null] },
      "text/html": "<b></b>",
      "text/plain": "t",
    });
  });
});

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
      "Float64    Int32  Dictionary<Int32, Utf8>",
      "0 nulls  0 nulls  1 null",
      "   0.00        0  n0",
      "   0.25     1000  null",
    ]);
    expect(String(data["text/plain"])).toContain(" 249.75   999000  n999\n1,000 rows × 3 columns, ");
    const html = String(data["text/html"]);
    expect(html).toContain("999\u2009000");
    expect(html).toContain("<i>null</i>");
    expect(html).toContain("⋮");
    expect(html.match(/<tr>/g)).toHaveLength(3 + 10 + 1);
    expect(html).not.toMatch(/<script|onerror|<img/i);
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

import { tableFromArrays } from "apache-arrow";
import fc from "fast-check";
import { of, Subject } from "rxjs";
import { TapelabError } from "tapelab";
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

describe("bytes and errors", () => {
  it("shows the picture in bytes when it is one that cannot hold a program", async () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3);
    const { data } = await toBundle(png);
    expect(data["text/plain"]).toMatch(/^image\/png, 11 B, sha256 [0-9a-f]{64}$/);
    expect(data["text/html"]).toContain('<img src="data:image/png;base64,iVBORw0KGgoBAgM=" alt="image/png"');
    expect(await textOf(new TextEncoder().encode("<svg onload=x>"))).toMatch(/^Uint8Array\(14\)/);
    const large = new Uint8Array(1024 * 1024 + 1);
    large.set(png);
    expect((await toBundle(large)).data["text/html"]).not.toContain("<img");
  });

  it("shows an error of Tapelab by what happened and what to do, never as markup", async () => {
    const error = new TapelabError("blob-unavailable", "<b>It</b> is gone. Fetch it.", { sha256: "00" } as never);
    const { data } = await toBundle(error);
    expect(data["text/plain"]).toBe("TapelabError blob-unavailable\n<b>It</b> is gone. Fetch it.");
    expect(foreignElements(String(data["text/html"]))).toEqual([]);
  });
});

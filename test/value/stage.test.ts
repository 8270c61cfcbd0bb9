import { afterEach, describe, expect, it, vi } from "vitest";
import type { Mark, ScopeContext } from "#sdk/value/stage.js";
import { blobs, type Captured, commitOf, encode, here, imageOf, newStage, open, readBack, stored } from "./tools.js";

const one = (variables: object, more: Partial<Captured> = {}): Captured => ({ variables, ...more });
const marks = (mark: Mark, ...names: string[]) => ({ marks: new Map(names.map((name) => [name, mark])) });

describe("a capture is a copy", () => {
  it("keeps what the values were, whatever the caller changes afterwards", () => {
    const stage = newStage();
    const state = {
      a: new Float64Array([1, 2]),
      list: [1, 2],
      nested: { k: [1] },
      map: new Map([[1, 2]]),
      bytes: Buffer.from("ab"),
      date: new Date(5),
    };
    for (let i = 0; i < 40; i++) {
      state.a[0] = i;
      state.list[0] = i;
      state.nested.k[0] = i;
      state.map.set(1, i);
      state.bytes[0] = i;
      state.date.setTime(i);
      stage.append(here, state, undefined, undefined);
    }
    state.a.fill(-1);
    state.bytes.fill(0);
    const commit = open(encode(stage));
    for (const i of [0, 1, 30, 39]) {
      expect(readBack(commit, i, "a")).toEqual(Float64Array.of(i, 2));
      expect(readBack(commit, i, "list")).toEqual([i, 2]);
      expect(readBack(commit, i, "nested")).toEqual({ k: [i] });
      expect(readBack(commit, i, "map")).toEqual(new Map([[1, i]]));
      expect((readBack(commit, i, "bytes") as Buffer)[0]).toBe(i);
      expect(readBack(commit, i, "date")).toEqual(new Date(i));
    }
  });

  it("leaves nothing behind of a scope that did not fit", () => {
    const rows = [
      { x: 1, y: 1 },
      { x: 2, y: 2 },
      { x: null, y: "text" },
      { x: 5, y: 3 },
      { x: undefined, y: true },
      { x: 6, y: 4 },
    ];
    for (let round = 0; round < 40; round++) {
      const commit = commitOf([...rows, ...rows].map((variables) => one(variables)));
      for (const at of [3, 5, 9, 11]) expect(readBack(commit, at, "x")).toBe(rows[at % 6]!.x);
    }
  });

  it("hands out a fresh copy with every read", () => {
    const commit = commitOf([one({ a: Float64Array.of(1), o: { k: 1 } })]);
    (readBack(commit, 0, "a") as Float64Array)[0] = 9;
    (readBack(commit, 0, "o") as { k: number }).k = 9;
    expect(readBack(commit, 0, "a")).toEqual(Float64Array.of(1));
    expect(readBack(commit, 0, "o")).toEqual({ k: 1 });
  });

  it("does not touch an image that is held while the stage goes on", () => {
    const stage = newStage();
    const first: Uint8Array[] = [];
    const images = Array.from({ length: 5 }, (_, k) => {
      for (let i = 0; i < 100; i++) stage.append(here, { x: k * 1000 + i, s: `w${k}` }, i, undefined);
      const image = encode(stage);
      first.push(image.bytes.slice());
      return image;
    });
    images.forEach((image, k) => {
      expect(image.bytes).toEqual(first[k]);
      expect(readBack(open(image), 99, "x")).toBe(k * 1000 + 99);
    });
  });
});

describe("names", () => {
  it("keeps every name, also those that mean something to objects, and their order", () => {
    const text =
      '{"z":1,"__proto__":2,"constructor":3,"toString":4,"hasOwnProperty":5,"$t":6,"$label":7,"$$":8,"":9,"a b\\"\\\\\\u2028":10,"1":11}';
    const variables = JSON.parse(text) as Record<string, number>;
    for (const count of [1, 60]) {
      const commit = commitOf(Array.from({ length: count }, () => one(variables, { time: 1 })));
      expect(commit.strips[0]!.columns.map((column) => column.name)).toEqual(Object.keys(variables));
      for (const name of Object.keys(variables)) expect(readBack(commit, count - 1, name)).toBe(variables[name]);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("takes Maps, class instances and objects without prototype, but no inherited values", () => {
    class Particle {
      x = 1;
      get y(): number {
        throw new Error("called");
      }
    }
    const bare = Object.assign(Object.create(null), { x: 2 });
    const derived = Object.assign(Object.create({ y: 3 }), { x: 4 });
    const map = new Map<string, unknown>([
      ["x", 5],
      ["not an identifier", 6],
    ]);
    const stage = newStage();
    for (let i = 0; i < 60; i++) stage.append(here, { x: 0, y: 0 }, undefined, undefined);
    for (const variables of [new Particle(), bare, derived, map, derived])
      stage.append(here, variables, undefined, undefined);
    const commit = open(encode(stage));
    expect([60, 61, 62, 63, 64].map((at) => readBack(commit, at, "x"))).toEqual([1, 2, 4, 5, 4]);
    expect([60, 62, 64].map((at) => readBack(commit, at, "y"))).toEqual([
      { kind: "absent" },
      { kind: "absent" },
      { kind: "absent" },
    ]);
    expect(readBack(commit, 63, "not an identifier")).toBe(6);
  });

  it("calls no own getter", () => {
    const variables = { a: 1 };
    Object.defineProperty(variables, "g", { get: () => expect.fail("called"), enumerable: true });
    const commit = commitOf([one(variables), one(variables), one(variables)]);
    expect(stored(commit, 2, "g")).toEqual({ kind: "void", type: "getter", reason: "getter" });
  });

  it("refuses what has no names, with nothing changed", () => {
    const stage = newStage();
    stage.append(here, { x: 1 }, 1, undefined);
    for (const bad of [null, undefined, 1, "x", [1], new Uint8Array(1), () => 1, new Map([[1, 2]])]) {
      expect(() => stage.append(here, bad as object, 1, undefined)).toThrow(
        expect.objectContaining({ code: "bad-option" }),
      );
    }
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, 2n ** 63n, "now" as unknown as number]) {
      expect(() => stage.append(here, { x: 2 }, time, undefined)).toThrow(
        expect.objectContaining({ code: "bad-option" }),
      );
      expect(() => stage.append(here, { y: 2 }, time, undefined)).toThrow(
        expect.objectContaining({ code: "bad-option" }),
      );
    }
    expect(stage.rows).toBe(1);
    const commit = open(encode(stage));
    expect(commit.rows).toBe(1);
    expect(readBack(commit, 0, "x")).toBe(1);
  });
});

describe("storage", () => {
  it("stores what cannot be stored as void with type and reason", () => {
    const cycle: Record<string, unknown> = { a: 1 };
    cycle.self = cycle;
    let deep: unknown = 1;
    for (let i = 0; i < 70; i++) deep = [deep];
    const variables = {
      f: () => 1,
      s: Symbol("x"),
      p: Promise.resolve(1),
      w: new WeakMap(),
      r: /x/,
      e: new Error("x"),
      b: Object(1),
      lone: "a\ud800",
      proxy: new Proxy(Promise.resolve(1), {}),
      cycle,
      deep,
      nested: { f: () => 1, ok: 1, lone: ["\udc00"] },
    };
    const commit = commitOf([one(variables)]);
    const reasons = Object.fromEntries(Object.keys(variables).map((name) => [name, stored(commit, 0, name)]));
    expect(reasons).toMatchObject({
      f: { kind: "void", type: "function", reason: "function" },
      s: { kind: "void", type: "symbol", reason: "symbol" },
      p: { kind: "void", type: "Promise", reason: "not-storable" },
      w: { kind: "void", type: "WeakMap" },
      r: { kind: "void", type: "RegExp" },
      e: { kind: "void", type: "Error" },
      b: { kind: "void", type: "Number", reason: "boxed" },
      lone: { kind: "void", type: "string", reason: "lone-surrogate" },
      proxy: { kind: "void", type: "Promise" },
      cycle: { kind: "value", value: { a: 1, self: { kind: "void", type: "Object", reason: "cycle" } } },
      nested: {
        kind: "value",
        value: { f: { kind: "void", type: "function" }, ok: 1, lone: [{ kind: "void", reason: "lone-surrogate" }] },
      },
    });
    expect(JSON.stringify(readBack(commit, 0, "deep"))).toContain('"reason":"depth"');
  });
});

describe("routes", () => {
  it("follows marks: inline, blob, hash, void (R16)", () => {
    const value = Float64Array.of(1, 2, 3);
    for (const count of [1, 12]) {
      const commit = commitOf(
        Array.from({ length: count }, () => [
          one(
            { p: value, t: value, s: value, v: value },
            {
              extras: {
                marks: new Map<string, Mark>([
                  ["p", "inline"],
                  ["t", "blob"],
                  ["s", "hash"],
                  ["v", "void"],
                ]),
              },
            },
          ),
        ]).flat(),
      );
      expect(readBack(commit, 0, "p")).toEqual(value);
      const blob = stored(commit, count - 1, "t");
      if (blob.kind !== "blob") throw new Error("no blob");
      expect(blob.blob).toMatchObject({
        size: 24,
        name: "t",
        type: "Float64Array[3]",
        media: "application/octet-stream",
      });
      expect(blobs.get(blob.blob.sha256)).toEqual(new Uint8Array(value.buffer));
      expect(commit.blobs).toEqual([blob.blob.sha256]);
      expect(stored(commit, 0, "s")).toMatchObject({ kind: "hash", type: "Float64Array[3]" });
      expect(stored(commit, 0, "v")).toEqual({ kind: "void", type: "Float64Array", reason: "marked" });
    }
  });

  it("makes blobs of what is larger than the limit, unless marked inline", () => {
    const values = { a: new Float64Array(3), s: "ää", l: "x".repeat(17), o: { k: "x".repeat(20) }, small: 1 };
    const commit = commitOf([one(values), one(values, { extras: marks("inline", "a", "l", "o") })], {
      inlineMaxBytes: 16,
    });
    expect(["a", "s", "l", "o", "small"].map((name) => stored(commit, 0, name).kind)).toEqual([
      "blob",
      "value",
      "blob",
      "blob",
      "value",
    ]);
    expect(["a", "s", "l", "o", "small"].map((name) => stored(commit, 1, name).kind)).toEqual([
      "value",
      "value",
      "value",
      "value",
      "value",
    ]);
  });

  it("records secret names as redacted, in metadata as text (X-10)", () => {
    const isRedacted = (name: string): boolean => name === "password";
    const scopes = Array.from({ length: 60 }, () =>
      one({ password: "hunter2", x: 1 }, { extras: { meta: { password: "hunter2", run: 1 } } }),
    );
    const image = imageOf(scopes, { isRedacted });
    expect(Buffer.from(image.bytes).includes("hunter2")).toBe(false);
    const commit = open(image);
    expect(stored(commit, 59, "password")).toEqual({ kind: "void", type: "string", reason: "redacted" });
    expect(commit.strips[0]!.context(5).meta).toEqual({ password: "[redacted]", run: 1 });
  });
});

describe("context", () => {
  it("keeps labels, source, time, metadata, units and levels of every scope", () => {
    const places: ScopeContext[] = [
      { labels: [] },
      { labels: ["a"], srcFile: "x.ts", srcLine: 1 },
      { labels: ["a"], srcFile: "y.ts", srcLine: 2, cellId: "c1", cellLine: 3, thread: 4 },
      { labels: ["a", "b"], srcFile: "x.ts" },
    ];
    for (const rounds of [1, 8]) {
      const scopes = Array.from(
        { length: rounds * 4 },
        (_, i): Captured => ({
          variables: { x: i },
          context: places[i % 4]!,
          time: i % 3 === 0 ? undefined : i % 3 === 1 ? 1_700_000_000_000.25 + i : 1_700_000_000_000_000_001n,
          extras: i % 2 === 0 ? { meta: { i, "__proto__ ": 1 } } : undefined,
        }),
      );
      const commit = commitOf(scopes);
      for (let n = 0; n < scopes.length; n++) {
        const { strip, row } = commit.place(n);
        const context = commit.strips[strip]!.context(row);
        const { labels, ...rest } = places[n % 4]!;
        expect(context).toMatchObject(rest);
        expect(context.labels).toEqual(labels);
        const time = scopes[n]!.time;
        const ns = typeof time === "number" ? 1_700_000_000_000_250_000n + BigInt(n) * 1_000_000n : time;
        expect(context.timeNs).toBe(ns);
        expect(context.meta).toEqual(scopes[n]!.extras?.meta);
        expect(readBack(commit, n, "x")).toBe(n);
      }
    }
    const units = [undefined, undefined, { units: { x: "m" } }, undefined];
    const mixed = commitOf(units.map((extras) => one({ x: 1 }, { extras })));
    expect(mixed.strips.map((strip) => [strip.columns[0]!.unit, strip.rows])).toEqual([
      ["", 3],
      ["m", 1],
    ]);
    const commit = commitOf([
      one({ x: 1, y: 2 }, { extras: { units: { x: "m" }, level: 1, levels: new Map([["y", 2]]) } }),
    ]);
    expect(commit.strips[0]!.columns.map(({ unit, level }) => [unit, level])).toEqual([
      ["m", 1],
      ["", 2],
    ]);
  });
});

describe("later commits", () => {
  it("have the context and the words of their own scopes", () => {
    const stage = newStage();
    for (let k = 0; k < 4; k++) {
      const context: ScopeContext = { labels: ["a"], srcFile: `f${k % 2}.ts`, srcLine: k };
      for (let i = 0; i < 20; i++) stage.append(context, { x: i, s: `w${(i + k) % 3} of ${k}` }, undefined, undefined);
      const commit = open(encode(stage));
      expect(commit.strips[0]!.context(9)).toMatchObject(context);
      for (let i = 0; i < 20; i++) expect(readBack(commit, i, "s")).toBe(`w${(i + k) % 3} of ${k}`);
    }
  });
});

describe("take", () => {
  it("leaves out what a filter excludes and counts it", () => {
    const stage = newStage();
    for (let i = 0; i < 10; i++) stage.append(here, { _temp: i, keep: i, _other: i }, i, undefined);
    const taken = stage.take((labels, name) => labels.includes("step") && !name.startsWith("_"));
    expect([...taken.filtered]).toEqual([
      ["_temp", 10],
      ["_other", 10],
    ]);
    expect(stage.rows).toBe(0);
    stage.append(here, { _temp: 1, keep: 2, _other: 3 }, 1, undefined);
    const again = open(encode(stage));
    expect(again.strips[0]!.columns.map((column) => column.name)).toEqual(["_temp", "keep", "_other"]);
  });

  it("takes the newest scopes off", () => {
    const stage = newStage();
    for (let i = 0; i < 10; i++) stage.append(here, i % 2 ? { a: i } : { a: i, b: null }, i, undefined);
    expect(stage.drop(3)).toBe(3);
    expect(stage.rows).toBe(7);
    stage.append(here, { a: 99 }, 1, undefined);
    const commit = open(encode(stage));
    expect(Array.from({ length: 8 }, (_, n) => readBack(commit, n, "a"))).toEqual([0, 1, 2, 3, 4, 5, 6, 99]);
    expect(stage.drop("all")).toBe(0);
    stage.append(here, { a: 1 }, 1, undefined);
    expect(stage.drop("all")).toBe(1);
    expect(stage.rows + stage.bytes).toBe(0);
  });

  it("keeps the times of scopes captured after all others were taken off", () => {
    const stage = newStage();
    for (let i = 0; i < 40; i++) stage.append(here, { x: i }, i, undefined);
    stage.drop(40);
    for (let i = 0; i < 3; i++) stage.append(here, { x: i }, 1000 + i, undefined);
    const commit = open(encode(stage));
    expect([0, 1, 2].map((row) => commit.strips[0]!.context(row).timeNs)).toEqual([
      1_000_000_000n,
      1_001_000_000n,
      1_002_000_000n,
    ]);
  });

  it("gives the bytes of a commit that never saw what was dropped", () => {
    const stage = newStage();
    stage.append(here, { a: null, b: 1 }, 1, undefined);
    stage.append(here, { a: "gone", b: 2 }, 2, undefined);
    stage.append(here, { c: 1 }, undefined, undefined);
    stage.drop(2);
    stage.append(here, { d: "first" }, undefined, undefined);
    stage.append(here, { c: null }, undefined, undefined);
    stage.append(here, { c: "2" }, undefined, undefined);
    stage.append(here, { a: 5, b: null }, 3, undefined);
    const expected = imageOf([
      one({ a: null, b: 1 }, { time: 1 }),
      one({ d: "first" }),
      one({ c: null }),
      one({ c: "2" }),
      one({ a: 5, b: null }, { time: 3 }),
    ]);
    expect(encode(stage).bytes).toEqual(expected.bytes);
  });
});

describe("without generated code", () => {
  afterEach(() => vi.unstubAllGlobals());
  const scopesOf = (name: string) =>
    Array.from({ length: 300 }, (_, i) =>
      one(
        {
          [name]: i % 7 === 0 ? null : Math.sqrt(i - 5),
          ok: i % 3 === 0,
          s: `w${i % 4}`,
          n: BigInt(i),
          a: Float32Array.of(i),
          o: { i },
        },
        { time: i + 0.5 },
      ),
    );

  it("gives the same bytes, by option and where the runtime forbids it (P-08)", () => {
    expect(imageOf(scopesOf("x"), { generateCode: false }).bytes).toEqual(imageOf(scopesOf("x")).bytes);
    const scopes = scopesOf("y"); // other names: code that was generated is used again
    const expected = imageOf(scopes, { generateCode: false }).bytes;
    let calls = 0;
    vi.stubGlobal("Function", function forbidden() {
      calls++;
      throw new EvalError("Code generation from strings disallowed for this context");
    });
    expect(imageOf(scopes).bytes).toEqual(expected);
    expect(calls).toBe(1);
  });
});

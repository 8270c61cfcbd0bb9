import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { isTapelabError } from "#sdk/errors.js";
import { optional } from "#sdk/read/bind.js";
import { type Scope, shortType } from "#sdk/read/scope.js";
import { Tape } from "#sdk/read/tape.js";
import { isStandIn } from "#sdk/value/stand-in.js";
import { type ScopeOptions, startMs, TestTape } from "./test-tape.js";

/** Records one scope and reads it back. */
async function scopeOf(variables: object, options: ScopeOptions & { inlineMaxBytes?: number } = {}): Promise<Scope> {
  const { inlineMaxBytes, ...scope } = options;
  const recorded = new TestTape({ inlineMaxBytes }).scope("s", variables, scope).commit("c");
  const tape = await Tape.open(recorded.source());
  const found = await tape.latestScope();
  await tape.close();
  return found;
}

async function failure(work: () => unknown): Promise<{ code: string; message: string; details: unknown }> {
  try {
    await work();
  } catch (error) {
    if (isTapelabError(error)) return error;
    throw error;
  }
  throw new Error("did not fail");
}

describe("a scope", () => {
  it("says where it comes from", async () => {
    const recorded = new TestTape({ label: "lorenz" })
      .scope(["step", "warm"], { x: 1 }, { time: startMs + 0.5, meta: { run: 3 }, cellId: "c7", cellLine: 2 })
      .scope("step", { x: 2 }, { srcFile: undefined, srcLine: undefined, time: null })
      .commit("chunk", { wallMs: startMs + 9 });
    const tape = await Tape.open(recorded.source());
    const [first, second] = await lastValueFrom(tape.scopes$().pipe(toArray()));
    const { uid, sequence, index, labels, srcFile, srcLine, cellId, cellLine, time, timeNs, meta } = first!;
    expect({ uid, sequence, index, labels, srcFile, srcLine, cellId, cellLine, time, timeNs, meta }).toEqual({
      uid: `${recorded.id}:c2:s1`,
      sequence: 2,
      index: 0,
      labels: ["step", "warm"],
      srcFile: "src/sim.ts",
      srcLine: 12,
      cellId: "c7",
      cellLine: 2,
      time: startMs + 0.5,
      timeNs: BigInt(startMs) * 1_000_000n + 500_000n,
      meta: { run: 3 },
    });
    expect([first!.names, first!.otherSessions]).toEqual([["x"], 0]);
    expect(first!.commit).toMatchObject({
      uid: `${recorded.id}:c2`,
      label: "chunk",
      kind: "RECORD",
      time: startMs + 9,
    });
    expect(first!.session).toMatchObject({
      id: recorded.id,
      label: "lorenz",
      labels: ["lorenz", "tag"],
      kind: "session",
    });
    expect(first!.session.facts).toMatchObject({ host: "lab3" });
    expect(second!.uid).toBe(`${recorded.id}:c2:s2`);
    expect([second!.srcFile, second!.time, second!.meta]).toEqual([undefined, undefined, {}]);
  });

  it("gives null, undefined and void as what they are, and refuses a name it does not hold (R17)", async () => {
    const scope = await scopeOf({ a: null, b: undefined, c: Symbol("s"), e: { f: undefined } });
    expect(await scope.value("a")).toBe(null);
    expect(await scope.value("b")).toBe(undefined);
    expect(await scope.value("c")).toMatchObject({ kind: "void", type: "symbol" });
    const e = (await scope.value("e")) as object;
    expect(Object.keys(e)).toEqual(["f"]);
    expect(scope.names).toEqual(["a", "b", "c", "e"]);
    expect([scope.has("b"), scope.has("d")]).toEqual([true, false]);
    const { code, message } = await failure(() => scope.value("d"));
    expect(code).toBe("no-such-variable");
    expect(message).toContain("It holds a, b, c, e.");
  });

  it("come back as what they were (R18)", async () => {
    const values = {
      nan: Number.NaN,
      infinite: Number.POSITIVE_INFINITY,
      negative: Number.NEGATIVE_INFINITY,
      zero: -0,
      big: 2n ** 53n + 1n,
      huge: 2n ** 90n,
      date: new Date(startMs),
      map: new Map<unknown, unknown>([["a", 1]]),
      set: new Set([1, "b"]),
      floats: new Float32Array([1.5, Number.NaN, -0]),
      nested: { list: [1, { deep: new Date(5) }], none: undefined, nan: Number.NaN },
      text: "naïve 🚀",
      flag: true,
    };
    const scope = await scopeOf(values);
    for (const [name, value] of Object.entries(values)) expect(await scope.value(name), name).toStrictEqual(value);
    expect({ ...scope.vars }).toStrictEqual(values);
    expect(Object.is(scope.vars.zero, -0)).toBe(true);
  });
});

describe("the variables of a scope", () => {
  it("are named by near matches when one is not there", async () => {
    const scope = await scopeOf({ temperature: 1, pressure: 2 });
    const { message, details } = await failure(() => scope.describe("temprature"));
    expect(message).toContain('Did you mean "temperature"?');
    expect(details).toMatchObject({ name: "temprature", near: ["temperature"] });
  });

  it("may be called __proto__, constructor, $x or 2", async () => {
    const scope = await scopeOf(
      Object.fromEntries([
        ["__proto__", 1],
        ["constructor", 2],
        ["$t", 3],
        ["2", 4],
      ]),
    );
    expect(Object.entries(scope.vars).sort()).toEqual([
      ["$t", 3],
      ["2", 4],
      ["__proto__", 1],
      ["constructor", 2],
    ]);
    expect(await scope.value("$t")).toBe(3);
    expect(Object.getPrototypeOf(scope.vars)).toBe(Object.prototype);
  });
});

describe("scope.vars", () => {
  it("holds inline values alone, each made once", async () => {
    const marks = new Map([
      ["h", "hash"],
      ["b", "blob"],
      ["v", "void"],
    ] as const);
    const scope = await scopeOf({ a: [1, 2], h: 1, b: 2, v: 3, u: undefined, n: null, s: Symbol() }, { marks });
    expect(Object.keys(scope.vars)).toEqual(["a", "u", "n"]);
    expect(scope.vars.a).toBe(scope.vars.a);
    expect(scope.names).toEqual(["a", "h", "b", "v", "u", "n", "s"]);
  });

  it("differs from row to row where rows differ in what they hold", async () => {
    const recorded = new TestTape();
    for (const row of [{ a: 1 }, { a: null }, { a: undefined }, {}, { a: Number.NaN }]) recorded.scope("s", row);
    const tape = await Tape.open(recorded.commit().source());
    const scopes = await lastValueFrom(tape.scopes$().pipe(toArray()));
    expect(scopes.map(({ vars }) => ({ ...vars }))).toStrictEqual([
      { a: 1 },
      { a: null },
      { a: undefined },
      {},
      { a: Number.NaN },
    ]);
  });
});

describe("scope.describe", () => {
  it("tells storage, type, level, unit, hash and size without reading", async () => {
    const marks = new Map([
      ["h", "hash"],
      ["v", "void"],
    ] as const);
    const scope = await scopeOf(
      { x: 1.5, xs: new Float64Array(3), big: new Uint8Array(2_000), h: "secret", v: 1, f: () => 1 },
      { marks, units: { x: "m" }, levels: new Map([["xs", 2]]), inlineMaxBytes: 1_000 },
    );
    expect(scope.describe("x")).toEqual({
      name: "x",
      storage: "inline",
      type: "number",
      typeShort: "number",
      level: "given",
      unit: "m",
    });
    expect(scope.describe("xs")).toMatchObject({ storage: "inline", type: "Float64Array[3]", level: "global" });
    expect(scope.describe("big")).toMatchObject({
      storage: "blob",
      type: "Uint8Array[2000]",
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(scope.describe("big").sizeBytes).toBeGreaterThanOrEqual(2_000);
    expect(scope.describe("h")).toMatchObject({
      storage: "hash",
      type: "string",
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(scope.describe("v")).toMatchObject({ storage: "void", type: "number" });
    expect(scope.describe("f")).toMatchObject({ storage: "void", type: "function" });
  });

  it("cuts a long type for displays and keeps all of it (R19)", async () => {
    const name = "L".repeat(80);
    const Long = { [name]: class {} }[name]!;
    const scope = await scopeOf({ a: Object.assign(new Long(), { x: 1 }) });
    expect(scope.describe("a")).toMatchObject({ type: name, typeShort: `${"L".repeat(47)}...` });
    expect([shortType("a".repeat(50)).length, shortType("a".repeat(51)).length]).toEqual([50, 50]);
  });
});

describe("scope.value", () => {
  it("resolves inline, blob and hash (R16)", async () => {
    const marks = new Map([
      ["p", "inline"],
      ["t", "blob"],
      ["s", "hash"],
    ] as const);
    const scope = await scopeOf({ p: { a: 1 }, t: new Float64Array([1, 2, 3]), s: "x" }, { marks });
    expect(["p", "t", "s"].map((name) => scope.describe(name).storage)).toEqual(["inline", "blob", "hash"]);
    expect(await scope.value("p")).toEqual({ a: 1 });
    expect(await scope.value("t")).toEqual(new Float64Array([1, 2, 3]));
    expect(await scope.value("s")).toMatchObject({ kind: "hash", type: "string" });
  });

  it("says that a blob is unavailable, and fails nothing else", async () => {
    const recorded = new TestTape().scope("s", { t: [1, 2], x: 1 }, { marks: new Map([["t", "blob"]]) }).commit();
    recorded.blobs.clear();
    const tape = await Tape.open(recorded.source());
    const scope = await tape.latestScope();
    const value = await scope.value("t");
    expect(value).toMatchObject({ kind: "unavailable", name: "t", sha256: scope.describe("t").hash });
    expect(isStandIn(value)).toBe(true);
    expect(await scope.value("x")).toBe(1);
    expect(await failure(() => scope.bind({ t: "Array" }))).toMatchObject({ code: "blob-unavailable" });
  });

  it("does not take a recorded object that looks like a stand-in for one", async () => {
    const scope = await scopeOf({ a: { kind: "unavailable", sha256: "x" } });
    expect(isStandIn(await scope.value("a"))).toBe(false);
  });
});

describe("scope.bind", () => {
  it("converts without loss, else fails naming both types (R28)", async () => {
    const whole = await scopeOf({ x: new Float64Array([1, 2]) });
    expect(whole.bind({ x: "Int32Array" })).toEqual({ x: new Int32Array([1, 2]) });
    const broken = await scopeOf({ x: new Float64Array([1.5]) });
    const { code, message } = await failure(() => broken.bind({ x: "Int32Array" }));
    expect(code).toBe("bad-conversion");
    expect(message).toMatch(/cannot become Int32Array without loss; it is Float64Array\[1\]/);
  });

  it("binds inline values and blobs to typed variables", async () => {
    const scope = await scopeOf(
      { t: 1, ys: new Float64Array([1, 2]), n: 3n, name: "a" },
      { marks: new Map([["ys", "blob"]]) },
    );
    const { t, ys, n, name } = scope.bind({ t: "number", ys: Float64Array, n: Number, name: "string" });
    expect([t + n, ys[1], name.length]).toEqual([4, 2, 1]);
  });

  it("refuses a missing name unless it is optional", async () => {
    const scope = await scopeOf({ a: 1, u: undefined });
    expect((await failure(() => scope.bind({ b: "number" }))).code).toBe("no-such-variable");
    expect(scope.bind({ a: "number", b: optional("number"), u: optional("number") })).toEqual({
      a: 1,
      b: undefined,
      u: undefined,
    });
    expect((await failure(() => scope.bind({ u: "number" }))).message).toContain("it is undefined");
  });

  it("refuses hashes and void", async () => {
    const scope = await scopeOf({ h: 1, f: () => 1 }, { marks: new Map([["h", "hash"]]) });
    expect((await failure(() => scope.bind({ h: "number" }))).message).toContain("it is hash (number)");
    expect((await failure(() => scope.bind({ f: "unknown" }))).code).toBe("bad-conversion");
  });
});

describe("a name that is no text", () => {
  it("is no variable of a scope", async () => {
    const scope = await (await Tape.open(new TestTape().scope("s", { x: 1 }).commit("c").source())).latestScope();
    const none = expect.objectContaining({ name: "TapelabError", code: "no-such-variable" });
    for (const name of [undefined, null, 5, Symbol("x")] as never[]) {
      expect(() => scope.describe(name)).toThrow(none);
      await expect(scope.value(name)).rejects.toThrow(none);
      expect(scope.has(name)).toBe(false);
    }
    await expect(scope.table(5 as never)).rejects.toThrow(none);
  });
});

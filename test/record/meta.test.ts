import { describe, expect, it } from "vitest";
import { cleanMeta, secretTest } from "#sdk/record/meta.js";

const isSecret = secretTest();

describe("secretTest", () => {
  it.each([
    "password",
    "dbPassword",
    "client_secret",
    "apiKey",
    "API-KEY",
    "api_key",
    "credentials",
    "Authorization",
    "token",
    "access_token",
    "authToken",
    "API_TOKEN",
  ])("takes %s for a secret", (name) => expect(isSecret(name)).toBe(true));

  it.each(["x", "sigma", "tokens", "tokenizer", "pass", "key", "author", "__proto__"])("takes %s for a value", (name) =>
    expect(isSecret(name)).toBe(false),
  );

  it("adds names and allows names as the settings say", () => {
    const own = secretTest(["iban"], ["next_token"]);
    expect([own("myIBAN"), own("next_token"), own("token")]).toEqual([true, false, true]);
  });
});

describe("cleanMeta", () => {
  it("X-10: replaces the values of secret names, also deep inside", () => {
    const meta = cleanMeta(
      { password: "hunter2", db: { list: [{ apiKey: "hunter2" }] }, note: "ok" },
      isSecret,
      "the session",
    );
    expect(meta).toEqual({ password: "[redacted]", db: { list: [{ apiKey: "[redacted]" }] }, note: "ok" });
    expect(JSON.stringify(meta)).not.toContain("hunter2");
  });

  it("copies: a later change of what was given is not seen", () => {
    const given = { list: [1] };
    const meta = cleanMeta(given, isSecret, "the session");
    given.list.push(2);
    expect(meta).toEqual({ list: [1] });
  });

  it.each([
    ["a function", { f: () => 1 }],
    ["NaN", { x: Number.NaN }],
    ["a bigint", { x: 1n }],
    ["a Date", { x: { at: new Date() } }],
  ])("rejects %s, naming its path", (_, meta) => {
    expect(() => cleanMeta(meta, isSecret, "the session")).toThrow(expect.objectContaining({ code: "bad-meta" }));
  });

  it("rejects a cycle", () => {
    const meta: Record<string, unknown> = {};
    meta.self = meta;
    expect(() => cleanMeta(meta, isSecret, "the session")).toThrow(expect.objectContaining({ code: "bad-meta" }));
  });

  it("takes 64 KiB and rejects one byte more", () => {
    const fits = "x".repeat(65_536 - '{"a":""}'.length);
    expect(cleanMeta({ a: fits }, isSecret, "the scope")).toEqual({ a: fits });
    expect(() => cleanMeta({ a: `${fits}x` }, isSecret, "the scope")).toThrow(
      expect.objectContaining({ code: "meta-too-large", details: { sizeBytes: 65_537, limitBytes: 65_536 } }),
    );
  });

  it("keeps `__proto__` as a key and Object.prototype clean", () => {
    const meta = cleanMeta(JSON.parse('{"__proto__": {"bad": 1}}') as object, isSecret, "the session");
    expect(Object.getOwnPropertyDescriptor(meta, "__proto__")?.value).toEqual({ bad: 1 });
    expect(({} as { bad?: number }).bad).toBeUndefined();
  });
});

describe("small flat metadata", () => {
  it("comes out as the long way would give it, whatever its values and names", () => {
    const isSecret = secretTest();
    const flat = [
      { b: 1, a: "x", c: null, d: true },
      { apiKey: "hunter2", n: 1.5 },
      { 10: "ten", 9: "nine", z: "" },
      {},
    ];
    const odd = [{ a: -0 }, { 'quo"te': 1 }, { text: "é" }, { __proto__: null, a: 1 }, { deep: { a: 1 } }];
    for (const meta of [...flat, ...odd]) {
      // One nested value sends all of it the long way.
      const { extra: _, ...long } = cleanMeta({ ...meta, extra: [0] }, isSecret, "test");
      expect(JSON.stringify(cleanMeta(meta, isSecret, "test"))).toBe(JSON.stringify(long));
    }
    expect(() => cleanMeta({ bad: Number.NaN }, isSecret, "test")).toThrow(/not JSON at "bad"|bad/);
  });
});

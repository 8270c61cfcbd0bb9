import { expect, test } from "vitest";
import { canonicalOf, isList, isMap } from "#sdk/run/canonical.js";
import { parseJsonText } from "#sdk/run/json-text.js";
import { configHash, configText, inputHash, signature } from "#sdk/run/signature.js";
import { vectorsOf } from "./vectors.js";

const mapOf = (text: string) => {
  const value = parseJsonText(text, "text");
  return isMap(value) ? value : new Map();
};

test.each(vectorsOf("conf1"))("gives the configuration hash: %s", (_, { input, expected }) => {
  const [config, fields] = [mapOf(input.config_json), input.fields_json ? mapOf(input.fields_json) : undefined];
  expect(configText(config, fields)).toBe(expected.canonical_utf8);
  expect(configHash(config, fields)).toBe(expected.config_hash);
});

test.each(vectorsOf("in1"))("gives the input hash: %s", (_, { input, expected }) => {
  const entries = parseJsonText(JSON.stringify(input.entries), "entries");
  expect(inputHash(isList(entries) ? entries : [])).toBe(expected.input_hash);
});

test.each(vectorsOf("signature"))("gives the signature of each scheme: %s", (_, { input, expected }) => {
  const parts = { code: input.code_id, config: input.config_hash, inputs: input.input_hash };
  expect(signature(parts)).toBe(expected.sig1);
  expect(signature(parts, "sig1code")).toBe(expected.sig1code);
  expect(signature(parts, "siglp1")).toBe(expected.siglp1);
});

test("refuses parts that could be read in two ways, in every scheme", () => {
  const parts = { code: "a", config: "b".repeat(64), inputs: "c".repeat(64) };
  for (const scheme of ["sig1", "sig1code", "siglp1"] as const) {
    expect(() => signature({ ...parts, config: "b".repeat(63) }, scheme)).toThrow("64 hex digits");
    expect(() => signature({ ...parts, inputs: "C".repeat(64) }, scheme)).toThrow("64 hex digits");
    expect(() => signature({ ...parts, code: "" }, scheme)).toThrow("64 hex digits");
  }
});

test("refuses a configuration with the reserved key", () => {
  const config = canonicalOf({ __tapelab__: 1 });
  expect(() => configHash(isMap(config) ? config : new Map())).toThrow("reserved");
});

test("refuses a configuration beyond its limits: long keys, long texts, deep nesting", () => {
  const hash = (value: object): string => configHash(canonicalOf(value) as never);
  const deep = (levels: number): object => (levels === 0 ? {} : { a: deep(levels - 1) });
  expect([hash({ ["k".repeat(256)]: 1 }), hash({ a: "x".repeat(1_000_000) }), hash(deep(62))].length).toBe(3);
  expect(() => hash({ a: [{ ["k".repeat(257)]: 1 }] })).toThrow("more than 256 characters");
  expect(() => hash({ a: ["x".repeat(1_000_001)] })).toThrow("too long");
  expect(() => hash(deep(65))).toThrow("nesting deeper than 64 levels");
});

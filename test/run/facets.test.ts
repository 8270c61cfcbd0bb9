import { expect, test } from "vitest";
import { Float, isMap } from "#sdk/run/canonical.js";
import { changesOf, namedLeaves } from "#sdk/run/changes.js";
import { facetId, flatten, leafType, leavesOf, notIndexed } from "#sdk/run/facets.js";
import { parseJsonText } from "#sdk/run/json-text.js";
import { fulfils, predicateOf, valuesMatch } from "#sdk/run/predicates.js";
import { vectorsOf } from "./vectors.js";

const mapOf = (text: string) => {
  const value = parseJsonText(text, "facet");
  return isMap(value) ? value : new Map();
};

/** A row of a catalog without its columns that are no part of the vectors. */
function rowOf({ path, value }: ReturnType<typeof flatten>[number]): unknown[] {
  const type = leafType(value);
  const number = value instanceof Float ? value.value : Number(value);
  const num = (): string => (Number.isInteger(number) ? `${BigInt(number)}.0` : String(number));
  return [
    path,
    type,
    type === "str" ? value : null,
    type === "int" || type === "float" ? num() : null,
    type === "bool" ? value : null,
    type === "json" ? JSON.parse(JSON.stringify(plainList(value))) : null,
  ];
}
const plainList = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(plainList) : value instanceof Map ? Object.fromEntries(value) : value;

test.each(vectorsOf("facet2"))("flattens a facet, no two leaves with one path: %s", (_, { input, expected }) => {
  const facet = mapOf(input.facet_json);
  expect(flatten(facet).map(({ path, value }) => [path, leafType(value)])).toEqual(expected.key_paths_and_types);
  expect(facetId(facet)).toBe(expected.facet_id);
});

test.each(vectorsOf("facet_flatten"))("flattens a facet as Consist does: %s", (_, { input, expected }) => {
  const facet = mapOf(input.facet_json);
  expect(flatten(facet, { scheme: "facet1" }).map(rowOf)).toEqual(expected.rows_run_facet);
  expect(flatten(facet, { scheme: "facet1", owner: "artifact" }).map(rowOf)).toEqual(expected.rows_artifact_facet);
  expect(facetId(facet, "facet1")).toBe(expected.facet_id);
});

test.each(vectorsOf("param_predicate"))("reads a predicate: %s", (_, { input, expected }) => {
  if (expected.error !== undefined) expect(() => predicateOf(input.expression)).toThrow(expected.error);
  else {
    const { namespace, key_path: path, op, value } = expected.predicate;
    expect(predicateOf(input.expression)).toEqual({ namespace, path, op, value: value === 0 ? 0 : value });
  }
});

test("a predicate without a value is refused by name, and 1e3 is a number", () => {
  expect(() => predicateOf("k=")).toThrow("is missing a value: 'k='");
  expect(predicateOf("k=1e3").value).toBe(1000);
  expect(predicateOf("k= Null ").value).toBe(null);
});

test.each(vectorsOf("values_match"))("values match as people mean them: %s", (_, { input, expected }) => {
  expect(valuesMatch(input.actual, input.expected)).toBe(expected.match);
});

test("true never matches 1, whatever way round", () => {
  expect([valuesMatch(true, 1), valuesMatch(1, true), valuesMatch("true", true)]).toEqual([false, false, true]);
});

test("a dot in a key and a dot between keys are two paths (C15)", () => {
  expect(leavesOf('{"a.b":{"c":1}}')[0]?.path).toBe("a\\.b.c");
  expect(leavesOf('{"a":{"b":{"c":1}}}')[0]?.path).toBe("a.b.c");
});

test("integers of any size are found by their exact value (C44)", () => {
  const big = 2n ** 200n;
  const leaves = leavesOf(`{"odd":9007199254740993,"big":${big}}`);
  const has = (text: string) => fulfils(predicateOf(text), "model", leaves);
  expect([has("odd=9007199254740993"), has("odd=9007199254740992"), has("odd>=9007199254740993")]).toEqual([
    true,
    false,
    true,
  ]);
  expect([has("odd>=9007199254740994"), has(`big=${big}`), has(`big=${big + 1n}`), has("big>=1e60")]).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test("the first part of a path may be a program", () => {
  const leaves = leavesOf('{"year":2030}');
  expect([
    fulfils(predicateOf("beam.year>=2030"), "beam", leaves),
    fulfils(predicateOf("beam.year=2030"), "x", leaves),
  ]).toEqual([true, false]);
});

test("a facet that is too large says that it cannot be asked for", () => {
  expect(notIndexed(`{"a":"${"x".repeat(16_376)}"}`)).toBeUndefined();
  expect(notIndexed(`{"a":"${"x".repeat(16_377)}"}`)).toContain("16385 bytes");
  const many = (count: number) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 0])));
  expect(notIndexed(many(500))).toBeUndefined();
  expect(notIndexed(many(501))).toContain("501 leaves");
});

test("differences are sorted by path, and exact (C50)", () => {
  const [a, b] = ['{"s":{"b":1,"a":[1]},"gone":null,"x":1.0}', '{"s":{"b":2,"a":[1]},"new":true,"x":1}'];
  expect(changesOf(namedLeaves(a), namedLeaves(b))).toEqual([
    { path: "gone", state: "removed", from: "null", to: undefined },
    { path: "new", state: "added", from: undefined, to: "true" },
    { path: "s.a", state: "same", from: "[1]", to: "[1]" },
    { path: "s.b", state: "changed", from: "1", to: "2" },
    { path: "x", state: "same", from: "1", to: "1" },
  ]);
});

import { expect, test } from "vitest";
import { nodeDisk } from "#sdk/base/disk.js";
import { risingIds } from "#sdk/base/ids.js";
import { canonicalOf, canonicalText, float, isList } from "#sdk/run/canonical.js";
import { inputsHash, inputsId, launchId, launchTape, planId } from "#sdk/run/identities.js";
import { parseJsonText } from "#sdk/run/json-text.js";
import { Mounts } from "#sdk/run/mounts.js";
import { makePlan } from "#sdk/run/plan.js";
import { canonicalSpec, readSpec } from "#sdk/run/spec.js";
import { parseYamlText } from "#sdk/run/yaml-text.js";
import { systemEnvironment } from "#sdk/workspace/environment.js";
import { vectorsOf } from "./vectors.js";

const place = { disk: nodeDisk, folder: "/nowhere", mounts: new Mounts(nodeDisk, new Map(), { project: "/nowhere" }) };
const never = (): string => {
  throw new Error("no id was needed");
};

test.each(vectorsOf("rscf_spec_id"))("gives the plan id of Semantiva: %s", (_, { input, expected }) => {
  const value = parseJsonText(input.spec_json, "spec");
  expect(canonicalText(value, { newlines: true })).toBe(expected.canonical_utf8);
  expect(planId(value)).toEqual({ scheme: "rscf1", value: expected.spec_id });
});

test.each(vectorsOf("rscf_spec_id_yaml"))("reads YAML into the same id: %s", (_, { input, expected, tapelab }) => {
  const { value } = parseYamlText(input.spec_yaml, "spec.yaml");
  const text = canonicalText(value, { newlines: true });
  if (tapelab === "same") expect(planId(value).value).toBe(expected.spec_id);
  else expect([`{"a":{"10":"x","9":"y"}}`, `{"d":"2024-01-02"}`]).toContain(text);
});

test.each(vectorsOf("cli_spec_id"))("plan, dry run and launch share one id: %s", (_, { input, expected, tapelab }) => {
  const { value } = parseYamlText(input.run_space_yaml, "spec.yaml");
  if (expected.error) {
    expect(() => readSpec(value)).toThrow(expected.error);
    return;
  }
  const canonical = canonicalSpec(readSpec(value));
  if (tapelab === "same") expect(canonicalText(canonical)).toBe(expected.canonical_utf8);
  const wanted = expected.canonical_utf8.replace('"dry_run":true', '"dry_run":false');
  expect(planId(canonical)).toEqual(planId(parseJsonText(wanted, "spec")));
});

test.each(vectorsOf("rsm1"))("gives the inputs id as documented: %s", (_, { input, expected }) => {
  const fingerprints = parseJsonText(JSON.stringify(input.fingerprints), "fingerprints");
  expect(inputsHash(input.spec_id, isList(fingerprints) ? fingerprints : [])).toBe(expected.inputs_id);
});

test.each([...vectorsOf("rsm_pure"), ...vectorsOf("rsm_inputs_id")])(
  "gives the inputs id of Semantiva's code: %s",
  (_, { input, expected }) => {
    const plan: string = input.spec_id ?? planId(parseJsonText(input.spec_json, "spec")).value;
    const given: { role: string; uri: string; sha256?: string; digest?: { sha256: string }; size_bytes?: number }[] =
      input.fingerprints ?? expected.fingerprints;
    const fingerprints = given.map(({ role, uri, sha256, digest, size_bytes }) => ({
      role,
      uri,
      sha256: sha256 ?? digest?.sha256 ?? "",
      sizeBytes: size_bytes,
    }));
    expect(plan).toBe(expected.spec_id ?? input.spec_id);
    expect(inputsId(plan, fingerprints, "rsm1code")?.value ?? null).toBe(expected.inputs_id);
    expect(inputsId(plan, fingerprints.toReversed(), "rsm1code")).toEqual(inputsId(plan, fingerprints, "rsm1code"));
  },
);

test.each([...vectorsOf("rsl1"), ...vectorsOf("launch_id")])("gives the launch id: %s", (_, { input, expected }) => {
  const key: string | undefined = input.idempotency_key;
  const plan: string = input.basis ?? input.run_space_spec_id;
  const found = launchId({ id: input.provided_launch_id, key }, plan, input.run_space_inputs_id ?? undefined, never);
  expect(found.value).toBe(expected.launch_id);
  if (expected.tape_id) expect(launchTape(found.value, 1).label).toBe(expected.tape_id);
});

test("a key with controls, or an empty one, is no launch id", () => {
  expect(() => launchId({ id: "" }, "p", undefined, never)).toThrow("1 to 200 characters");
  expect(() => launchId({ id: "a\nb" }, "p", undefined, never)).toThrow("no controls");
  expect(launchId({ key: "" }, "p", undefined, () => "new")).toEqual({ scheme: "uuid7", value: "new" });
});

test("an int and a float are two plans, and float() in code is the 1.0 of YAML", () => {
  const yaml = (text: string) => planId(parseYamlText(text, "y").value).value;
  expect(yaml("x: [1]")).not.toBe(yaml("x: [1.0]"));
  expect(planId(canonicalOf({ x: [float(1)] })).value).toBe(yaml("x: [1.0]"));
  expect(planId(canonicalOf({ x: new Float64Array([1]) })).value).toBe(yaml("x: [1.0]"));
  expect(planId(canonicalOf({ x: new Int32Array([1]) })).value).toBe(yaml("x: [1]"));
});

test("numbers are written as Python writes them", () => {
  const values = [1e16, 1e15, 1e-4, 1e-5, -0, 5e-324].map(float);
  expect(canonicalText(values)).toBe("[1e+16,1000000000000000.0,0.0001,1e-05,-0.0,5e-324]");
  expect(canonicalText(canonicalOf([12345678901234567890n, -0, 2 ** 53]))).toBe(
    "[12345678901234567890,-0.0,9007199254740992.0]",
  );
});

test("a spec with defaults written out has the id of the short one", () => {
  const short = "blocks: [{mode: by_position, context: {x: [1]}}]";
  const long =
    "name: any\ncombine: COMBINATORIAL\nmax_runs: 1000\nblocks:\n - {mode: BY_POSITION, context: {x: [1]}, source: null}";
  const idOf = (text: string) => makePlan(place, parseYamlText(text, "y").value).planId;
  expect(idOf(short)).toEqual(idOf(long));
});

test("a cap of the call leaves the id, a cap of the spec changes it", () => {
  const plan = (text: string, maxRuns?: number) => makePlan(place, parseYamlText(text, "y").value, { maxRuns });
  const spec = "blocks: [{mode: by_position, context: {x: [1]}}]";
  expect(plan(spec, 5).planId).toEqual(plan(spec).planId);
  expect(plan(`max_runs: 5\n${spec}`).planId).not.toEqual(plan(spec).planId);
});

test("NaN is hashed as a word, with a warning, and gives the same id twice", () => {
  const plan = () => makePlan(place, canonicalOf({ blocks: [{ mode: "by_position", context: { x: [Number.NaN] } }] }));
  expect(plan().canonicalSpec).toContain('"x":[NaN]');
  expect(plan().warnings).toEqual(["The plan holds NaN or Infinity, which few other tools can read."]);
  expect(plan().planId).toEqual(plan().planId);
});

test.each([
  ["a Date", { x: new Date(0) }, "The value at x is a Date"],
  ["a function", { x: [() => 1] }, "The value at x[0] is a function"],
  ["bytes", { a: { b: Buffer.from("x") } }, "The value at a.b is bytes"],
  ["undefined in a list", [undefined], "The value at [0] is undefined"],
  ["half a surrogate pair", { x: "\ud800" }, "half a surrogate pair"],
  ["a class instance", { x: new (class Thing {})() }, "an instance of Thing"],
  ["a key that pollutes", JSON.parse('{"__proto__":1}'), "the key __proto__"],
])("refuses %s, naming the path", (_, value, text) => {
  expect(() => canonicalOf(value)).toThrow(text);
});

test("refuses a cycle", () => {
  const value: Record<string, unknown> = {};
  value.self = { value };
  expect(() => canonicalOf(value)).toThrow("The value at self.value is a cycle");
});

test("a Set is a list in order of its canonical texts, undefined entries are absent", () => {
  expect(canonicalText(canonicalOf({ s: new Set(["b", "a", 1]), gone: undefined }))).toBe('{"s":["a","b",1]}');
});

test("the order of keys and the kind of newline in a value change no id; a key keeps its own", () => {
  const idOf = (value: unknown) => planId(canonicalOf(value)).value;
  expect(idOf({ b: [1], a: { y: 1, x: 2 } })).toBe(idOf({ a: { x: 2, y: 1 }, b: [1] }));
  expect(idOf({ a: "x\r\ny\rz" })).toBe(idOf({ a: "x\ny\nz" }));
  expect(idOf({ "a\r\n": 1 })).not.toBe(idOf({ "a\n": 1 }));
});

test("keys are sorted by code point, not by UTF-16 unit", () => {
  expect(canonicalText(canonicalOf({ "\u{1F600}": 1, "\uFFEE": 2 }))).toBe('{"\uFFEE":2,"\u{1F600}":1}');
});

test("fingerprints give one inputs id in whatever order; roles are sorted as text, and the plan keeps the order of its blocks", () => {
  const print = (role: string, uri = "project://r.csv") => ({ role, uri, sha256: "a".repeat(64), sizeBytes: 1 });
  const [z, a] = [print("z"), print("a")];
  expect(inputsId("p", [z, a])).toEqual(inputsId("p", [a, z]));
  const many = Array.from({ length: 11 }, (_, i) => print(`block[${i}].source`));
  expect(inputsId("p", many)).toEqual(inputsId("p", [...many].reverse()));
  expect(inputsId("p", [a, a])).not.toEqual(inputsId("p", [a])); // equal ones all stay
});

test("launches without a key have version 7 ids that sort as they were made", () => {
  const { clock, ids } = systemEnvironment();
  const newId = risingIds(clock, ids);
  const made = Array.from({ length: 50 }, () => launchId({}, "p", undefined, newId));
  expect(made.every(({ scheme, value }) => scheme === "uuid7" && /^[0-9a-f]{12}7[0-9a-f]{19}$/.test(value))).toBe(true);
  const values = made.map(({ value }) => value);
  expect([...new Set(values)].sort()).toEqual(values);
});

/** Vectors that Consist's own functions computed. Values that only Python has are left out. */

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalOf, isMap } from "#sdk/run/canonical.js";
import {
  consistCodeHash,
  consistConfigHash,
  consistContainerHash,
  consistContainerText,
  consistInputHash,
  consistManifestText,
  consistText,
} from "#sdk/run/consist-code.js";
import { parseJsonText } from "#sdk/run/json-text.js";
import { signature } from "#sdk/run/signature.js";
import { vectorsOf } from "./vectors.js";

const sha = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

const mapOf = (text: string) => {
  const value = parseJsonText(text, "text");
  return isMap(value) ? value : new Map();
};
const configs = vectorsOf("canonical_config").filter(([, { input }]) => input.json_text !== undefined);

test.each(configs)("gives Consist's configuration hash: %s", (_, { input, expected }) => {
  const config = mapOf(input.json_text);
  expect(consistText(config)).toBe(expected.config_hash_preimage);
  expect(consistConfigHash(config as never)).toBe(expected.config_hash);
});

/** Values that only Python has, as a program of ours has them; keys that are ints have no counterpart. */
const counterparts: Readonly<Record<string, unknown>> = {
  "numpy-scalars": { i: 3, f: 0.1, f32: Math.fround(0.1), b: true, s: "x" },
  tuple: { t: [1, [2, 3]] },
  path: { p: "/a/b" },
  "set-hetero": { s: new Set(["beta", 1, "alpha"]) },
};
const ofPython = vectorsOf("canonical_config").filter(([name]) => name in counterparts);

test.each(ofPython)("gives Consist's configuration hash of a value of Python: %s", (name, { expected }) => {
  const config = counterparts[name] as Record<string, unknown>;
  expect(consistConfigHash(config)).toBe(expected.config_hash);
});

test("bytes are refused, as Consist refuses them", () => {
  expect(() => canonicalOf({ b: Buffer.from("x") })).toThrow("bytes");
});

test.each(vectorsOf("config_hash_exclude"))("gives Consist's hash without some keys: %s", (_, { input, expected }) => {
  const config = mapOf(input.json_text);
  for (const key of input.exclude_keys) config.delete(key);
  expect(consistConfigHash(config as never)).toBe(expected.config_hash);
});

test.each(vectorsOf("input_hash"))("gives Consist's input hash: %s", (_, { input, expected }) => {
  const bytesOf = (uri: string): Buffer => Buffer.from(input.files[uri].base64, "base64");
  const inputs = (input.artifacts as Record<string, string | null>[]).map((one) => {
    const { run_id: id, driver, key, container_uri: uri, hash } = one as Record<string, string>;
    if (!id) return { driver: driver ?? "", file: { uri: uri ?? "", sha256: sha(bytesOf(uri ?? "")) } };
    return { driver: driver ?? "", run: { id, key: key ?? "", hash: hash ?? null, signature: input.signatures[id] } };
  });
  expect(consistInputHash(inputs)).toBe(expected.input_hash);
});

const signed = vectorsOf("run_signature");
test.each(signed)("gives Consist's signature of a run, or refuses it: %s", (_, { input, expected, tapelab }) => {
  const parts = { code: input.code_hash, config: input.config_hash, inputs: input.input_hash };
  if (tapelab === "sig1code") expect(signature(parts, "sig1code")).toBe(expected.signature);
  else expect(() => signature(parts, "sig1code")).toThrow("64 hex digits");
  expect(sha(expected.preimage)).toBe(expected.signature);
});

test.each(vectorsOf("callable_hash"))(
  "gives Consist's hash of a function and its files: %s",
  (_, { input, expected }) => {
    const deps = Object.entries(input.deps as Record<string, string | null>);
    const hashed = Object.fromEntries(deps.map(([path, text]) => [path, text === null ? null : sha(text)]));
    expect(consistCodeHash(input.module_file_sha256, hashed)).toBe(expected.code_hash);
  },
);

test.each(vectorsOf("container_manifest"))("gives Consist's manifest of a container: %s", (_, { input, expected }) => {
  const text = consistManifestText({ ...input, backend: input.backend_type });
  expect([JSON.parse(text), sha(text)]).toEqual([expected.manifest, expected.hash]);
});

test.each(vectorsOf("run_config_hash"))("gives Consist's hash of a run's configuration: %s", (_, vector) => {
  const { config_json, ...fields } = vector.input;
  const hash = consistConfigHash(mapOf(config_json) as never, fields);
  expect(hash).toBe(vector.expected.config_hash);
});

test.each(vectorsOf("container_signature"))(
  "gives Consist's signature of a container: %s",
  (_, { input, expected }) => {
    const { inputs } = JSON.parse(expected.payload_json) as { inputs: string[] };
    inputs.reverse();
    expect(consistContainerText(input.definition, inputs)).toBe(expected.payload_json);
    expect(consistContainerHash(input.definition, inputs)).toBe(expected.signature);
  },
);

/** Vectors that Consist's own functions computed. Values that only Python has are left out. */
import { expect, test } from "vitest";
import { isMap } from "#sdk/run/canonical.js";
import { consistConfigHash, consistContainerHash, consistContainerText, consistText } from "#sdk/run/consist-code.js";
import { parseJsonText } from "#sdk/run/json-text.js";
import { vectorsOf } from "./vectors.js";

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

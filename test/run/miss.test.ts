import { expect, test } from "vitest";
import { type Candidate, candidatesFor, explainMiss } from "#sdk/run/run-cache.js";
import { inputHash, signature } from "#sdk/run/signature.js";

const hash = (digit: string) => digit.repeat(64);
const parts = { code: "abc", config: hash("1"), inputs: inputHash([]) };

function candidate(session: string, more: Partial<Candidate> = {}): Candidate {
  return {
    session,
    program: "model",
    context: '{"alpha":1,"solver":{"order":2}}',
    run_signature: signature(parts),
    run_signature_scheme: "sig1",
    run_code_id: parts.code,
    run_config_hash: parts.config,
    run_config_hash_scheme: "conf1",
    run_input_hash: parts.inputs,
    run_input_hash_scheme: "in1",
    run_cache_mode: "reuse",
    ...more,
  };
}
const answers = (...all: Candidate[]) => candidatesFor(all, signature(parts)).map(({ session }) => session);
const run = { program: "model", mode: "reuse", context: '{"alpha":1,"solver":{"order":2}}' } as const;

test("what replaced the others answers, also where clocks were set back (C8)", () => {
  const [r1, r2] = [candidate("0b"), candidate("0a", { run_replaces: ["0b"] })];
  const r3 = candidate("01", { run_replaces: ["0b", "0a"], run_cache_mode: "overwrite" });
  expect(answers(r1, r2, r3)).toEqual(["01", "0a", "0b"]);
  expect(answers(r3, r1, r2)).toEqual(["01", "0a", "0b"]);
  expect(answers(r1, r2)).toEqual(["0a", "0b"]);
  expect(answers(candidate("0a"), candidate("0c"), candidate("0b"))).toEqual(["0c", "0b", "0a"]);
});

test("what ran with off, was answered itself, or whose code nobody knows never answers (C36)", () => {
  expect(
    answers(
      candidate("1", { run_cache_mode: "off" }),
      candidate("2", { run_cache_source: "9" }),
      candidate("3", { run_code_id: "unknown_code_version" }),
      candidate("4", { run_signature_scheme: "siglp1" }),
    ),
  ).toEqual([]);
});

test("a miss names every changed key with both values, nested ones by their path (C3)", () => {
  const context = '{"alpha":2,"solver":{"order":2.0,"tol":1e-05}}';
  const facts = { run_fields: { program: "model", year: 2030 } };
  expect(explainMiss([candidate("1")], { ...run, parts: { ...parts, config: hash("2") }, context, facts })).toEqual({
    reason: "config_changed",
    candidate: "1",
    matched: ["code", "inputs"],
    mismatched: ["config"],
    details: { alpha: ["1", "2"], "solver.tol": [null, "1e-05"], "__tapelab__.year": [null, "2030"] },
    confidence: "high",
  });
});

test("a miss names changed inputs with both hashes, and changed files of code", () => {
  const input = (name: string, digit: string) =>
    ({ name, kind: "raw", sha256: hash(digit), artifact: "file", size: 1 }) as const;
  const before = candidate("1", {
    run_inputs: [input("grid", "a"), input("same", "c")],
    run_code_files: [
      ["model.mjs", "1"],
      ["old.mjs", "2"],
    ],
  });
  const facts = {
    run_inputs: [input("grid", "b"), input("same", "c")],
    run_code_files: [
      ["model.mjs", "3"],
      ["new.mjs", "4"],
    ] as const,
  };
  const miss = explainMiss([before], { ...run, parts: { ...parts, code: "def", inputs: hash("e") }, facts });
  expect(miss).toMatchObject({ reason: "inputs_and_code_changed", confidence: "medium", details: {} });
  expect(miss.inputs).toEqual({ grid: [hash("a"), hash("b")] });
  expect(miss.files).toEqual({ "model.mjs": ["1", "3"], "new.mjs": [null, "4"], "old.mjs": ["2", null] });
});

test("the run before is the one that is most alike of the last twenty of the program", () => {
  const others = Array.from({ length: 20 }, (_, i) => candidate(`b${99 - i}`, { run_config_hash: hash("9") }));
  const asked = { ...run, parts: { ...parts, code: "def" } };
  expect(explainMiss([...others, candidate("a")], asked)).toMatchObject({ reason: "config_and_code_changed" });
  expect(explainMiss([candidate("z"), ...others], asked)).toMatchObject({ candidate: "z", reason: "code_changed" });
  expect(explainMiss([candidate("a", { program: "other" })], asked)).toMatchObject({
    reason: "no_similar_prior_run",
    confidence: "low",
  });
  expect(explainMiss([], { ...asked, mode: "overwrite" }).reason).toBe("mode_overwrite");
});

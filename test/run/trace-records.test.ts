import { expect, test } from "vitest";
import { recordOf } from "#sdk/run/fold-record.js";
import type { AttemptFacts } from "#sdk/run/status.js";
import { traceLines } from "#sdk/run/trace-records.js";
import { vectorsOf } from "./vectors.js";

const [[, { expected }]] = vectorsOf("trace_records") as [readonly [string, { expected: { records: object[] } }]];
type Record_ = Readonly<Record<string, unknown>>;
const wanted = expected.records as Record_[];
const record = (type: string, attempt: number): Record_ =>
  wanted.find((one) => one.record_type === type && one.run_space_attempt === attempt) ?? {};
const facts = (attempt: number, end: AttemptFacts["end"]): AttemptFacts => ({
  ...{
    launch: "L1",
    attempt,
    tape: `t${attempt}`,
    plan: "a",
    inputs: undefined,
    hasOtherInputs: false,
    program: "model",
    startMs: attempt * 1_000,
  },
  ...{ endMs: attempt * 1_000 + 900, total: 2, planned: 2, isWriting: false, end },
});
const run = recordOf({
  ...{ tape: "run-1", session: "run-1", label: "plid-1", kind: "run", state: "ended", startMs: 1_100, lastMs: 1_200 },
  facts: { run_space_launch_id: "L1", run_space_attempt: 1, run_space_index: 0, run_space_context: '{"x":1}' },
  notes: [{ label: "run_end", meta: { status: "completed" } }],
  isDamaged: false,
});

test("records have Semantiva's names, in order, and leave out what is absent or empty", () => {
  const summary = { planned: 2, completed: 1, cached: 0, failed: 0, cancelled: 0, skipped: 1 };
  const start = { ...record("run_space_start", 1), spec: "{}", program: "model", policy: "stop" };
  const second = { ...record("run_space_start", 2), run_space_input_fingerprints: [] };
  const lines = traceLines([
    { facts: facts(2, undefined), start: second, runs: [] },
    { facts: facts(1, { status: "failed", summary }), start, runs: [run] },
  ]);
  const found = lines.map((line) => JSON.parse(line) as Record_);
  expect(found.map((one) => one.record_type)).toEqual(wanted.slice(0, 5).map((one) => one.record_type));
  for (const [i, one] of found.entries()) {
    const { summary: told, pipeline_spec_canonical: spec, ...rest } = one;
    const { summary: want, pipeline_spec_canonical: _, ...expectedRest } = wanted[i] ?? {};
    expect({ ...rest, timestamp: "<masked>" }).toEqual(expectedRest);
    expect(one.timestamp).toMatch(/^1970-01-01T00:00:0\d\.\d{3}Z$/);
    if (want) expect(told).toMatchObject(want);
    expect(spec === undefined).toBe(wanted[i]?.record_type !== "pipeline_start");
    expect(Object.keys(one)).toEqual(Object.keys(one).sort());
  }
  expect(found[3]?.summary).toEqual({
    ...{ planned_runs: 2, completed_runs: 1, cached: 0, failed: 0, cancelled: 0, skipped: 1, status: "failed" },
  });
});

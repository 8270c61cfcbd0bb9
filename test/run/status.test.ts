import { expect, test } from "vitest";
import { canonicalOf } from "#sdk/run/canonical.js";
import { attemptOf } from "#sdk/run/fold-record.js";
import { inputsHash } from "#sdk/run/identities.js";
import { type AttemptFacts, launchStatuses, type RunFacts } from "#sdk/run/status.js";
import { vectorsOf } from "./vectors.js";

const attempt = (more: Partial<AttemptFacts> = {}): AttemptFacts => ({
  ...{
    launch: "L",
    attempt: 1,
    tape: "t",
    plan: "p",
    inputs: undefined,
    hasOtherInputs: false,
    program: "model",
    startMs: 1,
    endMs: undefined,
  },
  ...{ total: 2, planned: 2, isWriting: false, end: undefined },
  ...more,
});
const run = (index: number, state: RunFacts["state"], more: Partial<RunFacts> = {}): RunFacts => ({
  ...{ session: `s${index}`, launch: "L", attempt: 1, index, try: 1, state, context: "{}" },
  ...more,
});
const summary = { planned: 2, completed: 2, cached: 0, failed: 0, cancelled: 0, skipped: 0 };
const end = (status: string, more: Partial<typeof summary> = {}) => ({ status, summary: { ...summary, ...more } });
const status = (attempts: AttemptFacts[], runs: RunFacts[]) => launchStatuses(attempts, runs)[0];

test.each(vectorsOf("aggregate"))("a launch stands as Semantiva says: %s", (_, { input, expected, tapelab }) => {
  const records = input.records as Record<string, unknown>[];
  const of = (type: string) => records.filter((one) => one.record_type === type);
  const [start] = of("run_space_start");
  const ends = new Map(of("pipeline_end").map((one) => [one.run_id, one.summary as { status?: string } | undefined]));
  const isFailed = (id: unknown): boolean => ends.get(id)?.status === "error";
  const runs = of("pipeline_start").map(({ run_id: id }, i) =>
    run(i, isFailed(id) ? "failed" : ends.has(id) ? "completed" : "interrupted", { session: String(id) }),
  );
  const planned = Number(start?.run_space_planned_run_count);
  const failed = runs.filter(({ state }) => state === "failed").length;
  // Semantiva's records say no more of an end than that it came; ours has counts.
  const told = end(failed > 0 ? "failed" : "completed", { planned, completed: runs.length - failed, failed });
  const found = status([attempt({ planned, ...(of("run_space_end").length > 0 && { end: told }) })], runs);
  const [wanted] = expected.launches;
  if (tapelab === "same" && runs.length === planned) expect(found?.state).toBe(wanted.status);
  else if (tapelab === "same" && wanted.status === "partial") expect(found).toMatchObject({ state: "partial" });
  else if (tapelab === "same") expect(found).toMatchObject({ state: "partial", problems: ["fewer_runs_than_planned"] });
  else expect(found?.state).toBe("failed");
  for (const problem of wanted.problems) expect(found?.problems).toContain(problem);
});

test("fewer runs than planned are partial, and say so", () => {
  const found = status([attempt({ end: end("completed", { completed: 1 }) })], [run(0, "completed")]);
  expect(found).toMatchObject({ state: "partial", problems: ["fewer_runs_than_planned"] });
});

test("an attempt that broke before its runs began is partial, and says so", () => {
  const found = status([attempt({ end: end("failed", { completed: 0, skipped: 2 }) })], []);
  expect(found).toMatchObject({ state: "partial", problems: ["fewer_runs_than_planned"] });
});

test("one failed run makes a failed launch, whatever else is fine", () => {
  const counts = { completed: 1, failed: 1 };
  const found = status([attempt({ end: end("failed", counts) })], [run(0, "completed"), run(1, "failed")]);
  expect(found).toMatchObject({ state: "failed", problems: [] });
});

test("runs without a start record are invalid, and an attempt does not inherit the runs of another", () => {
  expect(status([], [run(0, "completed")])).toMatchObject({
    state: "invalid",
    problems: ["missing_run_space_start", "unknown_launch"],
  });
  const [, other] = launchStatuses([attempt()], [run(0, "completed", { attempt: 3 })]);
  expect(other).toMatchObject({ attempt: 3, state: "invalid", problems: ["missing_run_space_start"] });
  const second = attempt({ attempt: 2, end: end("completed", { completed: 0 }) });
  const [, found] = launchStatuses(
    [attempt({ end: end("completed") }), second],
    [run(0, "completed"), run(1, "completed")],
  );
  expect(found).toMatchObject({ attempt: 2, state: "partial", runs: [] });
});

test("an attempt whose writer lives is running; one whose writer is gone is partial", () => {
  expect(status([attempt({ isWriting: true })], [run(0, "running")])?.state).toBe("running");
  expect(status([attempt()], [run(0, "interrupted")])).toMatchObject({
    state: "partial",
    problems: ["missing_run_space_end", "unfinished_runs"],
  });
});

test("a start whose fingerprints give another inputs id is told; that id is computed from the record alone", () => {
  const print = { role: "r", uri: "project://r.csv", digest: { sha256: "a".repeat(64) }, size_bytes: 3 };
  const facts = {
    ...{ run_space_launch_id: "L", run_space_spec_id: "p", run_space_planned_run_count: 0 },
    ...{ run_space_inputs_id: inputsHash("p", [canonicalOf(print)]), run_space_inputs_id_scheme: "rsm1" },
    run_space_input_fingerprints: [print],
  };
  const told = { tape: "t", session: "t", label: "l", kind: "attempt", state: "ended", startMs: 0, lastMs: 0 } as const;
  const note = { label: "run_space_end", meta: end("completed", { planned: 0, completed: 0 }) };
  const problems = (changed: object) =>
    status([attemptOf({ ...told, facts: { ...facts, ...changed }, notes: [note], isDamaged: false }).facts], [])
      ?.problems;
  expect(problems({})).toEqual([]);
  expect(problems({ run_space_input_fingerprints: [{ ...print, size_bytes: 4 }] })).toEqual(["inputs_id_differs"]);
  expect(problems({ run_space_inputs_id: "x", run_space_inputs_id_scheme: "unheard-of" })).toEqual([]);
});

import { expect, test } from "vitest";
import { quiet, remarks } from "#sdk/run/attempt.js";
import type { LaunchWork } from "#sdk/run/launch.js";
import type { AttemptFacts, RunFacts } from "#sdk/run/status.js";

const id = { scheme: "given", value: "night" };
const attempt: AttemptFacts = {
  ...{ launch: "night", attempt: 1, tape: "t", plan: "p", inputs: undefined, hasOtherInputs: false, program: "model" },
  ...{ code: "c1", startMs: 1, endMs: undefined, total: 1, planned: 1, isWriting: false, end: undefined },
};
const run = (state: RunFacts["state"]): RunFacts => ({
  ...{ session: "s", launch: "night", attempt: 1, index: 0, try: 1, context: "{}", state },
});

/** A launch of which these states of its one run are seen, one after another. */
function workWith(
  states: RunFacts["state"][],
  more: Partial<AttemptFacts> = {},
): { work: LaunchWork; looks(): number } {
  let looks = 0;
  const known = async () => ({
    attempts: [{ ...attempt, ...more }],
    runs: [run(states[Math.min(looks++, states.length - 1)] ?? "completed")],
  });
  const work = { plan: { planId: { value: "p" }, inputsId: undefined }, programName: "model", host: { known } };
  return { work: work as unknown as LaunchWork, looks: () => looks };
}

test("runs that still end are waited for: a command may outlive its launcher", async () => {
  const { work, looks } = workWith(["running", "running", "completed"]);
  const { runs } = await quiet(work, id, {});
  expect([runs[0]?.state, looks()]).toEqual(["completed", 3]);
});

test("nothing is waited for when the caller names the number of the attempt", async () => {
  const { work, looks } = workWith(["running"], { isWriting: true });
  expect((await quiet(work, id, { attempt: 2 })).runs[0]?.state).toBe("running");
  expect(looks()).toBe(1);
});

test("an attempt whose launcher lives is refused at once; one that is ending is not", async () => {
  await expect(quiet(workWith(["running"], { isWriting: true }).work, id, {})).rejects.toMatchObject({
    code: "launch-taken",
    details: { launch: "night", attempt: 1, next: 2 },
  });
  const end = {
    status: "completed",
    summary: { planned: 1, completed: 1, cached: 0, failed: 0, cancelled: 0, skipped: 0 },
  };
  await expect(quiet(workWith(["completed"], { isWriting: true, end }).work, id, {})).resolves.toBeDefined();
});

test("a changed code is told, and a key beside an id", () => {
  const told = (codeId: string, options = {}) =>
    remarks({ programName: "model", codeId } as LaunchWork, options, { attempts: [attempt], runs: [] });
  expect(told("c1", { key: "k" })).toEqual([]);
  expect(told("c2")).toEqual(["The code of model is another than in attempt 1 of this launch."]);
  expect(told("c2", { retry: true })[0]).toContain("What was completed with that is not executed again");
  expect(told("c1", { key: "k", id: "night" })).toEqual(["The launch has the id night, so its key is not used."]);
});

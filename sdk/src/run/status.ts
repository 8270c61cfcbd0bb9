/**
 * How runs and launches stand: a fold over what tapes say, in any order of arrival. A run that failed, or one that is
 * missing, never makes a complete launch.
 */

export const runStates = ["completed", "failed", "running", "interrupted"] as const;
export type RunState = (typeof runStates)[number];

/** One session that belongs to a launch. */
export interface RunFacts {
  readonly session: string;
  readonly launch: string;
  readonly attempt: number;
  readonly index: number;
  /** From 1. */
  readonly try: number;
  readonly state: RunState;
  /** Canonical text. */
  readonly context: string;
  readonly error?: string;
  /** The session that answered it, when it was not executed. */
  readonly source?: string;
}

/** Numbers of runs of an attempt by how they went; together they are `planned`. */
export interface LaunchSummary {
  readonly planned: number;
  readonly completed: number;
  readonly cached: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly skipped: number;
}

/** What the tape of an attempt says. */
export interface AttemptFacts {
  readonly launch: string;
  readonly attempt: number;
  /** Id of its tape. */
  readonly tape: string;
  readonly plan: string | undefined;
  readonly inputs: string | undefined;
  /** The fingerprints of its start give another inputs id than it names: the record was changed. */
  readonly hasOtherInputs: boolean;
  readonly program: string | undefined;
  readonly code: string | undefined;
  readonly startMs: number | undefined;
  /** Undefined where there is no end. */
  readonly endMs: number | undefined;
  readonly total: number | undefined;
  readonly planned: number | undefined;
  readonly isWriting: boolean;
  readonly end: { readonly status: string; readonly summary: LaunchSummary } | undefined;
}

export type LaunchState = "complete" | "failed" | "interrupted" | "partial" | "running" | "invalid";

export interface LaunchStatus {
  readonly launch: string;
  readonly attempt: number;
  readonly state: LaunchState;
  readonly problems: readonly string[];
  readonly facts: AttemptFacts | undefined;
  /** The last try of each run, by index. */
  readonly runs: readonly RunFacts[];
}

/** All attempts, oldest first by launch as they come and by number. */
export function launchStatuses(attempts: readonly AttemptFacts[], runs: readonly RunFacts[]): LaunchStatus[] {
  const keys = new Map<string, { launch: string; attempt: number }>();
  for (const { launch, attempt } of [...attempts, ...runs]) keys.set(`${attempt} ${launch}`, { launch, attempt });
  return [...keys.values()].map(({ launch, attempt }) => {
    const facts = attempts.find((one) => one.launch === launch && one.attempt === attempt);
    const own = lastTries(runs.filter((one) => one.launch === launch && one.attempt === attempt));
    const isKnown = attempts.some((one) => one.launch === launch);
    return { launch, attempt, facts, runs: own, ...stateOf(facts, own, isKnown) };
  });
}

/** Of several tries of one run the last one counts. */
function lastTries(runs: readonly RunFacts[]): RunFacts[] {
  const last = new Map<number, RunFacts>();
  for (const run of runs) if (run.try >= (last.get(run.index)?.try ?? 0)) last.set(run.index, run);
  return [...last.values()].sort((a, b) => a.index - b.index);
}

function stateOf(
  facts: AttemptFacts | undefined,
  runs: readonly RunFacts[],
  isKnown: boolean,
): { state: LaunchState; problems: string[] } {
  if (!facts || facts.planned === undefined) {
    if (facts) return { state: "invalid", problems: ["attempt_without_start"] };
    return { state: "invalid", problems: ["missing_run_space_start", ...(isKnown ? [] : ["unknown_launch"])] };
  }
  const { end, planned, isWriting } = facts;
  if (!end && isWriting) return { state: "running", problems: [] };
  const count = (state: RunState): number => runs.filter((run) => run.state === state).length;
  const problems: string[] = [];
  if (!end) problems.push("missing_run_space_end");
  if (facts.hasOtherInputs) problems.push("inputs_id_differs");
  const seen = end
    ? Math.max(runs.length, end.summary.completed + end.summary.cached + end.summary.failed)
    : runs.length;
  const left = end ? end.summary.skipped + end.summary.cancelled : 0;
  if (end && seen + left < planned) problems.push("fewer_runs_than_planned");
  if (count("running") + count("interrupted") > (end?.summary.cancelled ?? 0)) problems.push("unfinished_runs");
  if (!end) return { state: "partial", problems };
  if (end.status === "interrupted") return { state: "interrupted", problems };
  if (end.summary.failed > 0 || count("failed") > 0) return { state: "failed", problems };
  const isWhole = end.summary.completed + end.summary.cached === planned;
  if (problems.length > 0 || isWhole)
    return { state: isWhole && problems.length === 0 ? "complete" : "partial", problems };
  return { state: "partial", problems: ["fewer_runs_than_planned"] }; // it broke
}

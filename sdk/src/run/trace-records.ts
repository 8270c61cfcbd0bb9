/** An attempt of a launch as records in Semantiva's names, for its tools: one JSON object a line, keys sorted. */
import { canonicalOf, canonicalText } from "./canonical.js";
import { parseJsonText } from "./json-text.js";
import type { RunRecord } from "./run-record.js";
import type { AttemptFacts } from "./status.js";

type Fields = Readonly<Record<string, unknown>>;

export interface TracedAttempt {
  readonly facts: AttemptFacts;
  /** Facts of its tape's first commit. */
  readonly start: Fields;
  /** All sessions of its runs, tries included. */
  readonly runs: readonly RunRecord[];
}

/** Of a start record; the schemes of ids and what only Tapelab knows stay behind. */
const startNames = [
  "run_space_launch_id",
  "run_space_attempt",
  "run_space_spec_id",
  "run_space_combine_mode",
  "run_space_total_runs",
  "run_space_planned_run_count",
  "run_space_max_runs_limit",
  "run_space_inputs_id",
  "run_space_input_fingerprints",
];

/** Attempts in order, each with its runs between start and end; `seq` counts through. */
export function traceLines(attempts: readonly TracedAttempt[]): string[] {
  const records = [...attempts].sort((a, b) => a.facts.attempt - b.facts.attempt).flatMap(recordsOf);
  return records.map((record, i) => canonicalText(canonicalOf({ ...record, schema_version: 1, seq: i + 1 })));
}

function recordsOf({ facts, start, runs }: TracedAttempt): Fields[] {
  const { launch, attempt, startMs, endMs, end } = facts;
  const linkage = { run_space_launch_id: launch, run_space_attempt: attempt };
  const begin = {
    record_type: "run_space_start",
    run_id: launch,
    timestamp: timeOf(startMs),
    ...linkage,
    ...Object.fromEntries(startNames.filter((name) => !isEmpty(start[name])).map((name) => [name, start[name]])),
  };
  const timed = runs.flatMap((run) => [
    { ms: run.startedMs, record: runStart(run, linkage) },
    ...(run.status === "completed" || run.status === "failed"
      ? [{ ms: run.endedMs ?? run.startedMs, record: runEnd(run) }]
      : []),
  ]);
  const inOrder = timed.sort((a, b) => a.ms - b.ms).map(({ record }) => record);
  if (!end) return [begin, ...inOrder];
  const { planned, completed, ...rest } = end.summary;
  const summary = { planned_runs: planned, completed_runs: completed, ...rest, status: end.status };
  return [
    begin,
    ...inOrder,
    { record_type: "run_space_end", run_id: launch, timestamp: timeOf(endMs), ...linkage, summary },
  ];
}

function runStart(run: RunRecord, linkage: Fields): Fields {
  const context = parseJsonText(run.config, "context");
  return {
    record_type: "pipeline_start",
    run_id: run.id,
    timestamp: timeOf(run.startedMs),
    pipeline_id: run.program,
    pipeline_spec_canonical: { program: run.program, code_id: run.codeId },
    meta: {},
    ...linkage,
    run_space_index: run.index,
    run_space_context: context,
  };
}

function runEnd(run: RunRecord): Fields {
  const summary = run.status === "completed" ? { status: "ok" } : { status: "error", error: run.error };
  return { record_type: "pipeline_end", run_id: run.id, timestamp: timeOf(run.endedMs), summary };
}

/** True UTC. */
function timeOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

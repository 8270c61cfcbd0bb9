/**
 * From what a tape tells to a run, or to an attempt of a launch. Pure; facts and notes come from disk, maybe from other
 * versions and other tools, so nothing in them is taken for granted.
 */
import type { SessionState } from "../workspace/session-list.js";
import type { ArtifactFacts, InputFacts } from "./artifact.js";
import { canonicalOf } from "./canonical.js";
import { inputsHash } from "./identities.js";
import type { CacheMode, Candidate, SignatureFacts } from "./run-cache.js";
import { type RunRecord, type RunStartFacts, runLabels } from "./run-record.js";
import { type AttemptFacts, type LaunchSummary, type RunFacts, type RunState, runStates } from "./status.js";

type Facts = Readonly<Record<string, unknown>>;

export interface ToldNote {
  readonly label: string;
  readonly meta: Facts;
}

/** What the tape of a run, or of an attempt, tells. Plain JSON. */
export interface ToldTape {
  /** Id of the tape; a copy has another one than its session. */
  readonly tape: string;
  readonly session: string;
  readonly label: string;
  readonly kind: "run" | "attempt";
  readonly state: SessionState;
  readonly startMs: number;
  /** Of its newest commit. */
  readonly lastMs: number;
  /** `run_…` of its first commit; of an attempt also `program`. */
  readonly facts: Facts;
  /** Notes of runs and launches, in order. */
  readonly notes: readonly ToldNote[];
  readonly isDamaged: boolean;
}

/** Notes on the tape of an attempt. */
export const attemptLabels: { readonly progress: "run_space_progress"; readonly end: "run_space_end" } = {
  progress: "run_space_progress",
  end: "run_space_end",
};

export const toldLabels: ReadonlySet<string> = new Set([...Object.values(runLabels), ...Object.values(attemptLabels)]);

/** What the first commit of a session makes it. */
export function kindOf(facts: Facts): ToldTape["kind"] | undefined {
  if (facts.kind === "launch") return "attempt";
  const isRun = "run_signature" in facts || "run_space_launch_id" in facts || "run_kind" in facts;
  return isRun ? "run" : undefined;
}

/** The run as its tape alone tells it. */
export function recordOf(told: ToldTape): RunRecord {
  const { facts, notes, label } = told;
  const fields = objectOf(facts.run_fields);
  const end = notes.findLast((note) => note.label === runLabels.end)?.meta;
  const status = statusOf(told, end);
  const noted = <T>(wanted: string, key: string, name: "key" | "name"): T[] =>
    lastOf(
      notes.filter((note) => note.label === wanted).flatMap(({ meta }) => listOf<T>(meta[key], name)),
      name,
    );
  return {
    id: told.session,
    tape: told.tape,
    name: label,
    program: textOf(facts.run_program) ?? label,
    kind: facts.run_kind === "scenario" ? "scenario" : "run",
    status,
    error: textOf(end?.error),
    hasValue: end?.value === true,
    source: textOf(facts.run_cache_source),
    cacheMode: textOf(facts.run_cache_mode) as CacheMode | undefined,
    replaces: textsOf(facts.run_replaces),
    codeId: textOf(facts.run_code_id),
    configHash: textOf(facts.run_config_hash),
    inputHash: textOf(facts.run_input_hash),
    signature: textOf(facts.run_signature),
    signatureScheme: textOf(facts.run_signature_scheme),
    startedMs: told.startMs,
    endedMs: status === "completed" || status === "failed" ? told.lastMs : undefined,
    config: textOf(facts.run_config) ?? textOf(facts.run_space_context) ?? "{}",
    facet: textOf(facts.run_facet),
    tags: textsOf(facts.run_tags),
    description: textOf(facts.run_description),
    parent: textOf(facts.run_parent),
    scenario: textOf(facts.run_scenario),
    year: wholeOf(fields.year),
    iteration: wholeOf(fields.iteration),
    stage: textOf(facts.run_stage),
    phase: textOf(facts.run_phase),
    launch: textOf(facts.run_space_launch_id),
    attempt: numberOf(facts.run_space_attempt),
    index: numberOf(facts.run_space_index),
    try: numberOf(facts.run_space_try) ?? 1,
    inputs: lastOf(
      [...listOf<InputFacts>(facts.run_inputs, "name"), ...noted<InputFacts>(runLabels.inputs, "inputs", "name")],
      "name",
    ),
    outputs: noted<ArtifactFacts>(runLabels.outputs, "artifacts", "key"),
    isExcluded: false,
    isDamaged: told.isDamaged,
    facts: facts as RunStartFacts,
  };
}

/** What the launcher of a run saw of its end. */
export interface SeenEnd {
  readonly status: "failed" | "cancelled";
  readonly error: string | undefined;
}

/** The attempt, and what its launcher saw of runs that did not complete, by session. */
export function attemptOf({ tape, facts, notes, startMs, lastMs, state }: ToldTape): {
  readonly facts: AttemptFacts;
  readonly seen: ReadonlyMap<string, SeenEnd>;
} {
  const end = notes.findLast(({ label }) => label === attemptLabels.end)?.meta;
  const finished = notes.flatMap(({ meta }) => listOf<Facts & { session: string }>(meta.finished, "session"));
  const seen = new Map<string, SeenEnd>();
  for (const { session, status, error } of finished)
    if (status === "failed" || status === "cancelled") seen.set(session, { status, error: textOf(error) });
  return {
    facts: {
      launch: textOf(facts.run_space_launch_id) ?? "",
      attempt: numberOf(facts.run_space_attempt) ?? 1,
      tape,
      plan: textOf(facts.run_space_spec_id),
      inputs: textOf(facts.run_space_inputs_id),
      hasOtherInputs: hasOtherInputs(facts),
      program: textOf(facts.program),
      code: textOf(facts.code_id),
      startMs,
      endMs: end && lastMs,
      total: numberOf(facts.run_space_total_runs),
      planned: numberOf(facts.run_space_planned_run_count),
      isWriting: state === "recording",
      end: end && { status: textOf(end.status) ?? "", summary: objectOf(end.summary) as unknown as LaunchSummary },
    },
    seen,
  };
}

/** `rsm1` is recomputed from the record alone; other schemes are shown, and never compared. */
function hasOtherInputs(facts: Facts): boolean {
  const { run_space_spec_id: plan, run_space_inputs_id: id, run_space_input_fingerprints: prints } = facts;
  if (facts.run_space_inputs_id_scheme !== "rsm1" || !Array.isArray(prints)) return false;
  return (
    inputsHash(
      String(plan),
      prints.map((one) => canonicalOf(one)),
    ) !== id
  );
}

/** A run with what was said of it after its end: fields of the entity `run/<id>`. */
export function corrected(run: RunRecord, fields: Facts): RunRecord {
  const { status, reason, tags, description, excluded, reproduced } = fields;
  const isStatus = runStates.includes(status as RunState);
  return {
    ...run,
    ...(isStatus && { status: status as RunState, error: textOf(reason) ?? run.error }),
    ...(Array.isArray(tags) && { tags: textsOf(tags) }),
    ...("description" in fields && { description: textOf(description) }),
    isExcluded: excluded === true,
    ...(typeof reproduced === "boolean" && { reproduced }),
  };
}

/** The launcher saw more than a tape can say that was cut off, or that a command ended before it failed. */
export function withSeen(run: RunRecord, seen: SeenEnd | undefined): RunRecord {
  if (seen === undefined || run.status === "running") return run;
  if (seen.status === "cancelled") return { ...run, status: "interrupted" };
  return { ...run, status: "failed", error: run.error ?? seen.error };
}

/** How a run of a launch stands. */
export function runFactsOf(run: RunRecord): RunFacts {
  return {
    session: run.id,
    launch: run.launch ?? "",
    attempt: run.attempt ?? 1,
    index: run.index ?? 0,
    try: run.try,
    context: run.config,
    state: run.status,
    ...(run.error !== undefined && { error: run.error }),
    ...(run.source !== undefined && { source: run.source }),
  };
}

/** A finished run that may answer others; undefined for one that never may. */
export function candidateOf(run: RunRecord): Candidate | undefined {
  if (run.status !== "completed" || run.isExcluded || run.kind === "scenario") return undefined;
  if (run.signature === undefined || run.source !== undefined) return undefined;
  return { ...(run.facts as SignatureFacts), session: run.id, program: run.program, context: run.config };
}

/** An end that cannot be read is none. */
function statusOf({ state, isDamaged, facts }: ToldTape, end: Facts | undefined): RunState {
  if (state === "recording") return "running";
  if (end?.status === "failed") return "failed";
  if (end !== undefined && end.status !== "completed") return "interrupted";
  // A run that Tapelab executes says how it went as the last it does; the end of its tape may be lost with the power.
  if (end !== undefined) return "completed";
  // A command ends its session and says no more.
  const isCommand = facts.run_space_launch_id !== undefined && objectOf(facts.run_command).kind !== "module";
  return state === "ended" && isCommand && !isDamaged ? "completed" : "interrupted";
}

/** Of several with one name the last one, where the first one was. */
function lastOf<T>(all: readonly T[], name: "key" | "name"): T[] {
  return [...new Map(all.map((one) => [(one as Facts)[name], one])).values()];
}

function listOf<T>(value: unknown, name: string): T[] {
  if (!Array.isArray(value)) return [];
  return value.filter((one) => typeof objectOf(one)[name] === "string") as T[];
}

/** A year or an iteration: an integer, or nothing. */
function wholeOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^[+-]?\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
const objectOf = (value: unknown): Facts => (typeof value === "object" && value !== null ? (value as Facts) : {});

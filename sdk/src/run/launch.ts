/** Launches: an attempt to execute a plan is claimed once, by creating its tape, and then executed. */
import type { Observable } from "rxjs";
import { TapelabError } from "../errors.js";
import type { Session } from "../record/session.js";
import type { CanonicalMap } from "./canonical.js";
import { contextText, Execution } from "./execution.js";
import { badSpec } from "./failures.js";
import { type Identity, type LaunchName, launchId, launchTape } from "./identities.js";
import type { Plan } from "./plan.js";
import { startRecord } from "./records.js";
import type { CacheMode, Candidate, Miss } from "./run-cache.js";
import type { RunRecord } from "./run-record.js";
import type { AttemptFacts, LaunchSummary, RunFacts } from "./status.js";
import type { Program, RunFactsOf, RunOutcome, RunPool, RunTask } from "./task.js";

/** What happens after the first run that failed. */
export type FailurePolicy = "stop" | "stop-now" | "continue";

export interface LaunchOptions extends LaunchName {
  /** From 1; the next one when left out. */
  readonly attempt?: number;
  readonly policy?: FailurePolicy;
  /** How often a run that failed is tried again. Default 0. */
  readonly retries?: number;
  /** Only runs that no earlier attempt completed. */
  readonly retry?: boolean;
  /** Only runs with these indexes. */
  readonly only?: readonly number[];
  /** Whether finished runs answer. Default `reuse`. */
  readonly cache?: CacheMode;
  /** Longer runs are ended. */
  readonly timeoutMs?: number;
  /** Values for every run; those of the plan win. */
  readonly fixed?: CanonicalMap;
  /** Aborted: running runs are cancelled, and the attempt ends as interrupted. */
  readonly signal?: AbortSignal;
}

/** The tape of an attempt, open for writing. */
export interface LaunchTape {
  note(label: string, meta: Readonly<Record<string, unknown>>): Promise<unknown>;
  end(): Promise<void>;
}

/** What runs and launches need of the workspace. */
export interface RunHost {
  /** The `.tapelab` folder. */
  readonly dir: string;
  /** The folder that holds it. */
  readonly root: string;
  /** Every run, as the tapes tell: folded once, then what is new. */
  records(): Promise<readonly RunRecord[]>;
  record(id: string): Promise<RunRecord | undefined>;
  /** Starts the session of a run; its facts survive power loss when this returns. */
  startRun(run: { readonly id: string; readonly label: string; readonly facts: RunFactsOf }): Session;
  /** A new id, 32 hex digits; later ones sort later. */
  newId(): string;
  now(): number;
  /** Tells the user something that no caller hears. */
  notify(text: string): void;
  /** Attempts and runs of a launch so far, or of all. */
  known(launch?: string): Promise<{ readonly attempts: readonly AttemptFacts[]; readonly runs: readonly RunFacts[] }>;
  /** Creates the tape of an attempt; undefined when somebody else has. */
  claim(
    tape: { readonly id: string; readonly label: string },
    start: Readonly<Record<string, unknown>>,
  ): Promise<LaunchTape | undefined>;
  /** What the tape of a run says; undefined when there is none. */
  runFacts(session: string): Promise<RunFacts | undefined>;
  /** Finished runs that may answer others. */
  candidates(): Promise<readonly Candidate[]>;
  /** Whether nothing of a session's tape is damaged. */
  isWhole(session: string): Promise<boolean>;
  /** Records a session for a run that recorded none itself. */
  recordRun(task: RunTask, outcome: RunOutcome): Promise<void>;
}

/** One run that is over. */
export interface RunResult {
  readonly index: number;
  readonly session: string;
  readonly try: number;
  readonly context: Readonly<Record<string, unknown>>;
  readonly status: "completed" | "cached" | "failed" | "cancelled";
  readonly error?: string;
  /** The session that answered a cached run. */
  readonly source?: string;
  /** Why no finished run answered. */
  readonly miss?: Miss;
  readonly durationMs: number;
}

export interface LaunchProgress extends LaunchSummary {
  readonly queued: number;
  readonly running: number;
  readonly current: readonly {
    readonly index: number;
    readonly context: string;
    readonly sinceMs: number;
    readonly note?: string;
  }[];
  /** Undefined before the first run is over. */
  readonly etaMs: number | undefined;
}

export interface LaunchResult {
  readonly launch: Identity;
  readonly attempt: number;
  readonly status: "completed" | "failed" | "interrupted";
  readonly summary: LaunchSummary;
  readonly runs: readonly RunResult[];
}

/** A launch under way. */
export interface Launch {
  readonly id: Identity;
  readonly attempt: number;
  /** Runs that this attempt means to execute. */
  readonly planned: number;
  /** At most ten values a second; the last one always comes. */
  readonly progress$: Observable<LaunchProgress>;
  /** Each run when it is over. */
  readonly runs$: Observable<RunResult>;
  /** Resolves when the end is on the tape. */
  readonly done: Promise<LaunchResult>;
  cancel(): void;
}

export interface LaunchWork {
  readonly plan: Plan;
  readonly program: Program;
  readonly programName: string;
  /** What code is executed; see `codeIdOf`. */
  readonly codeId: string;
  readonly host: RunHost;
  readonly pool: RunPool;
  /** Hears what programs print. */
  readonly printed?: (index: number, line: string) => void;
}

/** Claims an attempt and begins. Rejects with `launch-taken` or `launch-differs`, and then has changed nothing. */
export async function beginLaunch(work: LaunchWork, options: LaunchOptions = {}): Promise<Launch> {
  const { plan, host, programName } = work;
  const id = launchId(options, plan.planId.value, plan.inputsId?.value, () => host.newId());
  const known = await host.known(id.value);
  checkSame(work, id, known.attempts);
  const attempt = nextAttempt(id, options.attempt, known.attempts);
  const indexes = chosenRuns(work, options, known.runs);
  const candidates = await host.candidates();
  const record = startRecord({
    ...work,
    launch: id,
    attempt,
    planned: indexes.length,
    policy: options.policy ?? "stop",
  });
  const tape = await host.claim(launchTape(id.value, attempt), { ...record, program: programName });
  if (!tape) throw taken(id.value, attempt, undefined);
  const run = new Execution(work, options, { id, attempt, indexes, tape, candidates });
  const done = run.whole();
  done.catch(() => undefined); // whoever asks for it is told
  return {
    id,
    attempt,
    planned: indexes.length,
    progress$: run.tally.progress$,
    runs$: run.tally.runs$,
    done,
    cancel: () => run.interrupt(),
  };
}

function chosenRuns({ plan }: LaunchWork, { only, retry, fixed }: LaunchOptions, runs: readonly RunFacts[]): number[] {
  const all = Array.from({ length: plan.size }, (_, i) => i);
  const unknown = only?.find((index) => !Number.isInteger(index) || index < 0 || index >= plan.size);
  if (unknown !== undefined)
    throw badSpec(`The plan has ${plan.size} runs, numbered from 0; there is no run ${unknown}`);
  const text = (index: number): string => contextText(plan, fixed, index);
  const done = new Set(runs.filter(({ state }) => state === "completed").map((run) => `${run.index} ${run.context}`));
  const isLeft = (index: number): boolean => !retry || !done.has(`${index} ${text(index)}`);
  return all.filter((index) => (only === undefined || only.includes(index)) && isLeft(index));
}

function nextAttempt(id: Identity, given: number | undefined, known: readonly AttemptFacts[]): number {
  const next = Math.max(0, ...known.map(({ attempt }) => attempt)) + 1;
  if (given === undefined) return next;
  if (!Number.isInteger(given) || given < 1)
    throw badSpec(`attempt must be 1 or more; got ${given}`, `The next is ${next}.`);
  const earlier = known.find(({ attempt }) => attempt === given);
  if (earlier) throw taken(id.value, given, earlier.startMs, next);
  return given;
}

/** A launch id stands for one plan, its inputs and one program. */
function checkSame({ plan, programName }: LaunchWork, id: Identity, known: readonly AttemptFacts[]): void {
  for (const { plan: before, inputs, program } of known) {
    const pairs: [string, string | undefined, string | undefined][] = [
      ["plan", before, plan.planId.value],
      ["inputs", inputs, plan.inputsId?.value],
      ["program", program, programName],
    ];
    const other = before === undefined ? undefined : pairs.find(([, was, is]) => was !== is);
    if (!other) continue;
    const [what, was = "none", is = "none"] = other;
    const text = `Launch ${id.value.slice(0, 16)} was started with ${what} ${was.slice(0, 16)}; this one has ${what} ${is.slice(0, 16)}. Nothing was started. Use another key or id, or restore what it was started with.`;
    throw new TapelabError("launch-differs", text, { launch: id.value, what, expected: was, found: is });
  }
}

function taken(
  launch: string,
  attempt: number,
  startMs: number | undefined,
  next = attempt + 1,
): TapelabError<"launch-taken"> {
  const when = startMs === undefined ? "" : ` at ${new Date(startMs).toISOString()}`;
  const text = `Attempt ${attempt} of launch ${launch.slice(0, 16)} was already started${when}. Nothing was started. The next is ${next}.`;
  return new TapelabError("launch-taken", text, { launch, attempt, next });
}

/** Launches: an attempt to execute a plan is claimed once, by creating its tape, and then executed. */
import type { Observable } from "rxjs";
import type { KnownCaller } from "../record/call-site.js";
import type { Session } from "../record/session.js";
import type { PendingBlob } from "../value/capture-types.js";
import type { ArtifactDeps } from "./artifact.js";
import { claimAttempt, quiet, remarks } from "./attempt.js";
import type { CanonicalMap } from "./canonical.js";
import type { Code } from "./code-id.js";
import type { ProgramFacts } from "./describe.js";
import { contextText, Execution } from "./execution.js";
import { badSpec } from "./failures.js";
import type { Carrier } from "./ghost.js";
import { callHooks } from "./hooks.js";
import { type Identity, type LaunchName, launchId } from "./identities.js";
import type { Plan } from "./plan.js";
import { startRecord } from "./records.js";
import type { Candidate, Miss } from "./run-cache.js";
import type { RunOptions } from "./run-options.js";
import type { RunRecord } from "./run-record.js";
import type { SignatureScheme } from "./signature.js";
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
  /** Longer runs are ended. */
  readonly timeoutMs?: number;
  /** Values for every run; those of the plan win. */
  readonly fixed?: CanonicalMap;
  /** Aborted: running runs are cancelled, and the attempt ends as interrupted. */
  readonly signal?: AbortSignal;
}

/** The tape of an attempt, open for writing. */
export interface LaunchTape {
  note(label: string, meta: Readonly<Record<string, unknown>>, blobs?: readonly PendingBlob[]): Promise<unknown>;
  end(): Promise<void>;
}

/** Settings that runs begin with. */
export interface RunSettings {
  readonly scheme: SignatureScheme;
  /** Of the workspace; a run's own goes before it. */
  readonly epoch: number | undefined;
  /** Further tracked files that count as code, as globs. */
  readonly codePaths: readonly string[];
  /** Names and roots of the mounts, as a run notes them. */
  readonly mounts: Readonly<Record<string, string>> | undefined;
}

/** What a run returned; or a name in it whose bytes are gone, or that no tape can keep. */
export type KeptValue =
  | { readonly value: Readonly<Record<string, unknown>> }
  | { readonly lost: string }
  | { readonly unkept: string };

/** What runs and launches need of the workspace. */
export interface RunHost {
  /** The `.tapelab` folder. */
  readonly dir: string;
  /** The folder that holds it. */
  readonly root: string;
  /** Every run, as the tapes tell: folded once, then what is new. */
  records(): Promise<readonly RunRecord[]>;
  record(id: string): Promise<RunRecord | undefined>;
  /** After runs were recorded here: keeps what is known of them, so that the next process need not read it. Never fails. */
  keepRecords(): Promise<void>;
  /** Starts the session of a run. Its facts survive the process when this returns, and power loss with what follows. */
  startRun(run: {
    readonly id: string;
    readonly label: string;
    readonly facts: RunFactsOf;
    readonly meta?: Readonly<Record<string, unknown>>;
    /** It ends on the calling stack. */
    readonly isBrief?: boolean;
    readonly caller?: KnownCaller;
  }): Session;
  /** A new id, 32 hex digits; later ones sort later. */
  newId(): string;
  now(): number;
  /** Tells the user something that no caller hears. */
  notify(text: string): void;
  /** Attempts and runs of a launch so far, or of all. */
  known(launch?: string): Promise<{ readonly attempts: readonly AttemptFacts[]; readonly runs: readonly RunFacts[] }>;
  /** Creates the tape of an attempt. `taken`: somebody else has; `abandoned`: and was cut off before it began. */
  claim(
    tape: { readonly id: string; readonly label: string },
    start: Readonly<Record<string, unknown>>,
  ): Promise<LaunchTape | "taken" | "abandoned">;
  /** What the tape of a run says; undefined when there is none. */
  runFacts(session: string): Promise<RunFacts | undefined>;
  /** Runs, and those that may answer others: one fold for a look into the run cache. */
  folded(): Promise<{
    readonly byId: ReadonlyMap<string, RunRecord>;
    /** The newest first. */
    readonly candidates: Iterable<Candidate>;
    /** The same by signature. */
    readonly answering: ReadonlyMap<string, readonly Candidate[]>;
    /** Runs whose tapes are not whole. */
    readonly damaged: readonly RunRecord[];
    /** Runs of which only their tapes are known, for their starts cannot be read. */
    readonly lost: readonly string[];
  }>;
  /** Whether nothing of a tape is damaged. */
  isWhole(tape: string): Promise<boolean>;
  /** What a run returned, from its tape. */
  kept(tape: string): Promise<KeptValue>;
  /** What the artifacts of a run are stored and found with; its folder is made when it is needed. */
  artifacts(run: string): ArtifactDeps & { scratch(): string };
  /** Opens a copy that has blobs: a workspace, a tape, an archive. Undefined for a folder that is none of them. */
  carrier(path: string): Promise<Carrier | undefined>;
  /** The same for runs that leave nothing: their tapes and blobs lie in a folder that is removed when the process ends. */
  temporary(): RunHost;
  readonly runSettings: RunSettings;
  /** Ends the session of a run that is done and did not end it. */
  completeRun(session: string): Promise<void>;
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
  /** Runs that were over in a second, on average; undefined before the first. */
  readonly ratePerSecond: number | undefined;
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
  /** What the program says of itself. */
  readonly declared: ProgramFacts;
  /** What code is executed; see `codeIdOf`. */
  readonly codeId: string;
  /** Files that it stands for. */
  readonly codeFiles: Code["files"];
  /** What its runs have in common. */
  readonly runOptions: RunOptions;
  readonly host: RunHost;
  readonly pool: RunPool;
  /** Where the spec came from: `spec file`, `command line` or `code`. */
  readonly origin: string;
  /** Hears what programs print. */
  readonly printed?: (index: number, line: string) => void;
}

/** Claims an attempt and begins. Rejects with `launch-taken` or `launch-differs`, and then has changed nothing. */
export async function beginLaunch(work: LaunchWork, options: LaunchOptions = {}): Promise<Launch> {
  const { plan, host } = work;
  const id = launchId(options, plan.planId.value, plan.inputsId?.value, () => host.newId());
  const known = await quiet(work, id, options);
  const indexes = chosenRuns(work, options, known.runs);
  for (const remark of remarks(work, options, known)) host.notify(remark);
  const start = (attempt: number): Record<string, unknown> =>
    startRecord({ ...work, launch: id, attempt, planned: indexes.length, policy: options.policy ?? "stop" });
  const { attempt, tape, tapeId } = await claimAttempt(host, id, options, known, start);
  const run = new Execution(work, options, { id, attempt, indexes, tape, tapeId });
  await callHooks(host, "launchStart", { id, attempt, planned: indexes.length });
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
    throw badSpec(
      `The plan has ${plan.size} runs, numbered from 0; there is no run ${unknown}`,
      "Name some of them (--only).",
    );
  const text = (index: number): string => contextText(plan, fixed, index);
  const done = new Set(runs.filter(({ state }) => state === "completed").map((run) => `${run.index} ${run.context}`));
  const wanted = only && new Set(only);
  const isLeft = (index: number): boolean => !retry || !done.has(`${index} ${text(index)}`);
  return all.filter((index) => (wanted === undefined || wanted.has(index)) && isLeft(index));
}

/** What a launch needs of a workspace: tapes for attempts, and what the tapes of runs and attempts say. */
import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "../base/ids.js";
import { isTapelabError } from "../errors.js";
import type { LaunchTape, RunHost } from "../run/launch.js";
import type { Candidate, SignatureFacts } from "../run/run-cache.js";
import type { AttemptFacts, LaunchSummary, RunFacts, RunState } from "../run/status.js";
import type { RunOutcome, RunTask } from "../run/task.js";
import { TapeReader } from "../tape/reader.js";
import { KIND } from "../tape/types.js";
import { decodeEntry } from "./decode-entry.js";
import type { Environment } from "./environment.js";
import type { SessionEntry } from "./session-list.js";
import { startWith } from "./start.js";
import type { Workspace } from "./workspace.js";

type Meta = Readonly<Record<string, unknown>>;

/** Labels of the notes on tapes. */
export const runEndLabel: string = "run_end";
const launchEndLabel = "run_space_end";
const progressLabel = "run_space_progress";

export function runHost(environment: Environment, workspace: Workspace): RunHost {
  const { clock, ids } = environment;
  return {
    dir: workspace.dir,
    root: workspace.root,
    records: async () => [],
    record: async () => undefined,
    startRun: ({ id, label, facts }) => startWith(environment, workspace, { id, label, kind: "session", more: facts }),
    newId: () => newId(clock, ids),
    now: () => clock.now(),
    notify: environment.notify,
    known: (launch) => launchesOf(environment, workspace, launch),
    runFacts: async (session) => {
      const entry = await entryOf(workspace, session);
      return entry && runFactsOf(environment, entry);
    },
    claim: async ({ id, label }, start) => {
      try {
        return openLaunchTape(environment, workspace, { id, label, more: start });
      } catch (error) {
        if (!isTapelabError(error, "fenced")) throw error; // somebody else created the tape
        return (await isAbandoned(workspace, id)) ? "abandoned" : "taken";
      }
    },
    recordRun: (task, outcome) => recordRun(environment, workspace, task, outcome),
    candidates: () => candidatesOf(environment, workspace),
    isWhole: async (session) => (await workspace.examine(session, { level: "full" })).every(isUndamaged),
  };
}

/** Attempts and runs of one launch, or of all, as the tapes tell. */
export async function launchesOf(
  environment: Environment,
  workspace: Workspace,
  launch?: string,
): Promise<{ attempts: AttemptFacts[]; runs: RunFacts[] }> {
  const attempts: AttemptFacts[] = [];
  const runs: RunFacts[] = [];
  const told = new Map<string, Meta>();
  for (const entry of workspace.exists ? await workspace.sessions() : []) {
    const { run_space_launch_id: id } = entry.facts;
    if (typeof id !== "string" || (launch !== undefined && id !== launch)) continue;
    if (entry.kind === "launch") attempts.push(await attemptFacts(environment, entry, told));
    else runs.push(await runFactsOf(environment, entry));
  }
  return { attempts, runs: runs.map((run) => corrected(run, told.get(run.session))) };
}

/** The launcher saw more than a tape that was cut off can say. */
function corrected(run: RunFacts, told: Meta | undefined): RunFacts {
  if (run.state === "running" || told?.status !== "failed") return run;
  return { ...run, state: "failed", error: run.error ?? textOf(told.error) };
}

function openLaunchTape(
  environment: Environment,
  workspace: Workspace,
  { id, label, more }: { id: string; label: string; more: Meta },
): LaunchTape {
  return startWith(environment, workspace, { id, label, kind: "launch", more });
}

/** Finished runs that have a signature. */
async function candidatesOf(environment: Environment, workspace: Workspace): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const entry of workspace.exists ? await workspace.sessions() : []) {
    if (entry.kind === "launch" || entry.state !== "ended" || textOf(entry.facts.run_signature) === undefined) continue;
    const run = await runFactsOf(environment, entry);
    if (run.state !== "completed") continue;
    const facts = entry.facts as unknown as SignatureFacts;
    found.push({ ...facts, session: entry.id, program: entry.label, context: run.context });
  }
  return found;
}

function isUndamaged({ damage }: { readonly damage: readonly unknown[] }): boolean {
  return damage.length === 0;
}

/** A start that was cut off. One that is under way shows within a moment that somebody writes. */
async function isAbandoned(workspace: Workspace, id: string): Promise<boolean> {
  for (let looks = 0; looks < 20; looks++) {
    const state = (await entryOf(workspace, id))?.state;
    if (state !== "empty" && state !== "damaged") return false;
    await sleep(100);
  }
  return true;
}

async function entryOf(workspace: Workspace, session: string): Promise<SessionEntry | undefined> {
  try {
    return await workspace.resolve(session);
  } catch (error) {
    if (!isTapelabError(error, "no-such-session")) throw error;
    return undefined;
  }
}

async function runFactsOf(environment: Environment, entry: SessionEntry): Promise<RunFacts> {
  const { facts } = entry;
  const note = entry.state === "recording" ? undefined : (await notesOf(environment, entry, [runEndLabel])).at(-1);
  const error = textOf(note?.meta.error);
  const source = textOf(facts.run_cache_source);
  return {
    session: entry.id,
    launch: textOf(facts.run_space_launch_id) ?? "",
    attempt: numberOf(facts.run_space_attempt) ?? 1,
    index: numberOf(facts.run_space_index) ?? 0,
    try: numberOf(facts.run_space_try) ?? 1,
    context: textOf(facts.run_space_context) ?? "{}",
    state: stateOf(entry, note?.meta),
    ...(error !== undefined && { error }),
    ...(source !== undefined && { source }),
  };
}

function stateOf({ state }: SessionEntry, note: Meta | undefined): RunState {
  if (state === "recording") return "running";
  if (note?.status === "failed") return "failed";
  return state === "ended" ? "completed" : "interrupted";
}

async function attemptFacts(
  environment: Environment,
  entry: SessionEntry,
  told: Map<string, Meta>,
): Promise<AttemptFacts> {
  const { facts } = entry;
  let end: AttemptFacts["end"];
  for (const { label, meta } of await notesOf(environment, entry, [progressLabel, launchEndLabel])) {
    if (label === launchEndLabel) end = { status: textOf(meta.status) ?? "", summary: meta.summary as LaunchSummary };
    else for (const one of listOf(meta.finished)) told.set(textOf(one.session) ?? "", one);
  }
  return {
    launch: textOf(facts.run_space_launch_id) ?? "",
    attempt: numberOf(facts.run_space_attempt) ?? 1,
    tape: entry.id,
    plan: textOf(facts.run_space_spec_id),
    inputs: textOf(facts.run_space_inputs_id),
    program: textOf(facts.program),
    startMs: entry.startMs,
    total: numberOf(facts.run_space_total_runs),
    planned: numberOf(facts.run_space_planned_run_count),
    isWriting: entry.state === "recording",
    end,
  };
}

/** SYSTEM commits with these labels, in order; those of a damaged tape that can be read. */
async function notesOf(
  { disk }: Environment,
  { dir }: SessionEntry,
  labels: readonly string[],
): Promise<{ label: string; meta: Meta }[]> {
  const reader = await TapeReader.open(disk, dir);
  try {
    const found = reader.commits.filter(({ kind, label }) => kind === KIND.system && labels.includes(label));
    const notes: { label: string; meta: Meta }[] = [];
    for (const entry of found) notes.push({ label: entry.label, meta: (await decodeEntry(reader, entry)).meta });
    return notes;
  } finally {
    await reader.close();
  }
}

/** For a program that recorded nothing: its run has a tape all the same. */
async function recordRun(
  environment: Environment,
  workspace: Workspace,
  task: RunTask,
  outcome: RunOutcome,
): Promise<void> {
  const session = startWith(environment, workspace, {
    id: task.session,
    label: task.label,
    kind: "session",
    more: task.facts,
  });
  const status = outcome.status === "completed" ? "completed" : "failed";
  const error = "error" in outcome ? outcome.error : outcome.status;
  await session.note(runEndLabel, status === "completed" ? { status } : { status, error });
  await session.end();
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const listOf = (value: unknown): Meta[] => (Array.isArray(value) ? (value as Meta[]) : []);

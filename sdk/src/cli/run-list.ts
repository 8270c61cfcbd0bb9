/** `tapelab run ls` and `tapelab run show`: how launches stand, as the tapes tell. */
import { shown } from "../base/text.js";
import { type LaunchStatus, launchedPlan, launches, launchTrace } from "../run/index.js";
import type { Workspace } from "../workspace/workspace.js";
import { localTime } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { planValue, printPlan } from "./run-plan.js";
import type { TableColumn } from "./table.js";
import { shortId, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function listLaunches(given: Given, output: Output): Promise<ExitCode> {
  const found = newestFirst(await launches(await workspaceOf(given)));
  if (output.json) for (const one of found) await output.value(statusValue(one));
  else if (found.length === 0) output.note("No launch here yet. Start one: tapelab run launch SPEC --program FILE");
  else {
    const titles = ["launch", "attempt", "program", "started", "state", "planned", "completed", "failed", "problems"];
    const columns = titles.map((title): TableColumn => ({ title }));
    await output.table(columns, found.map(row));
  }
  return EXIT.clean;
}

export async function showLaunch(given: Given, launch: string, output: Output): Promise<ExitCode> {
  const ws = await workspaceOf(given);
  const found = await findLaunch(ws, launch);
  const [{ launch: id }] = found;
  if (given.text("format") === "jsonl") {
    await output.lines(...(await launchTrace(ws, id)));
    return EXIT.clean;
  }
  if (given.flag("plan")) {
    const made = await launchedPlan(ws, id);
    if (output.json) await output.value(planValue(made));
    else await printPlan(made, output);
    return EXIT.clean;
  }
  for (const [i, one] of found.entries()) {
    if (i > 0 && !output.json) await output.lines("");
    if (output.json) await output.value(statusValue(one));
    else await printLaunch(one, output);
  }
  return EXIT.clean;
}

/** The attempts of the launch with this id, or with this beginning of one; the newest first. */
export async function findLaunch(ws: Workspace, launch: string): Promise<[LaunchStatus, ...LaunchStatus[]]> {
  const all = newestFirst(await launches(ws));
  const [first, ...others] = all.filter((one) => one.launch === launch || one.launch.startsWith(launch));
  if (first !== undefined && others.every((one) => one.launch === first.launch)) return [first, ...others];
  throw new UsageError(
    `${first === undefined ? "No" : "More than one"} launch is called ${shown(JSON.stringify(launch), 80)}. See: tapelab run ls`,
  );
}

async function printLaunch(one: LaunchStatus, output: Output): Promise<void> {
  const { facts, runs } = one;
  await output.facts([
    ["launch", one.launch],
    ["attempt", String(one.attempt)],
    ["state", [one.state, ...one.problems].join(" ")],
    ["program", facts?.program],
    ["plan", facts?.plan],
    ["inputs", facts?.inputs],
    ["started", localTime(facts?.startMs)],
    ["planned", facts?.planned === undefined ? undefined : `${facts.planned} of ${facts.total}`],
  ]);
  if (runs.length === 0) return;
  await output.lines("");
  const titles = ["index", "session", "try", "state", "context", "error"];
  const rows = runs.map(({ index, session, try: tries, state, context, source, error = "" }) => [
    index,
    shortId(session),
    tries,
    source === undefined ? state : `answered by ${shortId(source)}`,
    shown(context, 80),
    shown(error, 120),
  ]);
  const hasError = runs.some(({ error }) => error !== undefined);
  const columns = titles.map((title): TableColumn => ({ title }));
  await output.table(hasError ? columns : columns.slice(0, 5), rows);
}

function row({ launch, attempt, state, problems, facts, runs }: LaunchStatus): (string | number)[] {
  const count = (wanted: string): number => runs.filter((run) => run.state === wanted).length;
  const started = localTime(facts?.startMs);
  const { program = "", planned = 0 } = facts ?? {};
  const name = launch.length > 16 ? `${launch.slice(0, 12)}…` : launch;
  return [name, attempt, program, started, state, planned, count("completed"), count("failed"), problems.join(" ")];
}

function statusValue({ launch, attempt, state, problems, facts, runs }: LaunchStatus): unknown {
  return {
    run_space_launch_id: launch,
    run_space_attempt: attempt,
    status: state,
    problems,
    run_space_spec_id: facts?.plan,
    run_space_inputs_id: facts?.inputs,
    run_space_total_runs: facts?.total,
    run_space_planned_run_count: facts?.planned,
    program: facts?.program,
    summary: facts?.end?.summary,
    runs,
  };
}

function newestFirst(all: readonly LaunchStatus[]): LaunchStatus[] {
  return [...all].sort((a, b) => (b.facts?.startMs ?? 0) - (a.facts?.startMs ?? 0) || b.attempt - a.attempt);
}

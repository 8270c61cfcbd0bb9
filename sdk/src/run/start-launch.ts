/** What a program calls to plan and launch runs: sources and programs as users give them, checked and put together. */
import { dirname, resolve } from "node:path";
import { nodeDisk } from "../base/disk.js";
import { checkOptions } from "../base/options.js";
import type { Workspace } from "../workspace/workspace.js";
import { canonicalOf } from "./canonical.js";
import { badSpec } from "./failures.js";
import { checkGiven, checkKinds, type Kind } from "./given.js";
import { beginLaunch, type FailurePolicy, type Launch } from "./launch.js";
import { launchWork } from "./launch-work.js";
import { lookForRun } from "./launched-run.js";
import { mountsOf } from "./mounts.js";
import { makePlan, type Plan, readSpecFile } from "./plan.js";
import { InputBook } from "./prepare-run.js";
import type { ProgramSource } from "./program.js";
import { type RunOptions, runOptionNames } from "./run-options.js";
import { type LaunchStatus, launchStatuses } from "./status.js";

/** A spec: the path of a YAML or JSON file, or the same as a value. */
export type SpecSource = string | Readonly<Record<string, unknown>>;

export interface RunPlanOptions {
  /** Another cap than the spec's; the plan id stays. */
  readonly maxRuns?: number;
}

/** Options of every run of a launch; texts of `inputs` may hold `{key}`, for a value of the run's context. */
type CommonRunOptions = Omit<RunOptions, "config" | "outputsFolder">;

export interface RunLaunchOptions extends RunPlanOptions, CommonRunOptions {
  /** The launch id, used as it is. */
  readonly id?: string;
  /** The same key and plan always give the same launch id. */
  readonly key?: string;
  readonly attempt?: number;
  /** Name of the program, and of the sessions of its runs; by default the name of its file. */
  readonly name?: string;
  /**
   * Runs at once; the processors less one by default. 0: in this process, one after the other: for a debugger. There
   * neither `cancel` nor `timeoutMs` can stop a program that never waits.
   */
  readonly jobs?: number;
  readonly policy?: FailurePolicy;
  readonly retries?: number;
  /** Only runs that no earlier attempt completed. */
  readonly retry?: boolean;
  readonly only?: readonly number[];
  readonly timeoutMs?: number;
  /** Values for every run; those of the plan win. */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  /** Hears what programs print, line by line. */
  readonly printed?: (index: number, line: string) => void;
}

const planOptions = ["maxRuns"];
const launchOptions = [
  ...planOptions,
  ...["id", "key", "attempt", "name", "jobs", "policy", "retries", "retry", "only", "timeoutMs", "set", "signal"],
  "printed",
  ...runOptionNames.filter((name) => name !== "config" && name !== "outputsFolder"),
];

/** What a spec would run: its size, identities and every context. Writes nothing. */
export async function plan(workspace: Workspace, spec: SpecSource, options: RunPlanOptions = {}): Promise<Plan> {
  checkGiven("plan", { ws: workspace, spec }, "Nothing was planned.");
  checkOptions("plan", options, planOptions, "Nothing was planned.");
  return planOf(workspace, spec, options);
}

/**
 * Executes a plan: each run in a process of its own, recording its own session. Resolves when the attempt is claimed;
 * `done` tells how it went. Rejects with `bad-spec`, `too-many-runs`, `launch-taken` or `launch-differs`, and then nothing
 * was started.
 */
export async function launch(
  workspace: Workspace,
  spec: SpecSource,
  program: ProgramSource,
  options: RunLaunchOptions = {},
): Promise<Launch> {
  checkGiven("launch", { ws: workspace, spec, program }, "Nothing was started.");
  checkOptions("launch", options, launchOptions, "Nothing was started.");
  const made = planOf(workspace, spec, { maxRuns: options.maxRuns });
  if (made.isDryRun) throw badSpec("The spec says `dry_run: true`", "plan(ws, spec) shows it; launch it without that.");
  return launchPlan(workspace, made, program, { ...options, origin: typeof spec === "string" ? "spec file" : "code" });
}

/** The same for a plan that was made already: its sources are not read again. */
export async function launchPlan(
  workspace: Workspace,
  made: Plan,
  program: ProgramSource,
  options: RunLaunchOptions & { readonly origin?: string } = {},
): Promise<Launch> {
  const { work, fixed } = await launchWork(workspace, made, program, options);
  return beginLaunch(work, { ...options, fixed });
}

/** How many runs of a plan finished runs would answer. Writes nothing. */
export async function countAnswered(
  workspace: Workspace,
  made: Plan,
  program: ProgramSource,
  options: RunLaunchOptions = {},
): Promise<number> {
  const { work, fixed } = await launchWork(workspace, made, program, options);
  const book = new InputBook();
  let answered = 0;
  for (let index = 0; index < made.size; index++) {
    const values = new Map([...(fixed ?? []), ...made.run(index)]);
    const { hit } = await lookForRun(work, { session: work.host.newId(), values, book, isDry: true });
    if (hit) answered++;
  }
  return answered;
}

/** How launches stand, as their tapes and those of their runs tell: all, or one. */
export async function launches(workspace: Workspace, launchId?: string): Promise<LaunchStatus[]> {
  checkGiven("launches", { ws: workspace, ...(launchId !== undefined && { launch: launchId }) });
  const { attempts, runs } = await workspace.runs.known(launchId);
  return launchStatuses(attempts, runs);
}

const limits: Readonly<Record<string, Kind>> = { maxRuns: ["a whole number", Number.isInteger] };

function planOf(workspace: Workspace, spec: SpecSource, options: RunPlanOptions): Plan {
  checkKinds("plan", options, limits, "Nothing was planned.");
  const { root, settings } = workspace;
  const made = { ...options, inputsScheme: settings.get("run.inputs_scheme") };
  const place = { disk: nodeDisk, folder: root, mounts: mountsOf(nodeDisk, workspace) };
  if (typeof spec !== "string") return makePlan(place, canonicalOf(spec), made);
  const path = resolve(spec).replaceAll("\\", "/");
  const folder = dirname(path);
  const { value, warnings } = readSpecFile(nodeDisk, path);
  const isInside = path.startsWith(`${root}/`);
  const mounts = isInside ? place.mounts : mountsOf(nodeDisk, { root: folder, settings });
  return makePlan({ ...place, folder, mounts }, value, made, warnings);
}

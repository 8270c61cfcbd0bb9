/** What a program calls to plan and launch runs: sources and programs as users give them, checked and put together. */
import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { nodeDisk } from "../base/disk.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import type { Workspace } from "../workspace/workspace.js";
import { canonicalOf, isMap } from "./canonical.js";
import { codeOf } from "./code-id.js";
import { checkNeeds, describe } from "./describe.js";
import { prepareContainer } from "./execute-container.js";
import { InProcessPool } from "./in-process-pool.js";
import { beginLaunch, type FailurePolicy, type Launch, type RunHost } from "./launch.js";
import { checkPlaceholders } from "./launched-run.js";
import { describeHere } from "./load-program.js";
import { LocalPool } from "./local-pool.js";
import { mountsOf } from "./mounts.js";
import { makePlan, type Plan, readSpecFile } from "./plan.js";
import { type ProgramSource, programName, programOf } from "./program.js";
import { checkRunOptions, pickRunOptions, type RunOptions, runOptionNames } from "./run-options.js";
import { type LaunchStatus, launchStatuses } from "./status.js";
import type { Program } from "./task.js";

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
  /** Runs at once; the processors less one by default. 0: in this process, one after the other. */
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

const childEntry = resolve(__dirname, "../../bin/run-child.js");
const planOptions = ["maxRuns"];
const launchOptions = [
  ...planOptions,
  ...["id", "key", "attempt", "name", "jobs", "policy", "retries", "retry", "only", "timeoutMs", "set", "signal"],
  "printed",
  ...runOptionNames.filter((name) => name !== "config" && name !== "outputsFolder"),
];

/** What a spec would run: its size, identities and every context. Writes nothing. */
export async function plan(workspace: Workspace, spec: SpecSource, options: RunPlanOptions = {}): Promise<Plan> {
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
  checkOptions("launch", options, launchOptions, "Nothing was started.");
  const made = planOf(workspace, spec, { maxRuns: options.maxRuns });
  return launchPlan(workspace, made, program, { ...options, origin: typeof spec === "string" ? "spec file" : "code" });
}

/** The same for a plan that was made already: its sources are not read again. */
export async function launchPlan(
  workspace: Workspace,
  made: Plan,
  program: ProgramSource,
  options: RunLaunchOptions & { readonly origin?: string } = {},
): Promise<Launch> {
  const outcome = "Nothing was started.";
  const { jobs = Math.max(1, availableParallelism() - 1), name, set = {}, printed, ...rest } = options;
  const { policy = "stop", cache } = rest;
  const runOptions = pickRunOptions(options);
  checkRunOptions("launch", runOptions, outcome);
  if (cache === "readonly") {
    const expected = '"reuse", "overwrite" or "off" (a launch records itself)';
    throw badOption("launch", "cache", { expected, found: foundText(cache), outcome });
  }
  if (!Number.isInteger(jobs) || jobs < 0)
    throw badOption("launch", "jobs", { expected: "a whole number from 0", found: foundText(jobs), outcome });
  if (!["stop", "stop-now", "continue"].includes(policy))
    throw badOption("launch", "policy", {
      expected: '"stop", "stop-now" or "continue"',
      found: foundText(policy),
      outcome,
    });
  const host = workspace.runs;
  const chosen = await chosenProgram(host, program);
  const values = canonicalOf(set, "set");
  const fixed = isMap(values) ? values : undefined;
  const isHere = jobs === 0 && chosen.kind !== "command";
  const isLoaded = isHere && chosen.kind === "module";
  const declared = await (isLoaded ? describeHere(nodeDisk, chosen) : describe(chosen, childEntry));
  checkNeeds(declared, made, fixed);
  checkPlaceholders(runOptions, made, fixed);
  const { code: mode, extraDeps } = options;
  const given = options.codeId ?? (chosen.kind === "container" ? chosen.container.codeId : undefined);
  const code = codeOf(nodeDisk, { program: chosen }, { given, mode, extraDeps, codePaths: host.runSettings.codePaths });
  const folder = `${host.dir}/staging/launch-${host.newId()}`;
  const local = { disk: nodeDisk, size: Math.max(1, jobs), entry: childEntry, folder };
  const pool = isHere ? new InProcessPool(host) : new LocalPool(local);
  const work = {
    plan: made,
    program: chosen,
    programName: name ?? programName(chosen),
    declared,
    codeId: code.id,
    codeFiles: code.files,
    runOptions,
    host,
    pool,
    printed,
    origin: rest.origin ?? "code",
  };
  return beginLaunch(work, { ...rest, fixed });
}

async function chosenProgram(host: RunHost, source: ProgramSource): Promise<Program> {
  if (typeof source === "string" || !("container" in source)) return programOf(nodeDisk, source);
  return { kind: "container", container: await prepareContainer(host.artifacts(host.newId()), source.container) };
}

/** How launches stand, as their tapes and those of their runs tell: all, or one. */
export async function launches(workspace: Workspace, launchId?: string): Promise<LaunchStatus[]> {
  const { attempts, runs } = await workspace.runs.known(launchId);
  return launchStatuses(attempts, runs);
}

function planOf(workspace: Workspace, spec: SpecSource, options: RunPlanOptions): Plan {
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

/** What a launch works with, from what its caller said: options checked, the program found and asked what it needs. */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { nodeDisk } from "../base/disk.js";
import { badOption, foundText } from "../base/options.js";
import type { Workspace } from "../workspace/workspace.js";
import { type CanonicalMap, canonicalOf, isMap } from "./canonical.js";
import { codeOf } from "./code-id.js";
import { checkNeeds, describe } from "./describe.js";
import { prepareContainer } from "./execute-container.js";
import { badSpec } from "./failures.js";
import { InProcessPool } from "./in-process-pool.js";
import type { LaunchWork, RunHost } from "./launch.js";
import { checkPlaceholders } from "./launched-run.js";
import { describeHere } from "./load-program.js";
import { LocalPool } from "./local-pool.js";
import type { Plan } from "./plan.js";
import { type ProgramSource, programName, programOf } from "./program.js";
import { checkRunOptions, pickRunOptions } from "./run-options.js";
import type { RunLaunchOptions } from "./start-launch.js";
import type { Program } from "./task.js";

const outcome = "Nothing was started.";
/** What a timer of Node can wait. */
const timeoutMax = 2 ** 31 - 1;
const childEntry = resolve(__dirname, "../../bin/run-child.js");
const guardEntry = resolve(__dirname, "../../bin/run-guard.js");

/** Rejects with `bad-spec` or `bad-option`; nothing was started then. */
export async function launchWork(
  workspace: Workspace,
  made: Plan,
  program: ProgramSource,
  options: RunLaunchOptions & { readonly origin?: string },
): Promise<{ readonly work: LaunchWork; readonly fixed: CanonicalMap | undefined }> {
  const { jobs = Math.max(1, availableParallelism() - 1), name, set = {}, printed, origin = "code" } = options;
  checkLaunch(jobs, options);
  const runOptions = pickRunOptions(options);
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
  const local = { disk: nodeDisk, size: Math.max(1, jobs), entry: childEntry, guard: guardEntry, folder };
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
    origin,
  };
  return { work, fixed };
}

function checkLaunch(jobs: number, options: RunLaunchOptions): void {
  checkRunOptions("launch", pickRunOptions(options), outcome);
  const { cache, policy = "stop", retries = 0, timeoutMs = 1, only = [], retry, id, key } = options;
  const expect = (isRight: boolean, option: string, expected: string, found: unknown): void => {
    if (!isRight) throw badOption("launch", option, { expected, found: foundText(found), outcome });
  };
  expect(cache !== "readonly", "cache", '"reuse", "overwrite" or "off" (a launch records itself)', cache);
  expect(Number.isInteger(jobs) && jobs >= 0, "jobs", "a whole number from 0", jobs);
  expect(Number.isInteger(retries) && retries >= 0, "retries", "a whole number from 0", retries);
  expect(timeoutMs >= 1 && timeoutMs <= timeoutMax, "timeoutMs", `from 1 to ${timeoutMax} ms (24 days)`, timeoutMs);
  expect(Array.isArray(only), "only", "a list of indexes", only);
  if (retry && id === undefined && !key)
    throw badSpec("A retry goes on with a launch, and neither its key nor its id is given", "Give one of them.");
  expect(["stop", "stop-now", "continue"].includes(policy), "policy", '"stop", "stop-now" or "continue"', policy);
}

async function chosenProgram(host: RunHost, source: ProgramSource): Promise<Program> {
  if (typeof source === "string" || !("container" in source)) return programOf(nodeDisk, source);
  return { kind: "container", container: await prepareContainer(host.artifacts(host.newId()), source.container) };
}

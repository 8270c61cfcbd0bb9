/** What a launch works with, from what its caller said: options checked, the program found and asked what it needs. */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { nodeDisk } from "../base/disk.js";
import type { Workspace } from "../workspace/workspace.js";
import { type CanonicalMap, canonicalOf, isMap } from "./canonical.js";
import { codeOf } from "./code-id.js";
import { checkNeeds, describe } from "./describe.js";
import { prepareContainer } from "./execute-container.js";
import { badSpec } from "./failures.js";
import { checkKinds, isObject, type Kind, oneOf } from "./given.js";
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
  checkLaunch(options);
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

const text: Kind = ["a text", (value) => typeof value === "string"];
const whole: Kind = ["a whole number", Number.isInteger];
const from0: Kind = ["a whole number from 0", (value) => Number.isInteger(value) && Number(value) >= 0];
const kinds: Readonly<Record<string, Kind>> = {
  ...{ id: text, key: text, name: text, attempt: whole, jobs: from0, retries: from0 },
  cache: ['"reuse", "overwrite" or "off" (a launch records itself)', (value) => value !== "readonly"],
  timeoutMs: [`from 1 to ${timeoutMax} ms (24 days)`, inTime],
  only: ["a list of indexes", Array.isArray],
  policy: oneOf("stop", "stop-now", "continue"),
  set: ["an object", isObject],
  retry: oneOf(true, false),
  signal: ["an AbortSignal", (value) => value instanceof EventTarget],
  printed: ["a function", (value) => typeof value === "function"],
};

function inTime(value: unknown): boolean {
  return typeof value === "number" && value >= 1 && value <= timeoutMax;
}

function checkLaunch(options: RunLaunchOptions): void {
  checkRunOptions("launch", pickRunOptions(options), outcome);
  checkKinds("launch", options, kinds);
  const { retry, id, key } = options;
  if (retry && id === undefined && !key)
    throw badSpec("A retry goes on with a launch, and neither its key nor its id is given", "Give one of them.");
}

async function chosenProgram(host: RunHost, source: ProgramSource): Promise<Program> {
  if (typeof source === "string" || !("container" in source)) return programOf(nodeDisk, source);
  return { kind: "container", container: await prepareContainer(host.artifacts(host.newId()), source.container) };
}

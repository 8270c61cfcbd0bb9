/** `run`: one execution with a signature, or the finished run that answers it. */
import { nodeDisk } from "../base/disk.js";
import { badOption, foundText } from "../base/options.js";
import type { KnownCaller } from "../record/call-site.js";
import { checkLabels } from "../record/checks.js";
import { writtenCaller } from "../record/stack.js";
import type { Workspace } from "../workspace/workspace.js";
import type { ActiveRun } from "./active-run.js";
import type { Artifact } from "./artifact.js";
import { type Hit, type Look, lookUp } from "./cache-look.js";
import { plainOf } from "./canonical.js";
import { codeOf } from "./code-id.js";
import { frameHere, within } from "./context.js";
import { callHooks, type HookRun } from "./hooks.js";
import { bringInputs } from "./hydrate.js";
import type { RunHost } from "./launch.js";
import { configOf, factsOf, type PreparedRun, prepareRun } from "./prepare-run.js";
import { openOutputs, recordHit } from "./record-hit.js";
import { executed, RecordingRun, type RunBegun, type RunDeps } from "./recording-run.js";
import type { Miss } from "./run-cache.js";
import { checkRunOptions, type RunOptions } from "./run-options.js";

/** A run that is over. */
export interface RunDone<T> {
  /** Id of its session. A `readonly` run has one, and no tape. */
  readonly id: string;
  readonly cached: boolean;
  /** The run that answered it. */
  readonly source?: string;
  /** What the program returned; of a cached run what was kept of it, else undefined. */
  readonly value: T | undefined;
  readonly outputs: Readonly<Record<string, Artifact>>;
  /** Keys of outputs of a cached run whose bytes are not here. */
  readonly ghosts: readonly string[];
  /** Why no finished run answered. */
  readonly miss?: Miss;
  readonly signature: string;
  readonly warnings: readonly string[];
}

/**
 * Executes `fn` as a run, or has a finished run with equal code, configuration and inputs answer it. What the function
 * throws is on the run's tape and rejects. A plain object that it returns is kept on the tape as the scope `output`, and
 * is what a cached run gives back.
 *
 * @example
 * const { outputs, cached } = await run(ws, "fit", { config: { order: 3 }, inputs: { rows: "rows.csv" } }, async (r) => {
 *   await r.output("fit", Buffer.from(JSON.stringify(fit(3))));
 * });
 */
export async function run<T>(
  ws: Workspace,
  name: string,
  options: RunOptions,
  fn: (run: ActiveRun) => T | Promise<T>,
): Promise<RunDone<T>> {
  const refused = (option: string, expected: string, found: unknown): Error =>
    badOption("run", option, { expected, found: foundText(found), outcome: "The run was not started." });
  if (!ws?.runs) throw refused("ws", "a workspace first: run(await openWorkspace(), name, options, fn)", ws);
  const [program = ""] = checkLabels(name);
  checkRunOptions("run", options);
  if (typeof fn !== "function") throw refused("fn", "a function", fn);
  const host = ws.runs;
  const { codeId: given, code: mode, extraDeps, cache } = options;
  const { caller: at, isWritten } = writtenCaller();
  const file = isWritten ? at?.file : undefined;
  const { codePaths } = host.runSettings;
  const code = codeOf(nodeDisk, { function: fn, file }, { given, mode, extraDeps, codePaths });
  const config = configOf(options.config);
  const around = frameHere()?.run;
  const isReadonly = cache === "readonly" || (around instanceof RecordingRun && around.isReadonly);
  const place = isReadonly ? host.temporary() : host;
  const id = host.newId();
  const deps = place.artifacts(id);
  const prepared = await prepareRun(host, deps, { program, config, code, options });
  const look = await lookUp(host, prepared, options, { deps, isValued: true });
  const begun: Begun = { host, place, deps, prepared, look, id, name: program, caller: { at }, isReadonly };
  if (look.hit) return cachedRun(begun, look.hit);
  if (options.hydrate === "inputs-missing" && !isReadonly) await bringInputs(deps, prepared.inputs);
  // What the program asks of `tape` without naming a workspace means this one.
  const inside = (active: ActiveRun): T | Promise<T> => within({ workspace: ws }, () => fn(active));
  return executedRun(begun, { config: plainOf(config) as Record<string, unknown>, rules: options }, inside);
}

interface Begun {
  readonly host: RunHost;
  /** Where it records: the host, or a place that goes with the process. */
  readonly place: RunHost;
  readonly deps: RunDeps;
  readonly prepared: PreparedRun;
  readonly look: Look;
  readonly id: string;
  readonly name: string;
  readonly caller: KnownCaller;
  readonly isReadonly: boolean;
}

async function cachedRun<T>(begun: Begun, hit: Hit): Promise<RunDone<T>> {
  const { host, deps, prepared, look, id, name, caller, isReadonly } = begun;
  const { record, ghosts, value } = hit;
  const outputs = await openOutputs(deps, record);
  const told: HookRun = { id, name, cached: true, source: record.id };
  if (isReadonly) await callHooks(host, "runStart", told);
  else {
    await recordHit(host, { id, label: name, facts: factsOf(prepared, look, host, id), caller }, record);
    await callHooks(host, "cacheHit", told);
    await callHooks(host, "runComplete", told, outputs);
    await host.keepRecords();
  }
  const warnings = [...prepared.warnings, ...look.warnings];
  const { signature } = prepared;
  return { id, cached: true, source: record.id, value: value as T | undefined, outputs, ghosts, signature, warnings };
}

async function executedRun<T>(
  begun: Begun,
  given: Pick<RunBegun, "config" | "rules">,
  fn: (run: ActiveRun) => T | Promise<T>,
): Promise<RunDone<T>> {
  const { host, place, deps, prepared, look, id, name, caller, isReadonly } = begun;
  const { signature, inputs } = prepared;
  const { miss } = look;
  const session = place.startRun({ id, label: name, facts: { ...factsOf(prepared, look, place, id) }, caller });
  const active = new RecordingRun(deps, { ...given, name, session, inputs });
  const told: HookRun = { id, name, cached: false };
  if (miss && !isReadonly) await callHooks(host, "cacheMiss", told, miss);
  await callHooks(host, "runStart", told);
  try {
    const { value, warnings } = await executed(active, fn);
    if (!isReadonly) await callHooks(host, "runComplete", told, active.outputs);
    const all = [...prepared.warnings, ...look.warnings, ...warnings];
    return {
      id,
      cached: false,
      value,
      outputs: active.outputs,
      ghosts: [],
      ...(miss && { miss }),
      signature,
      warnings: all,
    };
  } catch (error) {
    if (!isReadonly) await callHooks(host, "runFailed", told, error);
    throw error;
  } finally {
    await place.keepRecords();
  }
}

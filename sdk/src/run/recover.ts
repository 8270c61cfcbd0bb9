/**
 * Lost bytes brought back: from wherever they still are, else by executing again the fewest runs that make them, with what
 * was recorded of them. The plan is made, and can be shown, before anything happens.
 */
import { resolve } from "node:path";
import { assertWritable } from "../base/assert-writable.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { near, shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { Workspace } from "../workspace/workspace.js";
import type { ArtifactDeps } from "./artifact.js";
import { executeAgain } from "./execute-again.js";
import { atHand, bringBytes, type Carrier, type FoundAt, findBytes, type RecoverySources } from "./ghost.js";
import { checkGiven } from "./given.js";
import { inputProblem, placeInput, putBack } from "./place-input.js";
import { changeFinder } from "./program-change.js";
import { type RecoveryPlan, type RecoveryStep, recoveryPlan } from "./recovery-plan.js";
import { findNode, type GraphArtifact, type RunGraph, runGraph } from "./run-graph.js";
import type { RunRecord } from "./run-record.js";

export interface RecoverOptions {
  /** Copies: other workspaces, tapes, archives (folder or tar), or plain folders that hold files. */
  readonly from?: readonly string[];
  /** Execute runs with today's code, hash inputs and settings where they are others; they have new signatures. */
  readonly code?: "current";
  readonly signal?: AbortSignal;
  /** Hears what programs print. */
  readonly printed?: (line: string) => void;
}

/** What a recovery would do. */
export interface Outlook extends RecoveryPlan {
  /** What is wanted or read on the way, and can be had without executing anything. */
  readonly found: readonly { readonly artifact: GraphArtifact; readonly at: FoundAt }[];
  /** Why it cannot be carried out, and what helps: `recover` rejects with that. */
  readonly refusal: string | undefined;
}

/** A run that was executed again. */
export interface Repeated {
  /** The run whose outputs were lost. */
  readonly run: string;
  /** The session of its execution now. */
  readonly session: string;
  /** Every lost output has the content that it had. */
  readonly reproduced: boolean;
  /** Keys of outputs whose bytes are here again. */
  readonly regained: readonly string[];
  /** Keys of outputs that came out differently, or not at all: they stay lost. */
  readonly differing: readonly string[];
}

export interface Recovered {
  readonly outlook: Outlook;
  readonly runs: readonly Repeated[];
  /** Whether all that was wanted is here now. */
  readonly isWhole: boolean;
}

/** What `recover` would do for an artifact (key or id) or for all outputs of a run (id). Changes nothing. */
export async function recoveryOutlook(
  workspace: Workspace,
  of: string,
  options: RecoverOptions = {},
): Promise<Outlook> {
  checkGiven("recoveryOutlook", { ws: workspace, of });
  return withSources(workspace, options, async (sources) => (await look(workspace, of, options, sources)).outlook);
}

/**
 * Brings the bytes of an artifact (key or id) or of all outputs of a run (id) back, and files to where they were. Rejects
 * with `cannot-recover` before anything is executed when that cannot lead there.
 *
 * @example
 * const { runs } = await recover(ws, "fit.csv");
 */
export async function recover(workspace: Workspace, of: string, options: RecoverOptions = {}): Promise<Recovered> {
  checkGiven("recover", { ws: workspace, of }, outcome);
  assertWritable(workspace, outcome);
  return withSources(workspace, options, async (sources) => {
    const { outlook, graph, deps } = await look(workspace, of, options, sources);
    const { refusal, steps } = outlook;
    const run = steps.find(({ problem }) => problem !== undefined)?.run.id;
    const facts = { artifact: undefined, sha256: undefined, run };
    if (refusal !== undefined) throw new TapelabError("cannot-recover", refusal, facts);
    const runs: Repeated[] = [];
    for (const { artifact, at } of outlook.found) if (typeof at === "object") await bringBytes(deps, artifact, sources);
    for (const { run, regains } of steps) {
      for (const link of graph.inputs.get(run.id) ?? []) await placeInput(deps, run, link, runs);
      runs.push(await executeAgain(workspace, deps, { run, regains }, options));
    }
    let isWhole = true;
    for (const artifact of outlook.wanted) {
      if (await atHand(deps, artifact)) await putBack(deps, artifact);
      else isWhole = false;
    }
    return { outlook, runs, isWhole };
  });
}

const outcome = "Nothing was executed.";

async function withSources<T>(
  { runs }: Workspace,
  options: RecoverOptions,
  work: (sources: RecoverySources) => Promise<T>,
): Promise<T> {
  checkOptions("recover", options, ["from", "code", "signal", "printed"], outcome);
  const { from = [], code } = options;
  if (code !== undefined && code !== "current")
    throw badOption("recover", "code", { expected: '"current"', found: foundText(code), outcome });
  const roots: string[] = [];
  const carriers: Carrier[] = [];
  try {
    for (const path of from) {
      const carrier = await runs.carrier(path);
      if (carrier) carriers.push(carrier);
      else roots.push(resolve(path).replaceAll("\\", "/"));
    }
    return await work({ roots, carriers });
  } finally {
    for (const carrier of carriers) await carrier.close();
  }
}

interface Looked {
  readonly outlook: Outlook;
  readonly graph: RunGraph;
  readonly deps: ArtifactDeps;
}

/** Only what the plan asks for is looked for: each answer may make it ask for more. */
async function look(
  workspace: Workspace,
  of: string,
  options: RecoverOptions,
  sources: RecoverySources,
): Promise<Looked> {
  const { runs: host } = workspace;
  const graph = runGraph(await host.records());
  const deps = host.artifacts(host.newId());
  const wanted = wantedOf(graph, of);
  const changeOf = changeFinder(deps, host.runSettings);
  const problemNow = async (run: RunRecord): Promise<string | undefined> => {
    const change = await changeOf(run);
    if (change?.isGone) return change.text;
    return change && options.code !== "current" ? `${change.text}; --code current executes it as it is now` : undefined;
  };
  const known = new Map<GraphArtifact, FoundAt | undefined>();
  for (;;) {
    const open = new Set<GraphArtifact>();
    const plan = recoveryPlan(graph, wanted, (artifact) => {
      if (!known.has(artifact)) open.add(artifact);
      return !known.has(artifact) || known.get(artifact) !== undefined;
    });
    for (const artifact of open) known.set(artifact, await findBytes(deps, artifact, sources));
    if (open.size > 0) continue;
    const steps: RecoveryStep[] = [];
    for (const step of plan.steps)
      steps.push({
        ...step,
        problem: step.problem ?? (await problemNow(step.run)) ?? (await inputProblem(deps, graph, step.run)),
      });
    const read = steps.flatMap(({ run }) => graph.inputs.get(run.id) ?? []).map(({ artifact }) => artifact);
    const found = [...new Set([...plan.wanted, ...read])].flatMap((artifact) => {
      const at = known.get(artifact);
      return at === undefined ? [] : [{ artifact, at }];
    });
    return { outlook: { ...plan, steps, found, refusal: refusalOf(steps) }, graph, deps };
  }
}

function wantedOf(graph: RunGraph, of: string): string[] {
  const found = findNode(graph, of);
  if (found !== undefined && graph.artifacts.has(found)) return [found];
  if (found !== undefined) return (graph.outputs.get(found) ?? []).map(({ artifact }) => artifact.id);
  const [meant] = near(
    of,
    [...graph.artifacts.values()].map(({ key }) => key),
  );
  const advice = meant === undefined ? "See: tapelab runs" : `Did you mean ${shown(meant, 120)}?`;
  const text = `No artifact has the key or id ${shown(JSON.stringify(of), 120)}, and no run that id. ${outcome} ${advice}`;
  throw new TapelabError("bad-option", text, { option: "of", expected: "the key of an artifact, or an id", found: of });
}

const stuckShown = 5;

function refusalOf(steps: readonly RecoveryStep[]): string | undefined {
  const stuck = steps.filter(({ problem }) => problem !== undefined);
  if (stuck.length === 0) return undefined;
  const each = stuck.slice(0, stuckShown).map(({ run: { id, program }, problem }) => {
    return `Run ${shown(JSON.stringify(program), 80)} (${id.slice(-8)}) cannot be executed again: ${problem}.`;
  });
  if (stuck.length > stuckShown) each.push(`So it is with ${stuck.length - stuckShown} more.`);
  return `${each.join(" ")} ${outcome} Execute it yourself with the same configuration and cache: "overwrite" (equal bytes bring it back), or name a copy of what is lost: tapelab run recover KEY --from PEER`;
}

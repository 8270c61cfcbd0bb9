/**
 * Lost bytes brought back: from wherever they still are, else by executing again the fewest runs that make them, with what
 * was recorded of them. The plan is made, and can be shown, before anything happens.
 */
import { resolve } from "node:path";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { near, shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { Workspace } from "../workspace/workspace.js";
import type { ArtifactDeps } from "./artifact.js";
import { recordedPlace } from "./artifact-place.js";
import { executeAgain, programChange } from "./execute-again.js";
import { bringBytes, type Carrier, type FoundAt, findBytes, type RecoverySources } from "./ghost.js";
import { type RecoveryPlan, recoveryPlan } from "./recovery-plan.js";
import { restore } from "./restore.js";
import { findNode, type GraphArtifact, type RunGraph, runGraph } from "./run-graph.js";

export interface RecoverOptions {
  /** Copies: other workspaces, tapes, archives (folder or tar), or plain folders that hold files. */
  readonly from?: readonly string[];
  /** Execute runs with today's code where it is another one; they have new signatures. */
  readonly code?: "current";
  readonly signal?: AbortSignal;
  /** Hears what programs print. */
  readonly printed?: (line: string) => void;
}

/** What a recovery would do. */
export interface Outlook extends RecoveryPlan {
  /** What is wanted or read on the way, and can be had without executing anything. */
  readonly found: readonly { readonly artifact: GraphArtifact; readonly at: FoundAt }[];
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
  return withSources(workspace, options, async (sources) => (await look(workspace, of, options, sources)).outlook);
}

/**
 * Brings the bytes of an artifact (key or id) or of all outputs of a run (id) back. Rejects with `cannot-recover` before
 * anything is executed when that cannot lead there.
 *
 * @example
 * const { runs } = await recover(ws, "fit.csv");
 */
export async function recover(workspace: Workspace, of: string, options: RecoverOptions = {}): Promise<Recovered> {
  return withSources(workspace, options, async (sources) => {
    const { outlook, graph, deps } = await look(workspace, of, options, sources);
    const stuck = outlook.steps.find(({ problem }) => problem !== undefined);
    if (stuck) throw cannotExecute(stuck.run, stuck.problem ?? "");
    const runs: Repeated[] = [];
    for (const { artifact } of outlook.found) await bring(deps, artifact, sources);
    for (const { run, regains } of outlook.steps) {
      for (const { artifact } of graph.inputs.get(run.id) ?? []) await placed(deps, artifact, sources, runs);
      runs.push(await executeAgain(workspace, deps, { run, regains }, options));
    }
    let isWhole = true;
    for (const artifact of outlook.wanted) isWhole &&= (await findBytes(deps, artifact, none)) !== undefined;
    return { outlook, runs, isWhole };
  });
}

const outcome = "Nothing was executed.";
const none: RecoverySources = { roots: [], carriers: [] };

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
  const alike = new Map<string, GraphArtifact[]>();
  for (const one of graph.artifacts.values()) alike.set(one.sha256, [...(alike.get(one.sha256) ?? []), one]);
  const known = new Map<string, FoundAt | undefined>();
  for (;;) {
    const open = new Set<string>();
    const plan = recoveryPlan(graph, wanted, (sha256) => {
      if (known.has(sha256)) return known.get(sha256) !== undefined;
      open.add(sha256);
      return true;
    });
    for (const sha256 of open) {
      let found: FoundAt | undefined;
      for (const one of alike.get(sha256) ?? []) found ??= await findBytes(deps, one, sources);
      known.set(sha256, found);
    }
    if (open.size > 0) continue;
    const { codePaths } = host.runSettings;
    const steps = plan.steps.map((step) => ({
      ...step,
      problem: step.problem ?? (options.code === "current" ? undefined : programChange(deps, step.run, codePaths)),
    }));
    const read = steps.flatMap(({ run }) => graph.inputs.get(run.id) ?? []).map(({ artifact }) => artifact);
    const found = [...new Set([...plan.wanted, ...read])].flatMap((artifact) => {
      const at = known.get(artifact.sha256);
      return at === undefined ? [] : [{ artifact, at }];
    });
    return { outlook: { ...plan, steps, found }, graph, deps };
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

/** From a folder or carrier; what is here stays where it is. */
async function bring(deps: ArtifactDeps, artifact: GraphArtifact, sources: RecoverySources): Promise<void> {
  if ((await findBytes(deps, artifact, none)) === undefined) await bringBytes(deps, artifact, sources);
}

/** What a run reads lies where it lay, when the run is executed again. */
async function placed(
  deps: ArtifactDeps,
  artifact: GraphArtifact,
  sources: RecoverySources,
  runs: readonly Repeated[],
): Promise<void> {
  if ((await findBytes(deps, artifact, none)) === undefined && !(await bringBytes(deps, artifact, sources))) {
    const made = runs.find(({ run }) => run === artifact.run);
    const again = made
      ? `: run ${artifact.run?.slice(-8)} came out differently (session ${made.session.slice(-8)})`
      : "";
    const text = `${shown(JSON.stringify(artifact.key), 120)} could not be brought back${again}. The runs that read it were not executed. What was brought back before stays.`;
    const { key, sha256, run } = artifact;
    throw new TapelabError("cannot-recover", text, { artifact: key, sha256, run: run ?? undefined });
  }
  const place = await recordedPlace(deps, artifact);
  if (place === undefined || (await deps.disk.later.stat(place))) return; // what is there is checked when the run begins
  await restore(deps, artifact, place, { run: artifact.run });
}

function cannotExecute(
  { id, program }: { readonly id: string; readonly program: string },
  problem: string,
): TapelabError<"cannot-recover"> {
  const text = `Run ${shown(JSON.stringify(program), 80)} (${id.slice(-8)}) cannot be executed again: ${problem}. ${outcome} Execute it yourself with the same configuration, or name a copy of what is lost: tapelab run recover KEY --from PEER`;
  return new TapelabError("cannot-recover", text, { artifact: undefined, sha256: undefined, run: id });
}

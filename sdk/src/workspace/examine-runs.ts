/** What is wrong with the runs of a workspace, beyond their tapes: ends, links, bytes, launches. Reads only. */
import { dirname, join } from "node:path";
import { runLater } from "../base/disk.js";
import { namesIn } from "../base/small-file.js";
import { shown } from "../base/text.js";
import { placeThen } from "../run/artifact-place.js";
import { launchTape } from "../run/identities.js";
import { bytesAvailable } from "../run/open-artifact.js";
import { restoreLeftovers } from "../run/restore-leftovers.js";
import { runGraph } from "../run/run-graph.js";
import type { RunRecord } from "../run/run-record.js";
import { launchStatuses } from "../run/status.js";
import { systemEnvironment } from "./environment.js";
import type { Workspace } from "./workspace.js";

export interface RunProblem {
  readonly problem:
    | "unfinished_run"
    | "missing_parent"
    | "missing_source"
    | "missing_artifact"
    | "ghost"
    | "unfinished_restore"
    | "launch"
    | "attempt_without_start";
  /** Session of the run, or the launch. */
  readonly of: string;
  readonly text: string;
}

export async function examineRuns(workspace: Workspace): Promise<RunProblem[]> {
  const runs = await workspace.runs.records();
  const byId = new Map(runs.map((run) => [run.id, run]));
  return [
    ...runs.flatMap((run) => linkProblems(run, byId)),
    ...(await ghosts(workspace, runs)),
    ...(await unfinishedRestores(workspace, runs)),
    ...(await launchProblems(workspace)),
  ];
}

function linkProblems(run: RunRecord, byId: ReadonlyMap<string, RunRecord>): RunProblem[] {
  const { id, status, parent, source, inputs } = run;
  const found: RunProblem[] = [];
  const tell = (problem: RunProblem["problem"], text: string): void => void found.push({ problem, of: id, text });
  if (status === "interrupted")
    tell("unfinished_run", `Run ${id} was started and has no end. Say how it stands: tapelab run fix-status ${id}`);
  if (parent !== undefined && !byId.has(parent))
    tell("missing_parent", `Run ${id} is a part of ${parent}, which is not here.`);
  if (source !== undefined && !byId.has(source))
    tell("missing_source", `Run ${id} was answered by ${source}, which is not here.`);
  for (const { name, session, output, sha256 } of inputs) {
    const outputs = session === undefined ? undefined : (byId.get(session)?.outputs ?? []);
    if (outputs?.some((one) => one.key === output && one.sha256 === sha256) ?? true) continue;
    tell(
      "missing_artifact",
      `Input "${name}" of run ${id} is the output "${output}" of run ${session}, which is not here.`,
    );
  }
  return found;
}

/** Outputs whose bytes are nowhere; those of a run that was answered are its source's. */
async function ghosts(workspace: Workspace, runs: readonly RunRecord[]): Promise<RunProblem[]> {
  const found: RunProblem[] = [];
  for (const { id, outputs, source } of runs) {
    if (source !== undefined) continue;
    const deps = workspace.runs.artifacts(id);
    for (const output of outputs) {
      if ((await bytesAvailable(deps, { ...output, run: id })) !== undefined) continue;
      const text = `The bytes of output "${output.key}" of run ${id} are not here. Bring them back: tapelab run recover ${output.key} --plan`;
      found.push({ problem: "ghost", of: id, text });
    }
  }
  return found;
}

/** Beside the places of artifacts, and in run directories: where else something was restored nobody recorded. */
async function unfinishedRestores({ dir, runs: host }: Workspace, runs: readonly RunRecord[]): Promise<RunProblem[]> {
  const { disk } = systemEnvironment();
  const deps = host.artifacts(host.newId());
  const folders = new Map<string, string>();
  const graph = runGraph(runs);
  for (const { uri, run, key } of graph.artifacts.values()) {
    const place = uri && placeThen(deps, uri, graph.runs.get(run ?? "")?.facts);
    if (place) folders.set(dirname(place), run ?? key);
  }
  for (const { id } of runs) {
    const restored = `${dir}/runs/${id}/restored`;
    for (const name of ["..", ...(await runLater(disk, namesIn(restored)))]) folders.set(join(restored, name), id);
  }
  const found: RunProblem[] = [];
  for (const [folder, of] of folders)
    for (const { path, of: name, isOld } of await restoreLeftovers(disk, folder)) {
      const left = isOld ? "what lay there before: move it back, or remove it" : "what nobody reads: remove it";
      const text = `Restoring ${shown(JSON.stringify(name), 120)} was cut off and left ${left} (${path}).`;
      found.push({ problem: "unfinished_restore", of, text });
    }
  return found;
}

async function launchProblems(workspace: Workspace): Promise<RunProblem[]> {
  const { attempts, runs } = await workspace.runs.known();
  const found: RunProblem[] = [];
  const statuses = launchStatuses(attempts, runs);
  for (const { launch, attempt, state, problems } of statuses) {
    const isLast = !statuses.some((one) => one.launch === launch && one.attempt > attempt);
    const help =
      isLast && state === "partial" ? ` Do what is missing: tapelab run retry SPEC --launch-id ${launch}` : "";
    const text = `Launch ${launch} attempt ${attempt} is ${state}: ${problems.join(", ")}.${help}`;
    if (problems.length > 0) found.push({ problem: "launch", of: launch, text });
  }
  const isCutOff = ({ state }: { readonly state: string }): boolean => state === "empty" || state === "damaged";
  const tapes = new Set((await workspace.sessions()).filter(isCutOff).map(({ id }) => id));
  for (const launch of new Set([...attempts, ...runs].map((one) => one.launch))) {
    const last = Math.max(...attempts.filter((one) => one.launch === launch).map((one) => one.attempt), 0);
    for (let attempt = 1; attempt <= last + 1; attempt++)
      if (tapes.has(launchTape(launch, attempt).id))
        found.push({
          problem: "attempt_without_start",
          of: launch,
          text: `Attempt ${attempt} of launch ${launch} was claimed and never began: its start was cut off. The number is used up.`,
        });
  }
  return found;
}

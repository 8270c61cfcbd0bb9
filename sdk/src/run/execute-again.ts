/** One recorded run executed again: with its configuration, its inputs and its program; the answer is a run of its own. */
import { dirname } from "node:path";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { Workspace } from "../workspace/workspace.js";
import type { ArtifactDeps, InputFacts } from "./artifact.js";
import { type RecordedArtifact, recordedPlace } from "./artifact-place.js";
import { plainOf } from "./canonical.js";
import { bringBytes } from "./ghost.js";
import { artifactOfInput } from "./hydrate.js";
import type { InputSource } from "./input.js";
import { parseJsonText } from "./json-text.js";
import { bytesAvailable } from "./open-artifact.js";
import type { ProgramSource } from "./program.js";
import { codeOptions, recordedWork } from "./program-change.js";
import type { RecoverOptions, Repeated } from "./recover.js";
import type { RecoveryStep } from "./recovery-plan.js";
import { restore } from "./restore.js";
import type { GraphArtifact } from "./run-graph.js";
import type { RunOptions } from "./run-options.js";
import type { RunRecord } from "./run-record.js";
import { launch } from "./start-launch.js";
import type { Program } from "./task.js";

/** Executes the run and puts what it made in the place of what was lost. What comes out differently stays beside it. */
export async function executeAgain(
  workspace: Workspace,
  deps: ArtifactDeps,
  { run, regains }: Pick<RecoveryStep, "run" | "regains">,
  options: RecoverOptions,
): Promise<Repeated> {
  const session = await launched(workspace, deps, run, options);
  const again = await workspace.runs.record(session);
  const regained: string[] = [];
  const differing: string[] = [];
  for (const lost of regains) {
    const made = again?.outputs.find(({ key, sha256 }) => key === lost.key && sha256 === lost.sha256);
    if (!made) {
      differing.push(lost.key);
      continue;
    }
    await broughtBack(deps, lost, { ...made, run: session });
    regained.push(lost.key);
  }
  const reproduced = differing.length === 0;
  if (run.reproduced !== reproduced && (run.reproduced !== undefined || !reproduced))
    await workspace.edit("executed again", (edit) => edit.set(`run/${run.id}`, "reproduced", reproduced));
  return { run: run.id, session, reproduced, regained, differing };
}

/** A file goes where it was; where something else is by now, its bytes go to the blob store. */
async function broughtBack(deps: ArtifactDeps, lost: GraphArtifact, made: RecordedArtifact): Promise<void> {
  if (await bytesAvailable(deps, lost)) return;
  const [place, from] = [await recordedPlace(deps, lost), await recordedPlace(deps, made)];
  if (place !== undefined && !(await deps.disk.later.stat(place))) await restore(deps, made, place, made);
  else if (from !== undefined)
    await bringBytes(deps, { ...lost, uri: made.uri }, { roots: [dirname(from)], carriers: [] });
}

/** The session of a launch of this one run. */
async function launched(
  workspace: Workspace,
  deps: ArtifactDeps,
  run: RunRecord,
  { signal, printed, code }: RecoverOptions,
): Promise<string> {
  const { id, program, codeId = "", config } = run;
  const { given, mode } = codeOptions(codeId);
  const { program: then, ...counted } = recordedWork(deps, run);
  const { done } = await launch(workspace, { blocks: [] }, sourceOf(then), {
    ...{ ...(await recordedOptions(deps, run)), ...counted },
    ...{ name: program, jobs: 1, cache: "overwrite" },
    set: plainOf(parseJsonText(config, "config")) as Record<string, unknown>,
    ...(given !== undefined && { codeId: given }),
    ...(mode && code !== "current" && { code: mode }),
    ...(signal && { signal }),
    ...(printed && { printed: (_index: number, line: string) => printed(line) }),
  });
  const { runs } = await done;
  const [result] = runs;
  if (result?.status === "completed") return result.session;
  const why = result?.error ?? result?.status ?? "it was cancelled";
  const text = `Run ${shown(JSON.stringify(program), 80)} (${id.slice(-8)}) was executed again and did not complete: ${shown(why, 300)}. What was brought back before stays; the runs behind it were not executed. Its new session is ${result?.session}`;
  throw new TapelabError("cannot-recover", text, { artifact: undefined, sha256: undefined, run: id });
}

/** What besides the configuration the run began with. */
async function recordedOptions(deps: ArtifactDeps, { facts, facet }: RunRecord): Promise<RunOptions> {
  const inputs: Record<string, InputSource> = {};
  for (const input of facts.run_inputs ?? []) inputs[input.name] = await sourceOfInput(deps, input);
  const { year, iteration, epoch, version, key_parts: parts } = (facts.run_fields ?? {}) as Record<string, unknown>;
  const plain = (text: string, what: string): Record<string, unknown> =>
    plainOf(parseJsonText(text, what)) as Record<string, unknown>;
  const { run_tags: tags, run_description: description, run_stage: stage, run_phase: phase } = facts;
  const given = { year, iteration, epoch, version, tags, description, stage, phase };
  return {
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as RunOptions),
    ...(typeof parts === "string" && { keyParts: plain(parts, "key_parts") }),
    ...(facet !== undefined && { facet: plain(facet, "facet") }),
    inputs,
  };
}

/** What was read, by content: where it was not a file it comes from the blob store. */
async function sourceOfInput(deps: ArtifactDeps, input: InputFacts): Promise<InputSource> {
  const { kind, session, output, sha256, uri } = input;
  if (kind === "run" && session !== undefined && output !== undefined) return { run: session, output };
  const path = await recordedPlace(deps, artifactOfInput(input));
  if (path !== undefined) return sha256.startsWith("fast:") ? { path, hashing: "fast" } : path;
  const bytes = await deps.blobs.read(sha256);
  if (bytes) return { bytes };
  const text = `Input ${shown(input.name, 80)} cannot be read again: ${uri ?? "it never was a file"}. Nothing was executed. Put it back where it was`;
  throw new TapelabError("cannot-recover", text, { artifact: input.name, sha256, run: undefined });
}

function sourceOf(program: Program): ProgramSource {
  if (program.kind === "command") return { command: program.argv };
  if (program.kind === "container") return { container: program.container.spec };
  const { path: module, export: name, cwd } = program;
  return { module, ...(name !== undefined && { export: name }), ...(cwd !== undefined && { cwd }) };
}

/** Bringing bytes to disk: what a cached run was asked to restore, and inputs that are missing before a run executes. */
import { extname, resolve } from "node:path";
import { TapelabError } from "../errors.js";
import { type ArtifactDeps, type ArtifactFacts, checkKey, type InputFacts } from "./artifact.js";
import { recordedPlace } from "./artifact-place.js";
import { bytesAvailable } from "./open-artifact.js";
import { restore } from "./restore.js";
import type { RunOptions } from "./run-options.js";
import type { RunRecord } from "./run-record.js";
import { slashed } from "./uri.js";

/** Keys of outputs whose bytes are nowhere; with `verify`, they were read. */
export async function lostOutputs(
  deps: ArtifactDeps,
  { id, source, outputs }: RunRecord,
  verify: boolean,
): Promise<string[]> {
  const lost: string[] = [];
  for (const output of outputs)
    if (!(await bytesAvailable(deps, { ...output, run: source ?? id }, { verify }))) lost.push(output.key);
  return lost;
}

/** Outputs that the policy brings to disk before a finished run answers; undefined when it has not all of them. */
export function requestedOutputs(
  { outputs }: RunRecord,
  { hydrate, outputs: keys = [] }: RunOptions,
): readonly ArtifactFacts[] | undefined {
  if (hydrate === "outputs-all") return outputs;
  if (hydrate !== "outputs-requested") return [];
  const wanted = outputs.filter(({ key }) => keys.includes(key));
  return wanted.length === new Set(keys).size ? wanted : undefined;
}

/**
 * Restores outputs into a folder, each under its key. Their bytes were verified; what is in the way and has other content
 * is refused with `artifact-differs`.
 */
export async function bringOutputs(
  deps: ArtifactDeps,
  { id, source }: RunRecord,
  outputs: readonly ArtifactFacts[],
  place: { readonly folder: string; readonly replace: boolean },
): Promise<void> {
  for (const { key } of outputs) checkKey(key); // a tape from elsewhere may say anything
  const folder = slashed(resolve(place.folder));
  const targets = outputs.map((output) => ({ output, to: `${folder}/${fileName(output)}` }));
  // What is there is looked at first: when it is refused, nothing was brought.
  const isThere = ({ to }: { readonly to: string }): boolean => deps.disk.now.stat(to) !== undefined;
  for (const { output, to } of [...targets.filter(isThere), ...targets.filter((one) => !isThere(one))])
    await restore(deps, output, to, { replace: place.replace, run: source ?? id });
}

/** The key, with the ending of the file that it was. */
export function fileName({ key, kind, uri = "" }: ArtifactFacts): string {
  const ending = kind === "directory" ? "" : extname(uri);
  return key.endsWith(ending) ? key : `${key}${ending}`;
}

/** Restores inputs that were outputs of runs and are not where they were. */
export async function bringInputs(deps: ArtifactDeps, inputs: readonly InputFacts[]): Promise<void> {
  for (const input of inputs) {
    if (input.kind !== "run" || input.uri === undefined) continue;
    const artifact = { ...artifactOfInput(input), run: input.session ?? null };
    const to = await recordedPlace(deps, artifact);
    if (to !== undefined && (await deps.disk.later.stat(to))) continue;
    if (to === undefined || !(await bytesAvailable(deps, artifact))) throw inputLost(input.name, input);
    await restore(deps, artifact, to, { run: artifact.run });
  }
}

/** An input as the artifact that it is. */
export function artifactOfInput({ name, output, artifact, store = "reference", ...facts }: InputFacts): ArtifactFacts {
  const { sha256, size, uri, stamp } = facts;
  return {
    key: output ?? name,
    kind: artifact,
    sha256,
    size,
    store,
    ...(uri !== undefined && { uri }),
    ...(stamp && { stamp }),
  };
}

function inputLost(name: string, { session = "", output = "" }: InputFacts): TapelabError<"bad-artifact"> {
  const text = `Input ${name} is the output ${output} of run ${session.slice(0, 8)}, and its bytes are nowhere. Nothing was started. Bring them back: tapelab run recover ${session}`;
  return new TapelabError("bad-artifact", text, { name, reason: "its bytes are nowhere" });
}

/** Outputs of runs that are over, to be read or brought to a place. */
import { checkOptions } from "../base/options.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { Workspace } from "../workspace/workspace.js";
import type { Artifact } from "./artifact.js";
import { checkGiven } from "./given.js";
import { openOutputs } from "./record-hit.js";
import { restore } from "./restore.js";

/**
 * What a run made, by key.
 *
 * @example
 * const { fit } = await outputsOf(ws, await latestRun(ws, { program: "fit" }));
 * const rows = await fit.table();
 */
export async function outputsOf(
  ws: Workspace,
  run: string | { readonly id: string },
): Promise<Readonly<Record<string, Artifact>>> {
  checkGiven("outputsOf", { ws, run });
  const { runs } = ws;
  const id = typeof run === "string" ? run : run.id;
  const record = await runs.record(id);
  if (record) return openOutputs(runs.artifacts(id), record);
  const text = `There is no run ${shown(id, 80)}. Nothing was read. See: tapelab runs`;
  throw new TapelabError("no-such-session", text, { session: id, near: [] });
}

/**
 * Brings an artifact to a path, verified and as a whole or not at all. `kept`: that content was there already. Other
 * content stays there, and `artifact-differs` rejects, unless `replace` is true.
 *
 * @example await restoreArtifact(ws, fit, "results/fit.json");
 */
export async function restoreArtifact(
  ws: Workspace,
  artifact: Artifact,
  path: string,
  options: { readonly replace?: boolean } = {},
): Promise<"restored" | "kept"> {
  checkGiven("restoreArtifact", { ws, artifact, path }, outcome);
  checkOptions("restoreArtifact", options, ["replace"], outcome);
  return restore(ws.runs.artifacts(ws.runs.newId()), artifact, path, { ...options, run: artifact.run });
}

const outcome = "Nothing was restored.";

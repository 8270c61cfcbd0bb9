/** A run that a finished one answered is recorded too: with its own session, and the outputs of the other. */
import type { Artifact, ArtifactDeps } from "./artifact.js";
import type { RunHost } from "./launch.js";
import { openArtifact } from "./open-artifact.js";
import { type RunRecord, runLabels } from "./run-record.js";

type RunStart = Omit<Parameters<RunHost["startRun"]>[0], "facts"> & { readonly facts: object };

export async function recordHit(host: RunHost, run: RunStart, { outputs }: RunRecord): Promise<void> {
  const session = host.startRun({ ...run, facts: { ...run.facts }, isBrief: true });
  // The contents stay with the run that made them; its tape names them.
  if (outputs.length > 0) session.noteLast(runLabels.outputs, { artifacts: outputs });
  session.noteLast(runLabels.end, { status: "completed" });
  session.endNow();
}

/** The outputs of a run, by key; of one that was answered, those of the run that made them. */
export async function openOutputs(
  deps: ArtifactDeps,
  { id, source, outputs }: RunRecord,
): Promise<Readonly<Record<string, Artifact>>> {
  const opened: [string, Artifact][] = [];
  for (const facts of outputs) opened.push([facts.key, await openArtifact(deps, facts, source ?? id)]);
  return Object.fromEntries(opened);
}

/** A run that a finished one answered is recorded too: with its own session, and the outputs of the other. */
import type { RunHost } from "./launch.js";
import { type RunRecord, runLabels } from "./run-record.js";

type RunStart = Omit<Parameters<RunHost["startRun"]>[0], "facts"> & { readonly facts: object };

export async function recordHit(host: RunHost, run: RunStart, { outputs }: RunRecord): Promise<void> {
  const session = host.startRun({ ...run, facts: { ...run.facts } });
  // The contents stay with the run that made them; its tape names them.
  const linked = outputs.length > 0 ? [session.note(runLabels.outputs, { artifacts: outputs })] : [];
  await Promise.all([...linked, session.note(runLabels.end, { status: "completed" }), session.end()]);
}

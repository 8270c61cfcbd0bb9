/** The program of a recorded run as it is now: whether it is what was executed then. */
import { nodeDisk } from "../base/disk.js";
import type { ArtifactDeps } from "./artifact.js";
import { codeOf, unknownCode } from "./code-id.js";
import type { RunRecord } from "./run-record.js";
import type { Program } from "./task.js";

/** How to start it; its path was recorded as a URI, where it is a file. */
export function recordedProgram({ mounts }: Pick<ArtifactDeps, "mounts">, { facts }: RunRecord): Program {
  const program = facts.run_command as Program;
  if (program.kind !== "module" || !/^(?:[a-z][a-z0-9_-]*:\/\/|\.\/)/.test(program.path)) return program;
  return { ...program, path: mounts.resolve(program.path) };
}

/** How the code was identified: by somebody's word, by the modules, or by git where it tracks them. */
export function codeOptions(codeId: string): { readonly given?: string; readonly mode?: "modules" } {
  if (codeId.startsWith("given:")) return { given: codeId.slice("given:".length) };
  return codeId.startsWith("modules:") ? { mode: "modules" } : {};
}

/** Why a run cannot be executed as it was: its code is another one now. */
export function programChange(
  deps: Pick<ArtifactDeps, "mounts">,
  run: RunRecord,
  codePaths: readonly string[],
): string | undefined {
  const { codeId = "" } = run;
  const { given, mode } = codeOptions(codeId);
  if (given !== undefined) return undefined;
  const { id } = codeOf(nodeDisk, { program: recordedProgram(deps, run) }, { ...(mode && { mode }), codePaths });
  return id === codeId ? undefined : `its code was ${brief(codeId)} and is ${brief(id)} now`;
}

/** Why nothing may rely on executing a run again: its code is not known, or nobody keeps what it was. */
export function codeLoss(
  deps: Pick<ArtifactDeps, "mounts">,
  run: RunRecord,
  codePaths: readonly string[],
): string | undefined {
  const { codeId = unknownCode } = run;
  if (codeId === unknownCode) return "what code it executed is not known";
  const isKept = /^[0-9a-f]{40,64}$/.test(codeId); // a commit
  return isKept ? undefined : programChange(deps, run, codePaths);
}

/** The same question about many runs: each program is asked once. */
export function askedOnce(ask: (run: RunRecord) => string | undefined): (run: RunRecord) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (run) => {
    const program = JSON.stringify([run.codeId, run.facts.run_command]);
    if (!known.has(program)) known.set(program, ask(run));
    return known.get(program);
  };
}

/** Of a commit or of a kind with a hash as much as tells it apart. */
function brief(codeId: string): string {
  return codeId.length > 70 ? `${codeId.slice(0, 24)}…` : codeId;
}

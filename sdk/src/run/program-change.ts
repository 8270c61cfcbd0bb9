/** The program of a recorded run as it is now: whether it is what was executed then. */
import { nodeDisk } from "../base/disk.js";
import { shown } from "../base/text.js";
import { isTapelabError } from "../errors.js";
import type { ArtifactDeps } from "./artifact.js";
import { notReadable } from "./artifact-content.js";
import { placeThen } from "./artifact-place.js";
import { realFile } from "./code-files.js";
import { codeOf, unknownCode } from "./code-id.js";
import type { HashPlace } from "./hash-inputs.js";
import type { InputBook } from "./prepare-run.js";
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

/** Further files of its code, and its hash inputs, where they are now. */
export function recordedPlaces(
  deps: Pick<ArtifactDeps, "mounts">,
  { facts }: RunRecord,
): { readonly extraDeps: string[]; readonly hashInputs: Readonly<Record<string, HashPlace>> } {
  const { run_extra_deps: uris = [], run_hash_inputs: hashed = {} } = facts;
  const extraDeps = uris.map((uri) => placeThen(deps, uri, facts) ?? uri);
  const hashInputs = Object.entries(hashed).map(([label, one]) => {
    return [label, { ...one, path: placeThen(deps, one.path, facts) ?? one.path }] as const;
  });
  return { extraDeps, hashInputs: Object.fromEntries(hashInputs) };
}

/** Why there is nothing to execute, whatever its code is. */
export function programLoss(deps: Pick<ArtifactDeps, "mounts">, run: RunRecord): string | undefined {
  try {
    const program = recordedProgram(deps, run);
    const file = program.kind === "module" ? program.path : "notebook" in program ? program.notebook : undefined;
    if (file === undefined || realFile(nodeDisk, file) !== undefined) return undefined;
    return `its program is not there; put it back (${shown(file, 300)})`;
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return `its program cannot be found: ${shown(error.message, 300)}`;
  }
}

/** Why relative paths in its configuration would mean other files. */
export function folderChange(deps: Pick<ArtifactDeps, "mounts">, { facts }: RunRecord): string | undefined {
  const cwd = facts.run_command?.cwd;
  if (typeof cwd !== "string" || cwd === deps.mounts.virtualise(".")) return undefined;
  return `it was executed in another folder; go there first (${shown(placeThen(deps, cwd, facts) ?? cwd, 300)})`;
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
  const { extraDeps } = recordedPlaces(deps, run);
  const options = { ...(mode && { mode }), codePaths, extraDeps };
  const { id } = codeOf(nodeDisk, { program: recordedProgram(deps, run) }, options);
  return id === codeId ? undefined : `its code was ${brief(codeId)} and is ${brief(id)} now`;
}

/** Why its configuration would have another hash; with `isGone` nothing but the file itself helps. */
export async function hashInputChange(
  deps: ArtifactDeps,
  run: RunRecord,
  book: InputBook,
): Promise<{ readonly text: string; readonly isGone: boolean } | undefined> {
  const { hashInputs } = recordedPlaces(deps, run);
  for (const [label, digest] of Object.entries(run.facts.run_fields?.hash_inputs ?? {})) {
    const [name, place] = [shown(JSON.stringify(label), 80), hashInputs[label]];
    if (!place) return { text: `where its hash input ${name} lay was not recorded`, isGone: true };
    const now = await book.digest(deps, label, place).catch(notReadable);
    const path = shown(place.path, 300);
    if (now === undefined)
      return { text: `its hash input ${name} cannot be read; put it back (${path})`, isGone: true };
    if (now !== digest) return { text: `its hash input ${name} has other content now (${path})`, isGone: false };
  }
  return undefined;
}

/** The same of the number that all runs of a workspace share: a run that had none takes today's. */
export function epochChange({ facts }: RunRecord, epoch: number | undefined): string | undefined {
  if (epoch === undefined || facts.run_fields?.epoch !== undefined) return undefined;
  return `the setting run.epoch is ${epoch} and was not set then`;
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
  return isKept ? undefined : (programLoss(deps, run) ?? programChange(deps, run, codePaths));
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

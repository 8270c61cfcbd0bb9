/** The program of a recorded run as it is now: whether it is what was executed then. */
import { resolve } from "node:path";
import { nodeDisk } from "../base/disk.js";
import { shown } from "../base/text.js";
import type { ArtifactDeps } from "./artifact.js";
import { notReadable } from "./artifact-content.js";
import { placeThen } from "./artifact-place.js";
import { realFile } from "./code-files.js";
import { codeOf, unknownCode } from "./code-id.js";
import { type HashPlace, hashInput } from "./hash-inputs.js";
import type { RunSettings } from "./launch.js";
import type { RunRecord } from "./run-record.js";
import type { Program } from "./task.js";

/** What a run executed and counted beside its inputs, where that is now; a URI stays one where no place here has it. */
export interface RecordedWork {
  readonly program: Program;
  readonly extraDeps: readonly string[];
  readonly hashInputs: Readonly<Record<string, HashPlace>>;
}

export function recordedWork(deps: ArtifactDeps, { facts }: RunRecord): RecordedWork {
  const { run_command: command, run_extra_deps: files = [], run_hash_inputs: hashed = {} } = facts;
  const here = deps.mounts.virtualise("."); // which need not be in the project
  const at = (uri: string): string => (uri === here ? resolve(".") : (placeThen(deps, uri, facts) ?? uri));
  const hashInputs = Object.entries(hashed).map(([label, one]) => [label, { ...one, path: at(one.path) }] as const);
  const was = command as Program;
  const program = was.kind === "module" ? { ...was, path: at(was.path), cwd: at(was.cwd ?? here) } : was;
  return { program, extraDeps: files.map(at), hashInputs: Object.fromEntries(hashInputs) };
}

/** How the code was identified: by somebody's word, by the modules, or by git where it tracks them. */
export function codeOptions(codeId: string): { readonly given?: string; readonly mode?: "modules" } {
  if (codeId.startsWith("given:")) return { given: codeId.slice("given:".length) };
  return codeId.startsWith("modules:") ? { mode: "modules" } : {};
}

export interface Change {
  readonly text: string;
  /** What is there today cannot take its place. */
  readonly isGone: boolean;
}

/** What a run is compared with. */
export interface Today extends Partial<Pick<RunSettings, "epoch" | "codePaths">> {
  /** For who wants to be able to execute it at any time: code must be known, and be kept by git where it changed. */
  readonly isForever?: boolean;
}

/** Why a run cannot be executed as it was, with another signature at best. Equal programs are looked at once. */
export function changeFinder(deps: ArtifactDeps, today: Today): (run: RunRecord) => Promise<Change | undefined> {
  const known = new Map<string, Promise<Change | undefined>>();
  return (run) => {
    const { run_command: command, run_hash_inputs: places, run_extra_deps: files, run_fields: fields } = run.facts;
    const key = JSON.stringify([run.codeId, command, places, files, fields?.hash_inputs, fields?.epoch]);
    const found = known.get(key) ?? changeOf(deps, run, today);
    known.set(key, found);
    return found;
  };
}

async function changeOf(
  deps: ArtifactDeps,
  run: RunRecord,
  { epoch, codePaths, isForever = false }: Today,
): Promise<Change | undefined> {
  const { codeId = unknownCode, facts } = run;
  if (isForever && codeId === unknownCode) return { text: "what code it executed is not known", isGone: true };
  const { program, extraDeps, hashInputs } = recordedWork(deps, run);
  const lost = lossOf(program);
  if (lost !== undefined) return { text: lost, isGone: true };
  const changed: string[] = [];
  for (const [label, digest] of Object.entries(facts.run_fields?.hash_inputs ?? {})) {
    const place = hashInputs[label];
    const now = place && (await hashInput(deps, label, place).catch(notReadable));
    const name = `its hash input ${shown(JSON.stringify(label), 80)}`;
    const where = `(${shown(place?.path ?? "its place was not recorded", 300)})`;
    if (now === undefined) return { text: `${name} cannot be read; put it back ${where}`, isGone: true };
    if (now !== digest) changed.push(`${name} has other content now ${where}`);
  }
  const { given, mode } = codeOptions(codeId);
  const isKept = isForever && /^[0-9a-f]{40,64}$/.test(codeId); // a commit
  const { id } = codeOf(nodeDisk, { program }, { given, ...(mode && { mode }), codePaths, extraDeps });
  if (id !== codeId && !isKept) changed.unshift(`its code was ${brief(codeId)} and is ${brief(id)} now`);
  if (epoch !== undefined && facts.run_fields?.epoch === undefined)
    changed.push(`the setting run.epoch is ${epoch} and was not set then`);
  const [text] = changed;
  return text === undefined ? undefined : { text, isGone: false };
}

/** Why there is nothing to execute. */
function lossOf(program: Program): string | undefined {
  if (program.kind !== "module") return undefined;
  const { path, cwd = "" } = program;
  if (realFile(nodeDisk, path) === undefined) return `its program cannot be read; put it back (${shown(path, 300)})`;
  if (nodeDisk.now.stat(cwd)?.kind === "directory") return undefined;
  return `the folder that it was executed in is not there; make it (${shown(cwd, 300)})`;
}

/** Of a commit or of a kind with a hash as much as tells it apart. */
function brief(codeId: string): string {
  return codeId.length > 70 ? `${codeId.slice(0, 24)}…` : codeId;
}

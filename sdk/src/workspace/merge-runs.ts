/** Runs of another workspace, taken into this one: their tapes as copies, with the contents that they name. */
import { assertWritable } from "../base/assert-writable.js";
import { runLater } from "../base/disk.js";
import { hex } from "../base/sha256.js";
import { removeIfThere } from "../base/small-file.js";
import { TapelabError } from "../errors.js";
import type { AttemptFacts } from "../run/status.js";
import { exportTape, importArchive } from "./archives.js";
import { systemEnvironment } from "./environment.js";
import type { Workspace } from "./workspace.js";

export interface MergeOptions {
  /** What happens when runs are here already: nothing at all (`error`, default), or the others are taken (`skip`). */
  readonly onConflict?: "error" | "skip";
}

export interface Merged {
  /** Ids of the runs that were taken. */
  readonly runs: readonly string[];
  /** Launches whose records were taken, as `ID attempt N`. */
  readonly attempts: readonly string[];
  /** Were here already. */
  readonly skipped: readonly string[];
  /** Are under way there. */
  readonly running: readonly string[];
}

/** Runs keep their ids. What was said of them later comes with them. Rejects with `runs-conflict`. */
export async function mergeRuns(
  workspace: Workspace,
  other: Workspace,
  { onConflict = "error" }: MergeOptions = {},
  onProgress?: (done: number, total: number) => void,
): Promise<Merged> {
  assertWritable(workspace, "Nothing was merged.");
  const theirs = other.exists ? await other.runs.records() : [];
  const { attempts } = other.exists ? await other.runs.known() : { attempts: [] };
  const ours = workspace.exists ? await workspace.runs.records() : [];
  const ourAttempts = workspace.exists ? (await workspace.runs.known()).attempts.map(nameOf) : [];
  const known = new Set([...ours.map(({ id }) => id), ...ourAttempts]);
  const all = [
    ...theirs.map(({ id, tape, status }) => ({ name: id, tape, isOpen: status === "running" })),
    ...attempts.map((one) => ({ name: nameOf(one), tape: one.tape, isOpen: one.isWriting })),
  ];
  const skipped = all.filter(({ name }) => known.has(name)).map(({ name }) => name);
  if (skipped.length > 0 && onConflict === "error") throw conflict(skipped);
  const taken = all.filter(({ name, isOpen }) => !isOpen && !known.has(name));
  const copies: string[] = [];
  const { disk, ids } = systemEnvironment();
  workspace.ensure();
  const folder = `${workspace.dir}/staging/import-${hex(ids.random(8))}`;
  await disk.later.mkdir(folder);
  try {
    // All of them are packed, and so proved to be readable, before the first one comes in.
    for (const [i, { tape }] of taken.entries()) {
      onProgress?.(i, 2 * taken.length);
      await exportTape(other, tape, `${folder}/${i}.tar`);
      copies.push(`${folder}/${i}.tar`);
    }
    for (const [i, path] of copies.entries()) {
      onProgress?.(copies.length + i, 2 * copies.length);
      await importArchive(workspace, path, { copy: other.id !== workspace.id });
    }
  } finally {
    for (const path of copies) await runLater(disk, removeIfThere(path));
    await disk.later.rmdir(folder);
  }
  const runs = taken.map(({ name }) => name).filter((name) => theirs.some(({ id }) => id === name));
  await takeCorrections(workspace, other, runs);
  return {
    runs,
    attempts: taken.map(({ name }) => name).filter((name) => !runs.includes(name)),
    skipped,
    running: all.filter(({ name, isOpen }) => isOpen && !known.has(name)).map(({ name }) => name),
  };
}

async function takeCorrections(workspace: Workspace, other: Workspace, runs: readonly string[]): Promise<void> {
  if (runs.length === 0) return;
  const said = await other.state();
  const entities = runs.map((id) => `run/${id}`).filter((entity) => said.get(entity) !== undefined);
  if (entities.length === 0) return;
  await workspace.edit("run-merge", (edit) => {
    for (const entity of entities)
      for (const [field, value] of Object.entries(said.get(entity) ?? {})) edit.set(entity, field, value);
  });
}

function nameOf({ launch, attempt }: AttemptFacts): string {
  return `${launch} attempt ${attempt}`;
}

function conflict(runs: readonly string[]): TapelabError<"runs-conflict"> {
  const some = runs.slice(0, 3).join(", ");
  const text = `${runs.length === 1 ? "One run is" : `${runs.length} runs are`} here already: ${some}${runs.length > 3 ? ", …" : ""}. Nothing was changed. Take the others alone with --on-conflict skip.`;
  return new TapelabError("runs-conflict", text, { runs });
}

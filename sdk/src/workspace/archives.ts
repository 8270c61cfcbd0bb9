/** Tapes that leave a workspace as archives, and archives that become tapes of one. */
import { resolve } from "node:path";
import { type ExportOptions, type ExportResult, exportArchive as exportTo } from "../archive/export.js";
import { type ImportOptions, type ImportResult, importArchive as importFrom } from "../archive/import.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { TapelabError } from "../errors.js";
import { readsSnapshot, replayArchive, snapshotsOf } from "./archive-state.js";
import { pinBlob } from "./blobs.js";
import { systemEnvironment } from "./environment.js";
import type { Workspace } from "./workspace.js";

/** Hears how far an export or import is. */
export type ArchiveProgress = (done: number, total: number) => void;

/**
 * Writes a tape to a folder, or to a tar when the path ends in `.tar`, `.tar.gz` or `.tgz`. The tape is named by its
 * label (the newest with this label) or id; what is on it counts, not what is queued. The same content gives the same
 * bytes. Resolves when the file is durable; nothing is there before it is whole.
 *
 * @example
 * const ws = await openWorkspace();
 * const { sha256, lastSequence } = await exportTape(ws, "lorenz", "lorenz.tar");
 */
export async function exportTape(
  workspace: Workspace,
  tape: string,
  path: string,
  options: ExportOptions = {},
  onProgress?: ArchiveProgress,
): Promise<ExportResult> {
  const outcome = "Nothing was exported.";
  checkOptions("exportTape", options, ["since", "blobs", "meta", "gzip", "force"], outcome);
  checkPath("exportTape", path, outcome);
  const { since, blobs } = options;
  const isSince = since === undefined || typeof since === "string" || (Number.isSafeInteger(since) && since >= 1);
  if (!isSince)
    throw badOption("exportTape", "since", {
      expected: "a sequence from 1 or a file",
      found: foundText(since),
      outcome,
    });
  if (blobs !== undefined && !["none", "referenced", "all"].includes(blobs))
    throw badOption("exportTape", "blobs", {
      expected: '"none", "referenced" or "all"',
      found: foundText(blobs),
      outcome,
    });
  const entry = await workspace.resolve(tape);
  const { disk, ids } = systemEnvironment();
  const { dir } = entry;
  const exported = { dir, name: entry.label || entry.id, blobs: workspace.blobs, snapshotAt: snapshotsOf(disk, dir) };
  const from = typeof since === "string" ? { ...options, since: resolve(since) } : options;
  return exportTo({ disk, ids, onProgress }, exported, resolve(path), from);
}

/**
 * Takes an archive (folder or tar) into the workspace: everything is proved first, then the tape appears as a whole, or
 * nothing changes. A tape of this workspace comes back under its own id, and commits that are there already are compared;
 * one of another workspace is refused unless `copy` is set.
 *
 * @example
 * const { tape, commitsAdded } = await importArchive(await openWorkspace(), "lorenz.tar");
 */
export async function importArchive(
  workspace: Workspace,
  path: string,
  options: ImportOptions = {},
  onProgress?: ArchiveProgress,
): Promise<ImportResult> {
  const outcome = "Nothing was imported.";
  checkOptions("importArchive", options, ["level", "salvage", "copy", "limits"], outcome);
  checkPath("importArchive", path, outcome);
  const { level } = options;
  if (level !== undefined && !["quick", "full", "deep"].includes(level))
    throw badOption("importArchive", "level", {
      expected: '"quick", "full" or "deep"',
      found: foundText(level),
      outcome,
    });
  const { disk, clock, ids } = systemEnvironment();
  const target = {
    dir: workspace.dir,
    workspaceId: () => idOf(workspace, options.copy ?? false),
    blobs: workspace.blobs,
    readsSnapshot,
    replay: replayArchive,
    pin: (sha256: string, reason: string) => pinBlob(workspace, sha256, reason),
  };
  return importFrom({ disk, clock, ids, onProgress }, target, resolve(path), options);
}

function checkPath(call: string, path: string, outcome: string): void {
  if (typeof path === "string" && path.trim() !== "") return;
  throw badOption(call, "path", { expected: "the path of a folder or a tar", found: foundText(path), outcome });
}

/** A copy may be the first tape of a workspace; a replica belongs to one that is there. */
function idOf(workspace: Workspace, isCopy: boolean): string {
  const { facts, dir } = workspace;
  if (facts?.archived) {
    const text = `Workspace "${facts.name}" is archived: it is read-only. Nothing was imported. Name another workspace (--workspace); this one lies in ${dir}`;
    throw new TapelabError("workspace-archived", text, { path: dir, id: facts.id });
  }
  if (facts) return facts.id;
  if (isCopy) return workspace.ensure().id;
  const text = `There is no workspace here. Nothing was imported. Name the one that the archive belongs to (--workspace), or make a tape of a new one of it with --copy. Looked in ${workspace.root}`;
  throw new TapelabError("no-workspace", text, { from: workspace.root });
}

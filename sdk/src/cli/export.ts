/** `tapelab export`: a tape to a folder or a tar. */
import { resolve } from "node:path";
import type { ExportOptions, ExportResult } from "../archive/export.js";
import type { BlobChoice } from "../archive/export-plan.js";
import { isTarPath } from "../archive/publish.js";
import { repackArchive } from "../archive/repack.js";
import { nodeDisk } from "../base/disk.js";
import { systemIds } from "../base/ids.js";
import { archiveAt } from "../workspace/archive-path.js";
import { exportTape } from "../workspace/archives.js";
import { bytes, counted } from "./figures.js";
import { type Given, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { findSession, nameOf, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

export async function exportVerb(given: Given, output: Output): Promise<ExitCode> {
  const [name = "", path = ""] = given.positionals;
  const options = optionsOf(given, path);
  const archive = archiveAt(name);
  if (archive !== undefined) return repack(archive, path, options, output);
  const ws = await workspaceOf(given);
  const entry = await findSession(ws, name);
  const result = await exportTape(ws, entry.id, path, options, (done, total) =>
    output.progress(`exporting ${nameOf(entry)}: ${Math.floor((100 * done) / total)} %`),
  );
  if (output.json) await output.value(result);
  else await print(output, nameOf(entry), result);
  for (const { first, last } of result.gaps)
    output.error(
      `${first === last ? `Commit ${first} is` : `Commits ${first}-${last} are`} damaged on the tape and stands as a gap in the archive. \`tapelab doctor ${nameOf(entry)}\` says more.`,
    );
  return result.gaps.length > 0 ? EXIT.damaged : EXIT.clean;
}

function optionsOf(given: Given, path: string): ExportOptions {
  const since = given.text("since");
  if (since !== undefined && /^0*$/.test(since)) throw new UsageError("--since expects a sequence from 1 or a file.");
  if (given.flag("gzip") && !isTarPath(path))
    throw new UsageError("--gzip packs a tar; the path of a folder was given. Let it end in .tar.gz.");
  const all: ExportOptions = {
    meta: given.flag("meta"),
    force: given.flag("force"),
    blobs: (given.text("blobs") ?? "referenced") as BlobChoice,
  };
  return {
    ...all,
    ...(given.flag("gzip") ? { gzip: true } : {}),
    ...(since === undefined ? {} : { since: /^\d{1,15}$/.test(since) ? Number(since) : since }),
  };
}

/** An archive to another form: a folder to a tar, a tar to a folder, several parts to one. */
async function repack(from: string, path: string, options: ExportOptions, output: Output): Promise<ExitCode> {
  if (options.since !== undefined || options.meta || options.blobs !== "referenced")
    throw new UsageError(
      "--since, --blobs and --meta choose what of a tape is exported; an archive is packed as it is.",
    );
  const { gzip, force } = options;
  const onProgress = (done: number, total: number): void => output.progress(`proving commit ${done} of ${total}`);
  const deps = { disk: nodeDisk, ids: systemIds, onProgress };
  const result = await repackArchive(deps, from, resolve(path), { gzip, force });
  for (const text of result.notices) output.note(text);
  if (output.json) await output.value(result);
  else {
    const parts = result.parts > 1 ? `, ${result.parts} parts as one of generation ${result.generation}` : "";
    await output.lines(
      `Packed ${counted(result.commits, "commit")} of ${from} to ${path} (${bytes(result.sizeBytes)}${parts}).`,
    );
    if (result.sha256) await output.lines(`sha256 ${result.sha256}`);
  }
  return EXIT.clean;
}

async function print(output: Output, name: string, result: ExportResult): Promise<void> {
  const { commits, firstSequence, lastSequence, sizeBytes, blobs, missingBlobs, sha256, path } = result;
  if (commits === 0 && result.gaps.length === 0) {
    await output.lines(`Nothing is new on tape "${name}" behind commit ${firstSequence - 1}; no file was written.`);
    return;
  }
  const span = `${firstSequence}-${lastSequence}`;
  const packed = blobs > 0 ? ` and ${counted(blobs, "blob")}` : "";
  await output.lines(
    `Exported ${counted(commits, "commit")} (${span})${packed} of tape "${name}" to ${path} (${bytes(sizeBytes)}).`,
  );
  if (sha256 !== undefined) await output.lines(`sha256 ${sha256}`);
  if (missingBlobs.length > 0)
    output.note(`${counted(missingBlobs.length, "blob")} that these commits name are not in it.`);
}

/**
 * A tape in another encoding: written beside the old one as a new tape, compared with it value by value from the disk, and
 * only then put in place. The old tape is not touched.
 */

import { openShapes } from "../archive/archived-image.js";
import { namingSource } from "../archive/copied-from.js";
import { exportArchive } from "../archive/export.js";
import { importArchive } from "../archive/import.js";
import { assertWritable } from "../base/assert-writable.js";
import type { Disk } from "../base/disk.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { hex } from "../base/sha256.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { TapeReader } from "../tape/reader.js";
import { type Encoding, encodings, restate } from "../value/restate.js";
import { openShape } from "../value/shape.js";
import { provedCopy } from "./compact.js";
import { compareContent } from "./compare-content.js";
import { systemEnvironment } from "./environment.js";
import type { SessionEntry } from "./session-list.js";
import type { Workspace } from "./workspace.js";

export interface RewriteOptions {
  /** The encoding: `1.0` or `1.0-explicit`. */
  readonly to: string;
  /** Removes the old tape afterwards; needs `copy`. */
  readonly dropSource?: boolean;
  /** An archive of the old tape, which is proved before that is removed. */
  readonly copy?: string;
  /** Changes nothing and says how many bytes there would be. */
  readonly dryRun?: boolean;
}

export interface RewriteResult {
  /** Id of the tape that has the encoding: a new one, or the old one when it was so already. */
  readonly tape: string;
  readonly source: string;
  readonly label: string;
  /** False: every commit was in this encoding, and nothing was done. */
  readonly isChanged: boolean;
  readonly migration: string;
  readonly commits: number;
  /** Of all images. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** sha256 over what both tapes say; undefined when nothing was written. */
  readonly contentDigest: string | undefined;
  readonly isSourceRemoved: boolean;
}

const outcome = "Nothing was rewritten.";

/**
 * Rewrites a tape (label or id) in another encoding, as a new tape that names its source; labels lead to the new one from
 * then on. Rejects with `not-equivalent`, naming the first difference, when the new tape does not say exactly the same.
 *
 * @example
 * const { tape, contentDigest } = await rewriteTape(ws, "lorenz", { to: "1.0-explicit" });
 */
export async function rewriteTape(workspace: Workspace, tape: string, options: RewriteOptions): Promise<RewriteResult> {
  const encoding = check(options);
  const { to, dryRun = false, dropSource = false, copy } = options;
  if (!dryRun) assertWritable(workspace, outcome);
  const entry = await workspace.resolve(tape);
  if (entry.state === "recording") throw recording(entry);
  const { disk } = systemEnvironment();
  const reader = await TapeReader.open(disk, entry.dir, { name: entry.label || entry.id, verify: "full" });
  try {
    const sizes = await sizesOf(reader, encoding);
    const isChanged = sizes.differing > 0;
    const base = { source: entry.id, label: entry.label, isChanged, migration: to, commits: reader.commits.length };
    const bytes = { bytesBefore: sizes.before, bytesAfter: sizes.after };
    if (!isChanged || dryRun)
      return { ...base, ...bytes, tape: entry.id, contentDigest: undefined, isSourceRemoved: false };
    if (dropSource && copy !== undefined) await provedCopy(reader, base.label, copy);
    const written = await write(workspace, entry, reader, { to, encoding });
    if (dropSource) await removeTape(disk, workspace, entry);
    return { ...base, ...bytes, ...written, isSourceRemoved: dropSource };
  } finally {
    await reader.close();
  }
}

async function sizesOf(
  reader: TapeReader,
  encoding: Encoding,
): Promise<{ before: number; after: number; differing: number }> {
  const sizes = { before: 0, after: 0, differing: 0 };
  for await (const group of reader.images(reader.commits)) {
    for (const { entry, image } of group) {
      const shapeOf = (id: string) => {
        const shape = reader.shapeBytes(entry, id);
        return shape && openShape(shape);
      };
      const after = restate(image, shapeOf, encoding);
      sizes.before += image.length;
      sizes.after += after.length;
      if (Buffer.compare(after, image) !== 0) sizes.differing++;
    }
  }
  return sizes;
}

/** By way of an archive, which knows how to carry everything of a tape: gaps, records, bytes in quarantine. */
async function write(
  workspace: Workspace,
  { id, dir, label }: SessionEntry,
  reader: TapeReader,
  { to, encoding }: { to: string; encoding: Encoding },
): Promise<{ tape: string; contentDigest: string }> {
  const { disk, clock, ids } = systemEnvironment();
  const deps = { disk, clock, ids };
  const area = `${workspace.dir}/staging/import-${hex(ids.random(8))}`;
  await disk.later.mkdir(area);
  const path = `${area}/tape.tar`;
  let contentDigest = "";
  try {
    await exportArchive(deps, { dir, name: label || id, blobs: workspace.blobs }, path, { blobs: "none" });
    const source = {
      ...{ tape: id, workspace: reader.workspaceId, sequence: reader.lastSequence, migration: to },
      hash: (await reader.hashOf(reader.lastSequence)) ?? "",
    };
    const mapped = (sequence: number, image: Uint8Array): Uint8Array =>
      sequence === 1 ? namingSource(image, source) : image;
    const audit = async (copy: string): Promise<void> => {
      contentDigest = await proveEqual(disk, reader, copy, mapped);
    };
    const rewriting = {
      migration: to,
      image: (image: Uint8Array, shapes: readonly Uint8Array[]) => {
        const opened = openShapes(shapes);
        return restate(image, (shape) => opened?.get(shape), encoding);
      },
      audit,
    };
    const target = { dir: workspace.dir, workspaceId: () => reader.workspaceId, blobs: workspace.blobs, rewriting };
    const { tape } = await importArchive(deps, target, path, { copy: true });
    return { tape, contentDigest };
  } finally {
    await removeArea(disk, area);
  }
}

async function proveEqual(
  disk: Disk,
  source: TapeReader,
  copy: string,
  mapped: (sequence: number, image: Uint8Array) => Uint8Array,
): Promise<string> {
  const reader = await TapeReader.open(disk, copy, { verify: "full" });
  try {
    const { difference, digests } = await compareContent(source, reader, { mapped });
    if (difference === undefined) return digests[0];
    const { sequence, place } = difference;
    const text = `The rewritten tape does not say the same: commit ${sequence}, ${place}. ${outcome} The old tape is as it was. Please report this: it is a fault of the migration.`;
    throw new TapelabError("not-equivalent", text, { tape: source.tapeId, sequence, where: place });
  } finally {
    await reader.close();
  }
}

/** Out of the way in one step; what a crash leaves is removed by the next collection. */
async function removeTape(disk: Disk, workspace: Workspace, { dir }: SessionEntry): Promise<void> {
  const area = `${workspace.dir}/staging/import-${hex(systemEnvironment().ids.random(8))}`;
  await disk.later.mkdir(area);
  await disk.later.rename(dir, `${area}/tape`);
  await disk.later.fsyncDir(dir.slice(0, dir.lastIndexOf("/")));
  await removeArea(disk, area);
}

async function removeArea(disk: Disk, area: string): Promise<void> {
  await removeFiles(disk, area);
  const staging = area.slice(0, area.lastIndexOf("/"));
  if ((await disk.later.readdir(staging)).length === 0) await disk.later.rmdir(staging);
}

async function removeFiles(disk: Disk, folder: string): Promise<void> {
  const { later } = disk;
  if ((await later.stat(folder))?.kind !== "directory") return;
  for (const name of await later.readdir(folder)) {
    const path = `${folder}/${name}`;
    if ((await later.stat(path))?.kind === "directory") await removeFiles(disk, path);
    else await later.unlink(path);
  }
  await later.rmdir(folder);
}

function check(options: RewriteOptions): Encoding {
  checkOptions("rewriteTape", options, ["to", "dropSource", "copy", "dryRun"], outcome);
  const { to, dropSource, copy } = options;
  const encoding = encodings.get(to);
  if (!encoding)
    throw badOption("rewriteTape", "to", {
      expected: `one of ${[...encodings.keys()].join(", ")}`,
      found: foundText(to),
      outcome,
    });
  if (dropSource && copy === undefined)
    throw badOption("rewriteTape", "copy", {
      expected: "an archive of the old tape, which is removed (tapelab export TAPE FILE.tar)",
      found: "none",
      outcome,
    });
  return encoding;
}

function recording({ id, label }: SessionEntry): TapelabError<"tape-busy"> {
  const text = `Tape "${shown(label, 80)}" is being recorded. ${outcome} End its session, and try again.`;
  return new TapelabError("tape-busy", text, { tape: id, holder: "its session" });
}

/** A recorded secret leaves a tape: everything under a name, in a new generation, and the old segments at once. */

import { openImage, openShapes, writableImage } from "../archive/archived-image.js";
import { assertWritable } from "../base/assert-writable.js";
import type { Disk } from "../base/disk.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { snapshotFolder } from "../state/snapshot-files.js";
import { takeSnapshot } from "../state/take-snapshot.js";
import { type CompactOptions, type Restated, writeGeneration } from "../tape/compact.js";
import { removeOldGenerations } from "../tape/old-generations.js";
import { TapeReader } from "../tape/reader.js";
import { redactImage } from "../value/redact.js";
import { noteOnWorkspace } from "./edits-session.js";
import { systemEnvironment } from "./environment.js";
import type { SessionEntry } from "./session-list.js";
import type { Workspace } from "./workspace.js";

export interface RedactOptions {
  /** Changes nothing and says how much there is. */
  readonly dryRun?: boolean;
}

export interface RedactResult {
  readonly tape: string;
  readonly label: string;
  readonly name: string;
  /** False: nothing stands under the name, and no byte was changed. */
  readonly isChanged: boolean;
  /** Commits in which something stood, and how many values that were. */
  readonly commits: number;
  readonly values: number;
  /** Blobs that these commits name no more; `tapelab gc` takes those that nothing else names. */
  readonly blobs: readonly string[];
  readonly generation: number;
  readonly dryRun: boolean;
}

const outcome = "Nothing was redacted.";

/**
 * Takes every value under a name off a tape (label or id): variables of scopes, keys of nested values and of the user's
 * metadata, fields of entities. They read as void, reason `redacted`. Hashes change from the first such commit on, so copies and
 * archives of the tape are another history now, and still hold what they held. Refuses a damaged tape, and one that is open.
 *
 * @example
 * await redactTape(await openWorkspace(), "login", "token");
 */
export async function redactTape(
  workspace: Workspace,
  tape: string,
  name: string,
  options: RedactOptions = {},
): Promise<RedactResult> {
  checkOptions("redactTape", options, ["dryRun"], outcome);
  if (typeof name !== "string" || name === "")
    throw badOption("redactTape", "name", { expected: "the name of a variable", found: foundText(name), outcome });
  const { dryRun = false } = options;
  if (!dryRun) assertWritable(workspace, outcome);
  const entry = await workspace.resolve(tape);
  const { disk } = systemEnvironment();
  const found = await look(disk, entry, name);
  const isChanged = found.values > 0;
  if (isChanged && !dryRun) {
    await write(disk, entry, name);
  }
  if (!dryRun && (isChanged || found.verb === "redact")) await clean(disk, entry);
  if (isChanged && !dryRun) {
    await noteOnWorkspace(workspace, "redacted", {
      tape: entry.id,
      name,
      commits: found.commits,
      values: found.values,
    });
  }
  const { commits, values, blobs } = found;
  const generation = found.generation + (isChanged && !dryRun ? 1 : 0);
  return { tape: entry.id, label: entry.label, name, isChanged, commits, values, blobs, generation, dryRun };
}

async function look(
  disk: Disk,
  entry: SessionEntry,
  name: string,
): Promise<Pick<RedactResult, "commits" | "values" | "blobs" | "generation"> & { verb: string | undefined }> {
  const label = entry.label || entry.id;
  const reader = await TapeReader.open(disk, entry.dir, { name: label, verify: "full" });
  try {
    const [damage] = reader.report.damage;
    if (damage) {
      const text = `Tape "${shown(label, 80)}" is damaged at commit ${damage.firstSequence}: what cannot be read cannot be redacted. ${outcome} Repair it first: tapelab recover ${label} --from COPY`;
      throw new TapelabError("corrupt-commit", text, { sequence: damage.firstSequence, segment: 0, offset: 0 });
    }
    const blobs = new Set<string>();
    let [commits, values] = [0, 0];
    for await (const group of reader.images(reader.commits)) {
      for (const { entry: commit, image } of group) {
        const shapeOf = (id: string): Uint8Array[] => [reader.shapeBytes(commit, id) ?? new Uint8Array(0)];
        const made = redactImage(image, (id) => openShapes(shapeOf(id))?.get(id), name);
        if (!made) continue;
        commits++;
        values += made.values;
        for (const blob of made.blobs) blobs.add(blob);
      }
    }
    const { recovery, compaction } = reader;
    return { commits, values, blobs: [...blobs].sort(), generation: recovery.generation, verb: compaction?.verb };
  } finally {
    await reader.close();
  }
}

async function write(disk: Disk, entry: SessionEntry, name: string): Promise<void> {
  const { clock, ids } = systemEnvironment();
  const writable = (bytes: Uint8Array, shapes: readonly Uint8Array[]): ReturnType<typeof writableImage> =>
    writableImage(bytes, openImage(bytes)!, openShapes(shapes) ?? new Map());
  const label = entry.label || entry.id;
  await writeGeneration({ disk, clock, ids, writable }, entry.dir, {
    verb: "redact",
    name: label,
    restated: without(name),
  });
}

/** @internal Redaction as a compaction takes it. */
export function without(name: string): NonNullable<CompactOptions["restated"]> {
  return (image: Uint8Array, shapes: readonly Uint8Array[]): Restated | undefined => {
    const made = redactImage(image, (id) => openShapes(shapes)?.get(id), name);
    return made && { image: made.image, shapes: made.shapes.map(({ bytes }) => bytes) };
  };
}

/** What still holds the values: segments that were replaced, and snapshots of the state. Also after a crash in between. */
async function clean(disk: Disk, entry: SessionEntry): Promise<void> {
  const { ids } = systemEnvironment();
  await removeOldGenerations(disk, entry.dir, { graceHours: 0, now: Number.POSITIVE_INFINITY, dryRun: false, ids });
  const folder = snapshotFolder(entry.dir);
  if ((await disk.later.stat(folder))?.kind !== "directory") return;
  const old = await disk.later.readdir(folder);
  for (const file of old) await disk.later.unlink(`${folder}/${file}`);
  if (old.length > 0) await takeSnapshot(disk, ids, entry.dir);
}

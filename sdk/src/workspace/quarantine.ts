/** What may be done with an entry of quarantine: repair, give up, restore by hand, take out. */
import { resolve } from "node:path";
import { openImage, shapeIds } from "../archive/archived-image.js";
import { commitLeaf } from "../archive/event-leaf.js";
import { type Disk, runLater } from "../base/disk.js";
import { limits } from "../base/limits.js";
import { badOption } from "../base/options.js";
import { isCode, readIfSmall, writeNew } from "../base/small-file.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { openRepair } from "../tape/overlay.js";
import { TapeReader } from "../tape/reader.js";
import { shapeId } from "../tape/scan.js";
import { acceptGaps } from "./accepted-gaps.js";
import { type DamagedBlob, damagedBlobs } from "./damaged-blobs.js";
import { systemEnvironment } from "./environment.js";
import { findQuarantine, type QuarantineEntry } from "./quarantine-list.js";
import { assertRepairable, lookFully, type RepairResult, repairBlob, repairCommits, repairFrom } from "./repair.js";
import { openRepairSource, type RepairSource } from "./repair-source.js";
import type { Workspace } from "./workspace.js";

/** What an entry is after something was done about it. */
export interface QuarantineOutcome {
  readonly entry: QuarantineEntry;
  readonly repaired: readonly number[];
  readonly refused: RepairResult["refused"];
}

/**
 * Fetches the good bytes of one entry from a copy: another workspace, a tape's folder or an archive. Only what the tape
 * itself proves is taken. An entry that is repaired already needs no copy, and stays as it is.
 */
export async function repairQuarantine(workspace: Workspace, id: string, from?: string): Promise<QuarantineOutcome> {
  const entry = await findQuarantine(workspace, id);
  if (entry.state === "repaired") return { entry, repaired: [], refused: [] };
  if (from === undefined || from === "")
    throw badOption("quarantine repair", "from", {
      expected: "a copy (another workspace, the folder of the tape, or an archive)",
      found: "nothing",
      outcome: "Nothing was changed.",
    });
  const source = await openRepairSource(systemEnvironment(), from);
  try {
    return await repairEntry(workspace, entry, source);
  } finally {
    await source.close();
  }
}

async function repairEntry(
  workspace: Workspace,
  entry: QuarantineEntry,
  source: RepairSource,
): Promise<QuarantineOutcome> {
  if (entry.session) {
    const within = { first: entry.firstSequence, last: entry.lastSequence };
    const { repaired, refused } = await repairFrom(workspace, entry.session, source, within);
    return { entry: await again(workspace, entry), repaired, refused };
  }
  assertRepairable(workspace);
  await repairBlob(workspace, await blobOf(workspace, entry), source);
  return { entry: await again(workspace, entry), repaired: [], refused: [] };
}

async function blobOf(workspace: Workspace, { tape, id, text }: QuarantineEntry): Promise<DamagedBlob> {
  const blobs = await damagedBlobs(workspace, await workspace.sessions());
  return blobs.find((one) => one.sha256 === tape) ?? { id, sha256: tape, state: "damaged", commits: [], text };
}

async function again(workspace: Workspace, { id }: QuarantineEntry): Promise<QuarantineEntry> {
  return findQuarantine(workspace, id);
}

/** Gives the lost commits of an entry up by name. They stay absent; nothing counts them as a loss any more. */
export async function skipQuarantine(workspace: Workspace, id: string): Promise<QuarantineEntry> {
  const entry = await findQuarantine(workspace, id);
  if (entry.state !== "open") return entry;
  const { session, firstSequence: first, lastSequence: last } = entry;
  if (!session) {
    const text = `Entry ${id} is a blob: its scopes are intact, only the content is missing, so there is nothing to give up. Nothing was changed. Fetch a copy: tapelab quarantine repair ${id} --from PEER`;
    throw new TapelabError("bad-option", text, { option: "id", expected: "an entry of a tape", found: id });
  }
  assertRepairable(workspace);
  await repairCommits(session, async () => undefined, { first, last }, 0); // the evidence is whole before it is given up
  const { damage } = await lookFully(systemEnvironment().disk, session.dir, session.label || session.id);
  const own = damage.filter((one) => one.firstSequence <= last && first <= one.lastSequence);
  if (own.length > 0) await acceptGaps(workspace, session.dir, own);
  return again(workspace, entry);
}

/** So many commits of an entry are looked at for the one that a file holds. */
const TRIES = 10_000;

/**
 * Puts the bytes of a file in the place of what was lost: an event leaf of an archive, the image of the commit as it was
 * hashed, or the content of a blob. Taken only if the tape proves it.
 */
export async function restoreQuarantine(workspace: Workspace, id: string, file: string): Promise<QuarantineOutcome> {
  const entry = await findQuarantine(workspace, id);
  const { disk } = systemEnvironment();
  const bytes = await runLater(disk, readIfSmall(resolve(file), limits.archiveEntryBytes));
  if (!bytes)
    throw badOption("quarantine restore", "FILE", {
      expected: "a file with the commit's bytes",
      found: shown(file, 200),
      outcome: "Nothing was changed.",
    });
  const source: RepairSource = {
    name: file,
    last: async () => entry.firstSequence + TRIES,
    leaf: async (tape, sequence) => {
      if (typeof openRepair(bytes, tape, sequence, "") !== "string") return bytes;
      const shapes = entry.session && (await shapesFor(disk, entry.session.dir, bytes));
      const content = { hash: new Uint8Array(0), shapes: shapes ?? [], image: bytes };
      return shapes && commitLeaf(tape, sequence, content, []);
    },
    blob: async () =>
      (async function* () {
        yield bytes;
      })(),
    facts: () => undefined,
    close: async () => undefined,
  };
  const done = await repairEntry(workspace, entry, source);
  const isTaken = done.entry.state === "repaired" || done.repaired.length > 0 || done.refused.length > 0;
  const reason = "the file holds neither an event leaf nor the image of a commit";
  return isTaken ? done : { ...done, refused: [{ sequence: entry.firstSequence, reason }] };
}

/** The shapes that an image uses, from the tape that lost it; undefined when the bytes are no commit. */
async function shapesFor(disk: Disk, dir: string, image: Uint8Array): Promise<Uint8Array[] | undefined> {
  const message = openImage(image);
  if (!message) return undefined;
  const wanted = new Set(shapeIds(message));
  const reader = await TapeReader.open(disk, dir);
  try {
    return [...reader.shapes()].filter((bytes) => wanted.delete(shapeId(bytes)));
  } finally {
    await reader.close();
  }
}

/** Copies the kept bytes to a new file. */
export async function exportQuarantine(workspace: Workspace, id: string, file: string): Promise<QuarantineEntry> {
  const { disk } = systemEnvironment();
  const found = await findQuarantine(workspace, id);
  const { path } = found;
  const bytes = path === undefined ? undefined : await runLater(disk, readIfSmall(path, limits.segmentHardBytes));
  if (!bytes) {
    const text = `Entry ${id} holds no bytes: ${found.keptAt === "" ? "nothing was put aside yet" : "there were none to keep"}. Nothing was written. \`tapelab recover TAPE\` puts damaged bytes aside.`;
    throw new TapelabError("bad-option", text, { option: "id", expected: "an entry with bytes", found: id });
  }
  try {
    await runLater(disk, writeNew(resolve(file), bytes));
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
    throw badOption("quarantine export", "FILE", {
      expected: "a name that is free",
      found: shown(file, 200),
      outcome: "Nothing was written.",
    });
  }
  return found;
}

/** Repairs what is damaged from a good copy: evidence to quarantine first, then what is proved beside what was lost. */

import { damagedLeaves, replaceLeaf } from "../archive/kept-leaves.js";
import { assertWritable } from "../base/assert-writable.js";
import { type Disk, runLater } from "../base/disk.js";
import { checkOptions } from "../base/options.js";
import { hex } from "../base/sha256.js";
import { isCode } from "../base/small-file.js";
import { isTapelabError, TapelabError } from "../errors.js";
import { chainAt } from "../tape/hashes.js";
import { openRepair } from "../tape/overlay.js";
import { keepDamage, type QuarantineNote } from "../tape/quarantine.js";
import { TapeReader } from "../tape/reader.js";
import { reportOf } from "../tape/report.js";
import type { Damage } from "../tape/types.js";
import { sortDamage } from "./accepted-gaps.js";
import { keepBlob } from "./blob-evidence.js";
import { type DamagedBlob, damagedBlobs } from "./damaged-blobs.js";
import { systemEnvironment } from "./environment.js";
import { type Fetched, fetchCommits, type LeafOf, type Range, recoverFully } from "./fetch-commits.js";
import { openRepairSource, type RepairSource } from "./repair-source.js";
import type { SessionEntry } from "./session-list.js";
import type { Workspace } from "./workspace.js";

export interface RepairOptions {
  /** A copy: another workspace, the folder of the tape, or an archive of it. */
  readonly from: string;
}

/** What became of a damaged tape. */
export interface RepairResult extends Fetched {
  readonly tape: string;
  /** Put aside by this call, before anything else was done. */
  readonly kept: readonly QuarantineNote[];
  /** What stays lost, and was not given up by name. */
  readonly damage: readonly Damage[];
  /** Blobs that are whole again, and those that are not. */
  readonly blobs: { readonly repaired: readonly string[]; readonly damaged: readonly DamagedBlob[] };
  /** H of the newest commit, hex; undefined where damage leaves nothing to compute it from. */
  readonly hash: string | undefined;
  /** How many commits the copy has behind the newest one here. A repair never makes a tape longer; an import does. */
  readonly beyond: number;
}

/**
 * Fetches what a tape (label or id) has lost from a copy, commits and blobs. Only what the tape itself proves is taken;
 * its segments stay as they are, and every read and hash is as before the damage. Twice is the same as once.
 *
 * @example const { repaired, damage } = await repairTape(ws, "lorenz", { from: "/backup/lab" });
 */
export async function repairTape(workspace: Workspace, tape: string, options: RepairOptions): Promise<RepairResult> {
  checkOptions("repairTape", options, ["from"], "Nothing was changed.");
  const session = await workspace.resolve(tape);
  const environment = systemEnvironment();
  const source = await openRepairSource(environment, options.from);
  try {
    return await repairFrom(workspace, session, source);
  } finally {
    await source.close();
  }
}

const EVERYTHING: Range = { first: 1, last: Number.MAX_SAFE_INTEGER };

/** The same from a source that is open. */
export async function repairFrom(
  workspace: Workspace,
  session: SessionEntry,
  source: RepairSource,
  within: Range = EVERYTHING,
): Promise<RepairResult> {
  const leafOf: LeafOf = (sequence) => source.leaf(session.id, sequence);
  assertRepairable(workspace);
  const last = await source.last(session.id);
  const result = await repairCommits(session, leafOf, within, last);
  const blobs: { repaired: string[]; damaged: DamagedBlob[] } = { repaired: [], damaged: [] };
  if (within === EVERYTHING) {
    for (const blob of await damagedBlobs(workspace, [session]))
      if (await repairBlob(workspace, blob, source)) blobs.repaired.push(blob.sha256);
      else blobs.damaged.push(blob);
    await repairKept(session, source);
  }
  return { ...result, blobs };
}

/** Rejects with `workspace-archived`. A damaged `workspace.json` stops no repair. */
export function assertRepairable(workspace: Workspace): void {
  try {
    assertWritable(workspace, "Nothing was changed.");
  } catch (error) {
    if (!isTapelabError(error, "bad-bytes")) throw error;
  }
}

/** What an archive said of a commit beside its image: taken when it is about the commit that the tape has. */
async function repairKept({ dir, id }: SessionEntry, source: RepairSource): Promise<void> {
  const environment = systemEnvironment();
  const { disk } = environment;
  const damaged = await damagedLeaves(disk, dir);
  if (damaged.length === 0) return;
  const reader = await TapeReader.open(disk, dir);
  try {
    for (const sequence of damaged) {
      const leaf = await source.leaf(id, sequence);
      const found = leaf && openRepair(leaf, id, sequence, "");
      const entry = reader.commits.find((one) => one.sequence === sequence);
      const isSame = entry && typeof found === "object" && Buffer.compare(found.image, await reader.image(entry)) === 0;
      if (leaf && isSame) await writing(id, () => replaceLeaf(environment, dir, sequence, leaf));
    }
  } finally {
    await reader.close();
  }
}

/** Puts damage aside, then takes from the leaves, of which there are none behind `last`, what is proved. */
export async function repairCommits(
  session: SessionEntry,
  leafOf: LeafOf,
  within: Range = EVERYTHING,
  last: number = within.last,
): Promise<RepairResult> {
  const environment = systemEnvironment();
  const { disk } = environment;
  const { dir, id } = session;
  const name = session.label || id;
  const before = await lookFully(disk, dir, name);
  const touched = before.damage.filter((one) => one.lastSequence >= within.first && one.firstSequence <= within.last);
  const { kept, fetched } = await writing(name, async () => {
    const kept = await keepDamage(environment, dir, touched);
    return {
      kept,
      fetched: await fetchCommits(environment, dir, { ...within, last: Math.min(within.last, last) }, leafOf),
    };
  });
  const after = fetched.repaired.length > 0 ? await lookFully(disk, dir, name) : before;
  const { open } = await sortDamage(disk, dir, after.damage);
  const blobs = { repaired: [], damaged: [] };
  const beyond = last === Number.MAX_SAFE_INTEGER ? 0 : Math.max(0, last - after.lastSequence);
  return { tape: id, kept, ...fetched, damage: open, blobs, hash: after.hash, beyond };
}

/** All damage of a tape, every hash looked at, and its own hash. */
export async function lookFully(
  disk: Disk,
  dir: string,
  name: string,
): Promise<{ damage: readonly Damage[]; hash: string | undefined; lastSequence: number }> {
  const recovery = await recoverFully(disk, dir);
  const lastSequence = recovery.nextSequence - 1;
  const hash = await runLater(disk, chainAt(recovery, lastSequence));
  return { lastSequence, damage: reportOf(recovery, name).damage, hash: hash && hex(hash) };
}

/** Replaces a blob by the content that has its hash; what stands in its place is kept. False: the source has none. */
export async function repairBlob(workspace: Workspace, blob: DamagedBlob, source: RepairSource): Promise<boolean> {
  const content = await source.blob(blob.sha256);
  if (!content) return false;
  return writing(blob.sha256, async () => {
    await keepBlob(systemEnvironment(), workspace.dir, blob);
    return workspace.blobs.writePieces(blob.sha256, content);
  });
}

/** Says of a disk that takes nothing what it means. */
async function writing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!isCode(cause, "EROFS", "EACCES", "EPERM", "ENOSPC", "EDQUOT", "EIO", "ELOOP")) throw cause;
    const code = String((cause as { code?: unknown }).code);
    const text = `"${what}" could not be repaired: the disk reported ${code}. What is damaged is as it was. Make the workspace writable, or read what is whole: tapelab export-state --out DIR`;
    throw new TapelabError("write-failed", text, { tape: what, segment: 0, cause: code }, { cause });
  }
}

/** `tapelab recover`: damaged bytes to quarantine, good ones from a copy, and a note that gives up what is not found. */
import { systemClock } from "../base/clock.js";
import { nodeDisk, runLater } from "../base/disk.js";
import { systemIds } from "../base/ids.js";
import { isTapelabError, TapelabError } from "../errors.js";
import { examine } from "../tape/examine.js";
import type { LeaseState } from "../tape/lease.js";
import { keepDamage, type QuarantineNote, readQuarantine } from "../tape/quarantine.js";
import { type Damage, KIND, type Notice } from "../tape/types.js";
import { acceptGaps, sortDamage, takeOver } from "../workspace/accepted-gaps.js";
import { systemEnvironment } from "../workspace/environment.js";
import { type RepairResult, repairFrom } from "../workspace/repair.js";
import { openRepairSource, type RepairSource } from "../workspace/repair-source.js";
import { restoreWorkspaceFile } from "../workspace/restore-workspace-file.js";
import type { SessionEntry } from "../workspace/session-list.js";
import type { Workspace } from "../workspace/workspace.js";
import { bytes, counted } from "./figures.js";
import type { Given } from "./options.js";
import type { Output } from "./output.js";
import { findSession, nameOf, workspaceOf } from "./tapes.js";
import { EXIT, type ExitCode } from "./verbs.js";

/** Bytes in quarantine, with the path of the copy. */
export interface Kept extends QuarantineNote {
  readonly path: string;
  /** Copied by this call; false: it was there. */
  readonly isNew: boolean;
}

export interface Recovered {
  readonly damage: readonly Damage[];
  readonly accepted: readonly Damage[];
  readonly notices: readonly Notice[];
  readonly commits: number;
  readonly kept: readonly Kept[];
  readonly lease: LeaseState;
}

export async function recover(given: Given, output: Output): Promise<ExitCode> {
  const ws = await workspaceOf(given);
  const [name] = given.positionals;
  const from = given.text("from");
  const source = from === undefined ? undefined : await openRepairSource(systemEnvironment(), from);
  let [isLeft, isBusy] = [false, false];
  try {
    if (name === undefined) {
      const restored = await restoreWorkspaceFile(systemEnvironment(), ws.dir, source?.facts());
      if (restored !== undefined) await output.lines(restored);
    }
    const entries = name === undefined ? await ws.sessions() : [await findSession(ws, name)];
    for (const entry of entries) {
      try {
        isLeft = (await recoverTape(ws, entry, source, given, output)) || isLeft;
      } catch (error) {
        if (entries.length === 1 || !isTapelabError(error, "tape-busy", "newer-format")) throw error;
        output.error(error.message); // the others are recovered all the same
        isBusy = true;
      }
    }
  } finally {
    await source?.close();
  }
  return isBusy ? EXIT.failed : isLeft ? EXIT.damaged : EXIT.clean;
}

/** True when something stays lost that was not given up. */
async function recoverTape(
  ws: Workspace,
  entry: SessionEntry,
  source: RepairSource | undefined,
  given: Given,
  output: Output,
): Promise<boolean> {
  const isForced = given.flag("take-over");
  const found = await quarantine(entry, {
    takeOver: isForced,
    onProgress: (done, total) => output.progress(`read ${done} of ${total} commits`),
  });
  const repair = source && (await repairFrom(ws, entry, source));
  const left = repair?.damage ?? found.damage;
  const isAccepting = given.flag("accept-gap") && left.length > 0;
  if (isAccepting) await acceptGaps(ws, entry.dir, left);
  const done: Done = { found, repair, left, isAccepting, isForced };
  if (output.json) await output.value(json(entry, done));
  else await print(output, entry, done);
  return (left.length > 0 && !isAccepting) || (repair?.blobs.damaged.length ?? 0) > 0;
}

interface Done {
  readonly found: Recovered;
  readonly repair: RepairResult | undefined;
  readonly left: readonly Damage[];
  readonly isAccepting: boolean;
  readonly isForced: boolean;
}

/** Examines a tape in full and copies what is damaged. Refuses beside a live writer, unless told to take over. */
export async function quarantine(
  entry: SessionEntry,
  options: { readonly takeOver?: boolean; readonly onProgress?: (done: number, total: number) => void } = {},
): Promise<Recovered> {
  const { dir } = entry;
  const { onProgress } = options;
  const found = await examine(nodeDisk, dir, systemIds, { level: "full", name: nameOf(entry), onProgress });
  const { lease, report, commits } = found;
  if (options.takeOver) await takeOver(dir);
  else if (lease.state === "held" || lease.state === "unknown") throw busy(entry, lease);
  const added = await keepDamage({ disk: nodeDisk, clock: systemClock, ids: systemIds }, dir, report.damage);
  const notes = await runLater(nodeDisk, readQuarantine(dir));
  const isNew = ({ file }: QuarantineNote): boolean => added.some((note) => note.file === file);
  const kept = notes.map((note) => ({ ...note, path: `${dir}/quarantine/${note.file}.bin`, isNew: isNew(note) }));
  const { open, accepted } = await sortDamage(nodeDisk, dir, report.damage);
  const own = commits.filter(({ kind }) => kind !== KIND.system);
  return { damage: open, accepted, notices: report.notices, commits: own.length, kept, lease };
}

async function print(output: Output, entry: SessionEntry, done: Done): Promise<void> {
  const { found, repair, left, isAccepting, isForced } = done;
  const { accepted, notices, kept, commits } = found;
  const name = nameOf(entry);
  for (const { text } of left) output.error(text);
  for (const { text } of repair?.blobs.damaged ?? []) output.error(text);
  for (const { text } of notices) output.note(text);
  await printKept(output, entry, kept);
  if (isForced)
    await output.lines(`Tape "${name}" was taken over: whoever had it open can no longer confirm a commit on it.`);
  if (repair) await output.lines(repairedText(name, repair));
  for (const { sequence, reason } of repair?.refused ?? []) output.note(`Commit ${sequence} was not taken: ${reason}.`);
  if (repair && repair.beyond > 0)
    output.note(
      `The copy has ${counted(repair.beyond, "commit")} behind the newest one here. Take them with \`tapelab export\` there and \`tapelab import\` here.`,
    );
  if (isAccepting) {
    const losses = left.length === 1 ? "1 loss is" : `${left.length} losses are`;
    const them = left.length === 1 ? "it" : "them";
    await output.lines(`It is noted that ${losses} given up; \`tapelab doctor\` no longer counts ${them}.`);
  }
  if (accepted.length > 0) await output.lines(`${accepted.length} given up earlier.`);
  const isNothing = found.damage.length === 0;
  const state = isNothing ? `Nothing to recover on tape "${name}"` : `Tape "${name}" itself was not changed`;
  if (!isAccepting && !isForced && !repair)
    await output.lines(`${state}: ${counted(commits, "commit")} ${commits === 1 ? "is" : "are"} readable.`);
}

async function printKept(output: Output, entry: SessionEntry, kept: readonly Kept[]): Promise<void> {
  const copied = kept.filter(({ isNew }) => isNew);
  const older = kept.length - copied.length;
  if (copied.length > 0) {
    await output.lines(`Copied to quarantine (${entry.dir}/quarantine):`);
    const rows = copied.map((one) => [
      one.id,
      `${one.firstSequence}-${one.lastSequence}`,
      one.segment,
      one.offset,
      bytes(one.size),
      `${one.sha256.slice(0, 12)}…`,
    ]);
    const titles = ["id", "commits", "segment", "from byte", "size", "sha256"];
    await output.table(
      titles.map((title) => ({ title })),
      rows,
    );
  }
  if (older > 0) await output.lines(`${older} ${older === 1 ? "copy" : "copies"} in quarantine from before.`);
}

/** "2 commits and 1 blob of tape "lorenz" are whole again." */
function repairedText(name: string, { repaired, blobs, damage, hash }: RepairResult): string {
  const parts = repaired.length > 0 ? [counted(repaired.length, "commit")] : [];
  if (blobs.repaired.length > 0) parts.push(counted(blobs.repaired.length, "blob"));
  const are = repaired.length + blobs.repaired.length === 1 ? "is" : "are";
  const isAll = damage.length === 0 && blobs.damaged.length === 0;
  const state = isAll && hash ? ` The tape is as it was: its hash is ${hash.slice(0, 12)}….` : "";
  if (parts.length === 0) return `Nothing was taken for tape "${name}".${state}`;
  return `${parts.join(" and ")} of tape "${name}" ${are} whole again.${state}`;
}

function busy(entry: SessionEntry, { lease }: LeaseState): TapelabError<"tape-busy"> {
  const holder = lease
    ? `pid ${lease.pid} on host ${lease.host} since ${lease.openedAt}`
    : "an unknown holder (its lease cannot be read)";
  return new TapelabError(
    "tape-busy",
    `Tape "${nameOf(entry)}" is open for writing by ${holder}. Nothing was copied; reading still works. Stop that writer, or recover with --take-over: its unconfirmed commits will be refused there.`,
    { tape: entry.id, holder },
  );
}

function json(entry: SessionEntry, { found, repair, left, isAccepting }: Done): Record<string, unknown> {
  const { accepted, notices, commits, kept } = found;
  const { repaired = [], refused = [], blobs = { repaired: [], damaged: [] }, hash } = repair ?? {};
  return {
    id: entry.id,
    label: entry.label,
    commits,
    damage: isAccepting ? [] : left,
    accepted: isAccepting ? [...accepted, ...left] : accepted,
    notices,
    quarantine: kept,
    repaired,
    refused,
    blobs,
    hash,
  };
}

/** `tapelab recover`: damaged bytes to quarantine, on request a take-over or a note that gives the losses up. */
import { systemClock } from "../base/clock.js";
import { nodeDisk, runLater } from "../base/disk.js";
import { systemIds } from "../base/ids.js";
import { TapelabError } from "../errors.js";
import { examine } from "../tape/examine.js";
import type { LeaseState } from "../tape/lease.js";
import { keepDamage, type QuarantineNote, readQuarantine } from "../tape/quarantine.js";
import { type Damage, KIND, type Notice } from "../tape/types.js";
import type { SessionEntry } from "../workspace/session-list.js";
import { bytes, counted } from "./figures.js";
import { acceptGaps, sortDamage, takeOver } from "./gaps.js";
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
  const entry = await findSession(ws, given.positionals[0]!);
  const isForced = given.flag("take-over");
  const found = await quarantine(entry, {
    takeOver: isForced,
    onProgress: (done, total) => output.progress(`read ${done} of ${total} commits`),
  });
  const isAccepting = given.flag("accept-gap") && found.damage.length > 0;
  if (isAccepting) await acceptGaps(entry.dir, found.damage, false);
  if (output.json) await output.value(json(entry, found, isAccepting));
  else await print(output, entry, found, isAccepting, isForced);
  return found.damage.length > 0 && !isAccepting ? EXIT.damaged : EXIT.clean;
}

/** Examines a tape in full and copies what is damaged. Refuses beside a live writer, unless told to take over. */
export async function quarantine(
  entry: SessionEntry,
  options: { readonly takeOver?: boolean; readonly onProgress?: (done: number, total: number) => void } = {},
): Promise<Recovered> {
  const { dir } = entry;
  const found = await examine(nodeDisk, dir, systemIds, {
    level: "full",
    name: nameOf(entry),
    onProgress: options.onProgress,
  });
  const { lease, report, commits } = found;
  if (options.takeOver) await takeOver(dir);
  else if (lease.state === "held" || lease.state === "unknown") throw busy(entry, lease);
  const added = await keepDamage(nodeDisk, dir, report.damage, systemClock);
  const notes = await runLater(nodeDisk, readQuarantine(dir));
  const isNew = (id: string): boolean => added.some((note) => note.id === id);
  const kept = notes.map((note) => ({ ...note, path: `${dir}/quarantine/${note.id}.bin`, isNew: isNew(note.id) }));
  const { open, accepted } = await sortDamage(dir, report.damage, commits);
  return {
    damage: open,
    accepted,
    notices: report.notices,
    commits: commits.filter(({ kind }) => kind !== KIND.system).length,
    kept,
    lease,
  };
}

async function print(
  output: Output,
  entry: SessionEntry,
  found: Recovered,
  isAccepting: boolean,
  isForced: boolean,
): Promise<void> {
  const { damage, accepted, notices, kept, commits } = found;
  const name = nameOf(entry);
  for (const { text } of damage) output.error(text);
  for (const { text } of notices) output.note(text);
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
    await output.table(
      ["id", "commits", "segment", "from byte", "size", "sha256"].map((title) => ({ title })),
      rows,
    );
  }
  if (older > 0) await output.lines(`${counted(older, "copy").replace("copys", "copies")} in quarantine from before.`);
  if (isForced)
    await output.lines(`Tape "${name}" was taken over: whoever had it open can no longer confirm a commit on it.`);
  if (isAccepting)
    await output.lines(
      `The tape now notes that ${counted(damage.length, "loss").replace("losss", "losses")} ${damage.length === 1 ? "is" : "are"} given up; \`tapelab doctor\` no longer counts ${damage.length === 1 ? "it" : "them"}.`,
    );
  if (accepted.length > 0) await output.lines(`${accepted.length} given up earlier.`);
  const state = damage.length === 0 ? `Nothing to recover on tape "${name}"` : `Tape "${name}" itself was not changed`;
  if (!isAccepting && !isForced)
    await output.lines(`${state}: ${counted(commits, "commit")} ${commits === 1 ? "is" : "are"} readable.`);
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

function json(entry: SessionEntry, found: Recovered, isAccepting: boolean): Record<string, unknown> {
  const { damage, accepted, notices, commits, kept } = found;
  return {
    id: entry.id,
    label: entry.label,
    commits,
    damage: isAccepting ? [] : damage,
    accepted: isAccepting ? [...accepted, ...damage] : accepted,
    notices,
    quarantine: kept,
  };
}

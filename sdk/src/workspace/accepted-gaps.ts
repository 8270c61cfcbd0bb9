/**
 * Losses that somebody gave up by name: the note is a SYSTEM commit on the tape itself, for a replica on a session named
 * `edits`. What it names is still absent for every reader, but no news any more.
 */
import { dirname } from "node:path";
import { canonicalJson } from "../base/canonical-json.js";
import { type Disk, runLater } from "../base/disk.js";
import { isTapelabError } from "../errors.js";
import { firstImage } from "../tape/glance.js";
import { TapeReader } from "../tape/reader.js";
import { isReplica as isReplicated, recoverTape, tapeIdOf } from "../tape/recover.js";
import { type Damage, KIND } from "../tape/types.js";
import { TapeWriter } from "../tape/writer.js";
import { decodeImage } from "../value/decode.js";
import { encodeImage } from "../value/image.js";
import { decodeEntry } from "./decode-entry.js";
import { noteOnWorkspace } from "./edits-session.js";
import { type Environment, systemEnvironment } from "./environment.js";
import type { Workspace } from "./workspace.js";

/** Label of the note. */
export const gapLabel: string = "gap_accepted";

/** The damage of a tape, by what its owner said of it. */
export interface SortedDamage {
  /** Not accepted: a loss to be told. */
  readonly open: readonly Damage[];
  readonly accepted: readonly Damage[];
}

interface Range {
  readonly first: number;
  readonly last: number;
}

/** Sorts the damage by the notes that were made. Looks for notes only when there is damage. */
export async function sortDamage(disk: Disk, dir: string, damage: readonly Damage[]): Promise<SortedDamage> {
  if (damage.length === 0) return { open: damage, accepted: [] };
  const ranges = await acceptedRanges(disk, dir);
  const isAccepted = ({ firstSequence, lastSequence }: Damage): boolean =>
    ranges.some(({ first, last }) => first <= firstSequence && lastSequence <= last);
  return { open: damage.filter((one) => !isAccepted(one)), accepted: damage.filter(isAccepted) };
}

/** Commits of a tape that were given up. */
export async function acceptedRanges(disk: Disk, dir: string): Promise<Range[]> {
  const own = await notesIn(disk, dir);
  if (!(await isReplica(disk, dir))) return own;
  const tapes = dirname(dir);
  const tape = tapeIdOf(dir);
  const ranges = [...own];
  for (const name of await disk.later.readdir(tapes)) {
    if (name === tape || !/^[0-9a-f]{32}$/.test(name)) continue;
    if (await isEdits(disk, `${tapes}/${name}`)) ranges.push(...(await notesIn(disk, `${tapes}/${name}`, tape)));
  }
  return ranges;
}

async function isEdits(disk: Disk, dir: string): Promise<boolean> {
  try {
    const first = await runLater(disk, firstImage(dir));
    const labels: unknown = first && decodeImage(first, () => undefined).meta.labels;
    return Array.isArray(labels) && labels[0] === "edits";
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return false; // a damaged tape says nothing of others
  }
}

/** What the notes on a tape name: of the tape itself, or of the one given. */
async function notesIn(disk: Disk, dir: string, tape?: string): Promise<Range[]> {
  const reader = await TapeReader.open(disk, dir);
  const ranges: Range[] = [];
  try {
    for (const entry of reader.commits) {
      if (entry.kind !== KIND.system || entry.label !== gapLabel || !(await reader.isGood(entry))) continue;
      const { gaps, tape: named } = (await decodeEntry(reader, entry)).meta;
      if (!Array.isArray(gaps) || named !== tape) continue;
      for (const gap of gaps as Record<string, unknown>[])
        ranges.push({ first: Number(gap?.first_sequence), last: Number(gap?.last_sequence) });
    }
  } finally {
    await reader.close();
  }
  return ranges;
}

/** Does the tape come from somewhere else? Then nothing is ever appended to it here. */
export async function isReplica(disk: Disk, dir: string): Promise<boolean> {
  return isReplicated(await runLater(disk, recoverTape(dir)));
}

/**
 * Appends a note that gives these losses up. Claims the tape: `tape-busy` while another process writes, unless taken over.
 */
export async function acceptGaps(
  workspace: Workspace,
  dir: string,
  damage: readonly Damage[],
  takeOver = false,
): Promise<void> {
  const environment = systemEnvironment();
  const gaps = damage.map(({ code, firstSequence, lastSequence, segment, offset, size }) => {
    return { code, first_sequence: firstSequence, last_sequence: lastSequence, segment, offset, size };
  });
  if (await isReplica(environment.disk, dir)) {
    await noteOnWorkspace(workspace, gapLabel, { tape: tapeIdOf(dir), gaps });
    return;
  }
  await withWriter(environment, dir, takeOver, async (writer) => {
    const wallMs = Math.floor(environment.clock.now());
    const head = { label: gapLabel, kind: KIND.system, wallMs, meta: canonicalJson({ gaps }) };
    const { written, error } = writer.append([encodeImage(head, undefined)]);
    if (error) throw error;
    await writer.durable(written[0]!.sequence);
  });
}

/** Claims the tape, so that whoever held it is refused from now on. */
export function takeOver(dir: string): Promise<void> {
  return withWriter(systemEnvironment(), dir, true, (writer) => writer.open());
}

async function withWriter(
  { disk, clock, ids }: Environment,
  dir: string,
  isForced: boolean,
  use: (writer: TapeWriter) => Promise<void>,
): Promise<void> {
  const { writer, recovery } = await TapeWriter.resume(dir, { disk, clock, ids }, { takeOver: isForced });
  try {
    await use(writer);
    if (recovery.isEnded) await writer.end();
  } finally {
    await writer.close();
  }
}

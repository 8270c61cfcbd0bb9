/**
 * Losses that somebody gave up by name: the note is a SYSTEM commit on the tape itself; what it names is still absent for
 * every reader, but no news any more.
 */
import type { Disk } from "../base/disk.js";
import { TapeReader } from "../tape/reader.js";
import { type Damage, KIND } from "../tape/types.js";
import { decodeEntry } from "./decode-entry.js";

/** Label of the note. */
export const gapLabel: string = "gap_accepted";

/** The damage of a tape, by what its owner said of it. */
export interface SortedDamage {
  /** Not accepted: a loss to be told. */
  readonly open: readonly Damage[];
  readonly accepted: readonly Damage[];
}

/** Sorts the damage by the notes that stand on the tape. Opens it only when there is damage and a note. */
export async function sortDamage(
  disk: Disk,
  dir: string,
  damage: readonly Damage[],
  commits: readonly { kind: number; label: string }[],
): Promise<SortedDamage> {
  const isNoted = commits.some(({ kind, label }) => kind === KIND.system && label === gapLabel);
  if (damage.length === 0 || !isNoted) return { open: damage, accepted: [] };
  const names = await acceptedNames(disk, dir);
  return {
    open: damage.filter((one) => !names.has(nameOf(one))),
    accepted: damage.filter((one) => names.has(nameOf(one))),
  };
}

async function acceptedNames(disk: Disk, dir: string): Promise<Set<string>> {
  const reader = await TapeReader.open(disk, dir);
  const names = new Set<string>();
  try {
    for (const entry of reader.commits) {
      if (entry.kind !== KIND.system || entry.label !== gapLabel) continue;
      const { gaps } = (await decodeEntry(reader, entry)).meta;
      if (!Array.isArray(gaps)) continue;
      for (const gap of gaps as Record<string, unknown>[])
        names.add(`${gap?.segment}:${gap?.first_sequence}-${gap?.last_sequence}`);
    }
  } finally {
    await reader.close();
  }
  return names;
}

function nameOf({ segment, firstSequence, lastSequence }: Damage): string {
  return `${segment}:${firstSequence}-${lastSequence}`;
}

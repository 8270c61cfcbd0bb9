/**
 * Accepted gaps: losses that somebody gave up by name. The note is a SYSTEM commit on the tape itself; what it names is
 * still absent for every reader, but no news any more.
 */
import { canonicalJson } from "../base/canonical-json.js";
import { systemClock } from "../base/clock.js";
import { nodeDisk } from "../base/disk.js";
import { systemIds } from "../base/ids.js";
import { TapeReader } from "../tape/reader.js";
import { type Damage, KIND } from "../tape/types.js";
import { TapeWriter } from "../tape/writer.js";
import { encodeImage } from "../value/image.js";
import { decodeEntry } from "./decode-entry.js";

const LABEL = "gap_accepted";

/** The damage of a tape, by what its owner said of it. */
export interface SortedDamage {
  /** Not accepted: a loss to be told. */
  readonly open: readonly Damage[];
  readonly accepted: readonly Damage[];
}

/** Sorts the damage by the notes that stand on the tape. Opens it only when there is damage and a note. */
export async function sortDamage(
  dir: string,
  damage: readonly Damage[],
  commits: readonly { kind: number; label: string }[],
): Promise<SortedDamage> {
  const isNoted = commits.some(({ kind, label }) => kind === KIND.system && label === LABEL);
  if (damage.length === 0 || !isNoted) return { open: damage, accepted: [] };
  const names = await acceptedNames(dir);
  return {
    open: damage.filter((one) => !names.has(nameOf(one))),
    accepted: damage.filter((one) => names.has(nameOf(one))),
  };
}

/** Appends a note that gives these losses up. Claims the tape: `tape-busy` while another process writes, unless taken over. */
export async function acceptGaps(dir: string, damage: readonly Damage[], takeOver: boolean): Promise<void> {
  await withWriter(dir, takeOver, async (writer) => {
    const gaps = damage.map(({ code, firstSequence, lastSequence, segment, offset, size }) => {
      return { code, first_sequence: firstSequence, last_sequence: lastSequence, segment, offset, size };
    });
    const head = {
      label: LABEL,
      kind: KIND.system,
      wallMs: Math.floor(systemClock.now()),
      meta: canonicalJson({ gaps }),
    };
    const { written, error } = writer.append([encodeImage(head, undefined)]);
    if (error) throw error;
    await writer.durable(written[0]!.sequence);
  });
}

/** Claims the tape, so that whoever held it is refused from now on. */
export function takeOver(dir: string): Promise<void> {
  return withWriter(dir, true, (writer) => writer.open());
}

async function withWriter(dir: string, isForced: boolean, use: (writer: TapeWriter) => Promise<void>): Promise<void> {
  const deps = { disk: nodeDisk, clock: systemClock, ids: systemIds };
  const { writer, recovery } = await TapeWriter.resume(dir, deps, { takeOver: isForced });
  try {
    await use(writer);
    if (recovery.isEnded) await writer.end();
  } finally {
    await writer.close();
  }
}

async function acceptedNames(dir: string): Promise<Set<string>> {
  const reader = await TapeReader.open(nodeDisk, dir);
  const names = new Set<string>();
  try {
    for (const entry of reader.commits) {
      if (entry.kind !== KIND.system || entry.label !== LABEL) continue;
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

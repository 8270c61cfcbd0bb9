/**
 * Accepted gaps: losses that somebody gave up by name. The note is a SYSTEM commit on the tape itself; what it names is
 * still absent for every reader, but no news any more.
 */
import { canonicalJson } from "../base/canonical-json.js";
import { systemClock } from "../base/clock.js";
import { nodeDisk } from "../base/disk.js";
import { systemIds } from "../base/ids.js";
import { type Damage, KIND } from "../tape/types.js";
import { TapeWriter } from "../tape/writer.js";
import { encodeImage } from "../value/image.js";
import { gapLabel, type SortedDamage, sortDamage as sortByNotes } from "../workspace/accepted-gaps.js";

/** Sorts the damage by the notes that stand on the tape. Opens it only when there is damage and a note. */
export function sortDamage(
  dir: string,
  damage: readonly Damage[],
  commits: readonly { kind: number; label: string }[],
): Promise<SortedDamage> {
  return sortByNotes(nodeDisk, dir, damage, commits);
}

/** Appends a note that gives these losses up. Claims the tape: `tape-busy` while another process writes, unless taken over. */
export async function acceptGaps(dir: string, damage: readonly Damage[], takeOver: boolean): Promise<void> {
  await withWriter(dir, takeOver, async (writer) => {
    const gaps = damage.map(({ code, firstSequence, lastSequence, segment, offset, size }) => {
      return { code, first_sequence: firstSequence, last_sequence: lastSequence, segment, offset, size };
    });
    const head = {
      label: gapLabel,
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

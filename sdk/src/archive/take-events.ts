/** The second walk through an archive: what the first one proved, in order, to be written somewhere. */
import { type ArchivedEvent, eventMessage } from "tapelab-proto";
import type { OpenArchive } from "./authority.js";
import type { EventProof } from "./prove-events.js";
import type { ArchiveFile } from "./source.js";

export type TakenEvent =
  /** `extra` is only what is proved; `leaf` as it stands in the archive. */
  | {
      readonly kind: "event";
      readonly first: number;
      readonly last: number;
      readonly event: ArchivedEvent;
      readonly leaf: Uint8Array;
    }
  /** Not proved: `file` is what stands in its place, if anything. */
  | { readonly kind: "lost"; readonly first: number; readonly last: number; readonly file: ArchiveFile | undefined };

/** Events from a sequence on; those of parts that are not here are lost. */
export async function* takeEvents(
  { source, index, winner }: OpenArchive,
  proof: EventProof,
  from: number,
): AsyncGenerator<TakenEvent, void, void> {
  const lastSequence = winner.manifest.ranges.at(-1)?.last ?? 0;
  let next = winner.manifest.ranges[0]?.first ?? 1;
  while (next <= lastSequence) {
    const gone = proof.missingParts.find(({ first, last }) => first <= next && next <= last) ?? proof.lost.get(next);
    const file = proof.chosen.get(next) ?? index.events.get(next)?.copies.at(0);
    if (gone || !file) {
      const last = gone?.last ?? next;
      if (last >= from) yield { kind: "lost", first: Math.max(next, from), last, file };
      next = last + 1;
      continue;
    }
    if (next < from) {
      const gap = proof.gaps.get(next);
      if ((gap?.last ?? next) < from) {
        next = (gap?.last ?? next) + 1;
        continue;
      }
    }
    const leaf = await source.read(file);
    const event = eventMessage.decode(leaf);
    const last = event.gap ? event.gap.last : next;
    const shown = proof.bare.has(next) ? { ...event, extra: [] } : event;
    if (last >= from) yield { kind: "event", first: Math.max(next, from), last, event: shown, leaf };
    next = last + 1;
  }
}

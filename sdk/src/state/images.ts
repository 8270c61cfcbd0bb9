/** The images of commits in order, in groups; one that cannot be read is told, and the others are delivered. */
import { isTapelabError } from "../errors.js";
import type { CommitImage, TapeReader } from "../tape/reader.js";
import type { CommitEntry, Damage } from "../tape/types.js";

/** A group is good until the next one is asked for. */
export async function* imagesOf(
  reader: TapeReader,
  entries: readonly CommitEntry[],
  onDamage: (damage: Damage) => void,
): AsyncGenerator<readonly CommitImage[], void, void> {
  let next = 0;
  while (next < entries.length) {
    try {
      for await (const group of reader.images(next === 0 ? entries : entries.slice(next))) {
        yield group;
        next += group.length;
      }
    } catch (error) {
      if (!isTapelabError(error, "corrupt-commit")) throw error;
      // The group stopped at a damaged commit: those before it are read one by one.
      const { sequence } = error.details;
      for (; next < entries.length; next++) {
        const entry = entries[next]!;
        if (entry.sequence === sequence) break;
        yield [{ entry, image: await reader.image(entry) }];
      }
      const damaged = entries[next++];
      if (damaged) onDamage(damageOf(damaged, error.message));
    }
  }
}

/** A commit whose bytes cannot be read. */
export function damageOf({ sequence, segment, offset, size }: CommitEntry, text: string): Damage {
  return { code: "corrupt-commit", text, firstSequence: sequence, lastSequence: sequence, segment, offset, size };
}

/** Which of the lines that look like magics are some, by the syntax tree. */
import { type Mark, placesOf, type StatementPlace } from "../engine/parse.js";
import type { Candidate } from "./candidates.js";

/** Characters that are parsed at most, all rounds together, beyond three rounds. */
const parsedMax = 4_000_000;
const roundsMax = 100;

/**
 * Which candidates stand where a statement may start. While there are syntax errors, the first line that does not is
 * put back as it was, since it may be their reason and the reason why lines behind it seem to stand elsewhere.
 */
export function settle(
  source: string,
  candidates: readonly Candidate[],
  head: Candidate | undefined,
): ReadonlyMap<Candidate, StatementPlace> {
  const rounds = Math.max(3, Math.min(roundsMax, parsedMax / (source.length + 1)));
  let left = candidates;
  for (let round = 0; left.length > 0; round++) {
    const { text, marks } = marked(source, left, head);
    const { places, isWellFormed } = placesOf(text, marks);
    const first = places.indexOf(undefined);
    if (first < 0 || isWellFormed || round >= rounds) {
      const end = first < 0 || isWellFormed ? left.length : first;
      return new Map(left.slice(0, end).flatMap((candidate, n) => (places[n] ? [[candidate, places[n]]] : [])));
    }
    left = left.filter((_, n) => n !== first);
  }
  return new Map();
}

/** The source with a statement in place of each candidate and of the cell magic's line. */
export function marked(
  source: string,
  candidates: readonly Candidate[],
  head: Candidate | undefined,
): { text: string; marks: Mark[] } {
  const marks: Mark[] = [];
  const parts: string[] = [];
  let size = 0;
  let from = 0;
  const add = (text: string): void => {
    parts.push(text);
    size += text.length;
  };
  if (head !== undefined) {
    add(source.slice(0, head.start));
    from = head.end;
  }
  for (const [n, { start, end, target }] of candidates.entries()) {
    add(source.slice(from, start));
    const name = `__tapelab_magic_${n}__`;
    marks.push({ name, at: size, start: size - target });
    add(`${name};`);
    from = end;
  }
  add(source.slice(from));
  return { text: parts.join(""), marks };
}

/** Which of the lines that look like magics are some, by the syntax tree. */
import { type Mark, placesOf, type StatementPlace } from "../engine/parse.js";
import type { Candidate } from "./candidates.js";

/** Rounds after which what is still unclear is no magic. */
const roundsMax = 10;

/**
 * Which candidates stand where a statement may start. Lines that do not are put back as they were, since they may be
 * the reason why one behind them seems to.
 */
export function settle(
  source: string,
  candidates: readonly Candidate[],
  head: Candidate | undefined,
): ReadonlyMap<Candidate, StatementPlace> {
  let left = candidates;
  for (let round = 0; left.length > 0 && round < roundsMax; round++) {
    const { text, marks } = marked(source, left, head);
    const places = placesOf(text, marks);
    const good = left.filter((_, n) => places[n] !== undefined);
    if (good.length === left.length) return new Map(left.map((candidate, n) => [candidate, places[n]!]));
    left = round + 1 < roundsMax ? good : [];
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

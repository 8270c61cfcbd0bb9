/** Scopes as they lie in their commits, column by column: for readers that look at a few variables of very many scopes. */
import type { Column } from "tapelab-proto";
import { isTapelabError } from "../errors.js";
import type { TapeReader } from "../tape/reader.js";
import type { CommitEntry } from "../tape/types.js";
import { openShape } from "../value/shape.js";
import { factsOf } from "../value/strip-read.js";
import type { Query } from "./selection.js";
import { type Part, partGroups } from "./table-reads.js";
import type { Reading } from "./walk.js";

/** Commits of a tape with those of their scopes that match. Good until the call that got them returns. */
export interface Parts {
  readonly parts: readonly Part[];
  /** Numbers on the tape, from 0, of the first scope of each of these commits. */
  readonly firsts: readonly number[];
}

/** Where a reading of parts stands: behind which commit, and how many scopes lie before it. */
export interface PartPlace {
  sequence: number;
  scopes: number;
}

/** Sends the scopes that match, in order, until the receiver says it has enough. Moves the place behind them. */
export async function sendParts(
  reading: Reading,
  query: Query,
  entries: readonly CommitEntry[],
  place: PartPlace,
  context: readonly string[],
  receive: (parts: Parts) => boolean,
): Promise<void> {
  let at = 0;
  let { scopes } = place;
  const names = [...new Set([...query.contextNames, ...context])];
  for await (const parts of partGroups(reading, query, entries, { context: names, after: place.sequence })) {
    const firsts = parts.map(({ commit }) => {
      for (; entries[at] !== commit.entry; at++) scopes += entries[at]!.rows;
      return scopes;
    });
    if (!receive({ parts, firsts })) return;
  }
  place.scopes += entries.reduce((sum, { rows }) => sum + rows, 0);
  place.sequence = entries.at(-1)?.sequence ?? place.sequence;
}

/** The columns of variables that the tape knows, of all its shapes; none when a shape cannot be read. */
export function recordedColumns(reader: TapeReader): Column[] {
  try {
    return [...reader.shapes()].flatMap((bytes) => [...factsOf(openShape(bytes)).variables]);
  } catch (error) {
    if (!isTapelabError(error, "bad-bytes")) throw error;
    return [];
  }
}

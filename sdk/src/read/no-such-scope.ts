/** Why nothing was found: every filter with the number of scopes that match it alone, and what is not yet on a tape. */
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { withTape } from "./open-tape.js";
import { compileSelection, filtersOf, type Selection } from "./selection.js";
import { countScopes } from "./tape-reads.js";
import type { TapeSource } from "./tape-source.js";

/** A session of this process with scopes that match and that no reader can see yet. */
export interface Unflushed {
  readonly session: string;
  readonly scopes: number;
}

export async function noSuchScope(
  sources: readonly TapeSource[],
  selection: Selection,
  unflushed: readonly Unflushed[],
): Promise<TapelabError<"no-such-scope">> {
  const filters = filtersOf(selection);
  const queries = [selection.system ? { system: true } : {}, ...filters.map(({ alone }) => alone)].map(
    compileSelection,
  );
  const sums = queries.map(() => 0);
  for (const source of sources) {
    await withTape(source, {}, async (tape) => {
      const entries = await tape.entries();
      for (let i = 0; i < queries.length; i++) sums[i]! += await countScopes(tape.reading({}), queries[i]!, entries);
    });
  }
  const [total, ...counts] = sums as [number, ...number[]];
  const sessions = sources.map(({ label, id }) => `"${shown(label, 60)}" (${id})`);
  const details = filters.map(({ text }, i) => ({ filter: text, scopes: counts[i]! }));
  return new TapelabError("no-such-scope", textOf(sessions, details, total, selection.session, unflushed), {
    filters: details,
    sessions,
  });
}

function textOf(
  sessions: readonly string[],
  filters: readonly { filter: string; scopes: number }[],
  total: number,
  session: string | undefined,
  unflushed: readonly Unflushed[],
): string {
  const asked = filters.map(({ filter }) => filter).join(", ");
  const of = session === undefined ? "" : ` of session "${shown(session, 60)}"`;
  const where = `${count(total, "scope")} of ${count(sessions.length, "session")} looked at`;
  const lines = [`No scope${of} matches${asked === "" ? "" : ` ${asked}`} (${where}).`];
  if (filters.length > 0) {
    lines.push(
      `Each filter alone: ${filters.map(({ filter, scopes }) => `${filter} matches ${count(scopes, "scope")}`).join("; ")}.`,
    );
  }
  for (const one of unflushed) {
    lines.push(
      `Session "${shown(one.session, 60)}" of this process holds ${count(one.scopes, "matching scope")} not yet on its tape: ` +
        `call finalize() on it first.`,
    );
  }
  if (unflushed.length === 0 && filters.length > 0) lines.push("Change or leave out the filter that matches nothing.");
  return lines.join(" ");
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}

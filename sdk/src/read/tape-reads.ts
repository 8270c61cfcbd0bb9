/** The reads of one opened tape as plain functions over a `Reading`: `Tape` is their face. */
import type { CommitEntry } from "../tape/types.js";
import type { WantedColumns } from "./columns.js";
import { Commit } from "./commit.js";
import type { CommitRows } from "./commit-rows.js";
import { GapTeller } from "./gap-teller.js";
import type { Scope } from "./scope.js";
import type { Query } from "./selection.js";
import type { Sink } from "./stream.js";
import { type Reading, readOne, tellGap, walk } from "./walk.js";

export async function sendCommits(
  reading: Reading,
  query: Query,
  entries: readonly CommitEntry[],
  sink: Sink<Commit>,
): Promise<void> {
  const gaps = new GapTeller(reading, query);
  const chosen = entries.filter(query.matchesEntry);
  if (query.contextNames.length === 0) {
    for (const entry of chosen) {
      gaps.passed(entry.sequence);
      sink.next(new Commit(reading, entry));
      if (sink.isClosed) return;
    }
    return gaps.rest();
  }
  const columns: WantedColumns = { variables: new Set(), context: query.contextNames, query, needsOrder: false };
  for await (const group of walk(reading, chosen, { columns, keep: false })) {
    for (const rows of group) {
      gaps.passed(rows.entry.sequence);
      if (select(reading, rows, query) !== "none") sink.next(new Commit(reading, rows.entry));
      if (sink.isClosed) return;
    }
  }
  gaps.rest();
}

export async function sendScopes(
  reading: Reading,
  query: Query,
  entries: readonly CommitEntry[],
  sink: Sink<Scope>,
  after = 0,
): Promise<void> {
  const gaps = new GapTeller(reading, query, after);
  const send = (scope: Scope): boolean => {
    sink.next(scope);
    return !sink.isClosed;
  };
  for await (const group of scopeGroups(reading, query, entries)) {
    for (const rows of group) {
      gaps.passed(rows.entry.sequence);
      if (!rows.visit(select(reading, rows, query), send)) return;
    }
    if (sink.isClosed) return;
  }
  gaps.rest();
}

/** Decoded commits whose scopes may be kept by whoever gets them. */
export function scopeGroups(
  reading: Reading,
  query: Query,
  entries: readonly CommitEntry[],
): AsyncIterable<Iterable<CommitRows>> {
  const chosen = entries.filter((entry) => entry.rows > 0 && query.matchesEntry(entry));
  return walk(reading, chosen, { columns: columnsOf(query, "all"), keep: true });
}

/** The last matching scope, looked for from the end; reading stops at the first hit, and tells the damage behind it. */
export async function readLatest(
  reading: Reading,
  query: Query,
  entries: readonly CommitEntry[],
): Promise<Scope | undefined> {
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!;
    if (entry.rows === 0 || !query.matchesEntry(entry)) continue;
    const [commit] = await readOne(reading, entry, onlyOf(query));
    const selected = commit ? select(reading, commit, query) : "none";
    if (selected === "none") continue;
    new GapTeller(reading, query, entry.sequence).rest();
    return commit!.scope(selected === "all" ? commit!.decoded.rows - 1 : selected[selected.length - 1]!);
  }
  new GapTeller(reading, query).rest();
  return undefined;
}

/** How many scopes match. Commits are opened only where a filter looks at scopes. */
export async function countScopes(reading: Reading, query: Query, entries: readonly CommitEntry[]): Promise<number> {
  const chosen = entries.filter((entry) => entry.rows > 0 && query.matchesEntry(entry));
  let count = 0;
  if (query.contextNames.length === 0) {
    for (const { rows } of chosen) count += rows;
    return count;
  }
  const columns: WantedColumns = { variables: new Set(), context: query.contextNames, query, needsOrder: false };
  for await (const group of walk(reading, chosen, { columns, keep: false })) {
    for (const commit of group) {
      const selected = select(reading, commit, query);
      count += selected === "none" ? 0 : selected === "all" ? commit.decoded.rows : selected.length;
    }
  }
  return count;
}

/** Which scopes of a commit match. What cannot be decoded matches nothing, and is told as a gap. */
export function select(reading: Reading, commit: CommitRows, query: Query): ReturnType<CommitRows["select"]> {
  try {
    return commit.select(query);
  } catch (error) {
    tellGap(reading, commit.entry, error);
    return "none";
  }
}

export function onlyOf(query: Query): ReadonlySet<string> | undefined {
  const { variables } = query.selection;
  return variables && new Set(variables);
}

/** The columns that a read looks at; undefined = all. */
export function columnsOf(query: Query, context: WantedColumns["context"]): WantedColumns | undefined {
  const variables = onlyOf(query);
  return variables && { variables, context, query, needsOrder: context === "all" };
}

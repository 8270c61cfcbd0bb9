/** Reads that give Arrow tables: a table per block, or one of everything. */
import type { Table } from "apache-arrow";
import { near, shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { CommitEntry } from "../tape/types.js";
import { type TableOptions, type TableSource, tableOf } from "../value/arrow.js";
import { appended } from "../value/arrow-columns.js";
import { LongTable } from "../value/long-table.js";
import { Arena } from "./arena.js";
import type { CommitRows, Selected } from "./commit-rows.js";
import { GapTeller } from "./gap-teller.js";
import type { Query } from "./selection.js";
import type { Sink } from "./stream.js";
import { columnsOf, select } from "./tape-reads.js";
import { kept, type Reading, tellGap, walk } from "./walk.js";

/** Small commits are joined to tables of at least this many rows. */
export const blockRows = 4_096;

/** A commit that takes part in a table. */
export interface Part {
  readonly commit: CommitRows;
  readonly selected: Exclude<Selected, "none">;
}

export async function sendTables(
  reading: Reading,
  query: Query,
  entries: readonly CommitEntry[],
  sink: Sink<Table>,
): Promise<void> {
  let parts: Part[] = [];
  let rows = 0;
  const flush = (): void => {
    const table = parts.length === 0 ? undefined : joined(reading, parts, query);
    parts = [];
    rows = 0;
    if (table && table.numRows > 0 && !sink.isClosed) sink.next(table);
  };
  for await (const group of partGroups(reading, query, entries)) {
    for (const part of group) {
      parts.push(part);
      rows += part.selected === "all" ? part.commit.decoded.rows : part.selected.length;
      if (rows >= blockRows) flush();
      if (sink.isClosed) return;
    }
    // What waits for its neighbours in the next group must not change under its hands.
    const arena = new Arena();
    parts = parts.map(({ commit, selected }) => ({ commit: kept(reading, commit, arena), selected }));
  }
  flush();
}

/** All selected scopes as one table, a row a scope. A variable asked for that none of them holds is an error. */
export async function readTable(reading: Reading, query: Query, entries: readonly CommitEntry[]): Promise<Table> {
  const { variables } = query.selection;
  const table = (await readAlike(reading, query, entries)) ?? (await readMixed(reading, query, entries));
  if (table.numRows === 0 || !variables) return table;
  const missing = table.schema.fields.find(
    ({ name, metadata }) => metadata.get("absent") === wholeRange(table) && name,
  );
  if (missing) throw await noSuchColumn(reading, query, entries, missing.name);
  return table;
}

/** Group by group, each copied once, as long as all have the same columns and nothing is missing. */
async function readAlike(reading: Reading, query: Query, entries: readonly CommitEntry[]): Promise<Table | undefined> {
  const { variables } = query.selection;
  const total = entries.reduce((sum, { rows }) => sum + rows, 0);
  let long: LongTable | undefined;
  let whole: Table | undefined;
  for await (const parts of partGroups(reading, query, entries)) {
    if (parts.length === 0) continue;
    if (!whole) long ??= LongTable.like(parts[0]!.commit.decoded, total, variables);
    const rest = long ? parts.slice(addTo(long, reading, parts)) : parts;
    if (rest.length === 0) continue;
    if (long && long.length > 0) whole = long.table();
    long = undefined;
    const table = joined(reading, rest, query);
    whole = whole ? appended(whole, table) : table;
    if (!whole) return undefined;
  }
  return long?.table() ?? whole ?? tableOf([], variables);
}

/** Puts the parts behind the others; returns how many were of their kind. What cannot be decoded is left out and told. */
function addTo(long: LongTable, reading: Reading, parts: readonly Part[]): number {
  for (const [i, { commit, selected }] of parts.entries()) {
    try {
      if (selected !== "all" || !long.add(commit.decoded)) return i;
    } catch (error) {
      tellGap(reading, commit.entry, error);
    }
  }
  return parts.length;
}

/** Everything at once: the types of columns follow from all scopes. */
async function readMixed(reading: Reading, query: Query, entries: readonly CommitEntry[]): Promise<Table> {
  const all: Part[] = [];
  const arena = new Arena();
  for await (const parts of partGroups(reading, query, entries)) {
    for (const { commit, selected } of parts) all.push({ commit: kept(reading, commit, arena), selected });
  }
  return joined(reading, all, query, { views: true });
}

/** The selected scopes by groups of commits; a group is good until the next one is asked for. */
export async function* partGroups(
  reading: Reading,
  query: Query,
  entries: readonly CommitEntry[],
  { context = query.contextNames, after = 0 }: { readonly context?: readonly string[]; readonly after?: number } = {},
): AsyncGenerator<Part[], void, void> {
  const gaps = new GapTeller(reading, query, after);
  const chosen = entries.filter((entry) => entry.rows > 0 && query.matchesEntry(entry));
  for await (const group of walk(reading, chosen, { columns: columnsOf(query, context), keep: false })) {
    const parts: Part[] = [];
    for (const commit of group) {
      gaps.passed(commit.entry.sequence);
      const selected = select(reading, commit, query);
      if (selected !== "none") parts.push({ commit, selected });
    }
    yield parts;
  }
  gaps.rest();
}

/** The table of the parts. A commit whose columns cannot be decoded is left out and told as a gap. */
function joined(reading: Reading, parts: readonly Part[], { selection }: Query, options?: TableOptions): Table {
  return tableOfSound(parts, selection.variables, ({ commit }, error) => tellGap(reading, commit.entry, error), options)
    .table;
}

/** The table of those parts whose columns can be decoded; the others are told. */
export function tableOfSound<P extends Part>(
  parts: readonly P[],
  variables: readonly string[] | undefined,
  tell: (part: P, error: unknown) => void,
  options?: TableOptions,
): { readonly table: Table; readonly sound: readonly P[] } {
  try {
    return { table: tableOf(parts.map(sourceOf), variables, options), sound: parts };
  } catch (error) {
    const sound = parts.filter((part) => {
      try {
        tableOf([sourceOf(part)], variables);
        return true;
      } catch (cause) {
        tell(part, cause);
        return false;
      }
    });
    if (sound.length === parts.length) throw error;
    return { table: tableOf(sound.map(sourceOf), variables, options), sound };
  }
}

function sourceOf({ commit, selected }: Part): TableSource {
  return selected === "all" ? { commit: commit.decoded } : { commit: commit.decoded, scopes: selected };
}

/** How the metadata of a field says that every row lacks it. */
function wholeRange({ numRows }: Table): string {
  return numRows === 1 ? "0" : `0-${numRows - 1}`;
}

async function noSuchColumn(
  reading: Reading,
  query: Query,
  entries: readonly CommitEntry[],
  missing: string,
): Promise<TapelabError<"no-such-variable">> {
  const names = new Set<string>();
  const chosen = entries.filter((entry) => entry.rows > 0 && query.matchesEntry(entry)).slice(-8);
  for await (const group of walk(reading, chosen, { keep: false })) {
    for (const { decoded } of group) {
      for (const strip of decoded.strips) for (const { name } of strip.columns) names.add(name);
    }
  }
  const meant = near(missing, names);
  const known = [...names].slice(0, 20).map((name) => shown(name, 60));
  const hint = meant.length > 0 ? ` Did you mean "${shown(meant[0]!, 60)}"?` : "";
  return new TapelabError(
    "no-such-variable",
    `No selected scope of tape "${shown(reading.tape.session.label, 60)}" holds a variable "${shown(missing, 60)}". ` +
      `No table was made. They hold ${known.join(", ") || "no variables"}.${hint}`,
    { scope: reading.tape.id, name: missing, near: meant },
  );
}

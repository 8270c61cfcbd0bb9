/**
 * Reading over several sessions of a workspace. Which ones is the workspace's business: it gives them newest first.
 * Streams run from the oldest to the newest; the latest scope is looked for from the newest. A session that cannot be
 * opened is told and skipped, the others are read.
 */
import type { Table } from "apache-arrow";
import type { Observable } from "rxjs";
import { TapelabError } from "../errors.js";
import type { CommitEntry } from "../tape/types.js";
import type { Commit } from "./commit.js";
import { noSuchScope, type Unflushed } from "./no-such-scope.js";
import { type ReadOptions, withTape } from "./open-tape.js";
import { checkReadOptions } from "./read-options.js";
import { type Scope, withOtherSessions } from "./scope.js";
import { type ScopeRows, scopeRows, scopeTableOf } from "./scope-table.js";
import { compileSelection, type Query, type Selection } from "./selection.js";
import { type Sink, stream$ } from "./stream.js";
import { readLatest, sendCommits, sendScopes } from "./tape-reads.js";
import type { TapeSource } from "./tape-source.js";
import type { Reading } from "./walk.js";

export interface LatestOptions extends ReadOptions {
  /** Fail with `ambiguous-session` when more than one session holds a matching scope. */
  readonly unique?: boolean;
  /** Sessions of this process that hold matching scopes not yet on their tape; for the text when nothing is found. */
  readonly unflushed?: (selection: Selection) => readonly Unflushed[];
}

/** The sources, newest first; asked when somebody subscribes. */
export type Sources = () => Promise<readonly TapeSource[]>;

export function commitsAcross$(sources: Sources, selection?: Selection, options: ReadOptions = {}): Observable<Commit> {
  checkReadOptions("commits$", options);
  return eachTape$(sources, selection, options, sendCommits);
}

export function scopesAcross$(sources: Sources, selection?: Selection, options: ReadOptions = {}): Observable<Scope> {
  checkReadOptions("scopes$", options);
  return eachTape$(sources, selection, options, sendScopes);
}

/** The newest matching scope; rejects with `no-such-scope`, which says how many scopes match each filter alone. */
export async function latestAcross(
  sources: readonly TapeSource[],
  selection: Selection = {},
  options: LatestOptions = {},
): Promise<Scope> {
  const query = compileSelection(selection);
  let found: Scope | undefined;
  const sessions: string[] = [];
  for (const source of sources) {
    const scope = (await latestInTail(source, query, options)) ?? (await latestIn(source, query, options));
    if (!scope) continue;
    found ??= scope;
    sessions.push(`"${scope.session.label}" (${scope.session.id})`);
  }
  if (!found) throw await noSuchScope(sources, selection, options.unflushed?.(selection) ?? []);
  if (options.unique && sessions.length > 1) throw ambiguous(sessions);
  return withOtherSessions(found, sessions.length - 1);
}

async function latestIn(source: TapeSource, query: Query, options: ReadOptions): Promise<Scope | undefined> {
  return withTape(source, options, async (tape) => readLatest(tape.reading(options), query, await tape.entries()));
}

/** What is wanted is mostly at the end: found there, the cost does not grow with the tape. */
async function latestInTail(source: TapeSource, query: Query, options: ReadOptions): Promise<Scope | undefined> {
  let tail = source.cut === undefined ? await source.openTail?.() : undefined;
  if (!tail) return undefined;
  const open: TapeSource["open"] = (asked) => {
    const first = tail;
    tail = undefined; // a scope that looks at its tape again later gets the whole
    return first ? Promise.resolve(first) : source.open(asked);
  };
  return latestIn({ ...source, open }, query, options);
}

/** One row per matching scope of all sources, oldest session first. */
export async function scopeTableAcross(
  sources: readonly TapeSource[],
  selection?: Selection,
  options: ReadOptions = {},
): Promise<Table> {
  checkReadOptions("scopeTable", options);
  const query = compileSelection(selection);
  const parts: ScopeRows[] = [];
  for (const source of [...sources].reverse()) {
    const rows = await withTape(source, options, async (tape) =>
      scopeRows(tape.reading(options), query, await tape.entries()),
    );
    if (rows) parts.push(...rows);
  }
  return scopeTableOf(parts);
}

function eachTape$<T>(
  sources: Sources,
  selection: Selection | undefined,
  options: ReadOptions,
  send: (reading: Reading, query: Query, entries: readonly CommitEntry[], sink: Sink<T>) => Promise<void>,
): Observable<T> {
  const query = compileSelection(selection);
  return stream$<T>(async (sink) => {
    for (const source of [...(await sources())].reverse()) {
      if (sink.isClosed) return;
      await withTape(source, options, async (tape) => send(tape.reading(options), query, await tape.entries(), sink));
    }
  });
}

function ambiguous(sessions: readonly string[]): TapelabError<"ambiguous-session"> {
  return new TapelabError(
    "ambiguous-session",
    `${sessions.length} sessions hold a matching scope, and one was asked for: ${sessions.join(", ")}. ` +
      `Nothing was read. Give \`session\` the id of one of them.`,
    { sessions },
  );
}

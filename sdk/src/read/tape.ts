/**
 * One recorded tape, opened for reading. Observables end in `$` and are cold: each subscription reads for itself, what
 * the tape holds when it begins, and stops reading when it is unsubscribed. Nothing here writes.
 */
import type { Table } from "apache-arrow";
import type { Observable, SchedulerLike } from "rxjs";
import type { Column } from "tapelab-proto";
import { lineFace, showAs } from "../base/console.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { CommitEntry, OpenReport } from "../tape/types.js";
import type { Commit } from "./commit.js";
import { type FollowOptions, follow } from "./follow.js";
import { noSuchScope } from "./no-such-scope.js";
import { OpenTape, type ReadOptions } from "./open-tape.js";
import { type PartPlace, type Parts, recordedColumns, sendParts } from "./part-reads.js";
import { checkReadOptions } from "./read-options.js";
import { checkReplay, type ReplayOptions, replay } from "./replay.js";
import type { Scope } from "./scope.js";
import { scopeRows, scopeTableOf } from "./scope-table.js";
import { compileSelection, type Query, type Selection } from "./selection.js";
import type { SessionInfo } from "./session-info.js";
import { type Sink, stream$ } from "./stream.js";
import { readTable, sendTables } from "./table-reads.js";
import { readLatest, sendCommits, sendScopes } from "./tape-reads.js";
import type { TapeSource, Until } from "./tape-source.js";
import { type Reading, ShapeBook } from "./walk.js";

/** @internal */
export interface PartOptions {
  readonly follow?: boolean;
  /** Columns of context that are looked at: `$t`, `$label`. */
  readonly context?: readonly string[];
  readonly onCaughtUp?: () => void;
  /** The clock of the pauses between two looks at the tape. */
  readonly scheduler?: SchedulerLike;
  /** Gets what ends the reading at once. */
  readonly onClose?: (close: () => void) => void;
}

export class Tape {
  readonly #tape: OpenTape;

  private constructor(tape: OpenTape) {
    this.#tape = tape;
  }

  /** Opens a tape. Whoever opens it closes it. */
  static async open(source: TapeSource, options: { readonly until?: Until } = {}): Promise<Tape> {
    return new Tape(await OpenTape.open(source, options));
  }

  /** Id of the tape and of its session. */
  get id(): string {
    return this.#tape.source.id;
  }
  get session(): SessionInfo {
    return this.#tape.facts.session;
  }
  /** Whether the session had ended when the tape was last looked at. */
  get isEnded(): boolean {
    return this.#tape.reader.isEnded;
  }
  /** Number of the newest commit. */
  get lastSequence(): number {
    return this.#tape.reader.lastSequence;
  }
  get sizeBytes(): number {
    return this.#tape.reader.sizeBytes;
  }
  get segmentCount(): number {
    return this.#tape.reader.segmentCount;
  }
  /** What is wrong with the bytes: found when the tape was opened, and by the reads since. */
  get report(): OpenReport {
    return this.#tape.report;
  }

  /** The commits that match, in order; with filters on scopes, those that hold a matching one. */
  commits$(selection?: Selection, options: ReadOptions = {}): Observable<Commit> {
    checkReadOptions("commits$", options);
    return this.#read$(selection, options, sendCommits);
  }

  /**
   * The scopes that match, in order, as lazy rows.
   *
   * @example lorenz.scopes$({ label: "step" }).subscribe((scope) => console.log(scope.vars.x));
   */
  scopes$(selection?: Selection, options: ReadOptions = {}): Observable<Scope> {
    checkReadOptions("scopes$", options);
    return this.#read$(selection, options, sendScopes);
  }

  /**
   * The variables of the scopes that match as Arrow tables, one per block: a large commit is a table of its own, small
   * ones are joined to at least 4,096 rows. With `variables`, only their columns are read where the tape allows it.
   */
  tables$(selection?: Selection, options: ReadOptions = {}): Observable<Table> {
    checkReadOptions("tables$", options);
    return this.#read$(selection, options, sendTables);
  }

  /** The variables of all scopes that match as one Arrow table, a row a scope. */
  async table(selection?: Selection, options: ReadOptions = {}): Promise<Table> {
    checkReadOptions("table", options);
    const query = this.#query(selection);
    return readTable(this.#tape.reading(options), query, await this.#tape.entries());
  }

  /**
   * The last scope that matches. Reads from the end and stops at the first hit. Rejects with `no-such-scope`, which
   * says how many scopes match each filter alone.
   */
  async latestScope(selection?: Selection, options: ReadOptions = {}): Promise<Scope> {
    checkReadOptions("latestScope", options);
    const query = this.#query(selection);
    const scope = await readLatest(this.#tape.reading(options), query, await this.#tape.entries());
    if (!scope) throw await noSuchScope([this.#tape.source], query.selection, []);
    return scope;
  }

  /** One row per scope that matches: where it came from, its metadata (`meta.…`) and its variables (`var.…`). */
  async scopeTable(selection?: Selection, options: ReadOptions = {}): Promise<Table> {
    checkReadOptions("scopeTable", options);
    const query = this.#query(selection);
    return scopeTableOf(await scopeRows(this.#tape.reading(options), query, await this.#tape.entries()));
  }

  /**
   * The scopes that match: past first, then live, also from another process, each once and in order. Completes when
   * the session ends. Commits that a crash takes back are told as a `retracted` event. Holds a reader of its own,
   * which unsubscribing closes.
   */
  follow$(selection?: Selection, options: FollowOptions & ReadOptions = {}): Observable<Scope> {
    checkReadOptions("follow$", options, ["until", "scheduler"]);
    const query = this.#query(selection);
    return stream$(async (sink) => {
      this.#tape.assertOpen();
      const shapes = new ShapeBook();
      let reading: Reading | undefined;
      await follow(this.#tape.source, options, {
        deliver: async (reader, entries, after) => {
          reading ??= this.#tape.reading(options, { reader, shapes });
          await sendScopes(reading, query, entries, sink, after);
        },
        onRetraction: (retraction) => options.onEvent?.(retraction),
        get isClosed() {
          return sink.isClosed;
        },
        onClose: (teardown) => sink.onClose(teardown),
      });
    });
  }

  /**
   * The scopes that match, at the pace of their recorded time or of a variable, times `speed`.
   *
   * @example lorenz.replay$({ label: "step" }, { by: "t", speed: 2 }).subscribe(draw);
   */
  replay$(selection?: Selection, options: ReplayOptions & ReadOptions = {}): Observable<Scope> {
    checkReplay(options);
    const { by = "time" } = options;
    const variables = selection?.variables;
    const wanted = variables && by !== "time" ? { ...selection, variables: [...variables, by] } : selection;
    return this.#read$(wanted, options, (reading, query, entries, sink) =>
      replay(reading, query, entries, options, sink),
    );
  }

  /**
   * @internal The scopes that match, as columns: first those that are there, then, with `follow`, those to come, until
   * the session ends or `receive` says it has enough. `onCaughtUp` is called when the first are done.
   */
  async readParts(
    selection: Selection | undefined,
    options: PartOptions & ReadOptions,
    receive: (parts: Parts) => boolean,
  ): Promise<void> {
    const query = this.#query(selection);
    const { follow: isFollowed = false, context = [], onCaughtUp, onClose, onEvent, scheduler } = options;
    const place: PartPlace = { sequence: 0, scopes: 0 };
    let isClosed = false;
    const take = (parts: Parts): boolean => {
      isClosed ||= !receive(parts);
      return !isClosed;
    };
    if (!isFollowed || this.isEnded) {
      await sendParts(this.#tape.reading({ onEvent }), query, await this.#tape.entries(), place, context, take);
      return;
    }
    this.#tape.assertOpen();
    const shapes = new ShapeBook();
    let reading: Reading | undefined;
    await follow(this.#tape.source, scheduler ? { scheduler } : {}, {
      deliver: async (reader, entries) => {
        reading ??= this.#tape.reading({ onEvent }, { reader, shapes });
        await sendParts(reading, query, entries, place, context, take);
        onCaughtUp?.();
      },
      onRetraction: (retraction) => onEvent?.(retraction),
      get isClosed() {
        return isClosed;
      },
      onClose: (teardown) =>
        onClose?.(() => {
          isClosed = true;
          teardown();
        }),
    });
  }

  /** @internal Every column of a variable that the tape knows. */
  get recordedColumns(): readonly Column[] {
    return recordedColumns(this.#tape.reader);
  }

  /** @internal The commits that hold scopes which match, without what filters on scopes say. */
  async scopeEntries(selection?: Selection): Promise<readonly CommitEntry[]> {
    const query = this.#query(selection);
    return (await this.#tape.entries()).filter((entry) => entry.rows > 0 && query.matchesEntry(entry));
  }

  /** Closes its files. Reads that are under way fail; later ones are refused. */
  close(): Promise<void> {
    return this.#tape.close();
  }

  #read$<T>(
    selection: Selection | undefined,
    options: ReadOptions,
    send: (reading: Reading, query: Query, entries: readonly CommitEntry[], sink: Sink<T>) => Promise<void>,
  ): Observable<T> {
    const query = this.#query(selection);
    return stream$<T>(async (sink) => {
      const entries = await this.#tape.entries();
      if (!sink.isClosed) await send(this.#tape.reading(options), query, entries, sink);
    });
  }

  #query(selection: Selection | undefined): Query {
    const query = compileSelection(selection);
    const { session } = query.selection;
    const { id, label } = this.session;
    if (session === undefined || session === id || session.trim() === label) return query;
    throw new TapelabError(
      "bad-selection",
      `The filter "session" of a read on one tape expects this tape, "${label}" (${id}), found ${JSON.stringify(session)}. ` +
        `Nothing was read. Leave it out, or read over the workspace.`,
      { filter: "session", expected: label, found: session },
    );
  }
}

showAs(
  Tape.prototype,
  lineFace<Tape>(
    ({ session }) => `Tape "${shown(session.label, 80)}"`,
    ({ id, lastSequence, isEnded }) => ({ id, lastSequence, isEnded }),
  ),
);

/**
 * The handle of one workspace: sessions are started here, tapes opened, scopes read over all sessions. Wiring only; what
 * a method does is said by the folder it calls.
 */
import type { Table } from "apache-arrow";
import type { Observable } from "rxjs";
import { lineFace, showAs } from "../base/console.js";
import { checkOptions, foundText } from "../base/options.js";
import { BlobStore } from "../blob/store.js";
import { isTapelabError, TapelabError } from "../errors.js";
import { commitsAcross$, latestAcross, scopesAcross$, scopeTableAcross } from "../read/across.js";
import type { Commit } from "../read/commit.js";
import type { ReadOptions } from "../read/open-tape.js";
import { checkReadOptions, checkUntil } from "../read/read-options.js";
import type { Scope } from "../read/scope.js";
import { compileSelection, type Selection } from "../read/selection.js";
import type { SessionInfo } from "../read/session-info.js";
import { Tape } from "../read/tape.js";
import type { TapeSource, Until } from "../read/tape-source.js";
import { CacheFolder, type TaggedEntry } from "../record/cache-folder.js";
import type { Edit } from "../record/edit.js";
import type { CommitRef } from "../record/queue.js";
import type { Session } from "../record/session.js";
import type { Settings } from "../record/settings.js";
import type { RunHost } from "../run/launch.js";
import { deferred$ } from "../state/known-live.js";
import type { KnownState } from "../state/known-state.js";
import type { ReadModel } from "../state/model.js";
import { type Projection, project, project$ } from "../state/project.js";
import { TapeReader } from "../tape/reader.js";
import { type ForgetSelection, forgetEntries, listRemembered } from "./cache-verbs.js";
import { type EditOptions, editWorkspace, type WorkspaceEdits, workspaceEdits } from "./edit.js";
import type { Environment } from "./environment.js";
import { type Examined, type ExamineOptions, examineTape, type Quarantined, quarantineOf } from "./examine.js";
import { type HistoryEntry, historyOf, historySources } from "./history.js";
import { trackInput } from "./inputs.js";
import { assertOwn } from "./own-tape.js";
import type { Place } from "./place.js";
import { activeSession } from "./process-state.js";
import { runHost } from "./run-host.js";
import { listSessions, listTapes, resolveSession, type SessionEntry, type SessionTape } from "./session-list.js";
import { loadSettings } from "./settings-files.js";
import { type StageEntry, stagesOf } from "./stages.js";
import { type ResumeOptions, resumeSession, type StartOptions, startSession } from "./start.js";
import { liveEntity$, liveState$, type State, stateNow } from "./state.js";
import { type StateCursor, stateAt } from "./state-at.js";
import { unflushedIn } from "./unflushed.js";
import { whereHash } from "./where-hash.js";
import { createWorkspace, readWorkspaceFile, type WorkspaceFacts } from "./workspace-file.js";

/** Filters for reading over a workspace. */
export interface WorkspaceSelection extends Selection {
  /** With `session`: also the sessions it was resumed from, each up to where the next one went on. */
  readonly withHistory?: boolean;
}

/** How `latestScope` reads. */
export interface LatestScopeOptions extends ReadOptions {
  /** Fail when more than one session holds a matching scope. */
  readonly unique?: boolean;
  /** `false`: the scope is not noted as an input of the active session's next commit. */
  readonly track?: boolean;
}

/** One workspace: a folder `.tapelab` with its tapes, blobs and cache. */
export class Workspace {
  /** The `.tapelab` folder. */
  readonly dir: string;
  /** The folder that holds it. */
  readonly root: string;
  readonly settings: Settings;
  readonly #environment: Environment;
  readonly #blobs: BlobStore;
  readonly #infos = new Map<string, SessionInfo>();
  #edits: WorkspaceEdits | undefined;
  #runs: RunHost | undefined;

  /** @internal Workspaces come from `openWorkspace`. */
  constructor(environment: Environment, place: Place) {
    this.#environment = environment;
    this.dir = place.dir;
    this.root = place.root;
    this.settings = loadSettings(environment, place);
    this.#blobs = new BlobStore(environment.disk, `${this.dir}/blobs`, environment.ids);
  }

  /** Id of the workspace, 32 hex digits; undefined while nothing is there. */
  get id(): string | undefined {
    return this.facts?.id;
  }

  /** Whether the folder is there. A start makes it; reading never does. */
  get exists(): boolean {
    return this.#environment.disk.now.stat(this.dir)?.kind === "directory";
  }

  /** What the workspace says about itself; undefined while nothing is there. */
  get facts(): WorkspaceFacts | undefined {
    return readWorkspaceFile(this.#environment.disk, this.dir);
  }

  /**
   * Starts a session of its own tape, beside any others; the active session stays as it is. Resolves when the start
   * survives power loss.
   *
   * @example const session = await ws.startSession("lorenz", { labels: ["run-b"] });
   */
  async startSession(label: string, options: StartOptions = {}): Promise<Session> {
    return startSession(this.#environment, this, label, options);
  }

  /**
   * Opens the tape of an earlier session for writing, by its id. Nothing that lived in memory comes back. Rejects with
   * `tape-busy` while another process has it open, unless `takeOver` is set.
   */
  resumeSession(id: string, options: ResumeOptions = {}): Promise<Session> {
    return resumeSession(this.#environment, this, id, options);
  }

  /** All sessions, newest first; damaged ones with the reason. */
  async sessions(): Promise<SessionEntry[]> {
    this.#assertThere();
    return listSessions(this.#listing());
  }

  /**
   * Opens a tape for reading: by the label of its session (the newest with this label), or by id. Whoever opens it may
   * close it.
   *
   * @example const lorenz = await ws.openTape("lorenz");
   */
  async openTape(labelOrId: string, options: { readonly until?: Until } = {}): Promise<Tape> {
    checkOptions("openTape", options, ["until"], "Nothing was opened.");
    checkUntil("openTape", options.until);
    const entry = await this.resolve(labelOrId);
    return Tape.open(this.#source(entry), options);
  }

  /** The session with this id, the newest with this label, or the active one (`"active"`). */
  async resolve(session: string): Promise<SessionEntry> {
    this.#assertThere();
    return resolveSession(this.#listing(), session === "active" ? this.#activeId() : session);
  }

  /** Commits of all sessions, or of the one selected, oldest session first. */
  commits$(selection: WorkspaceSelection = {}, options: ReadOptions = {}): Observable<Commit> {
    const filters = filtersOf(selection);
    return commitsAcross$(() => this.#sources(selection), filters, options);
  }

  /** Scopes of all sessions, or of the one selected, oldest session first. */
  scopes$(selection: WorkspaceSelection = {}, options: ReadOptions = {}): Observable<Scope> {
    const filters = filtersOf(selection);
    return scopesAcross$(() => this.#sources(selection), filters, options);
  }

  /** One row per scope: where it came from, its metadata (`meta.…`) and its variables (`var.…`). */
  async scopeTable(selection: WorkspaceSelection = {}, options: ReadOptions = {}): Promise<Table> {
    const filters = filtersOf(selection);
    return scopeTableAcross(await this.#sources(selection), filters, options);
  }

  /** The newest scope that matches; see the function `latestScope`. */
  async latestScope(selection: Selection = {}, options: LatestScopeOptions = {}): Promise<Scope> {
    checkReadOptions("latestScope", options, ["unique", "track"]);
    compileSelection(selection);
    const { track = true, ...rest } = options;
    const unflushed = (filters: Selection) => unflushedIn(`${this.dir}/tapes`, filters);
    const sources = (await this.#sources(selection)).map((source) =>
      track ? source : { ...source, onUse: undefined },
    );
    const scope = await latestAcross(sources, selection, { ...rest, unflushed });
    if (track) trackInput(scope.uid);
    return scope;
  }

  /** Per session label, commit label and source file: the newest commit, and whether an input of it is outdated. */
  stages(): Promise<StageEntry[]> {
    return stagesOf(this);
  }

  /** The chain of sessions this one was resumed from, newest first, each with its cut. */
  history(session: string): Promise<HistoryEntry[]> {
    return historyOf(this, session);
  }

  /** The scopes that held a value with this hash (64 hex digits), stored as hash or as blob. */
  async whereHash(hash: string): Promise<string[]> {
    this.#assertThere();
    return whereHash(this, hash);
  }

  /**
   * Examines one tape (label or id), or all, newest first, for damage. Reads only.
   *
   * @example const [{ damage }] = await ws.examine("lorenz", { level: "full" });
   */
  async examine(session?: string, options: ExamineOptions = {}): Promise<Examined[]> {
    checkOptions("examine", options, ["level"], "Nothing was examined.");
    const entries = session === undefined ? await this.sessions() : [await this.resolve(session)];
    const found: Examined[] = [];
    for (const entry of entries) found.push(await examineTape(this.#environment, entry, options));
    return found;
  }

  /** Damaged bytes that `tapelab recover` put aside, of one tape (label or id) or of all. */
  async quarantine(session?: string): Promise<Quarantined[]> {
    const entries = session === undefined ? await this.sessions() : [await this.resolve(session)];
    return (await Promise.all(entries.map((entry) => quarantineOf(this.#environment, entry)))).flat();
  }

  /**
   * Sets and clears fields of entities in one commit: all of it, or nothing; see `Session.edit`. It is written by the
   * session given, else by the active one, else by a session named `edits` that this process opens for it.
   *
   * @example await ws.edit("rename", (e) => e.set("contact/abc", "name", "Jane"));
   */
  edit(label: string, change: (edit: Edit) => void, options: EditOptions = {}): Promise<CommitRef | null> {
    return editWorkspace(this, label, change, options);
  }

  /**
   * What all edits come to, as it is now.
   *
   * @example (await ws.state()).get("contact/abc") // { name: "Jane" }
   */
  async state(): Promise<State> {
    this.#assertThere();
    return stateNow(this.known);
  }

  /** The state now, then after each commit that touches it, live; of one entity, its fields. Never completes. */
  state$(): Observable<State>;
  state$(entity: string): Observable<Readonly<Record<string, unknown>> | undefined>;
  state$(entity?: string): Observable<State | Readonly<Record<string, unknown>> | undefined> {
    return entity === undefined ? liveState$(this.known) : liveEntity$(this.known, entity);
  }

  /**
   * The state at an earlier point.
   *
   * @example await ws.stateAt({ time: Date.now() - 3_600_000 });
   */
  async stateAt(cursor: StateCursor): Promise<State> {
    this.#assertThere();
    return stateAt(this, this.#environment, cursor);
  }

  /** What the commits of a tape (label or id) come to in a read model, up to which commit, and its hash. */
  async project<M>(tape: string, model: ReadModel<M>): Promise<Projection<M>> {
    return project(this.#environment.disk, (await this.resolve(tape)).dir, model);
  }

  /** The model after each commit, live; completes when the tape has ended. */
  project$<M>(tape: string, model: ReadModel<M>): Observable<M> {
    return deferred$(async () => project$(this.#environment.disk, (await this.resolve(tape)).dir, model));
  }

  /** Results kept by `remember`: all, or those with the name or tag. */
  async remembered(selection: { readonly name?: string; readonly tag?: string } = {}): Promise<TaggedEntry[]> {
    checkOptions("remembered", selection, ["name", "tag"], "Nothing was listed.");
    return listRemembered(this.#cache(), selection);
  }

  /** Removes results kept by `remember`, by name, tag or key; says how many. */
  forget(selection: ForgetSelection): Promise<number> {
    return forgetEntries(this.#cache(), selection);
  }

  /** @internal Makes the folder when it is not there, and says so once. */
  ensure(name?: string): WorkspaceFacts {
    const known = this.facts;
    if (known !== undefined) return known;
    const { disk, clock, ids, notify } = this.#environment;
    const base = this.root.slice(this.root.lastIndexOf("/") + 1);
    const { facts, isNew } = createWorkspace(disk, this.dir, { clock, ids, name: name ?? base });
    if (isNew) notify(`A new workspace was made in ${this.dir}`);
    return facts;
  }

  /** @internal What this process knows of the operations here. */
  get known(): KnownState {
    return this.edits.known;
  }

  /** @internal */
  get edits(): WorkspaceEdits {
    this.#edits ??= workspaceEdits(this, this.#environment);
    return this.#edits;
  }

  /** @internal What launches need. */
  get runs(): RunHost {
    this.#runs ??= runHost(this.#environment, this);
    return this.#runs;
  }

  /** @internal */
  get blobs(): BlobStore {
    return this.#blobs;
  }

  /** @internal */
  source(entry: SessionEntry): TapeSource {
    return this.#source(entry);
  }

  #source({ id, label, dir }: SessionTape): TapeSource {
    const { disk } = this.#environment;
    const { watch } = disk;
    return {
      id,
      label,
      blobs: this.#blobs,
      open: async (options) => {
        await assertOwn(disk, dir, this.#readableId());
        return TapeReader.open(disk, dir, { ...options, name: label || id });
      },
      openTail: async () => {
        await assertOwn(disk, dir, this.#readableId());
        return TapeReader.openTail(disk, dir, { name: label || id });
      },
      watch: watch && ((onChange) => watch(dir, onChange)),
      onUse: trackInput,
    };
  }

  /** What a selection means by `session`, newest first. */
  async #sources({ session, withHistory = false }: WorkspaceSelection): Promise<readonly TapeSource[]> {
    this.#assertThere();
    if (session === undefined) return (await listTapes(this.#listing())).map((tape) => this.#source(tape));
    if (withHistory) return historySources(this, session);
    return [this.#source(await this.resolve(session))];
  }

  /** The id, when its file can be read: a damaged one does not stop reading. */
  #readableId(): string | undefined {
    try {
      return this.id;
    } catch (error) {
      if (!isTapelabError(error, "bad-bytes")) throw error;
      return undefined;
    }
  }

  #activeId(): string {
    const session = activeSession();
    if (session !== undefined) return session.id;
    throw new TapelabError(
      "no-active-session",
      'The session "active" was asked for, and none is active in this process. Nothing was read. Start one, or name a session by its label.',
      { call: "session" },
    );
  }

  #cache(): CacheFolder {
    const { disk, clock, ids } = this.#environment;
    return new CacheFolder({ disk, clock, ids, dir: `${this.dir}/cache` });
  }

  #listing() {
    const { disk, ids } = this.#environment;
    return { disk, ids, tapesDir: `${this.dir}/tapes`, known: this.#infos };
  }

  #assertThere(): void {
    if (this.exists) return;
    throw new TapelabError(
      "no-workspace",
      `There is no workspace here. Nothing was read or made. Start a session to make one, or name another folder (openWorkspace(path), --workspace, TAPELAB_WORKSPACE). Looked in ${this.root}`,
      { from: this.root },
    );
  }
}

/** The filters without what only the workspace understands. */
function filtersOf(selection: WorkspaceSelection): Selection {
  const { withHistory, ...filters } = selection ?? {};
  compileSelection(selection === null || typeof selection !== "object" ? selection : filters);
  if (withHistory !== undefined && (typeof withHistory !== "boolean" || (withHistory && !filters.session))) {
    const found = foundText(withHistory);
    throw new TapelabError(
      "bad-selection",
      `The filter "withHistory" expects true or false, and true only with a session, found ${found}. Nothing was read. Name the session whose history is wanted.`,
      { filter: "withHistory", expected: "true or false, with a session", found },
    );
  }
  return filters;
}

showAs(
  Workspace.prototype,
  lineFace<Workspace>(
    () => "Workspace",
    ({ dir }) => ({ dir }),
  ),
);

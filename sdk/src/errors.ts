/**
 * Every way in which Tapelab fails, on one screen: one class, one map from code to its facts.
 * Texts have three parts: what happened and where; what is affected; what you can do.
 */
export interface ErrorDetails {
  /** Another process holds the tape open for writing. Reading still works. */
  "tape-busy": { tape: string; holder: string };
  /** Another writer took the tape over. What is in memory is intact; the commit named was not confirmed. */
  fenced: { tape: string; segment: number; hash: string | undefined };
  /** No space left on the disk. Commits already acknowledged are safe; the rest is held in memory. */
  "disk-full": { tape: string; cause: string };
  /** The disk reported an I/O error. Commits already acknowledged are safe; the rest is held in memory. */
  "write-failed": { tape: string; segment: number; cause: string };
  /** The process ran out of file descriptors. */
  "too-many-files": { tape: string };
  /** A write went out, and it is not known whether it arrived. */
  "commit-outcome-unknown": { tape: string; sequence: number; hash: string };
  /** This commit waits behind one that failed; both are held in memory. */
  "commit-held-back": { tape: string; sequence: number };
  /** A commit is larger than one image may be. */
  "commit-too-large": { sizeBytes: number; limitBytes: number };
  /** Bytes on disk do not match their checksum. The commit is skipped and reported. */
  "corrupt-commit": { sequence: number | undefined; segment: number; offset: number };
  /** A rewritten commit is not what it was. The rewrite was given up; the tape is as it was. */
  "not-equivalent": { tape: string; sequence: number; where: string | undefined };
  /** The tape was written by a newer major format. */
  "newer-format": { path: string; found: number; supported: number };
  /** A file or text is not what it should be. */
  "bad-bytes": { what: string; offset: number };
  /** A value is not JSON. The path says where inside it, empty for the value itself. */
  "bad-json": { path: string; found: string };
  // record and workspace: what a user asks of a session or a workspace
  /** The session has ended; a new one, or a resume by id, records again. */
  "session-ended": { id: string; label: string };
  /** Stage and queue hold all the memory they may. What is held stays. */
  "queue-full": { sizeBytes: number; limitBytes: number };
  /** Nothing is being recorded: no session was started in this process, or the last one has ended. */
  "no-active-session": { call: string };
  /** The session still holds scopes or commits that are not on the tape. */
  "dirty-session": { id: string; label: string; staged: number; queued: number };
  /** A label, key or name is empty, too long, or one too many. */
  "bad-label": { label: string; reason: string };
  /** A filter rule is not valid. The rules in force stay as they were. */
  "bad-rule": { set: string | undefined; index: number; field: string; found: string };
  /** A setting does not fit its type, or a settings file cannot be understood. */
  "bad-settings": { key: string | undefined; layer: string; origin: string; expected: string; found: string };
  /** An option of a call is not valid, or options exclude each other. */
  "bad-option": { option: string; expected: string; found: string };
  /** What was asked for needs an optional package that is not installed. */
  "missing-package": { name: string };
  /** A value cannot be part of a cache key. */
  "bad-key": { path: string; type: string };
  /** User metadata is no JSON tree. */
  "bad-meta": { path: string; found: string };
  /** User metadata is larger than its limit. */
  "meta-too-large": { sizeBytes: number; limitBytes: number };
  /** The session's shared store has no scope of this key. */
  "no-such-shared": { key: string; known: readonly string[] };
  /** No session of the workspace matches. */
  "no-such-session": { session: string; near: readonly string[] };
  /** There is no workspace here. */
  "no-workspace": { from: string };
  /** The workspace exists with other options. */
  "already-initialized": { path: string; option: string };
  /** A folder is not a sandbox that Tapelab may delete. */
  "not-a-sandbox": { path: string; reason: string };
  /** The workspace is archived: it is read-only. */
  "workspace-archived": { path: string; id: string };
  /** An operation of an edit has no valid entity, field or value. Nothing of the edit was written. */
  "bad-operation": { entity: string | undefined; field: string | undefined; found: string };
  /** A tape or scope belongs to another workspace. */
  "other-workspace": { expected: string; found: string };
  /** The setting `record.require_clean_git` refuses a start from a changed work tree. */
  "git-not-clean": { folder: string; commit: string | undefined };
  /** Nothing in quarantine has this id. */
  "no-such-quarantine": { id: string; known: readonly string[] };
  // read: what a reader asks of tapes
  /** A filter of a selection is not valid. */
  "bad-selection": { filter: string; expected: string; found: string };
  /** The scope holds no variable of this name. */
  "no-such-variable": { scope: string; name: string; near: readonly string[] };
  /** No scope of the sessions looked at matches every filter; how many match each filter alone is told. */
  "no-such-scope": { filters: readonly { filter: string; scopes: number }[]; sessions: readonly string[] };
  /** More than one session holds a matching scope, and exactly one was asked for. */
  "ambiguous-session": { sessions: readonly string[] };
  /** A variable cannot become the type asked for without loss. */
  "bad-conversion": { name: string; expected: string; found: string };
  /** A scope can be read as a table in more than one way, or in none. */
  "ambiguous-table": { scope: string; readings: readonly string[] };
  /** The blob was collected or never synced. The scope that names it is still valid. */
  "blob-unavailable": { sha256: string };
  // archive: what travels as folders or as a tar
  /** Bytes of an archive are not what its manifest says, or no archive has such bytes. `path` is the leaf or the file. */
  "archive-damaged": { path: string; firstSequence: number | undefined; lastSequence: number | undefined };
  /** Two leaves of an archive claim the same place. Nothing of it is read. */
  "archive-ambiguous": { path: string };
  /** Parts of an archive tell two histories. Nothing of it is read. */
  "archive-diverged": { path: string; part: number };
  /** An archive ends early, or a part of it is elsewhere. `lastSequence` is the last commit that is complete. */
  "archive-unfinished": { path: string; lastSequence: number };
  /** An archive is larger than is taken without being told to. */
  "archive-too-large": { path: string; limit: string; found: number; allowed: number };
  /** Two copies of a tape have different commits at one sequence. Neither was changed. */
  diverged: { tape: string; sequence: number; expected: string; found: string };
  // run: plans and launches
  /** This code is not part of a run. */
  "no-active-run": { call: string };
  /** This code is part of a run, whose session begins and ends with it. */
  "inside-run": { call: string; run: string };
  /** One run was asked for, and none or several are. Nothing was changed. */
  "not-one-run": { count: number; ids: readonly string[] };
  /** A file that is to be purged is not below the folder of its run, or the run is under way. Nothing was deleted. */
  "not-purged": { path: string; reason: string };
  /** Runs to be merged are here already. Nothing was changed. */
  "runs-conflict": { runs: readonly string[] };
  /** Two runs of one list have equal coordinates, so that nobody can say which belongs to which. */
  "not-aligned": { side: string; key: string; runs: readonly string[] };
  /** A virtual path cannot be followed. Nothing was read. */
  "bad-uri": { uri: string; reason: string };
  /** The description of a family of runs cannot be used. Nothing was started. */
  "bad-spec": { origin: string | undefined; line: number | undefined; reason: string };
  /** A plan would make more runs than its cap allows. Nothing was started. */
  "too-many-runs": { runs: number; limit: number };
  /** This attempt of a launch was started before. Nothing was started. */
  "launch-taken": { launch: string; attempt: number; next: number };
  /** A launch could not go on: its own tape, or that of a run, cannot be written. What completed stays. */
  "launch-broken": { launch: string; attempt: number; completed: number; planned: number };
  /** Nobody executes this launch. Nothing was changed. */
  "launch-not-running": { launch: string; state: string };
  /** The launch id stands for another plan, other inputs or another program. Nothing was started. */
  "launch-differs": { launch: string; what: string; expected: string; found: string };
  /** A key, file, directory or table cannot be an artifact. Nothing of it was recorded. */
  "bad-artifact": { name: string; reason: string };
  /** A run made other outputs than it was to make, and that is an error. */
  "outputs-differ": { run: string; missing: readonly string[]; extra: readonly string[] };
  /** Restoring would put an artifact in the place of something else. That was left as it is. */
  "artifact-differs": { path: string; expected: string; found: string };
  /** The bytes of an artifact are in no place that is known. What is recorded of it stays valid. */
  "artifact-unavailable": { key: string; sha256: string };
  /** The disk failed while an artifact was stored or restored. No part of it was left behind. */
  "artifact-failed": { name: string; path: string; cause: string };
  /** Lost bytes cannot be made again. Nothing was executed, or what was executed is named. */
  "cannot-recover": { artifact: string | undefined; sha256: string | undefined; run: string | undefined };
  /** The program that executes containers is not on this machine. Nothing was started. */
  "no-container-engine": { backend: string; found: readonly string[] };
  /** A container ended with another code than 0, or by a signal. */
  "container-failed": { image: string; code: number | null };
  /** A shadow has not been equal to the old file often enough for this turn. */
  "parity-not-reached": { name: string; equal: number; needed: number; sessions: number; sessionsNeeded: number };
  /** The tape object was closed; it reads no more. */
  "tape-closed": { tape: string };
}

export type ErrorCode = keyof ErrorDetails;

const brand = Symbol.for("tapelab.error"); // survives two copies of the SDK in one process

/**
 * An error of Tapelab: a stable `code`, a text for people and typed `details`. Its stack shows the lines of the program
 * that called, not ours.
 */
export class TapelabError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name: string = "TapelabError";
  readonly code: C;
  readonly details: ErrorDetails[C];
  constructor(code: C, message: string, details: ErrorDetails[C], options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.details = details;
    Object.defineProperty(this, brand, { value: true });
    showCallers(this);
  }
}

/** The folder of this package, compiled or mapped back to its sources. */
const ownFolder = __dirname.replace(/(?:src|dist)$/, "");
/** Calls of ours that may stand between the mistake and the program. */
const ownCallsMax = 24;

/** Gives the error a stack without our own frames, made when somebody looks at it. TAPELAB_DEBUG keeps them. */
function showCallers(error: Error): void {
  const holder: { readonly stack?: unknown } = {};
  const most = Error.stackTraceLimit;
  if (typeof most !== "number" || process.env.TAPELAB_DEBUG) return;
  Error.stackTraceLimit = most + ownCallsMax;
  Error.captureStackTrace(holder, error.constructor);
  Error.stackTraceLimit = most;
  const set = (value: unknown): void => {
    Object.defineProperty(error, "stack", { value, writable: true, configurable: true });
  };
  const get = (): string => {
    const rows = String(holder.stack ?? "").split("\n");
    const callers = rows.filter((row) => /^\s+at /.test(row) && !row.includes(ownFolder)).slice(0, most);
    const stack = [`${error.name}: ${error.message}`, ...callers].join("\n");
    set(stack);
    return stack;
  };
  Object.defineProperty(error, "stack", { get, set, configurable: true });
}

/** Narrows to a Tapelab error, or to the given codes with their details typed. */
export function isTapelabError<C extends ErrorCode = ErrorCode>(
  error: unknown,
  ...codes: C[]
): error is TapelabError<C> {
  if (!(error instanceof Error && brand in error)) return false;
  const { code } = error as { code?: C };
  return codes.length === 0 || (code !== undefined && codes.includes(code));
}

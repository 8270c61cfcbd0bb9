/**
 * Labels and files of the workspace, for completion in the worker. Read at most every 2 s and waited for at most
 * 150 ms; nothing is written. A workspace that cannot be read offers nothing.
 */
import type { Commit, SessionEntry, Workspace } from "tapelab";
import type { ValueSource } from "./table.js";

export type WorkspaceNames = Readonly<Record<ValueSource, readonly string[]>>;

const keptMs = 2000;
const limitMs = 150;
/** Sessions whose commits are read, newest first. */
const sessionsMax = 20;
const commitsMax = 500;
const runsMax = 200;
/** A commit above this size is not opened for the labels of its scopes. */
const openedMaxBytes = 256 * 1024;

const none: WorkspaceNames = {
  "commit-labels": [],
  "scope-labels": [],
  "session-labels": [],
  recorded: [],
  files: [],
  settings: [],
  quarantine: [],
  launches: [],
  runs: [],
  artifacts: [],
};

/** What is read again at most every 2 s; what is not there in time is as it was before. */
class Kept {
  readonly #read: () => Promise<WorkspaceNames>;
  #kept: { readonly names: WorkspaceNames; readonly atMs: number } | undefined;
  #reading: Promise<WorkspaceNames> | undefined;

  constructor(read: () => Promise<WorkspaceNames>) {
    this.#read = read;
  }

  async get(): Promise<WorkspaceNames> {
    const kept = this.#kept;
    if (kept !== undefined && performance.now() - kept.atMs < keptMs) return kept.names;
    this.#reading ??= this.#again().finally(() => {
      this.#reading = undefined;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<WorkspaceNames>((done) => {
      timer = setTimeout(() => done(kept?.names ?? none), limitMs);
    });
    const names = await Promise.race([this.#reading, late]);
    clearTimeout(timer);
    return names;
  }

  async #again(): Promise<WorkspaceNames> {
    const names = await this.#read().catch(() => none);
    this.#kept = { names, atMs: performance.now() };
    return names;
  }
}

const usual = new Kept(readNames);
/** Looks for damage in all tapes, so only when somebody asks for it. */
const quarantined = new Kept(readQuarantined);
/** Looks into every tape, too. */
const ofRuns = new Kept(readRuns);

/** The names, as far as they are there in time. */
export function workspaceNames(from?: ValueSource): Promise<WorkspaceNames> {
  if (from === "launches" || from === "runs" || from === "artifacts") return ofRuns.get();
  return (from === "quarantine" ? quarantined : usual).get();
}

let isPrepared = false;

/** Loads what reading needs, once and not now: the first completion of a label would wait for it in vain. */
export function prepareNames(): void {
  if (isPrepared) return;
  isPrepared = true;
  setTimeout(() => void workspaceNames(), 3000).unref();
}

async function readQuarantined(): Promise<WorkspaceNames> {
  const { openWorkspace, listQuarantine } = await import("tapelab");
  const ws = await openWorkspace();
  return ws.exists ? { ...none, quarantine: (await listQuarantine(ws)).map(({ id }) => id) } : none;
}

async function readRuns(): Promise<WorkspaceNames> {
  const { openWorkspace } = await import("tapelab");
  const { launches, runs } = await import("tapelab/run");
  const ws = await openWorkspace();
  if (!ws.exists) return none;
  const known = await runs(ws, { limit: runsMax });
  return {
    ...none,
    launches: listed((await launches(ws)).map(({ launch }) => launch)),
    runs: known.map(({ id }) => id),
    artifacts: listed([...known.flatMap(({ outputs }) => outputs.map(({ key }) => key)), ...known.map(({ id }) => id)]),
  };
}

async function readNames(): Promise<WorkspaceNames> {
  const { openWorkspace } = await import("tapelab");
  const ws = await openWorkspace();
  const settings = ws.settings.keys();
  if (!ws.exists) return { ...none, settings };
  const sessions = await ws.sessions();
  const found = {
    commits: new Set<string>(),
    scopes: new Set<string>(),
    names: new Set<string>(),
    files: new Set<string>(),
  };
  for (const session of sessions) if (typeof session.facts.script === "string") found.files.add(session.facts.script);
  for (const session of sessions.slice(0, sessionsMax)) await readSession(ws, session, found);
  return {
    ...none,
    "commit-labels": listed(found.commits),
    "scope-labels": listed(found.scopes),
    "session-labels": listed(sessions.map(({ label }) => label)),
    recorded: listed(found.names),
    files: listed(found.files),
    settings,
  };
}

interface Found {
  readonly commits: Set<string>;
  readonly scopes: Set<string>;
  readonly names: Set<string>;
  readonly files: Set<string>;
}

async function readSession(ws: Workspace, session: SessionEntry, found: Found): Promise<void> {
  const tape = await ws.openTape(session.id).catch(() => undefined); // damaged: it offers nothing
  if (tape === undefined) return;
  try {
    let last: Commit | undefined;
    let count = 0;
    await tape.commits$().forEach((commit) => {
      last = commit;
      if (count++ < commitsMax) found.commits.add(commit.label);
    });
    if (last === undefined || last.sizeBytes > openedMaxBytes) return;
    for (const scope of (await last.scopes().catch(() => [])).slice(0, 100)) {
      for (const label of scope.labels) found.scopes.add(label);
      for (const name of scope.names) found.names.add(name);
      if (scope.srcFile !== undefined) found.files.add(scope.srcFile);
    }
  } finally {
    await tape.close();
  }
}

function listed(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].filter((name) => name !== "");
}

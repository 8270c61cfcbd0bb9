/** What this process has open: workspaces by folder, sessions that record, and the active one. */
import type { Session } from "../record/session.js";
import { frameHere } from "../run/context.js";
import { forgetHooks } from "../run/hooks.js";
import type { Workspace } from "./workspace.js";

/** A session that this process records. */
export interface OpenSession {
  readonly session: Session;
  readonly tapesDir: string;
  /** Started by this process, not resumed. */
  readonly isNew: boolean;
}

/** So many are remembered before those that have ended are forgotten: a launch has thousands. */
const keptMax = 16;
const workspaces = new Map<string, Workspace>();
const sessions = new Map<Session, OpenSession>();
const endings = new Map<Session, Promise<void>>();
let active: Session | undefined;
let preferred: Workspace | undefined;

/** The workspace of a place; the same handle for every call. */
export function workspaceAt(key: string, open: () => Workspace): Workspace {
  let workspace = workspaces.get(key);
  if (workspace === undefined) {
    workspace = open();
    workspaces.set(key, workspace);
  }
  return workspace;
}

/** The workspace that `initWorkspace` chose for this process. */
export function preferredWorkspace(): Workspace | undefined {
  return preferred;
}

export function preferWorkspace(workspace: Workspace | undefined): void {
  preferred = workspace;
}

/** The active session: of the run or workspace that this call is inside of, else of the process. Undefined where none was started. */
export function activeSession(): Session | undefined {
  const frame = frameHere();
  if (frame !== undefined) return frame.run?.session ?? (frame.active?.status().isEnded ? undefined : frame.active);
  if (active?.status().isEnded) active = undefined;
  return active;
}

export function activate(session: Session | undefined): void {
  const frame = frameHere();
  if (frame === undefined) active = session;
  else frame.active = session;
}

/** Remembers a session as open. */
export function addSession(open: OpenSession): void {
  if (sessions.size >= keptMax)
    for (const { session } of [...sessions.values()]) if (session.status().isEnded) sessions.delete(session);
  sessions.set(open.session, open);
}

/** Sessions of this process that have not ended and are not about to. */
export function openSessions(): readonly OpenSession[] {
  return [...sessions.values()].filter(({ session }) => !session.status().isEnded && !endings.has(session));
}

/** Whether this process records on the tape. */
export function isOpen(tapesDir: string, tape: string): boolean {
  for (const { session, tapesDir: dir } of sessions.values())
    if (session.id === tape && dir === tapesDir) return !session.status().isEnded;
  return false;
}

/** Ends a session, once. */
export function endOnce(session: Session): Promise<void> {
  let ending = endings.get(session);
  if (ending === undefined) {
    ending = session.end().finally(() => endings.delete(session));
    endings.set(session, ending);
  }
  return ending;
}

/** Sessions that are about to end. */
export function endingSessions(): readonly Promise<void>[] {
  return [...endings.values()];
}

/** Forgets everything. */
export function forgetAll(): void {
  workspaces.clear();
  sessions.clear();
  forgetHooks();
  active = undefined;
  preferred = undefined;
}

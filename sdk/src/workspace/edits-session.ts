/**
 * The session named `edits`: where a process writes what belongs to the workspace and to none of its sessions. It is
 * opened once per process, when it is first needed, and ended when the process goes. It never becomes the active one.
 */

import { isTapelabError } from "../errors.js";
import { onExit } from "../record/exit.js";
import type { Session } from "../record/session.js";
import type { Workspace } from "./workspace.js";

const opened = new Map<string, Session>();

/** The session of this process in a workspace. */
export function editsSession(workspace: Workspace): Session {
  const { dir } = workspace;
  const known = opened.get(dir);
  if (known?.status().isEnded === false) return known;
  const session = workspace.edits.start();
  opened.set(dir, session);
  const forget = onExit({
    deadlineMs: 0,
    flush: () => {
      forget();
      return endsNow(session);
    },
    revive: () => undefined,
  });
  return session;
}

/** Appends a SYSTEM commit that says what was done to the workspace; resolves with its uid when it is durable. */
export async function noteOnWorkspace(
  workspace: Workspace,
  label: string,
  meta: Readonly<Record<string, unknown>>,
): Promise<string> {
  return editsSession(workspace).note(label, meta);
}

/** False when the end could not be written; what it held is told by the session. */
function endsNow(session: Session): boolean {
  try {
    session.endNow();
    return true;
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return false;
  }
}

/** The session and the workspace that the magics work on. */
import { dirname } from "node:path";
import { activeSession, isTapelabError, openWorkspace, type Session, tape, type Workspace } from "tapelab";
import { UsageProblem } from "./problem.js";
import type { Request } from "./values.js";

/** The workspace that `%tape start --workspace` chose. */
let chosen: string | undefined;

export function chooseWorkspace(root: string): void {
  chosen = root;
}

export { activeSession };

/** The active session, or the error that says how to start one, or what can be given instead. */
export function neededSession({ title, call }: Request, instead?: string): Session {
  try {
    return tape.current();
  } catch (error) {
    if (!isTapelabError(error, "no-active-session")) throw error;
    throw new UsageProblem(
      call.start,
      `${title} needs an active session and none is active. ${call.command.outcome} Run %tape start LABEL first${instead === undefined ? "" : `, or give ${instead}`}.`,
    );
  }
}

/** The workspace of the active session, else the one that a start would take. */
export function workspace(): Promise<Workspace> {
  const session = activeSession();
  return openWorkspace(session === undefined ? chosen : dirname(dirname(session.tapesDir)));
}

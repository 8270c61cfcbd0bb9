/** Leaving the active session for another: nothing that is not on the tape is dropped without a word. */
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { Session } from "../record/session.js";
import { endOnce } from "./process-state.js";

/** What to do with scopes and commits that are not on the tape. */
export type IfDirty = "error" | "finalize" | "discard";

/** Refuses with `dirty-session`, unless a way out was chosen. Changes nothing. */
export function assertMayLeave(session: Session, call: string, ifDirty: IfDirty = "error"): void {
  const option = call === "reset" ? "dirty" : "ifDirty";
  if (ifDirty !== "error" && ifDirty !== "finalize" && ifDirty !== "discard") {
    throw new TapelabError(
      "bad-option",
      `${call}: ${option}: expected "error", "finalize" or "discard", found ${shown(JSON.stringify(ifDirty), 80)}. Nothing was changed.`,
      {
        option,
        expected: '"error", "finalize" or "discard"',
        found: String(ifDirty),
      },
    );
  }
  const { isDirty, isEnded } = session.status();
  if (isEnded || !isDirty || ifDirty !== "error") return;
  throw dirty(session, call, option);
}

function dirty(session: Session, call: string, option: string): TapelabError<"dirty-session"> {
  const { id, label } = session;
  const { staged, queued } = session.status();
  return new TapelabError(
    "dirty-session",
    `${call}: session ${shown(JSON.stringify(label), 80)} (${id}) holds ${counted(staged, "staged scope")} and ${counted(queued, "queued commit")} that are not on its tape. Nothing was changed. Call finalize() to keep them, discard() to drop them, or choose in the call: {${option}: "finalize" | "discard"}.`,
    { id, label, staged, queued },
  );
}

/**
 * Ends the session on the calling stack. Throws, with the session as it is and everything in memory, when its disk does
 * not take what it holds.
 */
export function leaveNow(session: Session, ifDirty: IfDirty, next: string, notify: (text: string) => void): void {
  const { isDirty, isEnded } = session.status();
  if (isEnded) return;
  if (isDirty && ifDirty === "finalize") session.finalizeNow();
  if (isDirty && ifDirty === "discard") session.discard();
  session.endNow();
  const { isFinalized } = session.status();
  if (!isFinalized && next !== session.label) warnUnfinished(session, notify);
}

/** Ends the session; resolves when its end survives power loss. */
export async function leave(session: Session, ifDirty: IfDirty): Promise<void> {
  const { isDirty, isEnded } = session.status();
  if (isEnded) return;
  if (isDirty && ifDirty === "finalize") await session.finalize();
  if (isDirty && ifDirty === "discard") session.discard();
  await endOnce(session);
}

/** Not given after finalize, nor for an equal first label: then the start cell was run again. */
function warnUnfinished({ label, startedAt, commitCount }: Session, notify: (text: string) => void): void {
  const from = startedAt === undefined ? "" : ` (started at ${startedAt})`;
  const kept = commitCount === 1 ? "its 1 commit is complete" : `its ${commitCount} commits are complete`;
  notify(`Session ${shown(JSON.stringify(label), 80)}${from} was left without finalize; ${kept}.`);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

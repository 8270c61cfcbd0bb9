/** Leaving the active session for another: nothing that is not on the tape is dropped without a word. */
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { Session } from "../record/session.js";
import { endOnce, startOf } from "./process-state.js";

/** What to do with scopes and commits that are not on the tape. */
export type IfDirty = "error" | "finalize" | "discard";

/** Refuses with `dirty-session`, unless a way out was chosen. Changes nothing. */
export function assertMayLeave(session: Session, call: string, ifDirty: IfDirty = "error"): void {
  if (ifDirty !== "error" && ifDirty !== "finalize" && ifDirty !== "discard") {
    throw new TapelabError(
      "bad-option",
      `${call}: expected "error", "finalize" or "discard", found ${shown(JSON.stringify(ifDirty), 80)}. Nothing was changed.`,
      {
        option: "ifDirty",
        expected: '"error", "finalize" or "discard"',
        found: String(ifDirty),
      },
    );
  }
  const { isDirty, isEnded } = session.status();
  if (isEnded || !isDirty || ifDirty !== "error") return;
  throw dirty(session, call);
}

function dirty(session: Session, call: string): TapelabError<"dirty-session"> {
  const { id, staged, queued } = session.status();
  const label = nameOf(session);
  return new TapelabError(
    "dirty-session",
    `${call}: session ${shown(JSON.stringify(label), 80)} (${id}) holds ${counted(staged, "staged scope")} and ${counted(queued, "queued commit")} that are not on its tape. Nothing was changed. Call finalize() to keep them, discard() to drop them, or choose in the call: {ifDirty: "finalize" | "discard"}.`,
    { id, label, staged, queued },
  );
}

/**
 * Leaves the session now: what it holds is written or dropped when this returns, its end is noted behind it. Throws, with
 * the session as it is, when its disk does not take what it holds.
 */
export function leaveNow(session: Session, ifDirty: IfDirty, next: string, notify: (text: string) => void): void {
  const { isDirty, isEnded } = session.status();
  if (isEnded) return;
  if (isDirty && ifDirty === "discard") session.discard();
  if (isDirty && ifDirty === "finalize") {
    const written = session.finalize();
    written.catch((error: unknown) => notify(`Session ${quoted(session)}: ${textOf(error)}`));
    if (session.status().isDirty) throw dirty(session, "start");
  }
  warnUnfinished(session, next, notify);
  endOnce(session).catch((error: unknown) => notify(`Session ${quoted(session)} could not be ended: ${textOf(error)}`));
}

/** Ends the session; resolves when its end survives power loss. */
export async function leave(session: Session, ifDirty: IfDirty): Promise<void> {
  const { isDirty, isEnded } = session.status();
  if (isEnded) return;
  if (isDirty && ifDirty === "finalize") await session.finalize();
  if (isDirty && ifDirty === "discard") session.discard();
  await endOnce(session);
}

/** No warning after finalize, and none for an equal first label: the start cell was run again. */
function warnUnfinished(session: Session, next: string, notify: (text: string) => void): void {
  const { isFinalized, durableSequence } = session.status();
  if (isFinalized || next === nameOf(session)) return;
  const start = startOf(session);
  const from = start === undefined ? "" : ` (started at ${start})`;
  const count = Math.max(0, durableSequence - 1); // commit 1 is its start
  const kept = count === 1 ? "its 1 commit is complete" : `its ${count} commits are complete`;
  notify(`Session ${quoted(session)}${from} was left without finalize; ${kept}.`);
}

function nameOf({ labels, id }: Session): string {
  return labels[0] ?? id;
}

function quoted(session: Session): string {
  return shown(JSON.stringify(nameOf(session)), 80);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

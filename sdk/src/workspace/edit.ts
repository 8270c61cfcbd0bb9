/** Edits of a workspace: which session takes them, and in what order they are made. */
import type { Disk } from "../base/disk.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { isTapelabError, TapelabError } from "../errors.js";
import type { Edit } from "../record/edit.js";
import type { EditOrder } from "../record/edits.js";
import type { CommitRef } from "../record/queue.js";
import { Session } from "../record/session.js";
import { KnownState } from "../state/known-state.js";
import type { Damage } from "../tape/types.js";
import { sortDamage } from "./accepted-gaps.js";
import { editsSession } from "./edits-session.js";
import type { Environment } from "./environment.js";
import { assertOwn } from "./own-tape.js";
import { activeSession, openSessions } from "./process-state.js";
import { tapeIds } from "./session-list.js";
import { SnapshotKeeper } from "./snapshot.js";
import { startSession } from "./start.js";
import type { Workspace } from "./workspace.js";

/** Where an edit is written. */
export interface EditOptions {
  /** Default: the active session of this workspace, else a session named `edits`. */
  readonly session?: Session;
}

/** One commit of operations; see `Workspace.edit`. */
export async function editWorkspace(
  workspace: Workspace,
  label: string,
  change: (edit: Edit) => void,
  options: EditOptions = {},
): Promise<CommitRef | null> {
  checkOptions("edit", options, ["session"], "Nothing was written.");
  const { session } = options;
  if (session !== undefined && !(session instanceof Session && isHere(workspace, session)))
    throw badOption("edit", "session", {
      expected: "a session of this workspace",
      found: session instanceof Session ? "one of another workspace" : foundText(session),
      outcome: "Nothing was written.",
    });
  const active = activeSession();
  const own = session ?? (active && isHere(workspace, active) ? active : editsSession(workspace));
  return own.edit(label, change);
}

function isHere(workspace: Workspace, session: Session): boolean {
  return session.tapesDir === `${workspace.dir}/tapes`;
}

/** What a workspace keeps for its edits. */
export interface WorkspaceEdits {
  readonly known: KnownState;
  readonly order: EditOrder;
  /** Starts a session named `edits`: what was decided is recorded whatever the work tree looks like. */
  start(): Session;
}

/** Made when it is first asked for: a workspace that only records pays nothing. */
export function workspaceEdits(workspace: Workspace, environment: Environment): WorkspaceEdits {
  const { disk, ids, notify } = environment;
  const tapesDir = `${workspace.dir}/tapes`;
  const known = new KnownState({
    disk,
    tapesDir,
    tapes: () => tapeIds({ disk, tapesDir }),
    assertOwn: (dir) => assertOwn(disk, dir, workspace.id),
    own: () => startedHere(tapesDir),
    lost: (tape, what) => void tellLost(disk, `${tapesDir}/${tape}`, what, notify),
  });
  const isAuto = (): boolean => workspace.settings.get("snapshot.auto");
  const snapshots = new SnapshotKeeper({ disk, ids, tapesDir, isAuto, notify });
  const settings = { "record.require_clean_git": false };
  const start = (): Session => startSession(environment, workspace, "edits", { settings });
  return { known, order: orderOf(known, snapshots), start };
}

/** Says what the state lacks, unless it was given up by name. */
async function tellLost(
  disk: Disk,
  dir: string,
  what: readonly Damage[] | TapelabError,
  notify: (text: string) => void,
): Promise<void> {
  if (what instanceof TapelabError) return notify(`The state is without the operations of a tape. ${what.message}`);
  const { open } = await sortDamage(disk, dir, what);
  if (open.length > 0) notify(`The state is without operations that cannot be read. ${open[0]!.text}`);
}

/** Sessions that this process began: all operations on their tapes were told. */
function startedHere(tapesDir: string): Set<string> {
  const own = openSessions().filter(({ isNew, tapesDir: dir }) => isNew && dir === tapesDir);
  return new Set(own.map(({ session }) => session.id));
}

/** After these the commit may be on the tape, or come to be. */
const halfWritten = [
  "disk-full",
  "write-failed",
  "too-many-files",
  "commit-outcome-unknown",
  "commit-held-back",
  "fenced",
] as const;

function orderOf(known: KnownState, snapshots: SnapshotKeeper): EditOrder {
  return {
    next: (tape, work) =>
      known.run((fold) => {
        try {
          const { greatestLamport: lamport, seen } = fold;
          const done = work({ lamport, seen, fields: (entity) => fold.fields(entity) });
          if (done === null) return done;
          known.add(tape, done.operations);
          snapshots.added(tape, done.operations.operations.length, fold.cellCount);
          return done;
        } catch (error) {
          if (isTapelabError(error, ...halfWritten)) known.doubt(tape);
          throw error;
        }
      }),
    ended: (tape) => snapshots.ended(tape),
    revive: () => {
      known.revive();
      snapshots.revive();
    },
  };
}

/** Looks at the tapes of a workspace for damage, and at what was put aside of it. Pure reads: nothing heals. */
import { runLater } from "../base/disk.js";
import { isTapelabError } from "../errors.js";
import { examine } from "../tape/examine.js";
import { type QuarantineNote, readQuarantine } from "../tape/quarantine.js";
import { type Damage, KIND, type Notice } from "../tape/types.js";
import { sortDamage } from "./accepted-gaps.js";
import type { Environment } from "./environment.js";
import type { SessionEntry } from "./session-list.js";

/** One tape, looked at. */
export interface Examined {
  readonly session: SessionEntry;
  readonly commits: number;
  readonly scopes: number;
  readonly sizeBytes: number;
  /** Losses that nobody gave up. */
  readonly damage: readonly Damage[];
  readonly notices: readonly Notice[];
  /** Bytes of an interrupted last write that nobody was told of: no loss. */
  readonly tornBytes: number;
  /** Why the tape could not be opened at all. */
  readonly problem: string | undefined;
}

/** How much is looked at. */
export interface ExamineOptions {
  /** `quick`: headers, markers and checksums (default). `full`: and every hash of the chain. */
  readonly level?: "quick" | "full";
}

/** Damaged bytes of a tape that were put aside. */
export interface Quarantined extends QuarantineNote {
  readonly session: SessionEntry;
  readonly path: string;
}

export async function examineTape(
  { disk, ids }: Environment,
  session: SessionEntry,
  { level = "quick" }: ExamineOptions,
  onProgress?: (done: number, total: number) => void,
): Promise<Examined> {
  try {
    const name = session.label || session.id;
    const { commits, report, sizeBytes } = await examine(disk, session.dir, ids, {
      level,
      name,
      ...(onProgress ? { onProgress } : {}),
    });
    const { open } = await sortDamage(disk, session.dir, report.damage);
    const own = commits.filter(({ kind }) => kind !== KIND.system);
    return {
      session,
      commits: own.length,
      scopes: own.reduce((sum, { rows }) => sum + rows, 0),
      sizeBytes,
      damage: open,
      notices: report.notices,
      tornBytes: report.tornBytes,
      problem: session.reason,
    };
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    const nothing = { commits: 0, scopes: 0, sizeBytes: 0, damage: [], notices: [], tornBytes: 0 };
    return { session, ...nothing, problem: error.message };
  }
}

export async function quarantineOf({ disk }: Environment, session: SessionEntry): Promise<Quarantined[]> {
  const notes = await runLater(disk, readQuarantine(session.dir));
  return notes.map((note) => ({ ...note, session, path: `${session.dir}/quarantine/${note.file}.bin` }));
}

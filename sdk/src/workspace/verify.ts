/** Verification as facts: of the tapes of a workspace, or of an archive. Pure reads. */
import { resolve } from "node:path";
import type { Finding, MissingPart } from "../archive/findings.js";
import type { Level } from "../archive/prove-events.js";
import { damageOf, type Replay, withArchive } from "../archive/verify.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { replayArchive } from "./archive-state.js";
import { deepCheck } from "./deep-check.js";
import { systemEnvironment } from "./environment.js";
import { type Examined, examineTape } from "./examine.js";
import { examineFiles, type FileFinding } from "./examine-files.js";
import type { SessionEntry } from "./session-list.js";
import type { Workspace } from "./workspace.js";

export interface VerifyOptions {
  /** `quick`: headers, markers and checksums. `full` (default): every hash. `deep`: and every value and blob. */
  readonly level?: "quick" | "full" | "deep";
}

export interface VerifiedTape extends Examined {
  /** Values and blobs that cannot be read back; looked for with `deep` alone. */
  readonly unreadable: readonly string[];
}

/** What verification found. */
export interface Verified {
  readonly isClean: boolean;
  readonly tapes: readonly VerifiedTape[];
  /** About the files beside the tapes; looked at when all tapes are. */
  readonly files: readonly FileFinding[];
}

/**
 * Proves one tape (label or id), or all of them and the files beside them. Damage is told, not thrown.
 *
 * @example
 * const { isClean } = await verifyTapes(await openWorkspace(), "lorenz", { level: "deep" });
 */
export async function verifyTapes(
  workspace: Workspace,
  tape?: string,
  options: VerifyOptions = {},
  onProgress?: (session: SessionEntry, done: number, total: number) => void,
): Promise<Verified> {
  const level = checkedLevel("verifyTapes", options);
  const entries = tape === undefined ? await workspace.sessions() : [await workspace.resolve(tape)];
  const tapes: VerifiedTape[] = [];
  for (const entry of entries) {
    const found = await examineTape(
      systemEnvironment(),
      entry,
      { level: level === "quick" ? "quick" : "full" },
      (done, total) => onProgress?.(entry, done, total),
    );
    const isReadable = level === "deep" && found.problem === undefined;
    tapes.push({ ...found, unreadable: isReadable ? await deepCheck(workspace, entry) : [] });
  }
  const files = tape === undefined && level !== "quick" ? await examineFiles(workspace, level === "deep") : [];
  const isWhole = tapes.every((one) => one.damage.length + one.unreadable.length === 0 && one.problem === undefined);
  return { isClean: isWhole && !files.some(({ isLoss }) => isLoss), tapes, files };
}

/** What is proved of an archive. */
export interface VerifiedArchive {
  readonly path: string;
  /** Id of the tape in it. */
  readonly tape: string;
  readonly checked: "quick" | "full" | "deep";
  readonly isClean: boolean;
  /** False: it was not written to its end. */
  readonly isConfirmed: boolean;
  readonly commits: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly blobs: number;
  /** Commits that were lost before it was written. */
  readonly gaps: readonly { readonly first: number; readonly last: number }[];
  /** Commits 2 to this one were given up on purpose. */
  readonly trimmedTo: number | undefined;
  /** What the operations come to; where there are snapshots, or with `deep`. */
  readonly replay: Replay | undefined;
  readonly missingParts: readonly MissingPart[];
  readonly damage: readonly Finding[];
  readonly notices: readonly string[];
}

/**
 * Proves an archive (folder or tar). Damage is told, not thrown; what is no archive at all rejects.
 *
 * @example const { isClean, commits } = await verifyArchive("lorenz.tar");
 */
export async function verifyArchive(
  path: string,
  options: VerifyOptions = {},
  onProgress?: (done: number, total: number) => void,
): Promise<VerifiedArchive> {
  const level = checkedLevel("verifyArchive", options);
  const deep = { replay: replayArchive, ...(onProgress ? { onProgress } : {}) };
  const asked = { level, isSalvage: true, outcome: "Nothing was changed", ...deep };
  return withArchive(systemEnvironment().disk, resolve(path), asked, async (proved) => {
    const { archive, events, leaves, findings: damage, notices, replay } = proved;
    const { commits, firstSequence, lastSequence, missingParts } = events;
    const { manifest, marker } = archive.winner;
    const trimmedTo = manifest.base?.lastSequence;
    return {
      ...{ path, tape: manifest.runId, checked: level },
      isClean: damageOf(proved, "") === undefined && archive.index.skipped.length === 0,
      isConfirmed: marker !== undefined,
      ...{ commits, firstSequence, lastSequence, blobs: leaves.blobs.size },
      gaps: [...events.gaps.values()].filter(({ last }) => last > (trimmedTo ?? 0)),
      trimmedTo,
      replay,
      ...{ missingParts, damage, notices },
    };
  });
}

function checkedLevel(call: string, options: VerifyOptions): Level {
  const outcome = "Nothing was verified.";
  checkOptions(call, options, ["level"], outcome);
  const { level = "full" } = options;
  if (["quick", "full", "deep"].includes(level)) return level;
  throw badOption(call, "level", { expected: '"quick", "full" or "deep"', found: foundText(level), outcome });
}

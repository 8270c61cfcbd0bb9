/** What the verbs share: the workspace and the tape that a command line means, and what is to be said of their damage. */
import { nodeDisk } from "../base/disk.js";
import { systemIds } from "../base/ids.js";
import { isTapelabError, TapelabError } from "../errors.js";
import type { Tape } from "../read/tape.js";
import { examine } from "../tape/examine.js";
import { TapeReader } from "../tape/reader.js";
import { type CommitEntry, type Damage, KIND, type OpenReport } from "../tape/types.js";
import { sortDamage } from "../workspace/accepted-gaps.js";
import { openWorkspace } from "../workspace/init.js";
import type { SessionEntry } from "../workspace/session-list.js";
import type { Workspace } from "../workspace/workspace.js";
import { counted } from "./figures.js";
import { type Given, type Range, UsageError } from "./options.js";
import type { Output } from "./output.js";
import { EXIT, type ExitCode } from "./verbs.js";

/** The workspace of `--workspace`, the environment or the current folder. */
export function workspaceOf(given: Given): Promise<Workspace> {
  return openWorkspace(given.text("workspace"));
}

/** The session with this label (the newest) or id; a unique beginning or end of an id is enough. */
export async function findSession(ws: Workspace, name: string): Promise<SessionEntry> {
  try {
    return await ws.resolve(name);
  } catch (error) {
    if (!isTapelabError(error, "no-such-session") || !/^[0-9a-f]{4,31}$/.test(name)) throw error;
    const found = (await ws.sessions()).filter(({ id }) => id.startsWith(name) || id.endsWith(name));
    if (found.length > 1)
      throw new UsageError(
        `${found.length} sessions have an id like ${name}: ${found.map(({ id }) => id).join(", ")}.`,
      );
    if (found.length === 0) throw error;
    return found[0]!;
  }
}

/** Opens the tape, uses it and closes it. */
export async function withTape<T>(
  name: string,
  given: Given,
  use: (tape: Tape, entry: SessionEntry) => Promise<T>,
): Promise<T> {
  const ws = await workspaceOf(given);
  const entry = await findSession(ws, name);
  const tape = await ws.openTape(entry.id);
  try {
    return await use(tape, entry);
  } finally {
    await tape.close();
  }
}

/** One session as the lists show it. */
export interface Survey {
  readonly entry: SessionEntry;
  readonly commits: number;
  readonly scopes: number;
  readonly segments: number;
  readonly sizeBytes: number;
  /** Time of the newest commit, milliseconds. */
  readonly lastMs: number | undefined;
  /** Losses that were given up by name are notices here. */
  readonly report: OpenReport;
  /** Why the tape could not be opened at all. */
  readonly problem: string | undefined;
  /** Whether the checksum of every commit was looked at. */
  readonly isVerified: boolean;
}

/** How many bytes a list may still read to verify what it shows: large workspaces are listed at once all the same. */
export interface Budget {
  bytes: number;
}

export function listBudget(): Budget {
  return { bytes: 256 << 20 };
}

/**
 * Opens the tape of a session and counts what is on it. Checksums are verified as far as the budget goes; a sealed tape
 * is taken at its word beyond it. Damage is told, never thrown.
 */
export async function survey(entry: SessionEntry, budget: Budget): Promise<Survey> {
  return orProblem(entry, async () => {
    const name = nameOf(entry);
    const reader = await TapeReader.open(nodeDisk, entry.dir, { name });
    try {
      const { commits, report, segmentCount: segments, sizeBytes } = reader;
      budget.bytes -= sizeBytes;
      if (budget.bytes >= 0)
        return await surveyOf(entry, await examine(nodeDisk, entry.dir, systemIds, { level: "quick", name }));
      return { ...(await surveyOf(entry, { commits, report, segments, sizeBytes })), isVerified: false };
    } finally {
      await reader.close();
    }
  });
}

/** The survey that the work gives; a tape that cannot be opened is a survey with a problem. */
export async function orProblem(entry: SessionEntry, work: () => Promise<Survey>): Promise<Survey> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TapelabError)) throw error;
    const nothing = { commits: 0, scopes: 0, segments: 0, sizeBytes: 0, lastMs: undefined };
    return {
      entry,
      ...nothing,
      report: { notices: [], damage: [], tornBytes: 0 },
      problem: error.message,
      isVerified: false,
    };
  }
}

interface Looked {
  readonly commits: readonly CommitEntry[];
  readonly report: OpenReport;
  readonly segments: number;
  readonly sizeBytes: number;
}

/** Counts what a look at the tape found. */
export async function surveyOf(entry: SessionEntry, { commits, report, segments, sizeBytes }: Looked): Promise<Survey> {
  const own = commits.filter(({ kind }) => kind !== KIND.system);
  const { open, accepted } = await sortDamage(nodeDisk, entry.dir, report.damage);
  const given = accepted.map(({ code, text }) => ({
    code: "gap-accepted",
    text: `${text} (${code}; given up by name, no longer counted)`,
  }));
  return {
    entry,
    commits: own.length,
    scopes: own.reduce((sum, { rows }) => sum + rows, 0),
    segments,
    sizeBytes,
    lastMs: commits.at(-1)?.wallMs,
    report: { ...report, damage: open, notices: [...report.notices, ...given] },
    problem: undefined,
    isVerified: true,
  };
}

/** Says what a list did not look at. */
export function noteUnverified(output: Output, surveys: readonly Survey[]): void {
  const count = surveys.filter(({ isVerified, problem }) => !isVerified && problem === undefined).length;
  if (count > 0)
    output.note(`${counted(count, "tape")} too large for a quick check; \`tapelab doctor\` examines everything.`);
}

/** Whether something that was recorded cannot be read. */
export function isDamaged({ report, problem, entry }: Survey): boolean {
  return problem !== undefined || report.damage.length > 0 || entry.state === "damaged";
}

/** "2 commits lost", "cannot be opened", or nothing. */
export function damageText({ report, problem, entry }: Survey): string {
  if (problem !== undefined) return "cannot be opened";
  const lost = report.damage.reduce(
    (sum, { firstSequence, lastSequence }) => sum + lastSequence - firstSequence + 1,
    0,
  );
  if (lost > 0) return lost === 1 ? "1 commit lost" : `${lost} commits lost`;
  if (report.damage.length > 0) return "damaged";
  return entry.state === "damaged" ? "no session facts" : "";
}

/** Names every loss among the commits that were looked at, to standard error. */
export async function tellLosses(
  output: Output,
  tape: Tape,
  { dir }: SessionEntry,
  range: Range = {},
): Promise<ExitCode> {
  const { from = 0, to = Number.POSITIVE_INFINITY } = range;
  const touched = tape.report.damage.filter((one) => one.lastSequence >= from && one.firstSequence <= to);
  if (touched.length === 0) return EXIT.clean;
  const { open } = await sortDamage(nodeDisk, dir, touched);
  tellDamage(output, open);
  return open.length > 0 ? EXIT.damaged : EXIT.clean;
}

/** History that was given up on purpose is no damage, and is said wherever the tape is shown. */
export function tellTrimmed(output: Output, { notices }: OpenReport): void {
  for (const { code, text } of notices) if (code === "trimmed") output.note(text);
}

export function tellDamage(output: Output, damage: readonly Damage[]): void {
  for (const { text } of damage) output.error(text);
}

/** How people call a session: its label, else its id. */
export function nameOf({ label, id }: { readonly label: string; readonly id: string }): string {
  return label === "" ? id : label;
}

/** The end of an id is its random part: eight digits are enough to tell sessions apart. */
export function shortId(id: string): string {
  return id.slice(-8);
}

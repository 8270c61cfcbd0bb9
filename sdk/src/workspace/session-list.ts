/** The sessions of a workspace, as its tapes tell: every folder below `tapes/` is one, the damaged ones too. */
import { type Disk, runLater } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { isMissing } from "../base/small-file.js";
import { near, shown } from "../base/text.js";
import { isTapelabError, TapelabError } from "../errors.js";
import { type SessionInfo, sessionInfo } from "../read/session-info.js";
import { firstImage, looksEmpty, looksEnded } from "../tape/glance.js";
import { readLease } from "../tape/lease.js";
import { decodeImage } from "../value/decode.js";

/**
 * How a session stands: `recording` (somebody has it open for writing), `ended`, `unclosed` (left without an end),
 * `empty` (its start was cut off before anything was confirmed), or `damaged` (its first commit cannot be read; the rest
 * may be).
 */
export type SessionState = "recording" | "ended" | "unclosed" | "empty" | "damaged";

/** A session and where its tape lies. */
export interface SessionTape extends SessionInfo {
  /** Folder of its tape. */
  readonly dir: string;
}

/** One session of a workspace. */
export interface SessionEntry extends SessionTape {
  readonly state: SessionState;
  /** Why it is damaged. */
  readonly reason?: string;
}

export interface ListDeps {
  readonly disk: Disk;
  readonly ids: Ids;
  readonly tapesDir: string;
  /** Facts of sessions that were read before; commit 1 never changes. */
  readonly known: Map<string, SessionInfo>;
}

const idForm = /^[0-9a-f]{32}$/;

/** All sessions, newest first: by start time, then id. One damaged session never hides the others. */
export async function listSessions(deps: ListDeps): Promise<SessionEntry[]> {
  const entries: SessionEntry[] = [];
  for (const { id } of await listTapes(deps)) entries.push(await readEntry(deps, id));
  return entries;
}

/** What a reader needs of each session, newest first, without asking how it stands. */
export async function listTapes(deps: ListDeps): Promise<SessionTape[]> {
  const tapes: SessionTape[] = [];
  for (const id of await tapeIds(deps)) {
    const dir = `${deps.tapesDir}/${id}`;
    const facts = await readFacts(deps, id, dir);
    tapes.push({ ...("reason" in facts ? sessionInfo(id, {}) : facts), dir });
  }
  return tapes.sort(newestFirst);
}

/** The session with this id, or the newest with this first label. Rejects with `no-such-session`. */
export async function resolveSession(deps: ListDeps, selector: string): Promise<SessionEntry> {
  const wanted = typeof selector === "string" ? selector.trim() : "";
  if (wanted === "") {
    throw new TapelabError(
      "bad-label",
      "A session is named by its label or id; expected a text, found an empty one. Nothing was read.",
      {
        label: wanted,
        reason: "empty",
      },
    );
  }
  if (idForm.test(wanted) && (await deps.disk.later.stat(`${deps.tapesDir}/${wanted}`))?.kind === "directory") {
    return readEntry(deps, wanted);
  }
  const tapes = await listTapes(deps);
  const found = tapes.find(({ label, facts }) => label === wanted || rewrittenFrom(facts) === wanted);
  if (found === undefined) throw noSuchSession(wanted, tapes);
  return readEntry(deps, found.id);
}

/** Id of the tape that this one is, in another encoding. */
export function rewrittenFrom({ copied_from: from }: SessionInfo["facts"]): string | undefined {
  const { tape, migration } = (typeof from === "object" && from !== null ? from : {}) as Record<string, unknown>;
  return typeof tape === "string" && typeof migration === "string" ? tape : undefined;
}

/** Ids of the tapes that have a folder. */
export async function tapeIds({ disk, tapesDir }: Pick<ListDeps, "disk" | "tapesDir">): Promise<string[]> {
  try {
    const names = await disk.later.readdir(tapesDir);
    return names.filter((name) => idForm.test(name)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** One session, and how it stands. What looks damaged is looked at again: the session may have started and ended between two looks. */
export async function readEntry(deps: ListDeps, id: string, isSecond = false): Promise<SessionEntry> {
  const dir = `${deps.tapesDir}/${id}`;
  const facts = await readFacts(deps, id, dir);
  const lease = await runLater(deps.disk, readLease(dir, deps.ids));
  const isHeld = lease.state === "held" || lease.state === "mine" || lease.state === "unknown";
  if ("reason" in facts) {
    const info = sessionInfo(id, {});
    if (isHeld) return { ...info, state: "recording", dir };
    if (await runLater(deps.disk, looksEmpty(dir))) return { ...info, state: "empty", dir };
    return isSecond ? { ...info, state: "damaged", reason: facts.reason, dir } : readEntry(deps, id, true);
  }
  if (isHeld) return { ...facts, state: "recording", dir };
  return { ...facts, state: (await runLater(deps.disk, looksEnded(dir))) ? "ended" : "unclosed", dir };
}

async function readFacts(deps: ListDeps, id: string, dir: string): Promise<SessionInfo | { reason: string }> {
  const known = deps.known.get(id);
  if (known !== undefined) return known;
  try {
    const first = await runLater(deps.disk, firstImage(dir));
    if (first === undefined) return { reason: "its first commit, which names the session, is missing or damaged" };
    const info = sessionInfo(id, decodeImage(first, () => undefined).meta);
    deps.known.set(id, info);
    return info;
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return { reason: error.message };
  }
}

function newestFirst(a: SessionInfo, b: SessionInfo): number {
  return (b.startMs ?? 0) - (a.startMs ?? 0) || (a.id < b.id ? 1 : -1);
}

function noSuchSession(session: string, entries: readonly SessionInfo[]): TapelabError<"no-such-session"> {
  const labels = [...new Set(entries.map((entry) => entry.label).filter((label) => label !== ""))];
  const close = near(session, labels);
  const names = (close.length > 0 ? close : labels.slice(0, 5)).map((label) => shown(JSON.stringify(label), 80));
  const lead = close.length > 0 ? "Nearest labels" : "Labels here";
  const unnamed = entries.filter((entry) => entry.label === "").map((entry) => entry.id);
  if (close.length === 0 && unnamed.length > 0)
    names.push(`without a readable label: ${unnamed.slice(0, 5).join(", ")}`);
  return new TapelabError(
    "no-such-session",
    `No session of this workspace has the label or id ${shown(JSON.stringify(session), 80)}. Nothing was read. ${lead}: ${names.join(", ") || "none, the workspace is empty"}. \`tapelab ls\` lists all.`,
    { session, near: close },
  );
}

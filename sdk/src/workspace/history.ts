/** Sessions that went on from one another, as one history. */
import { isTapelabError } from "../errors.js";
import type { TapeSource } from "../read/tape-source.js";
import { parseUid } from "./resume-point.js";
import type { SessionEntry } from "./session-list.js";
import type { Workspace } from "./workspace.js";

/** One session of a chain. */
export interface HistoryEntry {
  readonly id: string;
  /** Undefined when the session is not here. */
  readonly session: SessionEntry | undefined;
  /** The last scope that counts: where the next newer session went on. Undefined for the newest. */
  readonly cut: { readonly sequence: number; readonly scopes?: number; readonly scope: string } | undefined;
}

/** The chain of `resumed_from`, from the newest session to the first. It stops at a session that is not here. */
export async function historyOf(workspace: Workspace, session: string): Promise<HistoryEntry[]> {
  const first = await workspace.resolve(session);
  const chain: HistoryEntry[] = [{ id: first.id, session: first, cut: undefined }];
  const seen = new Set([first.id]);
  for (let at: SessionEntry | undefined = first; at !== undefined; ) {
    const from = resumedFrom(at);
    if (from === undefined || seen.has(from.tape)) break;
    seen.add(from.tape);
    at = await known(workspace, from.tape);
    const scopes = parseUid(from.scope)?.scope;
    chain.push({ id: from.tape, session: at, cut: { sequence: from.sequence, scopes, scope: from.scope } });
  }
  return chain;
}

/** The chain as readers want it: newest first, each older session up to its cut. */
export async function historySources(workspace: Workspace, session: string): Promise<TapeSource[]> {
  const sources: TapeSource[] = [];
  for (const { session: entry, cut } of await historyOf(workspace, session)) {
    if (entry === undefined) continue;
    const source = workspace.source(entry);
    sources.push(cut === undefined ? source : { ...source, cut: { sequence: cut.sequence, scopes: cut.scopes } });
  }
  return sources;
}

async function known(workspace: Workspace, id: string): Promise<SessionEntry | undefined> {
  try {
    return await workspace.resolve(id);
  } catch (error) {
    if (isTapelabError(error, "no-such-session")) return undefined;
    throw error;
  }
}

function resumedFrom({ facts }: SessionEntry): { tape: string; sequence: number; scope: string } | undefined {
  const from = facts.resumed_from as { tape?: unknown; sequence?: unknown; scope?: unknown } | undefined | null;
  if (typeof from !== "object" || from === null) return undefined;
  const { tape, sequence, scope } = from;
  if (typeof tape !== "string" || typeof sequence !== "number" || typeof scope !== "string") return undefined;
  return /^[0-9a-f]{32}$/.test(tape) ? { tape, sequence, scope } : undefined;
}

/** What the lineage of a workspace is made of: commits, where they came from, and the scopes they used. */
import { isTapelabError } from "../errors.js";
import type { Commit } from "../read/commit.js";
import type { SessionInfo } from "../read/session-info.js";

/** One commit in a lineage. */
export interface LineageNode {
  /** Uid of the commit. */
  readonly uid: string;
  /** False: the commit is named as an input, and is not here (another machine, or damage). Only `uid` is known then. */
  readonly resolved: boolean;
  readonly label: string;
  readonly session: SessionInfo | undefined;
  /** Milliseconds since 1970. */
  readonly time: number | undefined;
  /** Source file of its last scope. */
  readonly srcFile: string | undefined;
  readonly actor: string | undefined;
  /** Uids of the scopes it used, in order of first use. */
  readonly inputs: readonly string[];
}

/** The commit that a scope or commit uid is about. */
export function commitUid(uid: string): string {
  return uid.replace(/:s\d+$/, "");
}

/** Reads what the lineage needs of one commit. */
export async function nodeOf(commit: Commit): Promise<LineageNode> {
  const meta = await commit.meta();
  const { inputs } = meta;
  const { facts } = commit.session;
  const last = commit.scopeCount === 0 ? undefined : (await commit.scopes()).at(-1);
  return {
    uid: commit.uid,
    resolved: true,
    label: commit.label,
    session: commit.session,
    time: commit.time,
    srcFile: last?.srcFile ?? (typeof facts.script === "string" ? facts.script : undefined),
    actor: typeof facts.actor === "string" ? facts.actor : undefined,
    inputs: Array.isArray(inputs) ? inputs.filter((uid) => typeof uid === "string") : [],
  };
}

/** A commit that is named and cannot be read. */
export function unresolvedNode(uid: string): LineageNode {
  const unknown = { session: undefined, time: undefined, srcFile: undefined, actor: undefined };
  return { uid, resolved: false, label: "", ...unknown, inputs: [] };
}

/** The node that the work reads; one that is not resolved where the commit is damaged or not here. */
export async function readOrUnresolved(uid: string, read: () => Promise<LineageNode>): Promise<LineageNode> {
  try {
    return await read();
  } catch (error) {
    if (!isTapelabError(error, "no-such-session", "corrupt-commit", "bad-bytes")) throw error;
    return unresolvedNode(uid);
  }
}

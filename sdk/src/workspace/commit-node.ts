/** What the lineage of a workspace is made of: commits, runs and artifacts, and the scopes that commits used. */
import { isTapelabError } from "../errors.js";
import type { Commit } from "../read/commit.js";
import type { SessionInfo } from "../read/session-info.js";
import type { GraphArtifact } from "../run/run-graph.js";
import type { RunRecord } from "../run/run-record.js";

/** One commit, run or artifact in a lineage. Commits of a run's session are the run. */
export interface LineageNode {
  readonly kind: "commit" | "run" | "artifact";
  /** Uid of the commit; id of the run or artifact. */
  readonly uid: string;
  /** False: it is named, and is not here (another machine, or damage). Only `uid` is known then. */
  readonly resolved: boolean;
  /** Label of the commit, program of the run, key of the artifact. */
  readonly label: string;
  /** What is known of a run. */
  readonly run?: RunRecord;
  /** What is known of an artifact. */
  readonly artifact?: GraphArtifact;
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
  const { facts } = commit.session;
  const last = commit.scopeCount === 0 ? undefined : (await commit.scopes()).at(-1);
  return {
    kind: "commit",
    uid: commit.uid,
    resolved: true,
    label: commit.label,
    session: commit.session,
    time: commit.time,
    srcFile: last?.srcFile ?? (typeof facts.script === "string" ? facts.script : undefined),
    actor: typeof facts.actor === "string" ? facts.actor : undefined,
    inputs: await inputsOf(commit),
  };
}

/** Uids of the scopes that a commit used. */
export async function inputsOf(commit: Commit): Promise<string[]> {
  const { inputs } = await commit.meta();
  return Array.isArray(inputs) ? inputs.filter((uid) => typeof uid === "string") : [];
}

const unknown = { session: undefined, time: undefined, srcFile: undefined, actor: undefined, inputs: [] };

/** A run, with what its commits used. */
export function runNode(run: RunRecord, inputs: readonly string[]): LineageNode {
  const { id: uid, program: label, startedMs: time } = run;
  return { ...unknown, kind: "run", uid, resolved: true, label, run, time, inputs };
}

export function artifactNode(artifact: GraphArtifact): LineageNode {
  return { ...unknown, kind: "artifact", uid: artifact.id, resolved: true, label: artifact.key, artifact };
}

/** What is named and cannot be read. */
export function unresolvedNode(uid: string, kind: LineageNode["kind"] = "commit"): LineageNode {
  return { ...unknown, kind, uid, resolved: false, label: "" };
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

/** The stages of an analysis: what each last produced, and whether what it was made from has been made again since. */
import { collect } from "./collect.js";
import { commitUid, type LineageNode, nodeOf, readOrUnresolved } from "./commit-node.js";
import type { Workspace } from "./workspace.js";

/** The newest commit of one stage. */
export interface StageEntry {
  readonly sessionLabel: string;
  readonly commitLabel: string;
  readonly srcFile: string | undefined;
  /** Uid of the newest commit. */
  readonly commit: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly inputs: readonly string[];
  /** A stage that it was made from has a commit newer than this one. */
  readonly stale: boolean;
}

/** One entry per session label, commit label and source file, newest first. Commits that cannot be read are left out. */
export async function stagesOf(workspace: Workspace): Promise<StageEntry[]> {
  const newest = new Map<string, LineageNode>();
  const stageOf = new Map<string, string>();
  for (const commit of await collect(workspace.commits$())) {
    const node = await readOrUnresolved(commit.uid, () => nodeOf(commit));
    if (!node.resolved) continue;
    const key = keyOf(node);
    stageOf.set(node.uid, key);
    const other = newest.get(key);
    if (other === undefined || !isNewer(other, node)) newest.set(key, node);
  }
  const isStale = (node: LineageNode): boolean =>
    node.inputs.some((input) => {
      const latest = newest.get(stageOf.get(commitUid(input)) ?? "");
      return latest !== undefined && latest.uid !== node.uid && isNewer(latest, node);
    });
  return [...newest.values()]
    .map((node) => ({ ...entryOf(node), stale: isStale(node) }))
    .sort((a, b) => b.time - a.time || (a.commit < b.commit ? 1 : -1));
}

function entryOf({ uid, label, session, srcFile, time, inputs }: LineageNode): Omit<StageEntry, "stale"> {
  return { sessionLabel: session?.label ?? "", commitLabel: label, srcFile, commit: uid, time: time ?? 0, inputs };
}

function keyOf({ session, label, srcFile }: LineageNode): string {
  return JSON.stringify([session?.label, label, srcFile]);
}

function isNewer(a: LineageNode, b: LineageNode): boolean {
  return (a.time ?? 0) > (b.time ?? 0);
}

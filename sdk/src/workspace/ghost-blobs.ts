/**
 * Blobs that may become ghosts: contents of outputs that executing runs again brings back. Published ones, with the tag
 * `keep`, never do. What else names a blob keeps it; that is decided where commits are read.
 */

import { isTapelabError } from "../errors.js";
import { parseManifest } from "../run/directory.js";
import { atHand } from "../run/ghost.js";
import { changeFinder } from "../run/program-change.js";
import { problemOf, repeatable } from "../run/recovery-plan.js";
import { type GraphArtifact, type RunGraph, runGraph } from "../run/run-graph.js";
import type { RunRecord } from "../run/run-record.js";
import type { Workspace } from "./workspace.js";

export interface GhostOptions {
  /** Only outputs of runs that ended before, milliseconds since 1970. */
  readonly beforeMs?: number;
  /** Artifacts and runs with one of these tags stay; those with `keep` always do. */
  readonly keepTags?: readonly string[];
}

/** An output whose bytes stay although they were asked to go. */
export interface Staying {
  readonly key: string;
  readonly run: string;
  readonly reason: string;
}

export interface Ghosts {
  /** By hash: the artifact that makes a ghost of it, and why it may go. */
  readonly blobs: ReadonlyMap<string, { readonly artifact: GraphArtifact; readonly reason: string }>;
  /** Tapes of the runs that are known: what their lists of outputs name is known. */
  readonly tapes: ReadonlySet<string>;
  readonly staying: readonly Staying[];
}

/** Contents of published artifacts: no collection takes them. */
export async function publishedBlobs(workspace: Workspace): Promise<string[]> {
  const graph = runGraph(await workspace.runs.records());
  const published = [...graph.artifacts.values()].filter((artifact) => tagOf(graph, artifact, ["keep"]) !== undefined);
  return (await Promise.all(published.map((artifact) => contentsOf(workspace, artifact)))).flat();
}

/** What may go. With `force` also what no run brings back. */
export async function ghostBlobs(
  workspace: Workspace,
  { beforeMs = Number.POSITIVE_INFINITY, keepTags = [] }: GhostOptions,
  force: boolean,
): Promise<Ghosts> {
  const graph = runGraph(await workspace.runs.records());
  const problem = await problems(workspace, graph);
  const again = repeatable(graph, await bytesOf(workspace, graph), problem);
  const staying: Staying[] = [];
  const blobs = new Map<string, { artifact: GraphArtifact; reason: string }>();
  const kept = new Set<string>();
  for (const artifact of graph.artifacts.values()) {
    const contents = await contentsOf(workspace, artifact);
    const why = stays(graph, artifact, { again, problem, beforeMs, force, tags: ["keep", ...keepTags] });
    if (why !== undefined) {
      for (const sha256 of contents) kept.add(sha256);
      if (artifact.run !== null && why.isTold) staying.push({ key: artifact.key, run: artifact.run, reason: why.text });
      continue;
    }
    const isAgain = artifact.run !== null && again.has(artifact.run);
    const back = isAgain ? "executing it again brings it back" : "nothing brings it back (--force)";
    const reason = `ghost: output ${JSON.stringify(artifact.key)} of run ${artifact.run}; ${back}`;
    for (const sha256 of contents) blobs.set(sha256, { artifact, reason });
  }
  for (const sha256 of kept) blobs.delete(sha256);
  const tapes = new Set(graph.tapes.keys());
  return { blobs, tapes, staying };
}

interface Rules {
  readonly again: ReadonlySet<string>;
  readonly problem: (run: RunRecord) => string | undefined;
  readonly beforeMs: number;
  readonly force: boolean;
  readonly tags: readonly string[];
}

/** Why the bytes of an artifact stay; undefined when they may go. */
function stays(
  graph: RunGraph,
  artifact: GraphArtifact,
  { again, problem, beforeMs, force, tags }: Rules,
): { readonly text: string; readonly isTold: boolean } | undefined {
  const run = artifact.run === null ? undefined : graph.runs.get(artifact.run);
  const told = (text: string) => ({ text, isTold: true });
  if (!run) return { text: "no run here made it", isTold: false };
  const tag = tagOf(graph, artifact, tags);
  if (tag !== undefined) return told(`it has the tag ${JSON.stringify(tag)}`);
  if (!(run.endedMs !== undefined && run.endedMs < beforeMs)) return { text: "it is too new", isTold: false };
  if (force || again.has(run.id)) return undefined;
  return told(`${problem(run) ?? "something that its run read is gone for good"}; --force drops it all the same`);
}

function tagOf({ runs }: RunGraph, { run, tags = [] }: GraphArtifact, wanted: readonly string[]): string | undefined {
  const ofRun = run === null ? [] : (runs.get(run)?.tags ?? []);
  return wanted.find((tag) => tags.includes(tag) || ofRun.includes(tag));
}

/** Blobs that hold the content of an artifact. The manifest of a directory is no content: it stays, and says what it was. */
async function contentsOf({ blobs }: Workspace, { kind, sha256 }: GraphArtifact): Promise<string[]> {
  if (kind !== "directory") return [sha256];
  const manifest = await blobs.read(sha256);
  if (!manifest) return [];
  try {
    return parseManifest(manifest).files.map((file) => file.sha256);
  } catch (error) {
    if (!isTapelabError(error)) throw error;
    return []; // a file that is no manifest has its hash
  }
}

/** Why runs cannot be executed again as they were. */
async function problems(
  { runs: host }: Workspace,
  { runs }: RunGraph,
): Promise<(run: RunRecord) => string | undefined> {
  const { codePaths } = host.runSettings;
  const changeOf = changeFinder(host.artifacts(host.newId()), { codePaths, isForever: true });
  const found = new Map<RunRecord, string | undefined>();
  for (const run of runs.values()) found.set(run, problemOf(run) ?? (await changeOf(run))?.text);
  return (run) => found.get(run);
}

/** Whether bytes are at hand, asked once for each content. */
async function bytesOf(workspace: Workspace, graph: RunGraph): Promise<(artifact: GraphArtifact) => boolean> {
  const deps = workspace.runs.artifacts(workspace.runs.newId());
  const found = new Set<string>();
  for (const artifact of graph.artifacts.values())
    if (!found.has(artifact.sha256) && (await atHand(deps, artifact))) found.add(artifact.sha256);
  return ({ sha256 }) => found.has(sha256);
}

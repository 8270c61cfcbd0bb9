/**
 * Which runs have to be executed again to get lost bytes back, as few as can be: a run is needed when an output of it is
 * wanted and its bytes are nowhere; what it reads and is gone is wanted then. Pure: nothing is looked at and nothing runs.
 */
import { append } from "../base/append.js";
import { byCodePoint } from "../base/canonical-json.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import type { GraphArtifact, RunGraph } from "./run-graph.js";
import type { RunRecord } from "./run-record.js";

/** One run that has to be executed again. */
export interface RecoveryStep {
  readonly run: RunRecord;
  /** What it is needed for. */
  readonly reason: string;
  /** Everything that it made and that is gone. */
  readonly regains: readonly GraphArtifact[];
  readonly sizeBytes: number;
  /** Why it cannot be executed again; a plan with a problem is shown and not carried out. */
  readonly problem: string | undefined;
}

export interface RecoveryPlan {
  readonly wanted: readonly GraphArtifact[];
  /** In the order of execution: each behind those that make what it reads; ties by session id. */
  readonly steps: readonly RecoveryStep[];
  /** How many runs led to what is wanted. */
  readonly ancestors: number;
}

/** Whether the bytes of an artifact are at hand, or can be brought without executing anything. */
export type Have = (artifact: GraphArtifact) => boolean;

/** Rejects with `cannot-recover`, naming it, when something has no bytes anywhere and no run here made it. */
export function recoveryPlan(graph: RunGraph, wanted: readonly string[], have: Have): RecoveryPlan {
  const needed = new Map<string, string>();
  const before = new Map<string, Set<string>>();
  const open = wanted.map((id) => ({ id, why: "it is wanted", user: undefined as string | undefined }));
  for (const { id, why, user } of open) {
    const artifact = graph.artifacts.get(id);
    if (artifact && have(artifact)) continue;
    const run = artifact?.run ?? undefined;
    if (!artifact || run === undefined || !graph.runs.has(run)) throw noSource(artifact, id, user);
    if (run === user) continue; // it reads what it made itself
    if (user !== undefined) before.set(user, (before.get(user) ?? new Set()).add(run));
    if (needed.has(run)) continue;
    needed.set(run, `${quoted(artifact.key)} is gone, and ${why}`);
    const next = `run ${short(run)} reads it`;
    for (const link of graph.inputs.get(run) ?? []) open.push({ id: link.artifact.id, why: next, user: run });
  }
  const order = inOrder(needed.keys(), before);
  if (order.length < needed.size) throw circle(needed.size - order.length);
  const steps = order.map((id) => stepOf(graph, id, needed.get(id) ?? "", have));
  const known = wanted.flatMap((id) => graph.artifacts.get(id) ?? []);
  return { wanted: known, steps, ancestors: ancestorsOf(graph, wanted).size };
}

function stepOf(graph: RunGraph, id: string, reason: string, have: Have): RecoveryStep {
  const run = graph.runs.get(id)!;
  const regains = (graph.outputs.get(id) ?? []).map(({ artifact }) => artifact).filter((artifact) => !have(artifact));
  const sizeBytes = regains.reduce((sum, { size }) => sum + size, 0);
  const before = run.reproduced === false ? "; the last time it came out differently" : "";
  return { run, reason: reason + before, regains, sizeBytes, problem: problemOf(run) };
}

/** Why a run cannot be executed again. */
export function problemOf({ status, facts }: RunRecord): string | undefined {
  if (status !== "completed") return `it ended as ${status}`;
  if (facts.run_code_id?.startsWith("given:ctr1:")) return "it was a container, whose variables may be secrets";
  if (facts.run_command === undefined) return "its program was a function, which no record can call";
  return undefined;
}

/** Every run that led to the artifacts. */
function ancestorsOf(graph: RunGraph, wanted: readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [...wanted];
  for (const id of open) {
    const run = graph.artifacts.get(id)?.run;
    if (typeof run !== "string" || found.has(run) || !graph.runs.has(run)) continue;
    found.add(run);
    for (const { artifact } of graph.inputs.get(run) ?? []) open.push(artifact.id);
  }
  return found;
}

/** Each id behind all that come before it, the smallest first where the order is free; without those of a circle. */
function inOrder(ids: Iterable<string>, before: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const left = new Map<string, number>();
  const after = new Map<string, string[]>();
  for (const [id, earlier] of before) for (const one of earlier) append(after, one, id);
  for (const id of ids) left.set(id, before.get(id)?.size ?? 0);
  // Largest first, so that the next one is popped.
  const ready = [...left.keys()]
    .filter((id) => left.get(id) === 0)
    .sort(byCodePoint)
    .reverse();
  const order: string[] = [];
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    order.push(id);
    for (const next of after.get(id) ?? []) {
      const count = (left.get(next) ?? 0) - 1;
      left.set(next, count);
      if (count === 0) insert(ready, next);
    }
  }
  return order;
}

/** Into a list that is sorted with the largest first. */
function insert(list: string[], id: string): void {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (byCodePoint(list[middle]!, id) > 0) from = middle + 1;
    else to = middle;
  }
  list.splice(from, 0, id);
}

function circle(runs: number): TapelabError<"cannot-recover"> {
  const text = `The records of ${runs} runs say that each reads what another one of them made. Nothing was executed. Look at the tapes: tapelab verify --full`;
  return new TapelabError("cannot-recover", text, { artifact: undefined, sha256: undefined, run: undefined });
}

function noSource(
  artifact: GraphArtifact | undefined,
  id: string,
  user: string | undefined,
): TapelabError<"cannot-recover"> {
  const { key = id, sha256, run, uri } = artifact ?? {};
  const what = `${quoted(key)}${sha256 === undefined ? "" : ` (sha256 ${sha256.slice(0, 12)}…)`}`;
  const who = run ? `run ${short(run)}, which made it, is not in this workspace` : "no run made it";
  const reads = user === undefined ? "" : ` Run ${short(user)} reads it.`;
  const place = uri === undefined ? "" : ` (it lay at ${uri})`;
  const text = `The bytes of ${what} are nowhere, and ${who}.${reads} Nothing was executed. Put the file back${place}, or name a copy: tapelab run recover KEY --from PEER`;
  const facts = { artifact: key, sha256, run: user };
  return new TapelabError("cannot-recover", text, facts);
}

/**
 * Runs that can be executed again: what they read is at hand, or such a run made it. As long as only outputs of these are
 * dropped, everything that is dropped can be made again, however much of it goes.
 */
export function repeatable(
  graph: RunGraph,
  have: Have,
  problemOfRun: (run: RunRecord) => string | undefined = problemOf,
): Set<string> {
  const before = new Map<string, Set<string>>();
  const read = (id: string): GraphArtifact[] =>
    (graph.inputs.get(id) ?? []).map(({ artifact }) => artifact).filter(({ run }) => run !== id);
  for (const id of graph.runs.keys())
    for (const { run } of read(id))
      if (run !== null && graph.runs.has(run)) before.set(id, (before.get(id) ?? new Set()).add(run));
  const can = new Set<string>();
  for (const id of inOrder(graph.runs.keys(), before)) {
    const isThere = (input: GraphArtifact): boolean => have(input) || (input.run !== null && can.has(input.run));
    if (problemOfRun(graph.runs.get(id)!) === undefined && read(id).every(isThere)) can.add(id);
  }
  return can;
}

const quoted = (key: string): string => shown(JSON.stringify(key), 120);
/** Ids begin with a time; their ends tell them apart. */
const short = (id: string): string => id.slice(-8);

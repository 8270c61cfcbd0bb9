/** Runs and artifacts as one graph, folded from what runs say of themselves. Pure; nothing here knows of commits. */
import { append } from "../base/append.js";
import { type ArtifactFacts, artifactId, type InputFacts } from "./artifact.js";
import type { RunRecord } from "./run-record.js";

/** An artifact as the runs around it tell. */
export interface GraphArtifact extends ArtifactFacts {
  readonly id: string;
  /** The run that made it; null for what came from outside. It may be a run that is not here. */
  readonly run: string | null;
}

/** A named input or output of a run. */
export interface Link {
  readonly name: string;
  readonly artifact: GraphArtifact;
}

export interface RunGraph {
  readonly runs: ReadonlyMap<string, RunRecord>;
  /** Run by tape: where a tape is a copy, it has an id of its own. */
  readonly tapes: ReadonlyMap<string, string>;
  readonly artifacts: ReadonlyMap<string, GraphArtifact>;
  /** By run. */
  readonly inputs: ReadonlyMap<string, readonly Link[]>;
  /** By run. Those of an answered run are the artifacts of the run that answered. */
  readonly outputs: ReadonlyMap<string, readonly Link[]>;
  /** Runs that used an artifact, by its id. */
  readonly users: ReadonlyMap<string, readonly string[]>;
}

export function runGraph(records: readonly RunRecord[]): RunGraph {
  const runs = new Map(records.map((record) => [record.id, record]));
  const artifacts = new Map<string, GraphArtifact>();
  const inputs = new Map<string, Link[]>();
  const outputs = new Map<string, Link[]>();
  const users = new Map<string, string[]>();
  const once = (artifact: GraphArtifact): GraphArtifact => {
    const known = artifacts.get(artifact.id) ?? artifact;
    artifacts.set(artifact.id, known);
    return known;
  };
  // Producers first: they say more of an artifact than its users.
  for (const { id, source, outputs: own } of records) {
    if (source !== undefined) continue;
    const whole = own.filter((facts) => isWhole(facts.key, facts.sha256, facts.kind));
    outputs.set(
      id,
      whole.map((facts) => ({ name: facts.key, artifact: once(madeBy(facts, id)) })),
    );
  }
  for (const { id, source } of records)
    if (source !== undefined) outputs.set(id, outputs.get(executedRun(runs, id)) ?? []);
  for (const { id, inputs: own } of records) {
    const whole = own.filter(({ name, output = name, sha256, artifact }) => isWhole(output, sha256, artifact));
    const links = whole.map((facts) => ({ name: facts.name, artifact: once(usedAs(facts, runs)) }));
    inputs.set(id, links);
    for (const artifact of new Set(links.map((link) => link.artifact.id))) append(users, artifact, id);
  }
  const tapes = new Map(records.flatMap(({ id, tape }) => [[id, id] as const, [tape, id] as const]));
  return { runs, tapes, artifacts, inputs, outputs, users };
}

/** The run that was executed: of an answered run the one that answered. */
export function executedRun(runs: ReadonlyMap<string, RunRecord>, id: string): string {
  const seen = new Set<string>();
  let at = id;
  for (;;) {
    const source = runs.get(at)?.source;
    if (source === undefined || seen.has(source)) return at;
    seen.add(at);
    at = source;
  }
}

/** Records come from disk, maybe from elsewhere: what names no content is left out. */
function isWhole(key: string, sha256: unknown, kind: unknown): boolean {
  const kinds: readonly unknown[] = ["file", "directory", "blob", "table"];
  return (
    typeof sha256 === "string" &&
    /^(?:fast:)?[0-9a-f]{64}$/.test(sha256) &&
    kinds.includes(kind) &&
    !surrogate.test(key)
  );
}

const surrogate = /\p{Surrogate}/u;

function madeBy(facts: ArtifactFacts, run: string): GraphArtifact {
  return { ...facts, id: artifactId(facts, run), run };
}

function usedAs(facts: InputFacts, runs: ReadonlyMap<string, RunRecord>): GraphArtifact {
  const { name, kind, sha256, artifact, size, uri, store = "reference", stamp, session, output } = facts;
  const run = kind === "run" && session !== undefined ? executedRun(runs, session) : null;
  const key = run === null ? name : (output ?? name);
  const place = { ...(uri !== undefined && { uri }), ...(stamp !== undefined && { stamp }) };
  const own = { key, kind: artifact, sha256, size, store, ...place };
  return { ...own, id: artifactId(own, run), run };
}

/** The artifacts with this key, the newest first: by the id of the run that made it, last those from outside. */
export function artifactsNamed(graph: RunGraph, key: string): GraphArtifact[] {
  const found = [...graph.artifacts.values()].filter((one) => one.key === key);
  return found.sort((a, b) => ((a.run ?? "") < (b.run ?? "") ? 1 : -1));
}

/** The run or artifact that a text names: by id, by key (the newest), or by the beginning or end of a run's id. */
export function findNode(graph: RunGraph, text: string): string | undefined {
  if (graph.runs.has(text) || graph.artifacts.has(text)) return text;
  const [named] = artifactsNamed(graph, text);
  if (named) return named.id;
  const isPart = /^[0-9a-f]{4,31}$/.test(text);
  const alike = isPart ? [...graph.runs.keys()].filter((id) => id.startsWith(text) || id.endsWith(text)) : [];
  return alike.length === 1 ? alike[0] : undefined;
}

/** One step up or down from a commit, run or artifact: runs and artifacts by their records, commits by their inputs. */
import { append } from "../base/append.js";
import { findNode, type GraphArtifact, type RunGraph } from "../run/run-graph.js";
import { collect } from "./collect.js";
import {
  artifactNode,
  commitUid,
  inputsOf,
  type LineageNode,
  nodeOf,
  readOrUnresolved,
  runNode,
  unresolvedNode,
} from "./commit-node.js";
import { parseUid } from "./resume-point.js";
import type { Workspace } from "./workspace.js";

export interface LineageEdge {
  /** Uid of the commit, run or artifact that was used. */
  readonly from: string;
  /** Uid of the one that used it, or was made by it. */
  readonly to: string;
  /** `scope`: a commit used one; `input` and `output` of a run; `answer`: a run that a finished one answered. */
  readonly kind: "scope" | "input" | "output" | "answer";
  /** Uid of the scope. */
  readonly scope?: string;
  /** Name of the input or output. */
  readonly name?: string;
}

export class LineageWays {
  readonly #workspace: Workspace;
  readonly #graph: RunGraph;
  /** Who used what, by what was used. Found by asking every commit once. */
  #users: Promise<Map<string, LineageEdge[]>> | undefined;

  constructor(workspace: Workspace, graph: RunGraph) {
    this.#workspace = workspace;
    this.#graph = graph;
  }

  /** The uid of what a text names; undefined when it names nothing. */
  find(text: string): string | undefined {
    if (parseUid(text)) return this.#ownerOf(text);
    const newest = [...this.#graph.runs.values()].find(({ program }) => program === text);
    return findNode(this.#graph, text) ?? newest?.id;
  }

  async node(uid: string): Promise<LineageNode> {
    const { runs, artifacts } = this.#graph;
    const [run, artifact] = [runs.get(uid), artifacts.get(uid)];
    if (run) return runNode(run, await this.#scopesOf(run.tape));
    if (artifact) return artifactNode(artifact);
    return parseUid(uid) ? this.#commit(uid) : unresolvedNode(uid, "run");
  }

  /** What it was made from. */
  up({ uid, kind, inputs, artifact, run }: LineageNode): LineageEdge[] {
    const edges = inputs.flatMap((scope) => this.#scopeEdge(scope, uid));
    if (kind === "artifact" && typeof artifact?.run === "string")
      edges.push({ from: artifact.run, to: uid, kind: "output", name: artifact.key });
    for (const { name, artifact: input } of this.#graph.inputs.get(uid) ?? [])
      edges.push({ from: input.id, to: uid, kind: "input", name });
    if (run?.source !== undefined) edges.push({ from: run.source, to: uid, kind: "answer" });
    return edges;
  }

  /** What was made from it. */
  async down({ uid, kind, artifact }: LineageNode): Promise<LineageEdge[]> {
    if (artifact) return this.#uses(artifact);
    const outputs = (this.#graph.outputs.get(uid) ?? []).map(
      ({ name, artifact: output }): LineageEdge => ({ from: uid, to: output.id, kind: "output", name }),
    );
    this.#users ??= this.#allUsers();
    const answered = kind === "run" ? [...this.#graph.runs.values()].filter(({ source }) => source === uid) : [];
    return [
      ...outputs,
      ...((await this.#users).get(uid) ?? []),
      ...answered.map(({ id }): LineageEdge => ({ from: uid, to: id, kind: "answer" })),
    ];
  }

  #uses({ id }: GraphArtifact): LineageEdge[] {
    const { users, inputs } = this.#graph;
    return (users.get(id) ?? []).flatMap((run) =>
      (inputs.get(run) ?? [])
        .filter(({ artifact }) => artifact.id === id)
        .map(({ name }): LineageEdge => ({ from: id, to: run, kind: "input", name })),
    );
  }

  /** A run for the commits of its session, else the commit. */
  #ownerOf(uid: string): string {
    const commit = commitUid(uid);
    return this.#graph.tapes.get(commit.slice(0, commit.indexOf(":"))) ?? commit;
  }

  /** A run that reads its own scopes is no step. */
  #scopeEdge(scope: string, to: string): LineageEdge[] {
    const from = this.#ownerOf(scope);
    return from === to ? [] : [{ from, to, kind: "scope", scope }];
  }

  async #allUsers(): Promise<Map<string, LineageEdge[]>> {
    const users = new Map<string, LineageEdge[]>();
    for (const commit of await collect(this.#workspace.commits$())) {
      const to = this.#ownerOf(commit.uid);
      const { inputs } = await readOrUnresolved(commit.uid, async () => ({
        ...unresolvedNode(commit.uid),
        inputs: await inputsOf(commit),
      }));
      for (const edge of inputs.flatMap((scope) => this.#scopeEdge(scope, to))) append(users, edge.from, edge);
    }
    return users;
  }

  /** Scopes that the commits of a run's session used. */
  async #scopesOf(session: string): Promise<string[]> {
    const { inputs } = await readOrUnresolved(session, async () => {
      const commits = await collect(this.#workspace.commits$({ session }));
      const used = await Promise.all(commits.map(inputsOf));
      return { ...unresolvedNode(session, "run"), inputs: [...new Set(used.flat())] };
    });
    return [...inputs];
  }

  #commit(uid: string): Promise<LineageNode> {
    const place = parseUid(uid);
    return readOrUnresolved(uid, async () => {
      if (place === undefined) return unresolvedNode(uid);
      const sequence = { from: place.sequence, to: place.sequence };
      const [commit] = await collect(this.#workspace.commits$({ session: place.tape, sequence }));
      return commit === undefined ? unresolvedNode(uid) : nodeOf(commit);
    });
  }
}

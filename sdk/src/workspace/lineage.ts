/** From what was this made, and what was made from it: a graph folded from what commits and runs recorded. */
import { append } from "../base/append.js";
import { badOption, checkOptions, foundText } from "../base/options.js";
import { near, shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { runGraph } from "../run/run-graph.js";
import type { LineageNode } from "./commit-node.js";
import { type LineageEdge, LineageWays } from "./lineage-ways.js";
import type { Workspace } from "./workspace.js";

export interface LineageOptions {
  /** `up` (default): what it was made from. `down`: what was made from it. */
  readonly direction?: "up" | "down" | "both";
  /** How many steps; left out: all. */
  readonly depth?: number;
}

export interface Lineage {
  /** What was asked about: its uid. */
  readonly of: string;
  /** Commits, runs and artifacts, each behind those it was made from. */
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
}

/**
 * What a scope, commit, run or artifact was made from, or what was made from it: commits, runs and artifacts as one
 * graph. An artifact may be named by its key, a run by its program; the newest is meant. What is named and not here is a node that is not
 * resolved, never an error.
 *
 * @example
 * const { nodes } = await lineage(ws, await latestScope(ws, { commitLabel: "summary-output" }));
 * console.log(nodes.map((node) => node.label)); // [ "prepare-output", "fit-output", "summary-output" ]
 */
export async function lineage(
  workspace: Workspace,
  of: { readonly uid: string } | { readonly id: string } | string,
  options: LineageOptions = {},
): Promise<Lineage> {
  checkOptions("lineage", options, ["direction", "depth"], outcome);
  const { direction = "up", depth = Number.POSITIVE_INFINITY } = options;
  if (!["up", "down", "both"].includes(direction))
    throw badOption("lineage", "direction", {
      expected: '"up", "down" or "both"',
      found: foundText(direction),
      outcome,
    });
  if (!(depth >= 0))
    throw badOption("lineage", "depth", { expected: "a number of steps", found: foundText(depth), outcome });
  const { uid, id }: { uid?: string; id?: string } = typeof of === "object" && of !== null ? of : {};
  const wanted = typeof of === "string" ? of : String(uid ?? id);
  const graph = runGraph(workspace.exists ? await workspace.runs.records() : []);
  const ways = new LineageWays(workspace, graph);
  const start = ways.find(wanted);
  if (start === undefined) {
    const programs = [...graph.runs.values()].map(({ program }) => program);
    throw unknownName(wanted, [...programs, ...[...graph.artifacts.values()].map(({ key }) => key)]);
  }
  const walk = new Walk(ways);
  if (direction !== "down") await walk.from(start, depth, (node) => ways.up(node));
  if (direction !== "up") await walk.from(start, depth, (node) => ways.down(node));
  return walk.found(start);
}

const outcome = "Nothing was read.";

type Way = (node: LineageNode) => readonly LineageEdge[] | Promise<readonly LineageEdge[]>;

class Walk {
  readonly #ways: LineageWays;
  readonly #nodes = new Map<string, LineageNode>();
  readonly #edges = new Map<string, LineageEdge>();

  constructor(ways: LineageWays) {
    this.#ways = ways;
  }

  async from(uid: string, depth: number, way: Way): Promise<void> {
    const seen = new Set<string>();
    let front = [uid];
    for (let step = 0; front.length > 0 && step <= depth; step++) {
      const further: string[] = [];
      for (const one of front) {
        if (seen.has(one)) continue;
        seen.add(one);
        const node = this.#nodes.get(one) ?? (await this.#ways.node(one));
        this.#nodes.set(one, node);
        for (const edge of await way(node)) {
          this.#edges.set(JSON.stringify(edge), edge);
          further.push(edge.from === one ? edge.to : edge.from);
        }
      }
      front = further;
    }
  }

  found(of: string): Lineage {
    const edges = [...this.#edges.values()].filter(({ from, to }) => this.#nodes.has(from) && this.#nodes.has(to));
    return { of, nodes: ordered(this.#nodes, edges), edges };
  }
}

/** What was used in front of who used it; oldest first where the order is free. */
function ordered(nodes: ReadonlyMap<string, LineageNode>, edges: readonly LineageEdge[]): LineageNode[] {
  const before = new Map<string, string[]>();
  for (const { from, to } of edges) append(before, to, from);
  const done = new Set<string>();
  const begun = new Set<string>();
  const list: LineageNode[] = [];
  const oldestFirst = [...nodes.values()].sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
  const open = oldestFirst.map(({ uid }) => uid).reverse();
  for (let uid = open.at(-1); uid !== undefined; uid = open.at(-1)) {
    const left = begun.has(uid) ? [] : (before.get(uid) ?? []).filter((one) => !begun.has(one));
    begun.add(uid);
    open.push(...left.reverse());
    if (left.length > 0) continue;
    open.pop();
    const node = nodes.get(uid);
    if (node && !done.has(uid)) list.push(node);
    done.add(uid);
  }
  return list;
}

function unknownName(name: string, keys: readonly string[]): TapelabError<"bad-option"> {
  const found = shown(JSON.stringify(name), 120);
  const [meant] = near(name, keys);
  const advice = meant === undefined ? "Runs and their artifacts: tapelab runs" : `Did you mean ${shown(meant, 120)}?`;
  const text = `lineage: expected a scope, a commit, a run, an artifact or the uid of one, or the key of an artifact or name of a run, found ${found}. Nothing was read. ${advice}`;
  return new TapelabError("bad-option", text, {
    option: "of",
    expected: "a scope, a commit, a run, an artifact, a uid, a key or a name",
    found: name,
  });
}

/** From what was this made, and what was made from it: a graph folded from the inputs that commits recorded. */
import { badOption, checkOptions, foundText } from "../base/options.js";
import { TapelabError } from "../errors.js";
import { collect } from "./collect.js";
import { commitUid, type LineageNode, nodeOf, readOrUnresolved, unresolvedNode } from "./commit-node.js";
import { parseUid } from "./resume-point.js";
import type { Workspace } from "./workspace.js";

export interface LineageOptions {
  /** `up`: what it was made from. `down`: what was made from it. */
  readonly direction?: "up" | "down";
  /** How many steps; left out: all. */
  readonly depth?: number;
}

export interface LineageEdge {
  /** Uid of the commit whose scope was used. */
  readonly from: string;
  /** Uid of the commit that used it. */
  readonly to: string;
  /** Uid of the scope. */
  readonly scope: string;
}

export interface Lineage {
  /** Commits, each behind those it was made from. */
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
}

/**
 * The commits that a scope or commit was made from, or that were made from it. What is named and not here is a node
 * that is not resolved, never an error.
 *
 * @example
 * const { nodes } = await lineage(ws, await latestScope(ws, { commitLabel: "summary-output" }));
 * console.log(nodes.map((node) => node.label)); // [ "prepare-output", "fit-output", "summary-output" ]
 */
export async function lineage(
  workspace: Workspace,
  of: { readonly uid: string } | string,
  options: LineageOptions = {},
): Promise<Lineage> {
  checkOptions("lineage", options, ["direction", "depth"], outcome);
  const { direction = "up", depth = Number.POSITIVE_INFINITY } = options;
  if (direction !== "up" && direction !== "down")
    throw badOption("lineage", "direction", { expected: '"up" or "down"', found: foundText(direction), outcome });
  if (!(depth >= 0))
    throw badOption("lineage", "depth", { expected: "a number of steps", found: foundText(depth), outcome });
  const uid = commitUid(typeof of === "string" ? of : String((of as { uid?: string } | undefined)?.uid));
  if (parseUid(uid) === undefined) throw badUid(uid);
  const next = direction === "up" ? await upwards(workspace) : await downwards(workspace);
  const nodes = new Map<string, LineageNode>();
  await visit(uid, depth, nodes, next);
  return { nodes: ordered(nodes), edges: edgesOf(nodes) };
}

const outcome = "Nothing was read.";

interface Neighbours {
  node(uid: string): Promise<LineageNode>;
  /** Uids of the commits one step further. */
  next(node: LineageNode): readonly string[];
}

async function visit(uid: string, depth: number, nodes: Map<string, LineageNode>, way: Neighbours): Promise<void> {
  let front = [uid];
  for (let step = 0; front.length > 0 && step <= depth; step++) {
    const further: string[] = [];
    for (const one of front) {
      if (nodes.has(one)) continue;
      const node = await way.node(one);
      nodes.set(one, node);
      further.push(...way.next(node));
    }
    front = further;
  }
}

/** Each commit names its inputs: only the commits on the way are read. */
async function upwards(workspace: Workspace): Promise<Neighbours> {
  return {
    node: (uid) => readNode(workspace, uid),
    next: ({ inputs }) => inputs.map(commitUid),
  };
}

/** Users are found by asking every commit of the workspace once. */
async function downwards(workspace: Workspace): Promise<Neighbours> {
  const users = new Map<string, string[]>();
  const known = new Map<string, LineageNode>();
  for (const commit of await collect(workspace.commits$())) {
    const node = await readOrUnresolved(commit.uid, () => nodeOf(commit));
    known.set(node.uid, node);
    for (const input of new Set(node.inputs.map(commitUid))) users.set(input, [...(users.get(input) ?? []), node.uid]);
  }
  return {
    node: async (uid) => known.get(uid) ?? unresolvedNode(uid),
    next: ({ uid }) => users.get(uid) ?? [],
  };
}

async function readNode(workspace: Workspace, uid: string): Promise<LineageNode> {
  const place = parseUid(uid);
  if (place === undefined) return unresolvedNode(uid);
  return readOrUnresolved(uid, async () => {
    const sequence = { from: place.sequence, to: place.sequence };
    const [commit] = await collect(workspace.commits$({ session: place.tape, sequence }));
    return commit === undefined ? unresolvedNode(uid) : nodeOf(commit);
  });
}

/** Inputs in front of their users. An input is always on a tape before its user, so there are no cycles. */
function ordered(nodes: ReadonlyMap<string, LineageNode>): LineageNode[] {
  const done = new Set<string>();
  const list: LineageNode[] = [];
  const place = (uid: string): void => {
    const node = nodes.get(uid);
    if (node === undefined || done.has(uid)) return;
    done.add(uid);
    for (const input of node.inputs) place(commitUid(input));
    list.push(node);
  };
  const oldestFirst = [...nodes.values()].sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
  for (const { uid } of oldestFirst) place(uid);
  return list;
}

function edgesOf(nodes: ReadonlyMap<string, LineageNode>): LineageEdge[] {
  return [...nodes.values()].flatMap(({ uid, inputs }) =>
    inputs.map((scope) => ({ from: commitUid(scope), to: uid, scope })).filter(({ from }) => nodes.has(from)),
  );
}

function badUid(uid: string): TapelabError<"bad-option"> {
  return new TapelabError(
    "bad-option",
    `lineage: expected a scope, a commit or the uid of one, found ${JSON.stringify(uid)}. Nothing was read.`,
    {
      option: "of",
      expected: "a scope, a commit or a uid",
      found: uid,
    },
  );
}

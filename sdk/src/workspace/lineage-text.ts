/** A lineage for people: as a tree, as a list, or as a diagram that Mermaid draws. Every text of the data is escaped. */
import { append } from "../base/append.js";
import { shown } from "../base/text.js";
import type { LineageNode } from "./commit-node.js";
import type { Lineage } from "./lineage.js";
import type { LineageEdge } from "./lineage-ways.js";

export type LineageFormat = "tree" | "list" | "mermaid";

const labelMax = 80;

/**
 * The lineage as text.
 *
 * @example console.log(lineageText(await lineage(ws, "fit.csv"), "mermaid"));
 */
export function lineageText(lineage: Lineage, format: LineageFormat = "tree"): string {
  if (format === "list") return lineage.nodes.map(nodeText).join("\n");
  return format === "mermaid" ? mermaidText(lineage) : treeText(lineage);
}

function nodeText(node: LineageNode): string {
  const { kind, uid, label, resolved, run, artifact, session } = node;
  if (!resolved) return `${kind} ${kind === "run" ? endOf(uid) : uid} (not here)`;
  const name = shown(label, labelMax);
  if (artifact) return `${artifact.kind} ${name} sha256 ${artifact.sha256.slice(0, 12)}…`;
  if (run) return `run ${name} ${endOf(uid)} (${run.source === undefined ? run.status : "answered"})`;
  return `commit ${name} ${uid}${session === undefined ? "" : ` of ${shown(session.label, labelMax)}`}`;
}

/** Ids begin with a time; their ends tell them apart. */
function endOf(id: string): string {
  return id.slice(-8);
}

/** What it was made from below it, then what was made from it; what was shown before is not gone into again. */
function treeText(lineage: Lineage): string {
  const { of, edges } = lineage;
  const nodes = new Map(lineage.nodes.map((node) => [node.uid, node]));
  const root = nodes.get(of);
  const lines = [root ? nodeText(root) : of];
  const [up, down] = [indexed(edges, "to", "from"), indexed(edges, "from", "to")];
  const upLines = branch(of, up, nodes, false);
  const downLines = branch(of, down, nodes, true);
  if (upLines.length > 0 && downLines.length > 0) lines.push("made from:", ...upLines, "used by:", ...downLines);
  else lines.push(...upLines, ...downLines);
  return lines.join("\n");
}

interface Next {
  readonly uid: string;
  readonly edge: LineageEdge;
}

function indexed(edges: readonly LineageEdge[], at: "from" | "to", next: "from" | "to"): Map<string, Next[]> {
  const map = new Map<string, Next[]>();
  for (const edge of edges) append(map, edge[at], { uid: edge[next], edge });
  return map;
}

function branch(
  root: string,
  next: ReadonlyMap<string, readonly Next[]>,
  nodes: ReadonlyMap<string, LineageNode>,
  isDown: boolean,
): string[] {
  const lines: string[] = [];
  const seen = new Set([root]);
  const open = listed(root, next, "");
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const { uid, edge, lead, isLast } = one;
    const node = nodes.get(uid);
    const isKnown = seen.has(uid);
    seen.add(uid);
    const more = isKnown && next.has(uid) ? " (above)" : "";
    const text = node ? nodeText(node) : uid;
    lines.push(`${lead}${isLast ? "└─ " : "├─ "}${wayText(edge, isDown, node)}${text}${more}`);
    if (!isKnown) open.push(...listed(uid, next, `${lead}${isLast ? "   " : "│  "}`));
  }
  return lines;
}

/** The next ones of a node, last first: they are popped. */
function listed(
  uid: string,
  next: ReadonlyMap<string, readonly Next[]>,
  lead: string,
): (Next & { lead: string; isLast: boolean })[] {
  const own = next.get(uid) ?? [];
  return own.map((one, i) => ({ ...one, lead, isLast: i === own.length - 1 })).reverse();
}

/** The name that a run gave to what it read, where it is not the artifact's own. */
function wayText({ kind, name = "" }: LineageEdge, isDown: boolean, node: LineageNode | undefined): string {
  if (kind === "answer") return isDown ? "answered " : "answered by ";
  return kind === "input" && (isDown || node?.label !== name) ? `as ${shown(name, labelMax)}: ` : "";
}

function mermaidText({ nodes, edges }: Lineage): string {
  const names = new Map(nodes.map(({ uid }, i) => [uid, `n${i}`]));
  const labels = new Map(nodes.map(({ uid, label }) => [uid, label]));
  const shapes = { artifact: ['(["', '"])'], run: ['["', '"]'], commit: ['("', '")'] } as const;
  const lines = nodes.map((node) => {
    const [open, close] = shapes[node.kind];
    return `  ${names.get(node.uid)}${open}${mermaidEscaped(nodeText(node))}${close}`;
  });
  for (const { from, to, kind, name } of edges) {
    const isOwn = kind !== "input" || name === undefined || name === labels.get(from);
    const label = isOwn ? "" : `|"${mermaidEscaped(shown(name, labelMax))}"| `;
    lines.push(`  ${names.get(from)} ${kind === "answer" ? "-.->" : "-->"} ${label}${names.get(to)}`);
  }
  return ["flowchart LR", ...lines].join("\n");
}

/** Mermaid reads entities by number and acts on quotes, tags and Markdown. */
function mermaidEscaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} ./:…()-]/gu, (char) => `#${char.codePointAt(0)};`);
}

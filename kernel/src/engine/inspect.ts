/** What TypeScript knows of a name in a cell, and how a front end shows it. */

import type ts from "@tslab/typescript-for-tslab";
import type { Bundle } from "../link.js";

export interface Inspection {
  /** The name as the cell writes it. */
  readonly name: string;
  /** `const x: number`, `(method) Array<number>.map<U>(…): U[]`. */
  readonly signature: string;
  readonly documentation: string;
  /** `@param x how far` … */
  readonly tags: readonly string[];
  /** Signature, documentation and tags as tslab prints them. */
  readonly plain: string;
  /** Cell that declared the name, when it is one of the notebook. */
  readonly cell: number | undefined;
}

/** Places to ask at, best first: the cursor, the name before it, the function whose call the cursor is in. */
export function* placesToAsk(code: string, offset: number): Iterable<number> {
  yield offset;
  if (offset > 0) yield offset - 1;
  let depth = 0;
  for (let at = offset - 1; at >= Math.max(0, offset - 1000); at -= 1) {
    const char = code[at] ?? "";
    if (")]}".includes(char)) depth += 1;
    else if ("([{".includes(char)) depth -= 1;
    if (depth >= 0) continue;
    const name = /[\p{ID_Continue}$]\s*$/u.exec(code.slice(0, at));
    if (char === "(" && name !== null) yield name.index;
    depth = 0;
  }
}

/** Text, Markdown and HTML of an inspection; `more` is put below them. */
export function inspectionBundle(inspection: Inspection, more: readonly string[] = []): Bundle {
  const { signature, documentation, tags, plain, cell } = inspection;
  const below = [...(cell === undefined ? [] : [`Declared in cell ${cell}.`]), ...more];
  const markdown = [`\`\`\`typescript\n${signature}\n\`\`\``, documentation, ...tags, ...below];
  const html = [
    `<pre>${escapeHtml(signature)}</pre>`,
    ...[documentation, ...tags, ...below].filter(Boolean).map(paragraph),
  ];
  return {
    "text/plain": [plain, ...below].join("\n\n"),
    "text/markdown": markdown.filter(Boolean).join("\n\n"),
    "text/html": html.join("\n"),
  };
}

export function inspectionOf(info: ts.QuickInfo, name: string, plain: string, cell: number | undefined): Inspection {
  const { displayParts, documentation, tags } = info;
  return {
    name,
    signature: joined(displayParts),
    documentation: joined(documentation),
    tags: (tags ?? []).map((tag) => `@${tag.name} ${joined(tag.text)}`.trim()),
    plain,
    cell,
  };
}

function joined(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return (parts ?? []).map(({ text }) => text).join("");
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text).replaceAll("\n", "<br>")}</p>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

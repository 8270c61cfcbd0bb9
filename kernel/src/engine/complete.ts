/** Completions in the protocol's words: which entries fit what is typed, in which order, of which kind. */

import type ts from "@tslab/typescript-for-tslab";
import { textStart } from "./compiler.js";

export interface CompletionEntry {
  readonly text: string;
  /** One of the protocol's: function, method, class, interface, property, variable, keyword, module. */
  readonly type: string;
}

export interface Completions {
  readonly entries: readonly CompletionEntry[];
  /** What the entry replaces, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** TypeScript's kinds in the protocol's words; all others are variables. */
const TYPES: Readonly<Record<string, string>> = {
  function: "function",
  "local function": "function",
  method: "method",
  construct: "method",
  call: "method",
  class: "class",
  "local class": "class",
  enum: "class",
  interface: "interface",
  type: "interface",
  "type parameter": "interface",
  property: "property",
  getter: "property",
  setter: "property",
  "enum member": "property",
  accessor: "property",
  string: "property",
  keyword: "keyword",
  "primitive type": "keyword",
  module: "module",
  "external module name": "module",
  script: "module",
  directory: "module",
};

/** Names that cells do not write. */
const HIDDEN: ReadonlySet<string> = new Set(["__magic__", "__tslab__"]);

/** Entries that begin with what stands before the cursor, then those that hold it; a name is replaced as a whole. */
export function fitting(code: string, offset: number, found: ts.CompletionInfo | undefined): Completions {
  const { start, end } = replaced(code, offset, found?.entries[0]?.replacementSpan);
  const typed = code.slice(start, offset);
  const ranked = (found?.entries ?? []).flatMap((entry) => {
    const rank = rankOf(entry.name, typed);
    return rank === undefined || HIDDEN.has(entry.name) ? [] : [{ entry, key: `${rank}${entry.sortText}` }];
  });
  ranked.sort((a, b) => compare(a.key, b.key) || compare(a.entry.name, b.entry.name));
  const entries = ranked.map(({ entry }) => ({ text: entry.name, type: TYPES[entry.kind] ?? "variable" }));
  return { entries, start, end };
}

function replaced(code: string, offset: number, span: ts.TextSpan | undefined): { start: number; end: number } {
  if (span !== undefined) return { start: span.start - textStart, end: span.start - textStart + span.length };
  const before = /[\p{ID_Continue}$\u200c\u200d]*$/u.exec(code.slice(0, offset))?.[0] ?? "";
  const after = /^[\p{ID_Continue}$\u200c\u200d]*/u.exec(code.slice(offset))?.[0] ?? "";
  return { start: offset - before.length, end: offset + after.length };
}

/** 0: begins with it; 1: begins with it in other letters' case; 2: holds it. */
function rankOf(name: string, typed: string): number | undefined {
  if (name.startsWith(typed)) return 0;
  const [lowName, lowTyped] = [name.toLowerCase(), typed.toLowerCase()];
  if (lowName.startsWith(lowTyped)) return 1;
  return lowName.includes(lowTyped) ? 2 : undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * A cell for TypeScript's eyes alone: magics are replaced by statements of the same length, so that every offset stays.
 * For completion, inspection and the question whether a cell is complete.
 */
import { candidatesOf } from "./candidates.js";
import { parseMagic } from "./parse.js";
import { UsageProblem } from "./problem.js";
import { settle } from "./settle.js";
import type { MagicTable } from "./table.js";
import { isVariableName } from "./words.js";

/** The source with each magic as blanks behind a statement; never throws, whatever the line holds. */
export function maskMagics(source: string, table: MagicTable): string {
  const candidates = candidatesOf(source);
  const [first] = candidates;
  const head = first?.isCell && first.isFirst ? first : undefined;
  if (head !== undefined && table.find(head.name)?.body === "text")
    return source.slice(0, head.start) + source.slice(head.start).replace(/[^\r\n]/g, " ");
  const known = candidates.filter((one) => one !== head && !one.isCell && table.find(one.name) !== undefined);
  const places = settle(source, known, head);
  const parts: string[] = [];
  let from = 0;
  for (const one of head === undefined ? known : [head, ...known]) {
    if (one !== head && !places.has(one)) continue;
    const { start, end, text, at, target } = one;
    parts.push(source.slice(from, start), statement(end - start, target > 0, boundName(table, text, at)));
    from = end;
  }
  parts.push(source.slice(from));
  return parts.join("");
}

/** The name of `as NAME` at the end of the line. */
function boundName(table: MagicTable, text: string, at: number): string | undefined {
  const [, name] = /[ \t]as[ \t]+(\S{1,200})[ \t]*$/.exec(text.slice(-300)) ?? [];
  if (name === undefined || !isVariableName(name)) return undefined;
  try {
    return parseMagic(table, text, at).as;
  } catch (error) {
    if (error instanceof UsageProblem) return undefined;
    throw error;
  }
}

function statement(length: number, isAssigned: boolean, name: string | undefined): string {
  const text = name !== undefined ? `var ${name}:any;` : isAssigned ? (length > 4 ? "null;" : "0") : ";";
  return text.length > length ? ";".padEnd(length) : text.padEnd(length);
}

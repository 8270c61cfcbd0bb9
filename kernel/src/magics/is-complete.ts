/** Whether a cell that holds magics is complete. */
import { candidatesOf } from "./candidates.js";
import type { MagicTable } from "./table.js";

/** A `%%` cell is complete after an empty line; undefined when there is none, and TypeScript decides. */
export function isMagicCellComplete(
  source: string,
  table: MagicTable,
): { readonly status: "complete" | "incomplete"; readonly indent: string } | undefined {
  const [first] = candidatesOf(source);
  if (!first?.isCell || !first.isFirst || table.find(first.name) === undefined) return undefined;
  return { status: /\n[ \t]*\r?\n?$/.test(source) ? "complete" : "incomplete", indent: "" };
}

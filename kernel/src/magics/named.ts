/** Variables that a magic line names as such. */
import { operandSpec } from "./arguments.js";
import type { Call } from "./parse.js";
import { listOf } from "./takes.js";
import { plainText } from "./words.js";

export interface NamedVariable {
  readonly text: string;
  /** Index in the line. */
  readonly at: number;
}

/** Of `%tape capture step t x --blob field`: t, x and field, in this order. */
export function namedVariables(call: Call): readonly NamedVariable[] {
  if (call.isCell || call.command.name !== "capture") return [];
  const values = call.operands.filter((_, n) => operandSpec(call.command.operands, n)?.takes === "variables");
  if (values.length === 0) return [];
  const marked = call.command.options.flatMap(({ name, takes }) =>
    takes === "variables" ? (call.options.get(name) ?? []) : [],
  );
  return [...values, ...marked].flatMap(({ pieces, start }) => {
    const text = plainText(pieces) ?? "";
    return listOf(text).map((name) => ({ text: name, at: start + Math.max(0, text.indexOf(name)) }));
  });
}

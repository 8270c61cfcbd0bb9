/** Questions about leaves: `solver.order>=2`, and whether two values are the same to somebody who asks. */
import { TapelabError } from "../errors.js";
import { type Canonical, canonicalText, Float, int } from "./canonical.js";
import type { FacetLeaf } from "./facets.js";

export interface Predicate {
  /** Before the first dot: a program. Where none has this name, it is the beginning of the path. */
  readonly namespace: string | null;
  readonly path: string;
  readonly op: "=" | ">=" | "<=";
  /** Ints are exact, whatever their size. */
  readonly value: null | boolean | number | bigint | string;
}

/** `[namespace.]key=value`, `>=` or `<=`, of what `of` says. Throws `bad-selection`. */
export function predicateOf(text: string, of: string = "artifact facet"): Predicate {
  const [, key = "", op = "", rest = ""] = /^(.*?)(>=|<=|=)(.*)$/s.exec(text) ?? [];
  const name = key.trim();
  if (op === "" || name === "")
    throw refused(
      text,
      `Invalid ${of} predicate '${text}'. Expected <key>=<value>, <key>>=<value>, or <key><=<value>.`,
    );
  const start = `${of[0]?.toUpperCase()}${of.slice(1)} predicate`;
  if (rest.trim() === "") throw refused(text, `${start} is missing a value: '${text}'.`);
  const value = literal(rest.trim());
  const isNumber = typeof value === "number" || typeof value === "bigint";
  if (op !== "=" && !isNumber) throw refused(text, `${start} '${text}' uses ${op} with a non-numeric value.`);
  const [, namespace = null, path = name] = /^([^.\\]+)\.(.+)$/s.exec(name) ?? [];
  return { namespace, path, op: op as Predicate["op"], value };
}

/** Does one of the leaves of what belongs to a program fulfil it? */
export function fulfils(predicate: Predicate, program: string, leaves: readonly FacetLeaf[]): boolean {
  const { namespace, path, op, value } = predicate;
  const paths = namespace === null ? [path] : [`${namespace}.${path}`, ...(namespace === program ? [path] : [])];
  return leaves.some((leaf) => {
    if (!paths.includes(leaf.path)) return false;
    if (op === "=") return value === null ? leaf.value === null : valuesMatch(leaf.value, value);
    const [found, asked] = [numberIn(leaf.value), numberIn(value)];
    if (found === undefined || asked === undefined || typeof leaf.value === "string") return false;
    return op === ">=" ? found >= asked : found <= asked;
  });
}

/** Case and outer spaces do not count, and "2030" is 2030; true is never 1. Whoever asks for nothing gets everything. */
export function valuesMatch(actual: Canonical, expected: Canonical): boolean {
  if (expected === null) return true;
  if (actual === null) return false;
  const [a, b] = [numberIn(actual), numberIn(expected)];
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number are compared by their exact values.
  if (a !== undefined && b !== undefined) return a == b;
  return plain(actual) === plain(expected);
}

function plain(value: Canonical): string {
  return (typeof value === "string" ? value : canonicalText(value)).trim().toLowerCase();
}

function literal(text: string): Predicate["value"] {
  const named = { true: true, false: false, null: null }[text.toLowerCase()];
  return named === undefined ? (numberIn(text) ?? text) : named;
}

/** The number that a value is or says, exactly; `bigint` beyond the safe range. */
function numberIn(value: Canonical): number | bigint | undefined {
  if (value instanceof Float) return value.value;
  if (typeof value === "number" || typeof value === "bigint") return value;
  const text = typeof value === "string" ? value.trim() : "";
  if (/^[+-]?\d{1,400}$/.test(text)) return int(BigInt(text.replace(/^\+/, "")));
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

function refused(predicate: string, text: string): TapelabError<"bad-selection"> {
  return new TapelabError("bad-selection", text, { filter: "facet", expected: "key=value", found: predicate });
}

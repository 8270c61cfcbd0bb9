/** Values as text: Node's inspection without colors, bounded, and never failing because of what the value does. */
import { inspect } from "node:util";

const charactersMax = 10_000;
const itemsMax = 100;

/** The value as text; what is left out is counted on a last line. */
export function inspectValue(value: unknown): string {
  return cut(inspected(value));
}

/** The value on one line of at most `max` characters. */
export function previewValue(value: unknown, max: number = 100): string {
  const options = { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 10, maxStringLength: max };
  const line = attempt(value, { ...options, compact: true }).replaceAll("\n", " ");
  return line.length > max ? `${whole(line, max - 1)}…` : line;
}

function inspected(value: unknown): string {
  const options = { depth: 4, maxArrayLength: itemsMax, maxStringLength: charactersMax - 100, breakLength: 80 };
  return attempt(value, options);
}

function attempt(value: unknown, options: object): string {
  try {
    return inspect(shortened(value), { colors: false, ...options });
  } catch (error) {
    return `[${kindOf(value)} that cannot be shown: ${reasonOf(error)}]`;
  }
}

function cut(text: string): string {
  if (text.length <= charactersMax) return text;
  const kept = whole(text, charactersMax);
  return `${kept}\n… ${(text.length - kept.length).toLocaleString("en-US")} more characters`;
}

/** At most `max` characters, with no half of a surrogate pair at the end. */
export function whole(text: string, max: number): string {
  return text.slice(0, max).replace(/[\ud800-\udbff]$/, "");
}

/** Node bounds the items of arrays, maps and sets, but not the keys of an object: a large one is cut before. */
function shortened(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const keys = Object.keys(value);
  if (keys.length <= 10 * itemsMax) return value;
  const first: Record<string, unknown> = {};
  for (const key of keys.slice(0, itemsMax)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property) Object.defineProperty(first, key, property);
  }
  const more = `${(keys.length - itemsMax).toLocaleString("en-US")} more properties`;
  Object.defineProperty(first, "…", { value: { [inspect.custom]: () => more }, enumerable: true });
  return first;
}

function kindOf(value: unknown): string {
  return typeof value === "object" || typeof value === "function" ? "value" : typeof value;
}

function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
  } catch {
    return "its error cannot be read either"; // a getter of the thrown object throws
  }
}

/** Names of classes and types, as they are stored beside a value. */
import { isWellFormed } from "./utf8.js";

/** The class name of an object, "Object" for plain ones. No getter of the value is called. */
export function classTag(value: object): string {
  for (let at: unknown = Object.getPrototypeOf(value), depth = 0; at !== null && depth < 64; depth++) {
    const made: unknown = Object.getOwnPropertyDescriptor(at as object, "constructor")?.value;
    if (typeof made === "function") return nameOf(made);
    at = Object.getPrototypeOf(at);
  }
  return "Object";
}

function nameOf(made: object): string {
  const name: unknown = Object.getOwnPropertyDescriptor(made, "name")?.value;
  return typeof name === "string" && name !== "" && isWellFormed(name) ? name.slice(0, 256) : "anonymous";
}

/** The type of any value in one word, `Map<string,number>` by its first entry. */
export function typeTag(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (value instanceof Map) {
    for (const [key, entry] of value) return `Map<${shortTag(key)},${shortTag(entry)}>`;
    return "Map";
  }
  if (value instanceof Set) {
    for (const entry of value) return `Set<${shortTag(entry)}>`;
    return "Set";
  }
  return classTag(value);
}

function shortTag(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? classTag(value) : typeof value;
}

/** What read models keep of foreign data: plain JSON under names that may be anything. */
import { canonicalJson } from "../base/canonical-json.js";
import { isTapelabError } from "../errors.js";
import { isObject } from "./model-commit.js";

/** Values by name; without a prototype, so that every name is one. */
export type Dictionary<T> = Readonly<Record<string, T>>;

export function dictionary<T>(...parts: readonly Dictionary<T>[]): Dictionary<T> {
  return Object.assign(Object.create(null) as Record<string, T>, ...parts);
}

/**
 * The same one with a name set: labels may be as many as commits, and a copy for each would never end. Names that cannot
 * be written as UTF-8 are left out.
 */
export function withName<T>(names: Dictionary<T>, name: string, value: T): Dictionary<T> {
  if (!/\p{Surrogate}/u.test(name)) (names as Record<string, T>)[name] = value;
  return names;
}

/** How deep a model may hold a foreign value. */
const levels = 8;

/** The value as it will be read back; null for what canonical JSON refuses: too deep, not finite, or no text. */
export function plainValue(value: unknown): unknown {
  try {
    let nested = value;
    for (let level = 0; level < levels; level++) nested = [nested];
    let plain: unknown = JSON.parse(canonicalJson(nested));
    for (let level = 0; level < levels; level++) [plain] = plain as [unknown];
    return plain;
  } catch (error) {
    if (isTapelabError(error, "bad-json")) return null;
    throw error;
  }
}

/** A canonical image of a model that is a JSON object. */
export function encodeModel(model: object): Uint8Array {
  return new Uint8Array(Buffer.from(canonicalJson(model), "utf8"));
}

/** The object in an image, whose own names were checked by nobody; dictionaries inside lose their prototype. */
export function decodeModel<M>(image: Uint8Array, dictionaries: readonly (keyof M & string)[]): M {
  const model: unknown = JSON.parse(Buffer.from(image.buffer, image.byteOffset, image.byteLength).toString("utf8"));
  if (!isObject(model)) throw new TypeError("The image of a read model is no object.");
  const opened: Record<string, unknown> = { ...model };
  for (const name of dictionaries) opened[name] = dictionary(opened[name] as Dictionary<unknown>);
  return opened as M;
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" ? (plainValue(value) as string | null) : null;
}

/**
 * Canonical values: what identities are made of. An int (of any size) and a float are different values, as in YAML and
 * JSON text; JavaScript alone cannot tell 1 from 1.0, so floats are wrapped.
 */
import { byCodePoint, floatText, isLone, quotedText } from "../base/canonical-json.js";
import { limits } from "../base/limits.js";
import { shown } from "../base/text.js";
import { TapelabError } from "../errors.js";
import { checkGiven } from "./given.js";

/** An IEEE double that stays one where it is whole: `float(1)` is the 1.0 of a YAML file. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A number as a float, also where it is whole. */
export function float(value: number): Float {
  checkGiven("float", { number: value }, "Nothing was made.");
  return new Float(value);
}

/** A `number` is an int of the safe range; larger ints are `bigint`, everything else is a `Float`. */
export type Canonical = null | boolean | number | bigint | Float | string | readonly Canonical[] | CanonicalMap;
/** Keys in order of appearance; a Map, because keys come from data. */
export interface CanonicalMap extends ReadonlyMap<string, Canonical> {}

const refusedKeys = ["__proto__", "constructor", "prototype"];

/** An int as it is held here. */
export function int(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/**
 * The canonical text: compact JSON, keys by code point, floats with a point or an exponent, `NaN` and `Infinity` as these
 * words. With `newlines`, CRLF and CR in string values (not in keys) become LF, as plan ids want it.
 */
export function canonicalText(value: Canonical, options: { readonly newlines?: boolean } = {}): string {
  const text = (one: string) => quotedText(options.newlines ? one.replace(/\r\n?/g, "\n") : one);
  const write = (one: Canonical): string => {
    if (typeof one === "string") return text(one);
    if (one instanceof Float) return Number.isFinite(one.value) ? floatText(one.value) : String(one.value);
    if (isList(one)) return `[${one.map(write).join(",")}]`;
    if (!isMap(one)) return one === null || bare.includes(typeof one) ? String(one) : write(canonicalOf(one)); // a caller without types
    const keys = [...one.keys()].sort(byCodePoint);
    return `{${keys.map((key) => `${quotedText(key)}:${write(one.get(key) ?? null)}`).join(",")}}`;
  };
  return write(value);
}

const bare: readonly string[] = ["boolean", "number", "bigint"];

export function isList(value: Canonical | undefined): value is readonly Canonical[] {
  return Array.isArray(value);
}

export function isMap(value: Canonical | undefined): value is CanonicalMap {
  return value instanceof Map;
}

/** What a program gets: ints as `number` (beyond the safe range `bigint`), floats as `number`, maps as plain objects. */
export function plainOf(value: Canonical): unknown {
  if (value instanceof Float) return value.value;
  if (isList(value)) return value.map(plainOf);
  if (!isMap(value)) return value;
  const plain: Record<string, unknown> = {};
  for (const [key, one] of value)
    Object.defineProperty(plain, key, { value: plainOf(one), enumerable: true, writable: true, configurable: true });
  return plain;
}

/** The same as JSON can say it: large ints, NaN and infinities as text. */
export function jsonOf(map: CanonicalMap): Record<string, unknown> {
  const isText = (value: unknown): boolean =>
    typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value));
  const text = JSON.stringify(plainOf(map), (_, value) => (isText(value) ? String(value) : value));
  return JSON.parse(text) as Record<string, unknown>;
}

/**
 * The canonical form of a value of a program. Rejects with `bad-spec`, naming the path, what has none: functions,
 * symbols, dates, bytes, class instances without `toJSON`, cycles, `undefined` in a list, lone surrogates.
 */
export function canonicalOf(value: unknown, path = ""): Canonical {
  return convert(value, path, []);
}

function convert(value: unknown, path: string, above: readonly object[]): Canonical {
  switch (typeof value) {
    case "boolean":
      return value;
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : new Float(value);
    case "bigint":
      return int(value);
    case "string":
      if (isLone(value)) throw unfit(path, "a string with half a surrogate pair");
      return value;
    case "object":
      return value === null ? null : convertObject(value, path, above);
    default:
      throw unfit(path, value === undefined ? "undefined" : `a ${typeof value}`);
  }
}

function convertObject(value: object, path: string, above: readonly object[]): Canonical {
  if (value instanceof Float) return value;
  if (above.includes(value)) throw unfit(path, "a cycle");
  if (above.length >= limits.nesting) throw unfit(path, `nesting deeper than ${limits.nesting} levels`);
  const inside = [...above, value];
  if (Array.isArray(value)) return Array.from(value, (one, i) => convert(one, `${path}[${i}]`, inside));
  if (ArrayBuffer.isView(value)) return numbersOf(value, path);
  if (value instanceof Set) {
    const list = Array.from(value, (one, i) => convert(one, `${path}{${i}}`, inside));
    return list.sort((a, b) => byCodePoint(canonicalText(a), canonicalText(b)));
  }
  if (value instanceof Date) throw unfit(path, "a Date");
  if (!(value instanceof Map) && "toJSON" in value && typeof value.toJSON === "function")
    return convert(value.toJSON(), path, inside);
  const entries = value instanceof Map ? [...value] : Object.entries(plainObject(value, path));
  const map = new Map<string, Canonical>();
  for (const [key, one] of entries) {
    if (typeof key !== "string") throw unfit(path, "a Map with a key that is no string");
    const at = path === "" ? key : `${path}.${key}`;
    if (refusedKeys.includes(key)) throw unfit(at, `the key ${key}`);
    if (isLone(key)) throw unfit(at, "a key with half a surrogate pair");
    if (one !== undefined) map.set(key, convert(one, at, inside));
  }
  return map;
}

function plainObject(value: object, path: string): object {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return value;
  throw unfit(path, `an instance of ${value.constructor?.name || "a class"}`);
}

/** Typed arrays keep their kind: whole values of a float array are floats. */
function numbersOf(value: ArrayBufferView, path: string): Canonical {
  if (Buffer.isBuffer(value) || value instanceof DataView) throw unfit(path, "bytes");
  if (value instanceof Float32Array || value instanceof Float64Array) return Array.from(value, float);
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) return Array.from(value, int);
  return Array.from(value as Int32Array);
}

function unfit(path: string, found: string): TapelabError<"bad-spec"> {
  const where = path === "" ? "The value" : `The value at ${shown(path, 120)}`;
  const text = `${where} is ${found}, which has no stable text. Nothing was started. Use null, booleans, numbers, bigints, strings, lists and plain objects.`;
  return new TapelabError("bad-spec", text, { origin: undefined, line: undefined, reason: `${path}: ${found}` });
}

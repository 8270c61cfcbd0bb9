/**
 * Canonical JSON: one text per value, so that equal values have equal bytes and hashes.
 *
 * Compact; keys sorted by code point; whole numbers in the safe range as ints, all others as floats (`0.5`, `1e-07`,
 * `-0.0`); only `"`, `\` and controls escaped; no normalisation.
 */
import { TapelabError } from "../errors.js";
import { limits } from "./limits.js";

/** The canonical text. Rejects with `bad-json`, naming the path, what JSON cannot say; undefined entries are left out. */
export function canonicalJson(value: unknown): string {
  return write(value, "", 0);
}

function write(value: unknown, path: string, depth: number): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return value ? "true" : "false";
    case "number":
      return writeNumber(value, path);
    case "string":
      return writeText(value, path);
    case "object":
      if (depth >= limits.nesting) throw refuse(path, `nesting deeper than ${limits.nesting} levels`);
      return Array.isArray(value) ? writeList(value, path, depth) : writeObject(value, path, depth);
    default:
      throw refuse(path, typeof value);
  }
}

function writeNumber(value: number, path: string): string {
  if (!Number.isFinite(value)) throw refuse(path, String(value));
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  return floatText(value);
}

/** A finite number as a float, also where it is whole: `1.0`. The shortest digits that read back as the value. */
export function floatText(value: number): string {
  const [, sign = "", first = "", rest = "", power = ""] =
    /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(exponential(value)) ?? [];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${first}${rest && `.${rest}`}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  const digits = first + rest;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

/** The shortest digits that read back as the value, as d.ddde±x. */
function exponential(value: number): string {
  return Object.is(value, -0) ? "-0e+0" : value.toExponential();
}

const escapes: readonly (string | undefined)[] = Array.from({ length: 0x20 }, (_, code) =>
  JSON.stringify(String.fromCharCode(code)).slice(1, -1),
);

function writeText(text: string, path: string): string {
  if (isLone(text)) throw refuse(path, "a string with a lone surrogate");
  return quotedText(text);
}

/** The text as a JSON string in which only `"`, `\` and controls are escaped. */
export function quotedText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is escaped.
  return `"${text.replace(/["\\\u0000-\u001f]/g, (char) => escapes[char.charCodeAt(0)] ?? `\\${char}`)}"`;
}

/** Whether half of a surrogate pair stands alone: such text has no UTF-8. */
export function isLone(text: string): boolean {
  return /[\ud800-\udfff]/u.test(text);
}

function writeList(list: readonly unknown[], path: string, depth: number): string {
  const parts: string[] = [];
  for (let i = 0; i < list.length; i++) parts.push(write(list[i], `${path}[${i}]`, depth + 1));
  return `[${parts.join(",")}]`;
}

function writeObject(value: object, path: string, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw refuse(path, `an instance of ${value.constructor?.name || "a class"}`);
  }
  const parts: string[] = [];
  for (const key of Object.keys(value).sort(byCodePoint)) {
    const entry = (value as Record<string, unknown>)[key];
    const at = path ? `${path}.${key}` : key;
    if (entry !== undefined) parts.push(`${writeText(key, at)}:${write(entry, at, depth + 1)}`);
  }
  return `{${parts.join(",")}}`;
}

/** Order of code points, which is also the order of UTF-8 bytes; UTF-16 order differs above U+FFFF. */
export function byCodePoint(a: string, b: string): number {
  const size = Math.min(a.length, b.length);
  for (let i = 0; i < size; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function refuse(path: string, found: string): TapelabError<"bad-json"> {
  const where = path === "" ? "The value" : `The value at ${JSON.stringify(path)}`;
  return new TapelabError(
    "bad-json",
    `${where} is not JSON: found ${found}. Nothing was stored. Use null, booleans, finite numbers, strings, lists and plain objects.`,
    { path, found },
  );
}

/** User metadata on its way to the tape: checked, copied, and without secrets. */
import { byCodePoint, canonicalJson } from "../base/canonical-json.js";
import { limits } from "../base/limits.js";
import { shown } from "../base/text.js";
import { isTapelabError, TapelabError } from "../errors.js";

export type Meta = Readonly<Record<string, unknown>>;

/** Does a name look like that of a secret? */
export type SecretTest = (name: string) => boolean;

/** Names that contain one of these are secrets, however they are written (`api_key`, `apiKey`, `API-KEY`). */
const secretWords = ["password", "secret", "apikey", "credential", "authorization"];

/** The deny list with what the settings add (`record.redact`) and allow (`record.redact_allow`). */
export function secretTest(more: readonly string[] = [], allowed: readonly string[] = []): SecretTest {
  const words = [...secretWords, ...more.map(plain).filter((word) => word !== "")];
  const allow = new Set(allowed);
  const known = new Map<string, boolean>();
  return (name) => {
    let answer = known.get(name);
    if (answer === undefined) {
      answer = !allow.has(name) && (isToken(name) || words.some((word) => plain(name).includes(word)));
      if (known.size >= 10_000) known.clear();
      known.set(name, answer);
    }
    return answer;
  };
}

/** A copy of the metadata as JSON, values of secret names replaced by `[redacted]`. `what` names the call in errors. */
export function cleanMeta(meta: object, isSecret: SecretTest, what: string): Meta {
  const flat = flatMeta(meta, isSecret);
  if (flat !== undefined) return flat;
  assertTree(meta, what);
  let text: string;
  try {
    text = canonicalJson(redact(meta, isSecret, 0));
  } catch (error) {
    if (!isTapelabError(error, "bad-json")) throw error;
    const { path, found } = error.details;
    throw new TapelabError(
      "bad-meta",
      `The metadata of ${what} is not JSON at ${shown(JSON.stringify(path), 80)}: found ${found}. Nothing was recorded. Use null, booleans, finite numbers, texts, lists and plain objects; capture everything else as a variable.`,
      { path, found },
      { cause: error },
    );
  }
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > limits.scopeMetaBytes) {
    throw new TapelabError(
      "meta-too-large",
      `The metadata of ${what} has ${sizeBytes} bytes; at most ${limits.scopeMetaBytes} are stored. Nothing was recorded. Capture large values as variables.`,
      { sizeBytes, limitBytes: limits.scopeMetaBytes },
    );
  }
  return JSON.parse(text) as Meta;
}

const flatCharsMax = 4_096;

/** The short way for what most metadata is: a small flat record of plain values. Undefined: take the long way. */
function flatMeta(meta: object, isSecret: SecretTest): Meta | undefined {
  if (Object.getPrototypeOf(meta) !== Object.prototype) return undefined;
  const names = Object.keys(meta);
  if (names.length > 1) names.sort(byCodePoint);
  const copy: Record<string, unknown> = {};
  let chars = 0;
  for (const name of names) {
    const value: unknown = (meta as Record<string, unknown>)[name];
    chars += name.length + (typeof value === "string" ? value.length : 0);
    if (chars > flatCharsMax || name === "__proto__" || !isFlat(value) || !plainText.test(name)) return undefined;
    copy[name] = isSecret(name) ? "[redacted]" : value;
  }
  return copy;
}

// Without controls, quotes and surrogates: nothing that the long way would escape or refuse.
const plainText = /^[ !#-[\]-~]*$/;

function isFlat(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value === "boolean" || value === null || (typeof value === "string" && plainText.test(value));
}

/** Texts, lists and numbers have no names; spread into metadata they would vanish or fall apart. */
export function assertTree(meta: unknown, what: string): asserts meta is object {
  if (typeof meta === "object" && meta !== null && !Array.isArray(meta)) return;
  const found = Array.isArray(meta) ? "a list" : meta === null ? "null" : typeof meta;
  throw new TapelabError(
    "bad-meta",
    `The metadata of ${what} is an object of names and values, found ${found}. Nothing was recorded. Write {note: "..."}.`,
    { path: "", found },
  );
}

function redact(value: unknown, isSecret: SecretTest, depth: number): unknown {
  if (typeof value !== "object" || value === null || depth > limits.nesting) return value;
  if (Array.isArray(value)) return value.map((entry) => redact(entry, isSecret, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return value; // refused by canonicalJson
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [name, entry] of Object.entries(value)) {
    copy[name] = isSecret(name) ? "[redacted]" : redact(entry, isSecret, depth + 1);
  }
  return copy;
}

/** `token` as a word of its own or at the end; `tokens` and `tokenizer` are things a simulation counts. */
function isToken(name: string): boolean {
  return /(?:token|TOKEN|Token)(?![a-z]|[A-Z]{2})/.test(name);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/**
 * The signature of a run: code, configuration and inputs. Equal signatures promise equal results. What does not change a
 * result (jobs, tags, places, times, the launch) is no part of it.
 */
import { byCodePoint } from "../base/canonical-json.js";
import { hex, sha256 } from "../base/sha256.js";
import { type Canonical, type CanonicalMap, canonicalText, Float, isList, isMap } from "./canonical.js";
import { badSpec } from "./failures.js";

/** `sig1`: the three texts joined; `sig1code`: as Consist's code joins them; `siglp1`: each with its length. */
export type SignatureScheme = "sig1" | "sig1code" | "siglp1";

export interface SignatureParts {
  readonly code: string;
  /** 64 hex digits each. */
  readonly config: string;
  readonly inputs: string;
}

const reserved = "__tapelab__";
const keyMax = 256;
const textMax = 1_000_000;

/**
 * `conf1`: sha256 of the canonical configuration, in which a float with a whole value of the safe range is an int. `fields`
 * are the facts of the run that belong to it: the program at least.
 */
export function configHash(config: CanonicalMap, fields?: CanonicalMap): string {
  return hashOf(configText(config, fields));
}

/** The text that is hashed. */
export function configText(config: CanonicalMap, fields?: CanonicalMap): string {
  if (config.has(reserved)) throw badSpec(`The configuration has the key ${reserved}, which is reserved`, "Rename it.");
  return canonicalText(whole(fields ? new Map([...config, [reserved, fields]]) : config));
}

function whole(value: Canonical): Canonical {
  if (value instanceof Float) {
    const { value: number } = value;
    return Number.isSafeInteger(number) && !Object.is(number, -0) ? number : value;
  }
  if (typeof value === "string" && value.length > textMax) throw badSpec("A text of the configuration is too long");
  if (isList(value)) return value.map(whole);
  if (!isMap(value)) return value;
  const map = new Map<string, Canonical>();
  for (const [key, one] of value) {
    if (key.length > keyMax) throw badSpec(`A key of the configuration has more than ${keyMax} characters`);
    map.set(key, whole(one));
  }
  return map;
}

/** `in1`: over the inputs in whatever order they were named; one named twice counts twice. */
export function inputHash(entries: readonly Canonical[]): string {
  if (entries.length === 0) return hashOf("empty_inputs");
  const texts = entries.map((entry) => canonicalText(entry)).sort(byCodePoint);
  return hashOf(`[${texts.join(",")}]`);
}

/** Rejects with `bad-spec` parts that could be read in two ways. */
export function signature({ code, config, inputs }: SignatureParts, scheme: SignatureScheme = "sig1"): string {
  const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
  if (code === "" || !isHash(config) || !isHash(inputs))
    throw badSpec("A signature needs a code id and two hashes of 64 hex digits");
  if (scheme === "sig1") return hashOf(code + config + inputs);
  if (scheme === "sig1code") return hashOf(`code:${code}|conf:${config}|in:${inputs}`);
  const parts = ["tapelab/run/v1", code, config, inputs].map((text) => Buffer.from(text, "utf8"));
  return hex(sha256(Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]))));
}

function lengthOf(part: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(part.length));
  return length;
}

function hashOf(text: string): string {
  return hex(sha256(Buffer.from(text, "utf8")));
}

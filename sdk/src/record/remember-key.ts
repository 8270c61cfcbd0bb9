/** Keys of the cache: one sha256 over everything a result depends on. */
import { hex, sha256 } from "../base/sha256.js";
import { TapelabError } from "../errors.js";
import { canonicalEncoding } from "../value/value-hash.js";

const encoder = new TextEncoder();

/** What a result depends on. */
export interface KeyParts {
  readonly name: string;
  /** What stands for the inputs: see `inputsPart`, `hashPart`. */
  readonly inputs: Uint8Array;
  readonly parts: unknown;
  /** Source text or declared version; false: left out. */
  readonly code: string | false;
}

/** The key: sha256 over length-prefixed parts, 64 hex digits, equal on every machine. */
export function rememberKey({ name, inputs, parts, code }: KeyParts): string {
  return hashOf(
    encoder.encode("tapelab/remember/v1"),
    encoder.encode(name),
    inputs,
    encode(parts, "parts"),
    encode(code === false ? undefined : code, "code"),
  );
}

/** Inputs as a key part. Order of object keys never matters; blobs and typed arrays enter by content. */
export function inputsPart(inputs: unknown): Uint8Array {
  return encode(inputs, "inputs");
}

/** The hash of inputs, as `context` registers it: 64 hex digits. */
export function contextHash(inputs: unknown): string {
  return hashOf(encoder.encode("tapelab/remember/context/v1"), inputsPart(inputs));
}

/** A context's hash as a key part. It begins with a byte that no encoding of inputs begins with. */
export function hashPart(hash: string): Uint8Array {
  return encoder.encode(`#${hash}`);
}

function hashOf(...parts: readonly Uint8Array[]): string {
  return hex(sha256(...parts.flatMap((part) => [lengthOf(part), part])));
}

/** 8 bytes, little endian. */
function lengthOf(part: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(part.length), true);
  return bytes;
}

function encode(value: unknown, what: string): Uint8Array {
  try {
    return canonicalEncoding(value);
  } catch (error) {
    throw named(error, what);
  }
}

/** The encoder names the path inside the value; the user wants to know in which argument. */
function named(error: unknown, what: string): unknown {
  if (!(error instanceof TapelabError) || error.code !== "bad-key") return error;
  const { path, type } = error.details as { path: string; type: string };
  const at = path === "" ? what : `${what}${path.startsWith("[") ? "" : "."}${path}`;
  return new TapelabError(
    "bad-key",
    `A value of type ${type} at ${at} cannot be part of a cache key. Nothing was computed or stored. Leave it out, or pass what it depends on.`,
    { path: at, type },
    { cause: error },
  );
}

/** The identity of a value: equal values have equal hashes on every machine, whatever the order of their keys. */
import { sha256 } from "../base/sha256.js";
import { canonicalEncoding } from "./canonical.js";

export { canonicalEncoding } from "./canonical.js";

const domain = new TextEncoder().encode("tapelab/value/v1\0");

/** sha256 of "tapelab/value/v1" NUL and the canonical encoding: 32 bytes. What cannot be stored inside enters as void. */
export function valueHash(value: unknown): Uint8Array {
  return sha256(domain, canonicalEncoding(value, { voids: true }));
}

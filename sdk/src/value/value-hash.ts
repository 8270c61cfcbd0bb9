/** The identity of a value: equal values have equal hashes on every machine, whatever the order of their keys. */

/** Type-tagged bytes; throws `bad-key`, naming the path, for what cannot be stored. */
export function canonicalEncoding(value: unknown): Uint8Array {
  throw new Error(`not yet: ${typeof value}`);
}

/** sha256 of "tapelab/value/v1" NUL and the canonical encoding. */
export function valueHash(value: unknown): Uint8Array {
  throw new Error(`not yet: ${typeof value}`);
}

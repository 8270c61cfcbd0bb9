/** The hash chain of a tape: I(n) names an image, H(n) names a commit and everything before it (proto/SPEC.md, "Hashes"). */
import { hex, sha256, unhex } from "../base/sha256.js";

const encoder = new TextEncoder();
const TAPE_DOMAIN = encoder.encode("tapelab/tape/1\0");
const COMMIT_DOMAIN = encoder.encode("tapelab/commit/1\0");

/** H(0), 32 bytes. */
export function chainStart(workspaceId: string, tapeId: string): Uint8Array {
  return sha256(TAPE_DOMAIN, unhex(workspaceId), unhex(tapeId));
}

/** H(n) from H(n-1) and the image hash I(n), 32 bytes. */
export function chainNext(
  previous: Uint8Array,
  tapeId: string,
  sequence: number,
  imageLength: number,
  imageHash: Uint8Array,
): Uint8Array {
  const numbers = new Uint8Array(16);
  const view = new DataView(numbers.buffer);
  view.setBigUint64(0, BigInt(sequence), true);
  view.setBigUint64(8, BigInt(imageLength), true);
  return sha256(COMMIT_DOMAIN, previous, unhex(tapeId), numbers, imageHash);
}

/** True when two hashes are the same 32 bytes. */
export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return hex(a) === hex(b);
}

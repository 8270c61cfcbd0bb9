/** Looks ahead in a segment that is being scanned: a budget limits what forged frame heads can cost. */
import { BadBytes, type Envelope, openEnvelope } from "tapelab-proto";
import { firstOf } from "./closing.js";
import { FRAME, type Frame, frameAt, frameClaim } from "./frame.js";

export interface Look {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly salt: number;
  /** Bytes that may still be looked at. */
  budget: number;
}

/** So many closing frames behind one that skips commits are looked at for those commits. */
const LOOK_AHEAD = 256;

/** The payload of a verified frame; undefined when it makes no sense, which only a forger can bring about. */
export function openFrame(bytes: Uint8Array, frame: Frame): Envelope | undefined {
  try {
    return openEnvelope(bytes.subarray(frame.payloadStart, frame.payloadEnd));
  } catch (error) {
    if (error instanceof BadBytes) return undefined;
    throw error;
  }
}

/**
 * False for a frame (ending at `from`) that skips commits which stand behind it: a stray copy of later bytes, as a device
 * leaves it that writes a sector to the wrong place. Taking it in would lose all commits from `next` to `first`.
 */
export function isInPlace(look: Look, from: number, next: number, first: number): boolean {
  const { bytes, view, salt } = look;
  for (let at = from, seen = 0; at + 16 <= bytes.length && seen < LOOK_AHEAD && look.budget > 0; ) {
    const claim = frameClaim(bytes, view, at, bytes.length);
    const isCandidate = claim && (claim.kind === FRAME.marker || claim.kind === FRAME.micro);
    const frame = isCandidate ? frameAt(bytes, view, at, bytes.length, salt) : undefined;
    look.budget -= isCandidate ? claim.end - at : 8;
    const sequence = frame && firstOf(frame, openFrame(bytes, frame));
    if (sequence !== undefined && sequence >= next && sequence < first) return false;
    if (sequence !== undefined) seen++;
    at = frame ? frame.end : at + 8;
  }
  return true;
}

/** The dictionary of a segment whose first copy of it is damaged: from the second one. */
export function findDictionary(look: Look): Uint8Array | undefined {
  const { bytes, view, salt } = look;
  for (let at = 0; at + 16 <= bytes.length && look.budget > 0; at += 8) {
    const claim = frameClaim(bytes, view, at, bytes.length);
    if (claim?.kind !== FRAME.dictionary) continue;
    look.budget -= claim.end - at;
    const frame = frameAt(bytes, view, at, bytes.length, salt);
    const body = frame && openFrame(bytes, frame)?.body;
    if (body?.member === "dictionary") return body.bytes.slice();
  }
  return undefined;
}

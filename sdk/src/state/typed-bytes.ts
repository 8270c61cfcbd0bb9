/** Bytes that are not what they should be fail with `bad-bytes`, whatever the decoder stumbled on. */
import { BadBytes } from "tapelab-proto";
import { TapelabError } from "../errors.js";

/** Runs a decoder. `what` names the thing: "state of a snapshot". */
export function typedBytes<T>(what: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (!(cause instanceof BadBytes || cause instanceof RangeError)) throw cause;
    const text = `The ${what} cannot be read: ${cause.message}. The tape itself is not affected. Leave it; the next snapshot takes its place.`;
    const offset = cause instanceof BadBytes ? cause.offset : 0;
    throw new TapelabError("bad-bytes", text, { what, offset }, { cause });
  }
}

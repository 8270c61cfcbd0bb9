/** How damage is called: the same everywhere, also before anything was put aside, because it follows from what is lost. */
import { hex, sha256 } from "../base/sha256.js";

/** The id of damage to these commits of a tape; of a blob, `tape` is its hash and the commits are 0. */
export function quarantineId(tape: string, first: number, last: number): string {
  return `q${hex(sha256(Buffer.from(`tapelab/quarantine/1\0${tape}:${first}-${last}`))).slice(0, 6)}`;
}

export function crcText(crc: number): string {
  return `crc32 ${(crc >>> 0).toString(16).padStart(8, "0")}`;
}

/** Blobs that somebody keeps whatever names them: one small file each, `pins/<sha256>`. */

import type { Io } from "../base/disk.js";
import { namesIn } from "../base/small-file.js";
import { readNote, writeNote } from "./tombstone.js";

/** Hash and reason of each. A pin that cannot be read keeps its blob all the same. */
export function* readPins(dir: string): Io<Map<string, string>> {
  const pins = new Map<string, string>();
  for (const name of yield* namesIn(`${dir}/pins`)) {
    if (!/^[0-9a-f]{64}$/.test(name)) continue;
    const { reason } = ((yield* readNote(`${dir}/pins/${name}`)) ?? {}) as { readonly reason?: unknown };
    pins.set(name, typeof reason === "string" ? reason : "");
  }
  return pins;
}

export function writePin(
  dir: string,
  sha256: string,
  pin: { reason: string; pinnedMs: number },
  random: string,
): Io<void> {
  return writeNote(`${dir}/pins/${sha256}`, pin, random);
}

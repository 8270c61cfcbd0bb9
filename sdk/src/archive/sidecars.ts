/** Sidecars of leaves: derived, and damage of their leaf when they do not fit. */
import { BadBytes, leafMetaMessage } from "tapelab-proto";
import { sha256 } from "../base/sha256.js";
import { sameHash } from "../tape/chain.js";
import type { ArchiveFile, ArchiveSource } from "./source.js";

/** Does the leaf fit what its `.meta.pb` says? Undefined when there is none. */
export async function checkMeta(
  source: ArchiveSource,
  file: ArchiveFile | undefined,
  leaf: Uint8Array,
): Promise<boolean | undefined> {
  if (!file) return undefined;
  const bytes = await source.read(file);
  try {
    const meta = leafMetaMessage.decode(bytes);
    return meta.size === leaf.length && sameHash(meta.sha256, sha256(leaf));
  } catch (error) {
    if (error instanceof BadBytes) return false;
    throw error;
  }
}

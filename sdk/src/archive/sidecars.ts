/** Sidecars of leaves: derived from them, and damage of their leaf when they do not fit. */
import { type ArchivedEvent, BadBytes, type LeafMeta, leafMetaMessage } from "tapelab-proto";
import { sha256 } from "../base/sha256.js";
import { openImage } from "./archived-image.js";
import type { ArchiveFile, ArchiveSource } from "./source.js";

const nothing = new Uint8Array(0);

/** What a sidecar says of an event leaf, for those who look without decoding. */
export function metaOf(leaf: Uint8Array, event: Pick<ArchivedEvent, "commit"> | undefined): Uint8Array {
  return leafMetaMessage.encode(factsOf(leaf, event));
}

function factsOf(leaf: Uint8Array, event: Pick<ArchivedEvent, "commit"> | undefined): LeafMeta {
  const message = event?.commit && openImage(event.commit.image);
  const { kind = 0, label = "", wallMs: time = 0, strips = [], operations = [] } = message ?? {};
  const scopes = strips.reduce((sum, { rows }) => sum + rows, 0);
  const facts = { kind, label, scopes, operations: operations.length, time };
  return { sha256: sha256(leaf), size: leaf.length, ...facts, unknown: nothing };
}

/** Does the leaf fit what its `.meta.pb` says? Undefined when there is none. Fields of later versions are free. */
export async function checkMeta(
  source: ArchiveSource,
  file: ArchiveFile | undefined,
  leaf: Uint8Array,
  event: Pick<ArchivedEvent, "commit"> | undefined,
): Promise<boolean | undefined> {
  if (!file) return undefined;
  const bytes = await source.read(file);
  try {
    const stated = leafMetaMessage.encode({ ...leafMetaMessage.decode(bytes), unknown: nothing });
    return Buffer.compare(stated, metaOf(leaf, event)) === 0;
  } catch (error) {
    if (error instanceof BadBytes) return false;
    throw error;
  }
}

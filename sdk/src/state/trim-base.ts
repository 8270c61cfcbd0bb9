/** Where folds of a trimmed tape begin: the state at the end of what was given up, kept as a pinned blob. */
import type { Disk } from "../base/disk.js";
import { systemIds } from "../base/ids.js";
import { hex } from "../base/sha256.js";
import { BlobStore } from "../blob/store.js";
import { isTapelabError } from "../errors.js";
import type { TapeReader } from "../tape/reader.js";
import type { Notice } from "../tape/types.js";
import { decodeSnapshot, type Snapshot } from "./snapshot.js";

/** Undefined for a tape with its whole history, and where the state cannot be had, which is told. */
export async function trimBaseOf(
  disk: Disk,
  dir: string,
  { compaction, tapeId }: TapeReader,
  most: number,
  tell: (notice: Notice) => void,
): Promise<Snapshot | undefined> {
  if (!compaction?.trimmed) return undefined;
  const { last } = compaction.trimmed;
  if (most < last) {
    const text = `Tape ${tapeId} is trimmed up to commit ${last}: what it held in front of that is not known any more.`;
    tell({ code: "trimmed", text });
    return undefined;
  }
  const sha256 = hex(compaction.base);
  const workspace = dir.split("/").slice(0, -2).join("/");
  const bytes = await new BlobStore(disk, `${workspace}/blobs`, systemIds).read(sha256);
  try {
    const snapshot = bytes && decodeSnapshot(bytes, tapeId);
    if (snapshot?.sequence === last) return snapshot;
  } catch (error) {
    if (!isTapelabError(error, "bad-bytes")) throw error; // told below
  }
  const text = `The state at commit ${last}, in front of which tape ${tapeId} is trimmed, cannot be read (blob ${sha256}). What is built from the tape lacks everything in front of it. Fetch the blob: tapelab blob fetch ${sha256} --from DIR`;
  tell({ code: "trim-base-missing", text });
  return undefined;
}

/** Names and sizes of blobs by hash, folded from the tapes into one file that may be deleted at any time: `index.json`. */
import type { Io } from "../base/disk.js";
import { readNote, writeNote } from "./tombstone.js";

/** What the newest reference to a blob says of it. */
export interface IndexedBlob {
  readonly sizeBytes: number;
  readonly name: string;
  readonly media: string;
}

const indexBytesMax = 256 * 1024 * 1024;

/** What is known; empty where there is no index. */
export function* readBlobIndex(dir: string): Io<Map<string, IndexedBlob>> {
  const { blobs } = ((yield* readNote(`${dir}/index.json`, indexBytesMax)) ?? {}) as { readonly blobs?: object };
  const known = new Map<string, IndexedBlob>();
  if (typeof blobs !== "object" || blobs === null) return known;
  for (const [sha256, one] of Object.entries(blobs)) {
    const { sizeBytes, name, media } = (one ?? {}) as Partial<Record<keyof IndexedBlob, unknown>>;
    if (typeof sizeBytes === "number" && typeof name === "string" && typeof media === "string")
      known.set(sha256, { sizeBytes, name, media });
  }
  return known;
}

export function writeBlobIndex(dir: string, blobs: ReadonlyMap<string, IndexedBlob>, random: string): Io<void> {
  const sorted = [...blobs].sort(([a], [b]) => (a < b ? -1 : 1));
  const entries = sorted.map(([sha256, { sizeBytes, name, media }]) => [sha256, { sizeBytes, name, media }]);
  return writeNote(`${dir}/index.json`, { v: 1, blobs: Object.fromEntries(entries) }, random);
}

/** An archive to a folder or a tar: what its manifest lists, byte for byte, and nothing else. Several parts become one. */
import { crcText } from "./event-leaf.js";
import type { ExportDeps } from "./export.js";
import type { LeafFiles } from "./leaf-index.js";
import { blobPath, byPath, crcPath, FIELD, leafPath, MANIFEST_PATH, MARKER_PATH, metaPath } from "./names.js";
import { type Published, type PublishOptions, publish } from "./publish.js";
import { resegment } from "./resegment.js";
import type { ArchiveFile } from "./source.js";
import type { Credentials } from "./summary.js";
import { damageOf, type ProvedArchive, withArchive } from "./verify.js";

/** What was packed again. */
export interface RepackResult extends Published {
  readonly path: string;
  readonly commits: number;
  /** How many parts were made one; 1: the archive is as it was. */
  readonly parts: number;
  readonly generation: number;
  readonly notices: readonly string[];
}

interface Item {
  readonly path: string;
  /** A file of the archive, or bytes that take its place. */
  readonly from: ArchiveFile | Uint8Array;
}

/**
 * Proves everything, then packs it. An archive of one part gives the same bytes, whatever form it had; several parts become
 * one of the next generation, with the same leaves.
 */
export async function repackArchive(
  deps: ExportDeps,
  from: string,
  to: string,
  options: PublishOptions,
): Promise<RepackResult> {
  return withArchive(
    deps.disk,
    from,
    { outcome: "Nothing was packed", onProgress: deps.onProgress },
    async (proved) => {
      const damage = damageOf(proved, "Nothing was packed.");
      if (damage) throw damage;
      const { source, winner } = proved.archive;
      const merged = await resegment(proved);
      const made = merged ?? winner;
      const published = await publish(deps, to, options, async (sink) => {
        for (const { path, from: file } of await itemsOf(proved, made)) {
          if (file instanceof Uint8Array) await sink.put(path, file);
          else await sink.putPieces(path, file.size, source.pieces(file));
        }
      });
      const { generation } = made.manifest;
      const facts = { parts: merged ? winner.manifest.part : 1, generation, path: to };
      return { ...published, ...facts, commits: proved.events.commits, notices: proved.notices };
    },
  );
}

/** Everything that counts, in the order of an archive. */
async function itemsOf({ archive, events, leaves }: ProvedArchive, made: Credentials): Promise<Item[]> {
  const { index, source } = archive;
  const items: Item[] = [
    { path: MANIFEST_PATH, from: made.manifestBytes },
    { path: MARKER_PATH, from: made.markerBytes },
  ];
  for (const [sequence, files] of index.events) {
    const file = events.chosen.get(sequence) ?? files.copies[0];
    if (!file || sequence > events.lastSequence) continue;
    items.push({ path: leafPath(FIELD.events, sequence), from: file });
    const isMerged = files.copies.length > 1;
    if (files.crc) {
      const crc = isMerged ? crcText(await source.read(file)) : files.crc;
      items.push({ path: crcPath(FIELD.events, sequence), from: crc });
    }
    if (files.meta) items.push({ path: metaPath(FIELD.events, sequence), from: files.meta });
  }
  for (const [name, file] of leaves.blobs) items.push({ path: blobPath(name), from: file });
  for (const [counter, file] of leaves.quarantine)
    items.push(...withSidecars(FIELD.quarantine, counter, file, index.quarantine.get(counter)));
  for (const [sequence, file] of leaves.snapshots)
    items.push(...withSidecars(FIELD.snapshots, sequence, file, index.snapshots.get(sequence)));
  for (const [path, file] of leaves.opaque) items.push({ path, from: file });
  return items.sort(byPath);
}

function withSidecars(field: number, index: number, file: ArchiveFile, files: LeafFiles | undefined): Item[] {
  const items: Item[] = [{ path: leafPath(field, index), from: file }];
  if (files?.crc) items.push({ path: crcPath(field, index), from: files.crc });
  if (files?.meta) items.push({ path: metaPath(field, index), from: files.meta });
  return items;
}

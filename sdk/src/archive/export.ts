/**
 * A tape to a folder or a tar. The first walk proves every commit and sums up what the manifest says, the second writes
 * the leaves; so the manifest, which stands first, is right, and no more than a few commits are in memory.
 */
import { eventMessage } from "tapelab-proto";
import type { Disk } from "../base/disk.js";
import type { Ids } from "../base/ids.js";
import { limits } from "../base/limits.js";
import { hex } from "../base/sha256.js";
import type { BlobStore } from "../blob/store.js";
import { TapelabError } from "../errors.js";
import { crcText } from "./event-leaf.js";
import { type BlobChoice, type Plan, planExport, type SnapshotAt } from "./export-plan.js";
import { readRest, readRestLeaf } from "./kept-rest.js";
import { blobPath, byPath, crcPath, FIELD, leafPath, MANIFEST_PATH, MARKER_PATH, metaPath } from "./names.js";
import { isTarPath, type PublishDeps, publish } from "./publish.js";
import { metaOf } from "./sidecars.js";
import { earlierFrom } from "./since.js";
import { openProved, type TapeEvent, type TapeEvents } from "./tape-events.js";
import type { LeafSink } from "./tar-sink.js";

/** What an export writes, and how. */
export interface ExportOptions {
  /** Only what follows: the earlier archive's file, or the sequence at which a whole export ended. Makes a part to append. */
  readonly since?: string | number;
  /** Content of large values. Default: `referenced`, what the exported commits name. */
  readonly blobs?: BlobChoice;
  /** A sidecar beside each commit that says what it holds. */
  readonly meta?: boolean;
  /** Pack the tar with gzip. Default: when the path ends in `.gz` or `.tgz`. */
  readonly gzip?: boolean;
  /** Replace what is at the path. */
  readonly force?: boolean;
}

/** What was exported. */
export interface ExportResult {
  readonly path: string;
  readonly kind: "folder" | "tar";
  /** Of the tar, before gzip; undefined for a folder. */
  readonly sha256: string | undefined;
  /** Of the file, or of all files of the folder. */
  readonly sizeBytes: number;
  /** Commits in this file, SYSTEM ones included; 0: there was nothing new, and nothing was written. */
  readonly commits: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** How many blobs were packed. */
  readonly blobs: number;
  /** sha256 of blobs that exported commits name and that are not in the archive. */
  readonly missingBlobs: readonly string[];
  /** Commits that are lost on the tape. */
  readonly gaps: readonly { readonly first: number; readonly last: number }[];
}

export interface ExportDeps extends PublishDeps {
  readonly disk: Disk;
  readonly ids: Ids;
  onProgress?(done: number, total: number): void;
}

/** The tape to export. */
export interface ExportedTape {
  readonly dir: string;
  /** As the user calls it. */
  readonly name: string;
  readonly blobs: BlobStore;
  /** Makes the snapshot that a tape with operations has in its archives. */
  readonly snapshotAt?: SnapshotAt;
}

export async function exportArchive(
  deps: ExportDeps,
  tape: ExportedTape,
  path: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const { since = 0, blobs = "referenced" } = options;
  const earlier = typeof since === "string" ? await earlierFrom(deps.disk, since, limits) : undefined;
  const rest = await readRest(deps.disk, tape.dir);
  const { events, result: plan } = await openProved(
    deps.disk,
    tape.dir,
    (opened) =>
      planExport(opened, {
        name: tape.name,
        store: tape.blobs,
        blobs,
        since: typeof since === "number" ? since : (earlier?.sequence ?? 0),
        earlier,
        earlierPath: String(since),
        snapshotAt: tape.snapshotAt,
        rest,
        onProgress: deps.onProgress,
      }),
    { name: tape.name, lostBefore: Math.max(0, ...(earlier?.quarantine ?? []).map(({ index }) => index)) },
  );
  try {
    return await write(deps, events, tape, plan, path, options);
  } finally {
    await events.reader.close();
  }
}

async function write(
  deps: ExportDeps,
  events: TapeEvents,
  tape: ExportedTape,
  plan: Plan,
  path: string,
  options: ExportOptions,
): Promise<ExportResult> {
  const { from, to, gaps, missingBlobs, blobs } = plan;
  const facts = { path, firstSequence: from, lastSequence: to, gaps, missingBlobs, blobs: blobs.length };
  if (from > to) {
    const kind = isTarPath(path) ? "tar" : "folder";
    return { ...facts, kind, sha256: undefined, sizeBytes: 0, commits: 0 };
  }
  let commits = 0;
  const published = await publish(deps, path, options, async (sink) => {
    await sink.put(MANIFEST_PATH, plan.manifestBytes);
    const others = othersOf(deps.disk, tape, plan).sort(byPath);
    const behind = others.findIndex(({ path: one }) => one > EVENTS);
    for (const { put } of others.splice(0, behind < 0 ? others.length : behind)) await put(sink);
    for await (const event of events.walk(from, to, (at) => plan.ranges.endsAt(at))) {
      if (event.entry) commits++;
      if (event.last % 64 === 0) deps.onProgress?.(to + event.last, 2 * to);
      await putEvent(sink, event, options.meta ?? false);
    }
    for (const { put } of others) await put(sink);
    await sink.put(MARKER_PATH, plan.markerBytes);
  });
  return { ...facts, ...published, commits };
}

interface OtherLeaf {
  readonly path: string;
  put(sink: LeafSink): Promise<void>;
}

const EVENTS = leafPath(FIELD.events, 1);

/** Everything that is no event. */
function othersOf(disk: Disk, tape: ExportedTape, { blobs, lost, snapshots, opaque }: Plan): OtherLeaf[] {
  const leaf = (path: string, read: () => Promise<Uint8Array>): OtherLeaf => ({
    path,
    put: async (sink) => sink.put(path, await read()),
  });
  const rest = (path: string): OtherLeaf =>
    leaf(path, async () => (await readRestLeaf(disk, tape.dir, path)) ?? new Uint8Array(0));
  return [
    ...snapshots.map(({ info, bytes }) => {
      const path = leafPath(FIELD.snapshots, info.index);
      return bytes ? leaf(path, async () => bytes) : rest(path);
    }),
    ...blobs.map(({ sha256, size }) => {
      const name = hex(sha256);
      return { path: blobPath(name), put: (sink: LeafSink) => putBlob(sink, tape.blobs, name, size) };
    }),
    ...lost.map(({ index, read }) => leaf(leafPath(FIELD.quarantine, index), read)),
    ...opaque.filter(({ included }) => included).map(({ path }) => rest(path)),
  ];
}

async function putEvent(sink: LeafSink, event: TapeEvent, hasMeta: boolean): Promise<void> {
  const { first, leaf } = event;
  await sink.put(crcPath(FIELD.events, first), crcText(leaf));
  await sink.put(leafPath(FIELD.events, first), leaf);
  if (hasMeta) await sink.put(metaPath(FIELD.events, first), metaOf(leaf, eventMessage.decode(leaf)));
}

/** The blob was whole at the first walk; when it is not any more, the export is none. */
async function putBlob(sink: LeafSink, store: BlobStore, name: string, size: number): Promise<void> {
  let found = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of store.pieces(name)) {
      found += piece.length;
      yield piece;
    }
    if (found !== size) throw changed(name);
  };
  await sink.putPieces(blobPath(name), size, counted());
}

function changed(name: string): TapelabError<"blob-unavailable"> {
  const text = `Blob ${name.slice(0, 12)}… was changed while it was exported. Nothing was written. Export again; --blobs none leaves blobs out.`;
  return new TapelabError("blob-unavailable", text, { sha256: name });
}

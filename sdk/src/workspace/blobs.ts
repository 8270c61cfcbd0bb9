/** What is done with blobs by hand: listed, brought back, pinned, and their names and sizes folded from the tapes again. */

import { resolve } from "node:path";
import { assertWritable } from "../base/assert-writable.js";
import { runLater } from "../base/disk.js";
import { badOption } from "../base/options.js";
import { hex, unhex } from "../base/sha256.js";
import { readBlobIndex, writeBlobIndex } from "../blob/blob-index.js";
import type { BlobLook } from "../blob/look.js";
import { readPins, writePin } from "../blob/pins.js";
import { BlobStore } from "../blob/store.js";
import { removeTombstone } from "../blob/tombstone.js";
import { TapelabError } from "../errors.js";
import { findRoots } from "./blob-roots.js";
import { systemEnvironment } from "./environment.js";
import type { Workspace } from "./workspace.js";

/** One blob of a workspace. */
export interface BlobEntry {
  readonly sha256: string;
  /** Of the content. */
  readonly sizeBytes: number;
  /** On disk; less where it is packed. */
  readonly storedBytes: number;
  /** As the newest commit that names it says; undefined until `reindexBlobs` or a collection looked. */
  readonly name: string | undefined;
  readonly media: string | undefined;
  /** Why it is pinned. */
  readonly pin: string | undefined;
}

/** The blobs that lie in the workspace, by hash. */
export async function listBlobs({ blobs }: Workspace): Promise<BlobEntry[]> {
  const { disk } = systemEnvironment();
  const [known, pins] = [await runLater(disk, readBlobIndex(blobs.dir)), await runLater(disk, readPins(blobs.dir))];
  return (await blobs.list()).map(({ sha256, size, storedBytes }) => {
    const { name, media } = known.get(sha256) ?? {};
    return { sha256, sizeBytes: size, storedBytes, name, media, pin: pins.get(sha256) };
  });
}

/** A blob's bytes, or where they lie, or when and why they went. Never a failure. */
export async function lookAtBlob(workspace: Workspace, hash: string): Promise<BlobLook> {
  return workspace.blobs.look(checkedHash("lookAtBlob", hash, "Nothing was read."));
}

/**
 * Brings back a blob: from where it was moved to, or from another copy: a workspace, its `.tapelab` or a folder of
 * blobs. Its bytes are proved by their hash. False when it was there.
 */
export async function fetchBlob(workspace: Workspace, hash: string, from?: string): Promise<boolean> {
  const outcome = "Nothing was fetched.";
  const sha256 = checkedHash("fetchBlob", hash, outcome);
  assertWritable(workspace, outcome);
  const { disk, ids } = systemEnvironment();
  const { blobs } = workspace;
  const found = await blobs.look(sha256);
  if (found.status === "ok") {
    await runLater(disk, removeTombstone(blobs.dir, sha256));
    return false;
  }
  const source = from ?? (found.status === "archived" ? found.where : undefined);
  const places = source === undefined ? [] : ["", "/blobs", "/.tapelab/blobs"].map((below) => resolve(source) + below);
  for (const place of places) {
    const bytes = await new BlobStore(disk, place, ids).read(sha256);
    if (!bytes) continue;
    await blobs.write({ bytes, sha256: unhex(sha256) });
    return true;
  }
  const where = source === undefined ? "It is not known where a copy lies" : `It is not whole in ${resolve(source)}`;
  const text = `Blob ${sha256.slice(0, 12)}… is not in this workspace. ${where}. ${outcome} Name a folder or another workspace that has it: tapelab blob fetch ${sha256} --from DIR`;
  throw new TapelabError("blob-unavailable", text, { sha256 });
}

/** Keeps a blob from every collection. A pin is a file, `blobs/pins/<hash>`: remove it to let the blob go. */
export async function pinBlob(workspace: Workspace, hash: string, reason: string): Promise<void> {
  const outcome = "Nothing was pinned.";
  const sha256 = checkedHash("pinBlob", hash, outcome);
  if (typeof reason !== "string" || reason.trim() === "" || reason.length > 1_000)
    throw badOption("pinBlob", "reason", {
      expected: "a text of 1 to 1,000 characters",
      found: String(reason),
      outcome,
    });
  assertWritable(workspace, outcome);
  const { disk, clock, ids } = systemEnvironment();
  const { blobs } = workspace;
  await runLater(disk, writePin(blobs.dir, sha256, { reason, pinnedMs: clock.now() }, hex(ids.random(8))));
  if (await blobs.revive(sha256)) return;
  const text = `Blob ${sha256.slice(0, 12)}… is not in this workspace; it is pinned for when it comes. Fetch it: tapelab blob fetch ${sha256} --from DIR`;
  throw new TapelabError("blob-unavailable", text, { sha256 });
}

/** Folds names and sizes of blobs from the tapes again: how many the tapes name, how many of them were not known, or were. */
export async function reindexBlobs(
  workspace: Workspace,
  onProgress?: (done: number, total: number) => void,
): Promise<{ readonly scanned: number; readonly added: number; readonly skipped: number }> {
  assertWritable(workspace, "Nothing was indexed.");
  const environment = systemEnvironment();
  const { disk, clock, ids } = environment;
  const { blobs } = workspace;
  const options = { stored: new Set<string>(), nowMs: clock.now(), windowDays: 0, perType: {}, others: [], onProgress };
  const { named } = await findRoots(environment, await workspace.sessions(), options);
  const known = await runLater(disk, readBlobIndex(blobs.dir));
  const added = [...named].filter(([sha256, { sizeBytes, name, media }]) => {
    const one = known.get(sha256);
    return one?.sizeBytes !== sizeBytes || one.name !== name || one.media !== media;
  });
  await runLater(disk, writeBlobIndex(blobs.dir, named, hex(ids.random(8))));
  return { scanned: named.size, added: added.length, skipped: named.size - added.length };
}

function checkedHash(call: string, hash: string, outcome: string): string {
  if (typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash)) return hash;
  throw badOption(call, "hash", { expected: "64 hex digits", found: String(hash).slice(0, 80), outcome });
}

/** Writes commits that a tape's disk does not take into a folder elsewhere, as a tape of its own. */
import type { Clock } from "../base/clock.js";
import type { Disk } from "../base/disk.js";
import { type Ids, newId } from "../base/ids.js";
import { TapelabError } from "../errors.js";
import { TapeWriter } from "../tape/writer.js";
import type { QueuedCommit } from "./queue.js";

/** Checked before the stage is cut: what cannot be exported stays as it is. */
export function checkFolder(folder: string): string {
  if (typeof folder === "string" && folder.trim() !== "") return folder;
  const found = folder === "" ? "an empty text" : `a value of type ${typeof folder}`;
  const text = `exportQueue: expected the path of a folder, found ${found}. Nothing was exported; stage and queue stay as they are.`;
  throw new TapelabError("bad-option", text, { option: "folder", expected: "the path of a folder", found });
}

export interface ExportDeps {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly workspaceId: string;
}

/** The first commit states the session's facts. The images stay with the caller, who may still write them elsewhere. */
export async function exportCommits(
  deps: ExportDeps,
  folder: string,
  commits: readonly QueuedCommit[],
): Promise<{ path: string; commits: number; scopes: number }> {
  const path = `${folder}/${newId(deps.clock, deps.ids)}`;
  const writer = TapeWriter.create(path, deps.workspaceId, { ...deps, background: false });
  const images = commits.map(({ image }) => image);
  const copies = images.map((image) => ({ ...image, bytes: roomy(image.bytes), release: () => undefined }));
  const { error } = writer.append(copies);
  if (error) throw error;
  await writer.end();
  const scopes = images.reduce((sum, image) => sum + image.rows, 0);
  return { path, commits: images.length - 1, scopes };
}

/** A copy with the free room around it that batches are composed in. */
function roomy(bytes: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(256 + bytes.length + 1024 + 8);
  buffer.set(bytes, 256);
  return buffer.subarray(256, 256 + bytes.length);
}

/** What is said of a blob that is asked for. */
import { shown } from "../base/text.js";
import type { Tombstone } from "./tombstone.js";

/** What is known of a blob without its bytes. */
export interface BlobFacts {
  readonly sha256: string;
  readonly sizeBytes: number | undefined;
  readonly name: string | undefined;
  readonly media: string | undefined;
}

/** A blob, or why its bytes are not here. Never a failure: the scope that names it is as good as before. */
export type BlobLook =
  | { readonly status: "ok"; readonly bytes: Uint8Array }
  /** Moved away by `tapelab gc --to`; `where` is the folder, `fetch` the command that brings it back. */
  | (BlobFacts & { readonly status: "archived"; readonly where: string; readonly fetch: string })
  /** `reason` and time are known where this workspace collected it. */
  | (BlobFacts & {
      readonly status: "unavailable";
      readonly collectedMs: number | undefined;
      readonly reason: string | undefined;
    });

/** What a note beside the store, or else its index, says of a blob that is not there. */
export function lookWithout(
  sha256: string,
  note: Tombstone | undefined,
  known: Omit<BlobFacts, "sha256"> | undefined,
): BlobLook {
  const { sizeBytes, name, media } = note ?? known ?? {};
  const facts = { sha256, sizeBytes, name, media };
  if (note?.where !== undefined)
    return { status: "archived", ...facts, where: note.where, fetch: `tapelab blob fetch ${sha256}` };
  return { status: "unavailable", ...facts, collectedMs: note?.collectedMs, reason: note?.reason };
}

/** The same for people; undefined when nothing is known. */
export function absenceText(note: Tombstone | undefined): string | undefined {
  if (note?.where !== undefined) return `moved to ${shown(note.where, 200)} on ${dayOf(note)}`;
  const what = note?.collectedMs === undefined ? "marked for collection" : "collected"; // by a run that was cut off
  return note && `${what} on ${dayOf(note)} (${shown(note.reason, 200)})`;
}

function dayOf({ collectedMs, markedMs }: Tombstone): string {
  return new Date(Math.min(collectedMs ?? markedMs, 8.64e15)).toISOString().slice(0, 10);
}

/** Where a reader finds a tape. Opening is left to the giver: a folder, an archive, a replica. */
import type { TapeReader } from "../tape/reader.js";
import type { BlobSource } from "./blob-values.js";
import type { Cut } from "./commit-rows.js";

/** `written`: everything that can be seen. `durable`: only what is known to survive power loss. */
export type Until = "written" | "durable";

export interface TapeSource {
  /** Id of the tape, 32 hex digits. */
  readonly id: string;
  /** Its lookup name, for texts. */
  readonly label: string;
  /** Opens a reader of its own; whoever calls closes it. */
  open(options?: { readonly until?: Until }): Promise<TapeReader>;
  /** Opens the newest commits alone, where that is possible without reading the whole tape; see `TapeReader.openTail`. */
  openTail?(): Promise<TapeReader | undefined>;
  /** Values stored beside the tape. Left out: blobs are unavailable. */
  readonly blobs?: BlobSource;
  /** Calls back when the tape's files change, until the returned function is called. Left out: the follower polls. */
  watch?(onChange: () => void): () => void;
  /** Hears the uid of each scope whose variables are bound: who records may note it as an input. */
  readonly onUse?: (uid: string) => void;
  /** Only the scopes up to here are part of what is read: where another session went on. */
  readonly cut?: Cut;
}

/** Values that lie beside the tape: fetched by hash and decoded, or told to be unavailable. */
import { decodeBlobValue } from "../value/blob-value.js";
import type { StoredBlob } from "../value/decode.js";
import { standIn, type UnavailableValue } from "../value/stand-in.js";

/** Where blobs come from; undefined when the bytes are not there. Given to a reader by the workspace. */
export interface BlobSource {
  read(sha256: string, maxBytes?: number): Promise<Uint8Array | undefined>;
  readNow(sha256: string, maxBytes?: number): Uint8Array | undefined;
  /** Why they are not there, if it is known. */
  absence?(sha256: string): string | undefined;
}

/** A source that holds nothing: a tape by itself, without its workspace. */
export const noBlobs: BlobSource = { read: async () => undefined, readNow: () => undefined };

export async function blobValue(source: BlobSource, blob: StoredBlob): Promise<unknown> {
  return decoded(source, blob, await source.read(blob.sha256, blob.size));
}

export function blobValueNow(source: BlobSource, blob: StoredBlob): unknown {
  return decoded(source, blob, source.readNow(blob.sha256, blob.size));
}

function decoded(source: BlobSource, blob: StoredBlob, bytes: Uint8Array | undefined): unknown {
  return bytes ? decodeBlobValue(bytes, blob.type, blob.media) : unavailable(blob, source.absence?.(blob.sha256));
}

function unavailable({ sha256, size, name, media, type }: StoredBlob, reason: string | undefined): UnavailableValue {
  const known = { kind: "unavailable", sha256, sizeBytes: size, name, media, type } as const;
  return standIn(reason === undefined ? known : { ...known, reason });
}

/** Values that lie beside the tape: fetched by hash and decoded, or told to be unavailable. */
import { decodeBlobValue } from "../value/blob-value.js";
import type { StoredBlob } from "../value/decode.js";
import { standIn, type UnavailableValue } from "../value/stand-in.js";

/** Where blobs come from; undefined when the bytes are not there. Given to a reader by the workspace. */
export interface BlobSource {
  read(sha256: string): Promise<Uint8Array | undefined>;
  readNow(sha256: string): Uint8Array | undefined;
}

/** A source that holds nothing: a tape by itself, without its workspace. */
export const noBlobs: BlobSource = { read: async () => undefined, readNow: () => undefined };

export async function blobValue(source: BlobSource, blob: StoredBlob): Promise<unknown> {
  return decoded(blob, await source.read(blob.sha256));
}

export function blobValueNow(source: BlobSource, blob: StoredBlob): unknown {
  return decoded(blob, source.readNow(blob.sha256));
}

function decoded(blob: StoredBlob, bytes: Uint8Array | undefined): unknown {
  return bytes ? decodeBlobValue(bytes, blob.type, blob.media) : unavailable(blob);
}

function unavailable({ sha256, size, name, media, type }: StoredBlob): UnavailableValue {
  return standIn({ kind: "unavailable", sha256, sizeBytes: size, name, media, type });
}

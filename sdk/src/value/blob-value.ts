/** One value as the bytes of a blob, and back. */
export interface BlobValue {
  readonly bytes: Uint8Array;
  readonly media: string;
  /** The full type tag, `Float64Array[100]`. */
  readonly type: string;
}

export function encodeBlobValue(value: unknown): BlobValue {
  throw new Error(`not yet: ${typeof value}`);
}

export function decodeBlobValue(bytes: Uint8Array, type: string, media: string): unknown {
  throw new Error(`not yet: ${bytes.length} ${type} ${media}`);
}

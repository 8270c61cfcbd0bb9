/** Decides how one variable is stored (inline, blob, hash or void) and copies its value. */
import { encodeBlobValue } from "./blob-value.js";
import type { Mark, PendingBlob } from "./capture-types.js";
import { classTag } from "./class-tag.js";
import { type Classified, inline, listKind, voided } from "./inline.js";
import { type Kind, kinds, makeKind, storages, types, typeText } from "./kinds.js";
import { nestedText } from "./nested.js";
import { utf8Size } from "./utf8.js";
import { valueHash } from "./value-hash.js";

export interface BlobPayload {
  readonly text: string;
  readonly blob: PendingBlob;
}

export interface ClassifyOptions {
  readonly inlineMaxBytes: number;
  isRedacted(name: string): boolean;
  putBlob(bytes: Uint8Array): PendingBlob;
}

/** Null and undefined have kind null and themselves as payload. */
export function classify(value: unknown, name: string, mark: Mark | undefined, options: ClassifyOptions): Classified {
  if (value === null || value === undefined) return { kind: kinds.null, payload: value };
  if (options.isRedacted(name)) return voided(value, "redacted");
  if (mark === "void") return voided(value, "marked");
  const plain = inline(value);
  if (plain.kind.storage === storages.void) return plain;
  if (mark === "hash") return hashed(value, plain.kind);
  if (mark === "blob" || (mark !== "inline" && isLarge(plain, options.inlineMaxBytes)))
    return blobbed(value, name, options);
  return plain;
}

function hashed(value: unknown, kind: Kind): Classified {
  return { kind: makeKind(types.bytes, [], storages.hash, typeText(kind)), payload: valueHash(value) };
}

function blobbed(value: unknown, name: string, options: ClassifyOptions): Classified {
  const { bytes, media, type } = encodeBlobValue(value);
  const blob = options.putBlob(bytes);
  const sha256 = Buffer.from(blob.sha256).toString("hex");
  const text = nestedText({ sha256, size: bytes.length, name, media, type });
  return { kind: kinds.blob, payload: { text, blob } satisfies BlobPayload };
}

function isLarge({ kind, payload }: Classified, max: number): boolean {
  if (kind.width >= 0) return kind.width > max;
  if (typeof payload === "string") return payload.length * 3 > max && utf8Size(payload) > max;
  return (payload as Uint8Array).byteLength > max;
}

/** The kind under which a value goes into a union strip: without dimensions, so that it has few columns. */
export function unionForm(classified: Classified, value: unknown): Classified {
  const { kind } = classified;
  if (kind.dims.length === 0) return classified;
  return { kind: kind.tag === "Array" ? listKind : kinds.object, payload: nestedText(value) };
}

/** Names the class of what cannot hold variables. */
export function foundText(value: unknown): string {
  return value === null || value === undefined
    ? String(value)
    : typeof value === "object"
      ? `an instance of ${classTag(value)}`
      : `a ${typeof value}`;
}

/** The first commit of a copied tape: as it was, and with the name of what it is a copy of. */
import { canonicalJson } from "../base/canonical-json.js";
import { openImage } from "./archived-image.js";

export interface CopySource {
  readonly tape: string;
  readonly workspace: string;
  /** The newest commit that was copied, and its hash. */
  readonly sequence: number;
  readonly hash: string;
  /** How its commits were rewritten; left out when they are as they were. */
  readonly migration?: string;
}

const META_TAG = 0x32; // Commit.meta: field 6, bytes

/** The image with `copied_from` in its facts. An image that has no facts, or whose body would move, stays as it is. */
export function namingSource(image: Uint8Array, source: CopySource): Uint8Array {
  const message = openImage(image);
  const facts = message && parsed(message.meta);
  if (!message || !facts || message.strips.some(({ rows }) => rows > 8)) return image;
  const { meta } = message;
  const before = varint(meta.length);
  const start = meta.byteOffset - image.byteOffset - before.length - 1;
  if (start < 0 || image[start] !== META_TAG) return image;
  const named = Buffer.from(canonicalJson({ ...facts, copied_from: source }));
  const tail = image.subarray(meta.byteOffset - image.byteOffset + meta.length);
  return Buffer.concat([image.subarray(0, start + 1), varint(named.length), named, tail]);
}

function parsed(meta: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(meta).toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

import { BadBytes } from "./bad-bytes.js";
import { WireReader } from "./wire-reader.js";
import { WireWriter } from "./wire-writer.js";

/** How a packed image is stored. */
export const CODEC = { raw: 0, deflate: 1, dictionary: 2, words: 3 } as const;

/** One image, packed by itself. */
export interface Packed {
  readonly codec: number;
  /** Of the image. */
  readonly length: number;
  readonly bytes: Uint8Array;
}

export function encodePacked({ codec, length, bytes }: Packed): Uint8Array {
  const writer = new WireWriter();
  writer.number(1, codec);
  writer.number(2, length);
  writer.block(3, bytes);
  return writer.take();
}

/** Fails with `BadBytes` alone. What `length` claims is for the caller to check. */
export function decodePacked(stored: Uint8Array): Packed {
  const reader = new WireReader(stored, 0, stored.length);
  let [codec, length, bytes] = [0, 0, stored.subarray(0, 0)];
  while (reader.more()) {
    const tag = reader.tag();
    if (tag === 0x08) codec = reader.uint32();
    else if (tag === 0x10) length = reader.uint32();
    else if (tag === 0x1a) bytes = reader.block();
    else reader.skip(tag);
  }
  if (codec === CODEC.raw && bytes.length !== length)
    throw new BadBytes(`A raw image of ${length} bytes has ${bytes.length}`, 0);
  return { codec, length, bytes };
}

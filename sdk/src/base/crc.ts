/** CRC-32 (IEEE), the checksum of frames. Three ways with equal results: native package, zlib, table. */
import * as zlib from "node:zlib";

type Crc32 = (bytes: Uint8Array, seed?: number) => number;

// Below this many bytes the table beats the call into native code (measured: 28 against 115 ns at 12 bytes).
const tableMax = 40;

const table = makeTable();
const large: Crc32 = nativeCrc32() ?? (zlib as { crc32?: Crc32 }).crc32 ?? tableCrc32;

/** CRC-32 of the bytes, unsigned. With a seed: of what the seed covers, followed by the bytes. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  return bytes.length <= tableMax ? tableCrc32(bytes, seed) : large(bytes, seed);
}

/** The fallback that needs nothing but JavaScript. */
export function tableCrc32(bytes: Uint8Array, seed = 0): number {
  let crc = ~seed;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** The native package is optional: an installation without scripts or for a rare platform does without. */
function nativeCrc32(): Crc32 | undefined {
  try {
    return (require("@node-rs/crc32") as { crc32: Crc32 }).crc32;
  } catch {
    return undefined;
  }
}

function makeTable(): Int32Array {
  const values = new Int32Array(256);
  for (let i = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
    values[i] = crc;
  }
  return values;
}

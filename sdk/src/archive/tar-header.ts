/**
 * The 512 bytes in front of each file of a tar, checked before anything is believed: type, size, name, checksum. What an
 * archive of ours never holds is refused, so nobody has to know how other programs would understand it.
 */

/** One header that was found good. */
export interface TarHeader {
  readonly type: "file" | "directory" | "pax";
  readonly name: string;
  readonly size: number;
}

/** Why a header is refused. */
export interface TarRefusal {
  readonly refusal: string;
}

export const BLOCK_SIZE = 512;
/** A pax header may hold a path and a size: more needs no room. */
export const PAX_BYTES_MAX = 4_096;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads a header block that is not all zero. */
export function readHeader(block: Uint8Array): TarHeader | TarRefusal {
  const stated = octal(block.subarray(148, 156));
  if (stated === undefined || stated !== checksum(block)) return { refusal: "the checksum of a tar header is wrong" };
  const magic = latin1(block.subarray(257, 263));
  if (magic !== "ustar\0" && magic !== "ustar ") return { refusal: "a tar header is of an unknown format" };
  const size = octal(block.subarray(124, 136));
  if (size === undefined) return { refusal: "the size in a tar header is no number" };
  const prefix = magic === "ustar\0" ? text(block.subarray(345, 500)) : "";
  const own = text(block.subarray(0, 100));
  if (own === undefined || prefix === undefined) return { refusal: "a name is not UTF-8" };
  const name = prefix === "" ? own : `${prefix}/${own}`;
  const type = String.fromCharCode(block[156] ?? 0);
  if (type === "x")
    return size <= PAX_BYTES_MAX ? { type: "pax", name, size } : { refusal: "a pax header is too long" };
  if (type === "5") return size === 0 ? { type: "directory", name, size } : { refusal: "a directory has a size" };
  if (type === "0") return { type: "file", name, size };
  return { refusal: `an entry is no regular file (type ${JSON.stringify(type)})` };
}

/** Why a name is refused wherever it stands; undefined for one that harms nobody. */
export function refusedName(name: string): string | undefined {
  if (/\p{Cc}/u.test(name)) return "a name has control characters";
  if (name.startsWith("/") || name.startsWith("\\") || /^[A-Za-z]:/.test(name)) return "a name is an absolute path";
  if (name.split(/[\\/]/).includes("..")) return "a name leads out of the archive (..)";
  return name === "" ? "a name is empty" : undefined;
}

/** What a pax header says of the next entry: a path, a size, and nothing else. */
export function readPax(bytes: Uint8Array): { readonly path?: string; readonly size?: number } | TarRefusal {
  const refusal = { refusal: "a pax header is damaged" };
  const found: { path?: string; size?: number } = {};
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 || space - at > 5 ? "" : latin1(bytes.subarray(at, space));
    const end = at + Number(digits);
    if (!/^[1-9]\d*$/.test(digits) || end > bytes.length || end <= space || bytes[end - 1] !== 0x0a) return refusal;
    const record = text(bytes.subarray(space + 1, end - 1), false);
    const equals = record?.indexOf("=") ?? -1;
    if (record === undefined || equals < 0) return refusal;
    const key = record.slice(0, equals);
    const value = record.slice(equals + 1);
    if (key === "path" && found.path === undefined) found.path = value;
    else if (key === "size" && found.size === undefined && /^\d{1,15}$/.test(value)) found.size = Number(value);
    else return { refusal: `a pax header holds more than a path and a size (${JSON.stringify(key.slice(0, 40))})` };
    at = end;
  }
  return found;
}

/** Sum of the bytes, the checksum's own taken as spaces. */
function checksum(block: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK_SIZE; at++) if (at < 148 || at >= 156) sum += block[at] as number;
  return sum;
}

/** Octal digits between spaces and zeros. Binary numbers, which can be negative, are none. */
function octal(bytes: Uint8Array): number | undefined {
  const match = /^ *([0-7]{1,12})[ \0]*$/.exec(latin1(bytes));
  return match === null ? undefined : Number.parseInt(match[1] ?? "", 8);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** Text up to the first zero byte, or all of it. */
function text(bytes: Uint8Array, untilZero = true): string | undefined {
  const zero = untilZero ? bytes.indexOf(0) : -1;
  try {
    return utf8.decode(zero < 0 ? bytes : bytes.subarray(0, zero));
  } catch {
    return undefined;
  }
}

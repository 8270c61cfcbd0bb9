/** One value as the bytes of a blob, and back. */
import { TapelabError } from "../errors.js";
import { arrowValue } from "./arrow-ipc.js";
import { inline } from "./inline.js";
import { storages, types, typeText } from "./kinds.js";
import { nestedText } from "./nested.js";
import { bytesAs, nestedValue } from "./nested-read.js";
import { unflatten } from "./number-array.js";
import { plainBytes, utf8Text } from "./utf8.js";

export interface BlobValue {
  readonly bytes: Uint8Array;
  readonly media: string;
  /** The full type tag, `Float64Array[100]`. */
  readonly type: string;
}

const octets = "application/octet-stream";
const text = "text/plain;charset=utf-8";
const json = "application/json";
/** Media type of an Arrow IPC stream. */
export const arrowMedia = "application/vnd.apache.arrow.stream";

/** The bytes of any storable value: raw for bytes, typed arrays and text, an IPC stream for Arrow, else nested JSON. */
export function encodeBlobValue(value: unknown): BlobValue {
  const { kind, payload } = inline(value);
  const type = typeText(kind);
  if (kind.storage === storages.inline) {
    if (kind.type === types.string) return { bytes: utf8(payload as string), media: text, type };
    if (kind.type === types.arrow) return { bytes: payload as Uint8Array, media: arrowMedia, type };
    if (kind.type === types.bytes || kind.dims.length > 0)
      return { bytes: rawCopy(payload as ArrayBufferView), media: octets, type };
  }
  return { bytes: utf8(nestedText(value)), media: json, type: value === undefined ? "undefined" : type };
}

function utf8(content: string): Uint8Array {
  return new Uint8Array(Buffer.from(content, "utf8"));
}

function rawCopy(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
}

/** The value of a blob's bytes. Throws `bad-bytes` when they are not what type and media say. */
export function decodeBlobValue(blob: Uint8Array, type: string, media: string): unknown {
  const bytes = plainBytes(blob);
  try {
    if (media === text) return utf8Text(bytes, 0, bytes.length);
    if (media === arrowMedia) return arrowValue(bytes, type);
    if (media === json) return nestedValue(utf8Text(bytes, 0, bytes.length));
    return openOctets(bytes, type);
  } catch (cause) {
    throw new TapelabError(
      "bad-bytes",
      `A blob of ${bytes.length} bytes does not hold a value of type ${type} (${media}). The scope that names it is still valid. Fetch a good copy of the blob.`,
      { what: `blob value ${type}`, offset: 0 },
      { cause },
    );
  }
}

function openOctets(bytes: Uint8Array, type: string): unknown {
  const [, name = type, dims] = /^(\w+)\[([\d,]+)\]$/.exec(type) ?? [];
  if (name !== "number") return bytesAs(bytes, name);
  const sizes = (dims ?? "").split(",").map(Number);
  const flat = bytesAs(bytes, "Float64Array") as Float64Array;
  let elements = 1;
  for (const size of sizes) elements *= size;
  if (elements !== flat.length) throw new TypeError(`${flat.length} numbers do not fill ${type}`);
  return unflatten(flat, sizes);
}

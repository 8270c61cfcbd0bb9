/**
 * The canonical encoding of a value: one tag byte, then a fixed or length-prefixed content.
 *
 *   n null   u undefined   T true   F false   d f64 (LE; one NaN; -0 and 0 differ)   i bigint (text)   s string (UTF-8)
 *   D date (f64 ms)   A list (count, entries; h = hole)   O object (count, key and entry, keys by code point)
 *   C class (name, then O)   M map (count, key and entry, in order)   S set (count, entries in order)
 *   V typed array (name, bytes)   R Arrow (kind, IPC stream)   x void (type, reason)
 *
 * Counts and lengths are u32 LE. A typed array of floats keeps its NaN bits: it enters by content.
 */
import { types as is } from "node:util";
import { byCodePoint } from "../base/canonical-json.js";
import { limits } from "../base/limits.js";
import { TapelabError } from "../errors.js";
import { arrowBytes, arrowKind } from "./arrow-ipc.js";
import { classTag, typeTag } from "./class-tag.js";
import { isDetached } from "./detached.js";
import { readTag, unstorable } from "./nested.js";
import { isWellFormed, putUtf8, type TextBuffer } from "./utf8.js";

export interface CanonicalOptions {
  /** What cannot be stored is encoded as void instead of being refused. */
  readonly voids?: boolean;
}

/** Type-tagged bytes; throws `bad-key`, naming the path, for what cannot be stored. */
export function canonicalEncoding(value: unknown, options: CanonicalOptions = {}): Uint8Array {
  const encoder = new Encoder(options.voids === true);
  encoder.value(value, "");
  return encoder.bytes.subarray(0, encoder.at);
}

class Encoder {
  bytes: TextBuffer = Buffer.alloc(256) as TextBuffer;
  at = 0;
  readonly #voids: boolean;
  readonly #parents: object[] = [];

  constructor(voids: boolean) {
    this.#voids = voids;
  }

  value(value: unknown, path: string): void {
    if (typeof value === "number") this.#number("d", value);
    else if (typeof value === "boolean") this.#tag(value ? "T" : "F");
    else if (typeof value === "bigint") this.#text("i", String(value));
    else if (value === undefined) this.#tag("u");
    else if (value === null) this.#tag("n");
    else if (typeof value === "object") this.#object(value, path);
    else if (typeof value !== "string") this.#refuse(typeof value, typeof value, path);
    else if (isWellFormed(value)) this.#text("s", value);
    else this.#refuse("string", "lone-surrogate", path);
  }

  #object(value: object, path: string): void {
    const reason = Array.isArray(value) || ArrayBuffer.isView(value) ? undefined : unstorable(value);
    const arrow = arrowKind(value);
    if ((ArrayBuffer.isView(value) || is.isAnyArrayBuffer(value)) && isDetached(value))
      this.#refuse(typeTag(value), "detached", path);
    else if (ArrayBuffer.isView(value)) this.#view(value);
    else if (is.isDate(value)) this.#number("D", value.getTime());
    else if (is.isAnyArrayBuffer(value)) this.#bytes("V", "ArrayBuffer", new Uint8Array(value));
    else if (reason !== undefined) this.#refuse(typeTag(value), reason, path);
    else if (arrow) this.#bytes("R", arrow, arrowBytes(value));
    else if (this.#parents.includes(value)) this.#refuse(classTag(value), "cycle", path);
    else if (this.#parents.length >= limits.nesting) this.#refuse(classTag(value), "depth", path);
    else {
      this.#parents.push(value);
      this.#inside(value, path);
      this.#parents.pop();
    }
  }

  #inside(value: object, path: string): void {
    if (Array.isArray(value)) {
      this.#count("A", value.length);
      for (let i = 0; i < value.length; i++) {
        if (i in value) this.value(value[i], `${path}[${i}]`);
        else this.#tag("h");
      }
    } else if (is.isMap(value)) {
      this.#count("M", value.size);
      for (const [key, entry] of value) {
        this.value(key, `${path}<key>`);
        this.value(entry, `${path}<${String(key)}>`);
      }
    } else if (is.isSet(value)) {
      this.#count("S", value.size);
      for (const entry of value) this.value(entry, `${path}<entry>`);
    } else this.#fields(value, path);
  }

  #fields(value: object, path: string): void {
    const name = readTag(value) || classTag(value);
    if (name !== "Object") this.#text("C", name);
    const keys = Object.keys(value).sort(byCodePoint);
    this.#count("O", keys.length);
    for (const key of keys) {
      this.#text("s", key);
      const inner = path === "" ? key : `${path}.${key}`;
      const isGetter = name !== "Object" && Object.getOwnPropertyDescriptor(value, key)?.get !== undefined;
      if (isGetter) this.#refuse("getter", "getter", inner);
      else this.value((value as Record<string, unknown>)[key], inner);
    }
  }

  #view(view: ArrayBufferView): void {
    const isNamed = Buffer.isBuffer(view) || view instanceof DataView;
    const name = isNamed ? classTag(view) : (view as unknown as Record<symbol, string>)[Symbol.toStringTag];
    this.#bytes("V", name ?? "", new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }

  #refuse(type: string, reason: string, path: string): void {
    if (this.#voids) {
      this.#text("x", type);
      this.#text("s", reason);
      return;
    }
    const where = path === "" ? "The value" : `The value at ${JSON.stringify(path)}`;
    throw new TapelabError(
      "bad-key",
      `${where} cannot be part of a key: expected a storable value, found ${type} (${reason}). Nothing was computed. Leave it out of the inputs.`,
      { path, type },
    );
  }

  #tag(tag: string): void {
    this.#room(1);
    this.bytes[this.at++] = tag.charCodeAt(0);
  }

  #count(tag: string, count: number): void {
    this.#tag(tag);
    this.#room(4);
    this.at = this.bytes.writeUInt32LE(count, this.at);
  }

  #number(tag: string, value: number): void {
    this.#tag(tag);
    this.#room(8);
    this.at = this.bytes.writeDoubleLE(Number.isNaN(value) ? Number.NaN : value, this.at);
  }

  #text(tag: string, text: string): void {
    this.#count(tag, 0);
    this.#room(text.length * 3);
    const from = this.at;
    this.at = putUtf8(this.bytes, from, text);
    this.bytes.writeUInt32LE(this.at - from, from - 4);
  }

  #bytes(tag: string, name: string, content: Uint8Array): void {
    this.#text(tag, name);
    this.#room(content.length + 4);
    this.at = this.bytes.writeUInt32LE(content.length, this.at);
    this.bytes.set(content, this.at);
    this.at += content.length;
  }

  #room(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    const larger = Buffer.alloc(Math.max(this.bytes.length * 2, this.at + size)) as TextBuffer;
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
  }
}

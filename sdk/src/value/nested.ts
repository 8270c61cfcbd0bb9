/**
 * Nested values as JSON text: keys in the object's own order, tags for what JSON cannot say.
 *
 * A tag is `{"$tl": TYPE, "v": …}`; an own key that begins with `$` gets a second `$`. Only a leaf that cannot be stored
 * becomes void, the rest is kept.
 */
import { types as is } from "node:util";
import { limits } from "../base/limits.js";
import { arrowBytes, arrowKind } from "./arrow-ipc.js";
import { classTag } from "./class-tag.js";
import { isDetached } from "./detached.js";
import { isWellFormed } from "./utf8.js";

/** Nested text of any value; what cannot be stored is a void leaf. */
export function nestedText(value: unknown): string {
  return write(value, []);
}

function write(value: unknown, parents: object[]): string {
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "string") return writeText(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value === null) return "null";
  if (typeof value === "object") return writeObject(value, parents);
  if (value === undefined) return '{"$tl":"undefined"}';
  if (typeof value === "bigint") return `{"$tl":"bigint","v":"${value}"}`;
  return writeVoid(typeof value, typeof value);
}

function writeText(text: string): string {
  return isWellFormed(text) ? JSON.stringify(text) : writeVoid("string", "lone-surrogate");
}

function writeNumber(value: number): string {
  if (value - value !== 0) return `{"$tl":"number","v":"${value}"}`;
  return value === 0 && 1 / value < 0 ? '{"$tl":"number","v":"-0"}' : `${value}`;
}

function writeVoid(type: string, reason: string): string {
  return `{"$tl":"void","type":${JSON.stringify(type)},"reason":${JSON.stringify(reason)}}`;
}

function writeObject(value: object, parents: object[]): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype;
  if (!isPlain && !Array.isArray(value)) {
    const special = writeSpecial(value);
    if (special !== undefined) return special;
  }
  if (parents.length > 0 && parents.includes(value)) return writeVoid(classTag(value), "cycle");
  if (parents.length >= limits.nesting) return writeVoid(classTag(value), "depth");
  parents.push(value);
  const text =
    isPlain && readTag(value) === "" ? writeFields(value, parents, false) : writeInside(value, prototype, parents);
  parents.pop();
  return text;
}

function writeInside(value: object, prototype: unknown, parents: object[]): string {
  if (Array.isArray(value)) return writeList(value, parents);
  if (is.isMap(value)) {
    const entries = [...value].map(([key, entry]) => `[${write(key, parents)},${write(entry, parents)}]`);
    return `{"$tl":"Map","v":[${entries.join(",")}]}`;
  }
  if (is.isSet(value)) return `{"$tl":"Set","v":[${[...value].map((entry) => write(entry, parents)).join(",")}]}`;
  const name = prototype === Object.prototype ? readTag(value) : classTag(value);
  if (name === "" || name === "Object") return writeFields(value, parents, prototype !== Object.prototype);
  return `{"$tl":"class","name":${JSON.stringify(name)},"v":${writeFields(value, parents, true)}}`;
}

function writeList(list: readonly unknown[], parents: object[]): string {
  let text = "[";
  for (let i = 0; i < list.length; i++) {
    if (i > 0) text += ",";
    const entry = list[i];
    text += entry === undefined && !(i in list) ? '{"$tl":"hole"}' : write(entry, parents);
  }
  return `${text}]`;
}

/** Own enumerable data; an accessor of a class instance is not called. */
function writeFields(value: object, parents: object[], isGuarded: boolean): string {
  let text = "{";
  for (const key of Object.keys(value)) {
    if (text.length > 1) text += ",";
    const name = quoted.get(key) ?? quote(key);
    const isGetter = isGuarded && Object.getOwnPropertyDescriptor(value, key)?.get !== undefined;
    const entry = isGetter ? writeVoid("getter", "getter") : write((value as Record<string, unknown>)[key], parents);
    text += `${name}:${entry}`;
  }
  return `${text}}`;
}

// Keys repeat from scope to scope.
const quoted: Map<string, string> = new Map();
const quotedMax = 1_024;

/** A key as it stands in the text: a leading $ is doubled. */
function quote(key: string): string {
  const text = JSON.stringify(key.charCodeAt(0) === 36 ? `$${key}` : key);
  if (quoted.size >= quotedMax) quoted.clear();
  quoted.set(key, text);
  return text;
}

/** Values with a form of their own, and what cannot be stored; undefined for what is written field by field. */
function writeSpecial(value: object): string | undefined {
  if (ArrayBuffer.isView(value)) return writeView(value);
  if (is.isDate(value)) return `{"$tl":"Date","v":"${value.getTime()}"}`;
  if (is.isAnyArrayBuffer(value) && isDetached(value)) return writeVoid(classTag(value), "detached");
  if (is.isAnyArrayBuffer(value)) return `{"$tl":"ArrayBuffer","v":"${base64(new Uint8Array(value))}"}`;
  const reason = unstorable(value);
  if (reason !== undefined) return writeVoid(classTag(value), reason);
  const arrow = arrowKind(value);
  if (arrow === undefined) return undefined;
  return `{"$tl":"arrow","kind":"${arrow}","v":"${base64(arrowBytes(value))}"}`;
}

function writeView(view: ArrayBufferView): string {
  const name = classTag(view);
  if (isDetached(view)) return writeVoid(name, "detached");
  const known =
    name === "Buffer" || name === "DataView" ? name : (view as unknown as Record<symbol, string>)[Symbol.toStringTag];
  return `{"$tl":"${known}","v":"${base64(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))}"}`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** The class name that a value read from a tape carries, so that storing it again keeps it. */
export const tagSymbol: unique symbol = Symbol.for("tapelab.type") as never;

export function readTag(value: object): string {
  const tag = (value as Record<symbol, unknown>)[tagSymbol];
  return typeof tag === "string" ? tag : "";
}

/** Why a value that is no plain object cannot be stored, or undefined when it can. */
export function unstorable(value: object): string | undefined {
  if (typeof value === "function") return "function";
  if (is.isBoxedPrimitive(value)) return "boxed";
  for (const type of refused) if (value instanceof type) return "not-storable";
  if (is.isExternal(value) || is.isGeneratorObject(value) || is.isModuleNamespaceObject(value)) return "not-storable";
  return undefined;
}

// By prototype, so that a proxy of one of these is refused too.
const refused: readonly (new (...args: never[]) => object)[] = [Promise, WeakMap, WeakSet, WeakRef, RegExp, Error];

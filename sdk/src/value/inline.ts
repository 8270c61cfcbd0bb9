/** The inline form of any value: which kind of column it needs, and its payload there. */
import { types as is } from "node:util";
import { arrowBytes, arrowKind } from "./arrow-ipc.js";
import { typeTag } from "./class-tag.js";
import { isDetached } from "./detached.js";
import { type Kind, kinds, makeKind, storages, type TypedArray, types } from "./kinds.js";
import { nestedText, unstorable } from "./nested.js";
import { arrayShape, flatten } from "./number-array.js";
import { isWellFormed } from "./utf8.js";

/** A copy of a value, ready for a column of this kind. Typed arrays are not copied yet: their column does it. */
export interface Classified {
  readonly kind: Kind;
  readonly payload: unknown;
}

/** The inline form of a value, whatever its size. */
export function inline(value: unknown): Classified {
  switch (typeof value) {
    case "number":
      return { kind: kinds.f64, payload: value };
    case "string":
      return isWellFormed(value) ? { kind: kinds.string, payload: value } : voided(value, "lone-surrogate");
    case "boolean":
      return { kind: kinds.bool, payload: value };
    case "bigint":
      return BigInt.asIntN(64, value) === value
        ? { kind: kinds.i64, payload: value }
        : { kind: kinds.bigtext, payload: String(value) };
    case "object":
      return value === null ? { kind: kinds.null, payload: null } : inlineObject(value);
    default:
      return voided(value, typeof value);
  }
}

/** Dates from 1677 to 2262 fit into 64-bit nanoseconds. */
export const dateMax = 9_223_372_036_854;

function inlineObject(value: object): Classified {
  if (ArrayBuffer.isView(value)) return inlineView(value);
  if (Array.isArray(value)) return inlineList(value);
  if (is.isDate(value)) {
    const ms = value.getTime();
    if (Math.abs(ms) <= dateMax) return { kind: kinds.date, payload: ms };
    return { kind: makeKind(types.json, [], storages.inline, "Date"), payload: nestedText(value) };
  }
  if (is.isAnyArrayBuffer(value))
    return isDetached(value) ? voided(value, "detached") : bytesOf(new Uint8Array(value).slice(), "ArrayBuffer");
  const reason = unstorable(value);
  if (reason !== undefined) return voided(value, reason);
  const arrow = arrowKind(value);
  if (arrow) return { kind: makeKind(types.arrow, [], storages.inline, arrow), payload: arrowBytes(value) };
  const text = nestedText(value);
  const tag = /^\{"\$tl":"class","name":("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  if (tag !== undefined)
    return { kind: makeKind(types.json, [], storages.inline, JSON.parse(tag) as string), payload: text };
  const type = is.isMap(value) || is.isSet(value) ? typeTag(value) : "";
  return { kind: type === "" ? kinds.object : makeKind(types.json, [], storages.inline, type), payload: text };
}

export const listKind: Kind = makeKind(types.json, [], storages.inline, "Array");

/** Rectangular lists of numbers are columns of their own; all others are nested text. */
function inlineList(list: readonly unknown[]): Classified {
  const dims = arrayShape(list);
  if (dims === undefined) return { kind: listKind, payload: nestedText(list) };
  return { kind: makeKind(types.f64, dims, storages.inline, "Array"), payload: flatten(list, dims) };
}

const arrayTypes: ReadonlyMap<string, number> = new Map([
  ["Float64Array", types.f64],
  ["Float32Array", types.f32],
  ["Int8Array", types.i8],
  ["Uint8Array", types.u8],
  ["Uint8ClampedArray", types.u8],
  ["Int16Array", types.i16],
  ["Uint16Array", types.u16],
  ["Int32Array", types.i32],
  ["Uint32Array", types.u32],
  ["BigInt64Array", types.i64],
  ["BigUint64Array", types.u64],
]);

function inlineView(view: ArrayBufferView): Classified {
  if (isDetached(view)) return voided(view, "detached");
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (view instanceof DataView) return bytesOf(bytes.slice(), "DataView");
  if (Buffer.isBuffer(view)) return bytesOf(bytes.slice(), "Buffer");
  const name = (view as unknown as Record<symbol, string>)[Symbol.toStringTag] ?? "";
  const type = arrayTypes.get(name);
  if (type === undefined) return voided(view, "not-storable");
  return { kind: arrayKind(type, (view as TypedArray).length, name), payload: view };
}

// The last few kinds: a variable keeps its length, as a rule.
const recent: Kind[] = [];

function arrayKind(type: number, length: number, name: string): Kind {
  const tag = name === "Uint8ClampedArray" ? name : "";
  for (const kind of recent) if (kind.type === type && kind.elements === length && kind.tag === tag) return kind;
  const kind = makeKind(type, [length], storages.inline, tag);
  recent.unshift(kind);
  if (recent.length > 4) recent.pop();
  return kind;
}

function bytesOf(bytes: Uint8Array, tag: string): Classified {
  return { kind: makeKind(types.bytes, [], storages.inline, tag), payload: bytes };
}

export function voided(value: unknown, reason: string): Classified {
  return { kind: kinds.void, payload: `${typeTag(value)}\0${reason}` };
}

/** Deep copies of captured values that stay in memory. */
import { types } from "node:util";
import { isDetached } from "../value/detached.js";

/**
 * A copy that shares nothing the user can change: arrays, plain objects, class instances (own enumerable data, same
 * class), Map, Set, Date, typed arrays and buffers. Cycles stay cycles. What cannot be copied (functions, promises, weak
 * collections) or is immutable by contract (Arrow values) is the same object.
 */
export function copyValue<T>(value: T): T {
  return copy(value, new Map()) as T;
}

function copy(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const made = copyBuffer(value) ?? copyCollection(value, seen);
  if (made !== undefined) {
    seen.set(value, made);
    return made;
  }
  return isShared(value) ? value : copyObject(value, seen);
}

function copyBuffer(value: object): unknown {
  if (value instanceof Date) return new Date(value.getTime());
  if ((types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) && isDetached(value)) return value;
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer) return value.slice(0);
  if (!ArrayBuffer.isView(value)) return undefined;
  const bytes = value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength);
  if (value instanceof DataView) return new DataView(bytes);
  if (Buffer.isBuffer(value)) return Buffer.from(bytes as ArrayBuffer);
  return new (value.constructor as new (buffer: ArrayBufferLike) => unknown)(bytes);
}

function copyCollection(value: object, seen: Map<object, unknown>): unknown {
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    seen.set(value, map);
    for (const [key, entry] of value) map.set(copy(key, seen), copy(entry, seen));
    return map;
  }
  if (value instanceof Set) {
    const set = new Set<unknown>();
    seen.set(value, set);
    for (const entry of value) set.add(copy(entry, seen));
    return set;
  }
  if (!Array.isArray(value)) return undefined;
  const list: unknown[] = new Array(value.length);
  seen.set(value, list);
  for (const index of value.keys()) if (index in value) list[index] = copy(value[index], seen);
  return list;
}

function copyObject(value: object, seen: Map<object, unknown>): object {
  const made = Object.create(Object.getPrototypeOf(value) as object | null) as object;
  seen.set(value, made);
  for (const [name, { value: entry, get, enumerable }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (!enumerable || get !== undefined) continue; // getters are not called
    Object.defineProperty(made, name, {
      value: copy(entry, seen),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return made;
}

/** Values without own data, and Arrow tables, batches and vectors: these never change. */
function isShared(value: object): boolean {
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef)
    return true;
  if (value instanceof RegExp || value instanceof Error) return true;
  return "numChildren" in value || ("schema" in value && "numCols" in value);
}
